"""Where everything stands: panels, tick labels, titles and legend, computed from the sizes of their texts."""

import msgspec
from msgspec import Struct

from pb_adapters.plots import ruler
from pb_adapters.plots.frames.model import Frame
from pb_adapters.plots.labels import Labels, along_x, along_y
from pb_adapters.plots.legends import LegendPlan
from pb_adapters.plots.scales import View
from pb_adapters.plots.sheets import Sheet, sheet_of
from pb_adapters.plots.themes import Theme
from pb_adapters.plots.ticks import Ticks
from pb_core.scene import Rect

_ROUNDS = 4
_DEEP, _WIDE = 0.4, 0.36  # of the sheet: the most that category names may take
_BAR_WIDTH = 7.0


class Content(Struct, frozen=True, kw_only=True):
    """What has to find room. ``side`` is where the legend stands: ``top``, ``bottom``, ``right``, or inside (``""``).

    ``ys`` has one view per panel. ``direct`` is the room for names at line ends; ``shape`` is ``plane``,
    ``round`` (radar), ``pie`` or ``parallel``. ``bar`` is the colour bar's view.
    """

    sheet: Sheet
    theme: Theme
    frame: Frame
    title: str
    x: View
    ys: tuple[View, ...]
    right: View | None = None
    legend: LegendPlan | None = None
    side: str = ""
    direct: float = 0.0
    bar: View | None = None
    shape: str = "plane"
    left_room: float = 0.0

    @property
    def rows(self) -> int:
        """The number of rows of panels."""
        return -(-len(self.frame.panels) // self.frame.columns)


class Side(Struct, frozen=True, kw_only=True):
    """The ticks of one axis of one panel and their labels; ``shown`` is false where an outer panel has them."""

    ticks: Ticks
    labels: Labels
    shown: bool = True


class PanelPlace(Struct, frozen=True, kw_only=True):
    """One panel: its rectangle and its axes."""

    rect: Rect
    x: Side
    y: Side
    right: Side | None = None


class Layout(Struct, frozen=True, kw_only=True):
    """The places of everything, in points from the top left.

    ``title`` is the broken title's text and top. ``x_title`` and the others are broken texts, ``..._at`` their
    centres. ``legend`` is its top left corner, ``bar`` the rectangle of the colour bar.
    """

    panels: tuple[PanelPlace, ...]
    title: str
    title_top: float
    x_title: str
    x_title_at: tuple[float, float]
    y_title: str
    y_title_at: tuple[float, float]
    right_title: str
    right_title_at: tuple[float, float]
    legend: tuple[float, float] | None
    bar: Rect | None
    bar_side: Side | None
    bar_title: str = ""
    bar_title_at: tuple[float, float] = (0.0, 0.0)
    repairs: tuple[str, ...] = ()


class _Room(Struct, kw_only=True):
    """What the labels of the axes take, found round by round."""

    before: list[float]
    below: list[float]
    after: float = 0.0
    over_left: float = 0.0
    over_right: float = 0.0


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
    guess = content.theme.text * 2.5 if not content.shape == "pie" else 0.0
    columns = content.frame.columns
    return _Room(before=[guess] + [0.0] * (columns - 1), below=[0.0] * (content.rows - 1) + [content.theme.line])


def _agree(a: _Room, b: _Room) -> bool:
    pairs = zip([*a.before, *a.below, a.after, a.over_left, a.over_right], [*b.before, *b.below, b.after, b.over_left, b.over_right], strict=True)  # fmt: skip
    return all(abs(u - v) < 0.25 for u, v in pairs)  # noqa: PLR2004 - points


def trimmed(content: Content) -> Content:
    """The content on a sheet without the height that a round plot, as wide as it can be, leaves empty."""
    if content.shape not in {"round", "pie"}:
        return content
    room = _first_guess(content)
    room = _measured(content, _panels(content, _rects(content, room)))
    whole = _rects(msgspec.structs.replace(content, shape="plane"), room)[0]
    spare = (whole.height - whole.width) * content.rows
    if spare <= 0:
        return content
    return msgspec.structs.replace(content, sheet=sheet_of(content.theme, None, content.sheet.height - spare))


# --- the outer frame ----------------------------------------------------------------------------


def _top(content: Content) -> float:
    theme = content.theme
    top = theme.margin
    if content.title:
        top += ruler.height(_title(content), theme.title) + theme.gap * 1.2
    if content.legend is not None and content.side == "top":
        top += content.legend.height + theme.gap
    if content.shape == "round":
        top += ruler.height(max(_around(content), key=lambda text: text.count("\n")), theme.text) + theme.gap
    return top + theme.text * 0.3


def _title(content: Content) -> str:
    return ruler.wrapped(content.title, content.theme.title, content.sheet.width - 2 * content.theme.margin, bold=True)


def _heading(content: Content, row: int = 0) -> float:
    """The height of the panels' own titles; in a grid of two facets only the first row has them."""
    if row and content.frame.panels[0].row:
        return 0.0
    if not any(panel.column for panel in content.frame.panels):
        return 0.0
    room = content.sheet.width * 0.8 / content.frame.columns
    texts = [ruler.wrapped(panel.column, content.theme.text, room, bold=True) for panel in content.frame.panels]
    return max(ruler.height(text, content.theme.text) for text in texts) + content.theme.gap * 0.6


def _bottom(content: Content) -> float:
    theme = content.theme
    bottom = theme.margin
    if content.legend is not None and content.side == "bottom":
        bottom += content.legend.height + theme.gap * 1.5
    if content.x.axis.title and content.shape == "plane":
        bottom += ruler.height(_x_title(content), theme.text) + theme.gap * 0.4
    return bottom


def _x_title(content: Content) -> str:
    return ruler.wrapped(content.x.axis.title, content.theme.text, content.sheet.width * 0.75)


def _left(content: Content) -> float:
    theme = content.theme
    titled = content.ys[0].axis.title and content.shape == "plane"
    return theme.margin + (ruler.height(_y_title(content), theme.text) + theme.gap * 0.7 if titled else 0.0)


def _y_title(content: Content) -> str:
    return ruler.wrapped(content.ys[0].axis.title, content.theme.text, content.sheet.height * 0.72)


def _right(content: Content) -> float:
    theme = content.theme
    right = theme.margin + content.direct
    if content.right is not None and content.right.axis.title:
        right += theme.line + theme.gap * 0.7
    if content.legend is not None and content.side == "right":
        right += content.legend.width + theme.gap * 2.5
    if content.bar is not None:
        right += _bar_room(content)
    if any(panel.row for panel in content.frame.panels):
        right += theme.line + theme.gap * 0.5
    return right


def _bar_room(content: Content) -> float:
    theme = content.theme
    side = _bar_side(content, content.sheet.height * 0.6)
    title = theme.line + theme.gap * 0.8 if content.bar is not None and content.bar.axis.title else 0.0
    return theme.gap * 2.5 + _BAR_WIDTH * theme.scale + theme.tick + theme.gap * 0.6 + side.labels.depth + title


def _bar_side(content: Content, length: float) -> Side:
    assert content.bar is not None  # noqa: S101 - the callers ask first
    return _upright(content.bar, length, content)


# --- panels -------------------------------------------------------------------------------------


def _rects(content: Content, room: _Room) -> list[Rect]:
    columns, rows, theme = content.frame.columns, content.rows, content.theme
    left = max(_left(content) + room.before[0], theme.margin + room.over_left)
    right = max(_right(content) + room.after, theme.margin + room.over_right)
    gaps = [theme.gap * 2.2 + room.before[column] for column in range(1, columns)]
    wide = max((content.sheet.width - left - right - sum(gaps)) / columns, 10.0)
    heading = _heading(content)
    top = _top(content) + heading
    between = [theme.gap * 2.0 + _heading(content, row + 1) + room.below[row] for row in range(rows - 1)]
    high = max((content.sheet.height - top - _bottom(content) - room.below[-1] - sum(between)) / rows, 10.0)
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
        x = _sideways(content.x, rect.width, content, shown=lowest)
        y = _upright(content.ys[index], rect.height, content, shown=index % columns == 0 or own_y)
        right = None if content.right is None else _upright(content.right, rect.height, content)
        found.append(PanelPlace(rect=rect, x=x, y=y, right=right))
    return tuple(found)


def _sideways(view: View, length: float, content: Content, *, shown: bool = True) -> Side:
    theme, discrete = content.theme, view.axis.discrete
    for most in range(max(min(int(length / (theme.text * 3.0)), 8), 2), 1, -1):
        ticks = view.ticks(most)
        places = tuple(_across(view, at, content) * length for at in ticks.at)
        deep = content.sheet.height * _DEEP
        labels = along_x(ticks, places, length, theme, discrete=discrete, deep=deep)
        if labels.fits or discrete:
            break
    return Side(ticks=ticks, labels=labels, shown=shown)


def _across(view: View, at: float, content: Content) -> float:
    if content.shape == "parallel":
        return at / max(len(view.axis.categories) - 1, 1)
    return view.share(at)


def _upright(view: View, length: float, content: Content, *, shown: bool = True) -> Side:
    theme = content.theme
    ticks = view.ticks(max(min(int(length / (theme.text * 2.4)), 6), 2))
    places = tuple(_place(view, at) * length for at in ticks.at)
    labels = along_y(ticks, places, theme, discrete=view.axis.discrete, wide=content.sheet.width * _WIDE)
    return Side(ticks=ticks, labels=labels, shown=shown)


def _place(view: View, at: float) -> float:
    return 1 - view.share(at) if view.axis.discrete else view.share(at)


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
            room.over_left = max(room.over_left, panel.x.labels.before if column == 0 else 0.0)
            room.over_right = max(room.over_right, panel.x.labels.after if column == columns - 1 else 0.0)
        if panel.right is not None:
            room.after = max(room.after, panel.right.labels.depth + edge)
    if content.shape == "parallel":
        before[0] = content.left_room
    if content.shape == "pie" and not content.frame.legend:
        before[0] = room.after = max(ruler.width(name, theme.text) for name in content.frame.series) * 0.85
    if content.shape == "round":
        _round_room(content, room)
    return room


def _round_room(content: Content, room: _Room) -> None:
    """Names stand around a radar."""
    theme = content.theme
    texts = _around(content)
    wide = max(ruler.width(text, theme.text) for text in texts) + theme.gap * 2.5
    high = max(ruler.height(text, theme.text) for text in texts) + theme.gap * 2.5
    room.before[:] = [wide] * len(room.before)
    room.after = wide
    room.below[:] = [high] * len(room.below)


def _around(content: Content) -> list[str]:
    """The names around a radar."""
    return [ruler.wrapped(text, content.theme.text, content.sheet.width * 0.2) for text in content.x.axis.categories]


def _finished(content: Content, panels: tuple[PanelPlace, ...], room: _Room) -> Layout:
    theme, sheet = content.theme, content.sheet
    first, last = panels[0].rect, panels[-1].rect
    area_left, area_right = min(p.rect.x for p in panels), max(p.rect.right for p in panels)
    area_top, area_bottom = min(p.rect.y for p in panels), max(p.rect.bottom for p in panels)
    x_title, y_title = _x_title(content), _y_title(content)
    middle, centre = (area_left + area_right) / 2, (area_top + area_bottom) / 2
    x_title_y = area_bottom + room.below[-1] + theme.gap * 0.4 + ruler.height(x_title, theme.text) / 2
    y_title_x = area_left - room.before[0] - theme.gap * 0.7 - ruler.height(y_title, theme.text) / 2
    y_title_x = max(y_title_x, theme.margin + ruler.height(y_title, theme.text) / 2)
    after = area_right + room.after
    right_title = "" if content.right is None else content.right.axis.title
    right_x = after + theme.gap * 0.7 + theme.line / 2
    bar, bar_side, bar_title_at = _bar(content, area_top, area_bottom, last.right)
    sides = [side for panel in panels for side in (panel.x, panel.y) if side.shown] if content.shape == "plane" else []
    repairs = [said for side in sides for said in side.labels.repairs]
    return Layout(
        panels=panels,
        title=_title(content) if content.title else "",
        title_top=theme.margin,
        x_title=x_title if content.shape == "plane" else "",
        x_title_at=(middle, x_title_y),
        y_title=y_title if content.shape == "plane" else "",
        y_title_at=(y_title_x, centre),
        right_title=right_title,
        right_title_at=(right_x, centre),
        legend=_legend(content, first.x, middle, (area_top, area_bottom), sheet),
        bar=bar,
        bar_side=bar_side,
        bar_title="" if content.bar is None else content.bar.axis.title,
        bar_title_at=bar_title_at,
        repairs=tuple(dict.fromkeys(repairs)),
    )


def _bar(
    content: Content, top: float, bottom: float, right: float
) -> tuple[Rect | None, Side | None, tuple[float, float]]:
    if content.bar is None:
        return None, None, (0.0, 0.0)
    theme = content.theme
    high = min(bottom - top, 150 * theme.scale)
    rect = Rect(right + theme.gap * 2.5, top + (bottom - top - high) / 2, _BAR_WIDTH * theme.scale, high)
    side = _bar_side(content, high)
    x = rect.right + theme.tick + theme.gap * 1.2 + side.labels.depth + theme.line / 2
    return rect, side, (x, rect.y + high / 2)


def _legend(
    content: Content, left: float, middle: float, area: tuple[float, float], sheet: Sheet
) -> tuple[float, float] | None:
    plan, theme = content.legend, content.theme
    if plan is None or not content.side:
        return None
    if content.side == "right":
        return sheet.width - theme.margin - plan.width, max(
            area[0], min((area[0] + area[1] - plan.height) / 2, area[0] + 4.0)
        )
    across = min(max(middle - plan.width / 2, theme.margin), sheet.width - theme.margin - plan.width)
    if content.side == "bottom":
        return across, sheet.height - theme.margin - plan.height
    top = theme.margin
    if content.title:
        top += ruler.height(_title(content), theme.title) + theme.gap * 1.2
    del left
    return across, top
