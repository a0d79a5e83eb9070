"""Parts: which columns an intent puts on the axes, colours and panels of its plot."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.case import ALONG, CLOUDS, SPREADS, Case, Columns, Parts, once
from pb_adapters.planners.charts.building.sheet import is_binary, is_number, is_words
from pb_adapters.planners.charts.words import stems
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import Arrangement, Chart, Place
from pb_core.domain.tables.column_names import words_of
from pb_core.domain.tables.column_roles import SPLITS
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType

_PROFILES = frozenset({Chart.RADAR, Chart.CORRELATION})
_PAIR, _MOST_PANELS = 2, 16


def parts_of(case: Case) -> Parts:
    """Give each named column its place; nothing that is not named is added."""
    asked, sheet, chart = case.asked, case.sheet, case.wanted
    at = {place: sheet.known(asked.fields(place)) for place in Place}
    one = {place: next(iter(at[place]), None) for place in Place}
    parts = replace(
        _on_axes(at[Place.X], at[Place.Y], chart),
        right=tuple(filter(is_number, at[Place.RIGHT])), color=one[Place.COLOR], panel=one[Place.PANEL],
        row=one[Place.ROW] or next(iter(at[Place.PANEL][1:]), None), size=one[Place.SIZE], shape=one[Place.SHAPE],
        text=one[Place.TEXT], detail=one[Place.DETAIL],
    )  # fmt: skip
    loose = [column for column in _loose(case, at) if column.name not in parts.taken]
    values = _values(loose, at[Place.SPLIT], replace(case, parts=parts))
    others = [c for c in loose if c not in values and (c in at[Place.SPLIT] or not is_value(c, case))]
    parts, left = _with_values(parts, values, others, at[Place.SPLIT], chart)
    parts = _with_others(replace(case, parts=parts), left, at[Place.SPLIT])
    parts = _with_listed(replace(case, parts=parts))
    named = [c for c in sheet.known(asked.mentioned) if not is_value(c, case) and c.name not in parts.taken]
    return replace(parts, free=not parts.groups and not named)


def _loose(case: Case, at: dict[Place, tuple[ColumnProfile, ...]]) -> Columns:
    """The named columns whose place is not said: those that a limit names first, what tells apart last."""
    statistics, known = case.asked.statistics(), case.sheet.known
    limits = [stems(wish.words) for wish in case.asked.all(w.LimitWish)]
    ranked = [c for c in case.sheet.categories if any(stems(c.name) <= words for words in limits)]
    more = (*at[Place.RIGHT], *(() if statistics else at[Place.X][1:]))
    measured = known(wish.field for wish in statistics)
    return once((*ranked, *at[Place.ANY], *measured, *more, *at[Place.SPLIT], *known(one.within for one in statistics)))


def _with_listed(case: Case) -> Parts:
    """The column of categories that are coloured is the colour; one of which several are kept tells apart."""
    parts, sheet, chart = case.parts, case.sheet, case.wanted
    lit = [c for c in sheet.known(wish.field for wish in case.asked.settings("color")) if c.name not in parts.taken]
    if lit and parts.color is None and is_words(lit[0]):
        parts = replace(parts, color=lit[0])
    listed = sheet.known(wish.field for wish in case.asked.all(w.FilterWish) if len(wish.one_of) > 1)
    if parts.base is None and listed and chart not in CLOUDS and parts.color is None:
        runs = chart in ALONG | SPREADS or (chart is None and any(map(sheet.is_axis, sheet.known(sheet.profile.keys))))
        return replace(parts, color=listed[0]) if runs else replace(parts, base=listed[0])
    return parts


def _values(loose: Columns, splits: Columns, case: Case) -> list[ColumnProfile]:
    """What is measured of the columns without a place; where nothing else is, a number that others are split by."""
    chart = case.wanted
    if chart in _PROFILES:
        return [c for c in loose if is_number(c)]
    measures = [c for c in splits if c in case.sheet.measures]
    values = [c for c in loose if is_value(c, case) and c not in splits]
    tallied = {wish.field for wish in case.asked.statistics(Op.COUNT)}
    values = [c for c in values if c.name not in tallied] or values
    means = {c.name for c in (*values, *case.parts.values)}
    values = [c for c in values if c.error_of not in means]
    if chart in CLOUDS:
        return [*measures, *values]
    items = [c for c in loose if is_number(c) and c not in splits]
    if len({c.name.rstrip("0123456789") for c in items}) == 1 < len(items):
        return items  # A1 to A5: the items of one questionnaire
    if values or case.parts.values or case.asked.counted:
        return values
    steps = [c for c in loose if is_number(c) and c not in splits]
    return (
        steps[-1:]
        if chart in SPREADS or len(steps) > 1 or (splits and steps and not is_binary(steps[-1]))
        else measures[:1]
    )


def is_value(column: ColumnProfile, case: Case) -> bool:
    """Whether a named column is measured: a number that is no code, or one whose statistic is asked for."""
    own = next((wish for wish in case.asked.statistics() if wish.field == column.name), None)
    if own is not None and not is_number(column):
        return column.type is ColumnType.BOOLEAN and own.op is not Op.COUNT
    typed = next((wish.type for wish in case.asked.all(w.FieldWish) if wish.field == column.name and wish.type), None)
    if typed is not None:
        return not typed.discrete and is_number(column)
    return is_number(column) and (own is not None or not (case.sheet.is_code(column) or case.sheet.is_axis(column)))


def _on_axes(x: Columns, y: Columns, chart: Chart | None) -> Parts:
    """Put what is said of x and y in place; categories on y lay the plot down, and "train vs val" are two series."""
    across, up = next(iter(x), None), next(iter(y), None)
    if chart not in CLOUDS and across is not None and up is not None and _are_splits(across, up):
        return Parts(values=(up, across))
    if up is not None and not is_number(up) and (across is None or is_number(across)):
        return Parts(base=up, values=tuple(filter(is_number, x)), lying=True)
    return Parts(base=across, values=tuple(c for c in y if c is not across))


def _are_splits(one: ColumnProfile, two: ColumnProfile) -> bool:
    """Whether two columns hold one quantity of different parts of a data set."""
    left, right = set(words_of(one.name)), set(words_of(two.name))
    return bool(left & right) and left != right and left ^ right <= SPLITS


def _with_values(
    parts: Parts, values: Columns, others: Columns, splits: Columns, chart: Chart | None
) -> tuple[Parts, Columns]:
    """Add what is measured; of two quantities and nothing to stand on, one runs along x."""
    pairs = [*parts.values, *values]
    alone = chart is None and not others and parts.base is None and len(pairs) == _PAIR and not _are_splits(*pairs)
    if chart in CLOUDS or alone:
        pair = [c for c in others if is_number(c) and c not in splits]
        values, others = [*values, *pair], [c for c in others if c not in pair]
        if parts.base is None and len(values) + len(parts.values) > 1:
            parts = replace(parts, base=values[-1] if parts.values else values[0])
            values = [c for c in values if c is not parts.base]
    return replace(parts, values=once((*parts.values, *values))), others


def _with_others(case: Case, others: Columns, splits: Columns) -> Parts:
    """One of the others is the base; those left are told apart by colour, then by panels."""
    parts, sheet, chart, queue = case.parts, case.sheet, case.wanted, list(others)
    if queue and parts.base is None and chart not in SPREADS and not (chart in CLOUDS and parts.values):
        along = sorted((c for c in queue if sheet.is_axis(c)), key=splits.__contains__)
        ordered = [c for c in queue if c.ordered or is_number(c)] if chart in ALONG else []
        counted = [] if parts.values or chart in ALONG else [*filter(splits.__contains__, queue), *queue[1:2]]
        base = (along or ordered or counted or queue)[0] if chart in ALONG | {None} else (counted or queue)[0]
        if base in (*along, *ordered) or chart not in ALONG or not sheet.axes:
            parts = replace(parts, base=base)  # of "shares of A by B", B
            queue.remove(base)
    panels = case.asked.arranged(Arrangement.PANELS)
    for column in queue:
        if chart in ALONG and sheet.is_axis(column) and parts.base is not None and not sheet.is_axis(parts.base):
            parts = replace(parts, order=parts.order or column)
            continue
        places = ("panel", "color", "row") if panels and is_words(column) else ("color", "panel", "row")
        free = next((place for place in places if getattr(parts, place) is None), None)
        if chart in ALONG | {None} and column.distinct > _MOST_PANELS and free != "color" and parts.detail is None:
            free = "detail"  # a line of its own, since it has too many values for colours or panels
        parts = replace(parts, **{free: column}) if free else parts
    if panels and parts.panel is None and parts.color is not None:
        return replace(parts, panel=parts.color, color=None)
    return parts
