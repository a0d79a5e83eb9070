"""Where everything stands: panels, tick labels, titles and legend, computed from the sizes of their texts."""

import msgspec
from msgspec import Struct

from pb_adapters.drawing.plots.layout.margins import (
    BAR_WIDTH,
    AxisTicks,
    Content,
    Layout,
    PanelPlace,
    bottom_edge,
    colorbar_ticks_of,
    free_page,
    heading_height,
    left_edge,
    names_around,
    note_room,
    right_edge,
    sideways,
    title_text,
    top_edge,
    upright,
    x_title_text,
    y_title_text,
)
from pb_adapters.drawing.plots.layout.risk_room import risk_height, risk_reach
from pb_adapters.drawing.shared import text_metrics
from pb_adapters.drawing.shared.encoding import Page
from pb_core.domain.plane import Rect

_ROUNDS = 4


class _Room(Struct, kw_only=True):
    """What the labels of the axes take, found round by round."""

    before: list[float]
    below: list[float]
    after: float = 0.0
    over_left: float = 0.0
    over_right: float = 0.0
    between: float = 0.0


def arrange(content: Content) -> Layout:
    """Find room for everything: margins follow from the labels, those from the panels' size, until both agree."""
    room = _first_guess(content)
    for _ in range(_ROUNDS):
        rects = _rects(content, room)
        panels = _panels(content, rects)
        found = _measured(content, panels)
        if _agree(room, found):
            break
        room = found
    return _finished(content, _panels(content, _rects(content, room)), room)


def _first_guess(content: Content) -> _Room:
    guess = content.theme.text * 2.5 if content.shape != "pie" else 0.0
    columns = content.frame.columns
    return _Room(before=[guess] + [0.0] * (columns - 1), below=[0.0] * (content.rows - 1) + [content.theme.line])


def _agree(a: _Room, b: _Room) -> bool:
    first, second = ([*r.before, *r.below, r.after, r.over_left, r.over_right, r.between] for r in (a, b))
    pairs = zip(first, second, strict=True)
    return all(abs(u - v) < 0.25 for u, v in pairs)  # noqa: PLR2004 - points


def trimmed(content: Content) -> Content:
    """The content on a page without the height that a round plot, as wide as it can be, leaves empty."""
    if content.shape not in {"round", "pie"}:
        return content
    room = _first_guess(content)
    room = _measured(content, _panels(content, _rects(content, room)))
    whole = _rects(msgspec.structs.replace(content, shape="plane"), room)[0]
    spare = (whole.height - whole.width) * content.rows
    if spare <= 0:
        return content
    return msgspec.structs.replace(content, page=free_page(content, content.page.height - spare))


def _rects(content: Content, room: _Room) -> list[Rect]:
    columns, rows, theme = content.frame.columns, content.rows, content.theme
    left = max(left_edge(content) + room.before[0], theme.margin + room.over_left, content.floor.left)
    right = max(right_edge(content) + room.after, theme.margin + room.over_right, content.floor.right)
    gaps = [max(theme.gap * 2.2 + room.before[column], theme.gap * 1.5 + room.between) for column in range(1, columns)]
    wide = max((content.page.width - left - right - sum(gaps)) / columns, 10.0)
    heading = heading_height(content)
    top = max(top_edge(content) + heading, content.floor.top)
    between = [theme.gap * 2.0 + heading_height(content, row + 1) + room.below[row] for row in range(rows - 1)]
    bottom = max(bottom_edge(content) + risk_height(content) + room.below[-1], content.floor.bottom)
    high = max((content.page.height - top - bottom - sum(between)) / rows, 10.0)
    found = []
    for index in range(len(content.frame.panels)):
        row, column = divmod(index, columns)
        x = left + column * wide + sum(gaps[:column])
        y = top + row * high + sum(between[:row])
        found.append(_square(Rect(x, y, wide, high), content))
    return found


def _square(rect: Rect, content: Content) -> Rect:
    if content.shape not in {"round", "pie"}:
        return rect
    side = min(rect.width, rect.height)
    return Rect(rect.x + (rect.width - side) / 2, rect.y + (rect.height - side) / 2, side, side)


def _panels(content: Content, rects: list[Rect]) -> tuple[PanelPlace, ...]:
    columns, count = content.frame.columns, len(rects)
    found = []
    for index, rect in enumerate(rects):
        own_y = content.ys[index].axis != content.ys[0].axis
        lowest = index + columns >= count
        x = sideways(content.x, rect.width, content, shown=lowest and content.x_used)
        y = upright(content.ys[index], rect.height, content, shown=(index % columns == 0 or own_y) and content.y_used)
        right = None if content.right is None else upright(content.right, rect.height, content)
        found.append(PanelPlace(rect=rect, x=x, y=y, right=right))
    return tuple(found)


def _measured(content: Content, panels: tuple[PanelPlace, ...]) -> _Room:
    theme, columns = content.theme, content.frame.columns
    edge = theme.tick + theme.gap * 0.6
    before = [0.0] * columns
    below = [0.0] * content.rows
    room = _Room(before=before, below=below)
    for index, panel in enumerate(panels):
        row, column = divmod(index, columns)
        if content.shape == "plane":
            before[column] = max(before[column], panel.y.labels.depth + edge if panel.y.shown else 0.0)
        if content.shape in {"plane", "parallel"} and panel.x.shown:
            lower = theme.text * 0.9 if content.shape == "parallel" else 0.0
            below[row] = max(below[row], panel.x.labels.depth + edge + lower)
            room.between = max(room.between, panel.x.labels.before + panel.x.labels.after)
            room.over_left = max(room.over_left, panel.x.labels.before if column == 0 else 0.0)
            room.over_right = max(room.over_right, panel.x.labels.after if column == columns - 1 else 0.0)
            before_table, after_table = risk_reach(content, panel)
            room.over_left = max(room.over_left, before_table)
            room.over_right = max(room.over_right, after_table)
        if panel.right is not None:
            room.after = max(room.after, panel.right.labels.depth + edge)
    if content.shape == "parallel":
        before[0] = content.left_room
    if content.shape == "pie" and (content.side == "beside" or not content.frame.legend):
        before[0] = room.after = max(text_metrics.block_width(name, theme.text) for name in content.frame.series) * 0.85
    if content.shape == "round":
        _round_room(content, room)
    return room


def _round_room(content: Content, room: _Room) -> None:
    """Names stand around a radar."""
    theme = content.theme
    texts = names_around(content)
    wide = max(text_metrics.block_width(text, theme.text) for text in texts) + theme.gap * 2.5
    high = max(text_metrics.block_height(text, theme.text) for text in texts) + theme.gap * 2.5
    room.before[:] = [wide] * len(room.before)
    room.after = wide
    room.below[:] = [high] * len(room.below)


def _finished(content: Content, panels: tuple[PanelPlace, ...], room: _Room) -> Layout:
    theme, page = content.theme, content.page
    first, last = panels[0].rect, panels[-1].rect
    area_left, area_right = min(p.rect.x for p in panels), max(p.rect.right for p in panels)
    area_top, area_bottom = min(p.rect.y for p in panels), max(p.rect.bottom for p in panels)
    x_title, y_title = x_title_text(content), y_title_text(content)
    middle, centre = (area_left + area_right) / 2, (area_top + area_bottom) / 2
    x_title_y = area_bottom + room.below[-1] + theme.gap * 0.4 + text_metrics.block_height(x_title, theme.label) / 2
    y_title_x = area_left - room.before[0] - theme.gap * 0.7 - text_metrics.block_height(y_title, theme.label) / 2
    y_title_x = max(y_title_x, theme.margin + text_metrics.block_height(y_title, theme.label) / 2)
    after = area_right + room.after
    right_title = "" if content.right is None else content.right.axis.title
    right_x = after + theme.gap * 0.7 + theme.label * 0.6
    bar, colorbar_ticks, bar_title_at = _bar(content, area_top, area_bottom, last.right)
    sides = [side for panel in panels for side in (panel.x, panel.y) if side.shown] if content.shape == "plane" else []
    repairs = [repair for side in sides for repair in side.labels.repairs]
    return Layout(
        panels=panels,
        title=title_text(content) if content.title else "",
        title_top=theme.margin,
        x_title=x_title if content.shape == "plane" else "",
        x_title_at=(middle, x_title_y),
        y_title=y_title if content.shape == "plane" else "",
        y_title_at=(y_title_x, centre),
        right_title=right_title,
        right_title_at=(right_x, centre),
        legend=_legend(content, first.x, middle, (area_top, area_bottom), page),
        bar=bar,
        colorbar_ticks=colorbar_ticks,
        bar_title="" if content.bar is None else content.bar.axis.title,
        bar_title_at=bar_title_at,
        risk_at=(area_left - risk_reach(content, panels[0])[0], _under_x_title(content, area_bottom, room)),
        repairs=tuple(dict.fromkeys(repairs)),
    )


def _under_x_title(content: Content, area_bottom: float, room: _Room) -> float:
    theme, title = content.theme, x_title_text(content)
    titled = text_metrics.block_height(title, theme.label) + theme.gap * 0.4 if title else 0.0
    return area_bottom + room.below[-1] + titled + theme.gap * 1.2


def _bar(
    content: Content, top: float, bottom: float, right: float
) -> tuple[Rect | None, AxisTicks | None, tuple[float, float]]:
    if content.bar is None:
        return None, None, (0.0, 0.0)
    theme = content.theme
    high = bottom - top
    rect = Rect(right + theme.gap * 2.5, top, BAR_WIDTH * theme.scale, high)
    side = colorbar_ticks_of(content, high)
    x = rect.right + theme.tick + theme.gap * 1.2 + side.labels.depth + theme.label * 0.6
    return rect, side, (x, rect.y + high / 2)


def _legend(
    content: Content, left: float, middle: float, area: tuple[float, float], page: Page
) -> tuple[float, float] | None:
    plan, theme = content.legend, content.theme
    if plan is None or not content.side:
        return None
    if content.side == "right":
        return page.width - theme.margin - plan.width, max(
            area[0], min((area[0] + area[1] - plan.height) / 2, area[0] + 4.0)
        )
    across = min(max(middle - plan.width / 2, theme.margin), page.width - theme.margin - plan.width)
    if content.side == "bottom":
        return across, page.height - theme.margin - note_room(content) - plan.height
    top = theme.margin
    if content.title:
        top += text_metrics.block_height(title_text(content), theme.title) + theme.gap * 1.2
    del left
    return across, top
