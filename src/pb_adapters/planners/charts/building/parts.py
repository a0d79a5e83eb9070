"""Parts: which columns an intent puts on the axes, colours and panels of its plot."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.planners.charts.building.asked import Asked
from pb_adapters.planners.charts.building.naming import pieces
from pb_adapters.planners.charts.building.sheet import Sheet, is_number, is_words
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import Arrangement, Chart, ColorWish, FieldWish, FilterWish, LimitWish, Place
from pb_core.domain.tables.column_names import words_of
from pb_core.domain.tables.column_roles import SPLITS
from pb_core.domain.tables.profile import ColumnProfile

CLOUDS = frozenset({Chart.SCATTER, Chart.BUBBLE, Chart.HEXBIN, Chart.PARETO, Chart.BLAND_ALTMAN})
ALONG = frozenset({Chart.LINE, Chart.STEP, Chart.AREA, Chart.SLOPE})
SPREADS = frozenset({Chart.HISTOGRAM, Chart.DENSITY, Chart.ECDF, Chart.QQ, Chart.RIDGELINE})
_PROFILES = frozenset({Chart.PARALLEL, Chart.RADAR, Chart.CORRELATION})
_PAIR = 2

Columns = Sequence[ColumnProfile]


class Parts(Struct, frozen=True, kw_only=True):
    """The columns of a plot by what they do; ``free``: the intent names no category, so that keys may be used.

    ``base`` is what values stand on or run along, ``values`` what is measured; ``lying`` puts the base on y.
    """

    base: ColumnProfile | None = None
    values: tuple[ColumnProfile, ...] = ()
    right: tuple[ColumnProfile, ...] = ()
    color: ColumnProfile | None = None
    panel: ColumnProfile | None = None
    row: ColumnProfile | None = None
    size: ColumnProfile | None = None
    shape: ColumnProfile | None = None
    text: ColumnProfile | None = None
    detail: ColumnProfile | None = None
    order: ColumnProfile | None = None
    lying: bool = False
    free: bool = False

    @property
    def groups(self) -> tuple[ColumnProfile, ...]:
        """The columns that tell items apart, each once."""
        return once((self.base, self.color, self.panel, self.row, self.shape, self.detail, self.order))

    @property
    def taken(self) -> frozenset[str]:
        """The names of all columns that have a place."""
        every = (*self.values, *self.right, *self.groups, self.size, self.text)
        return frozenset(column.name for column in every if column is not None)


def once(columns: Iterable[ColumnProfile | None]) -> tuple[ColumnProfile, ...]:
    """The columns, each once."""
    return tuple({column.name: column for column in columns if column is not None}.values())


def parts_of(asked: Asked, sheet: Sheet, chart: Chart | None) -> Parts:
    """Give each named column its place; nothing that is not named is added."""
    at = {place: sheet.known(asked.fields(place)) for place in Place}
    one = {place: next(iter(at[place]), None) for place in Place}
    parts = _on_axes(at[Place.X], at[Place.Y], chart)
    parts = replace(
        parts, right=tuple(filter(is_number, at[Place.RIGHT])), color=one[Place.COLOR], panel=one[Place.PANEL],
        row=one[Place.ROW] or next(iter(at[Place.PANEL][1:]), None), size=one[Place.SIZE], shape=one[Place.SHAPE],
        text=one[Place.TEXT], detail=one[Place.DETAIL],
    )  # fmt: skip
    measured = sheet.known(wish.field for wish in asked.statistics())
    within = sheet.known(wish.within for wish in asked.statistics())
    more = (*at[Place.RIGHT], *(() if asked.statistics() else at[Place.X][1:]))
    limits = [set(pieces(wish.words)) for wish in asked.all(LimitWish)]
    ranked = [c for c in sheet.categories if any(set(pieces(c.name)) <= words for words in limits)]
    every = once((*ranked, *at[Place.ANY], *measured, *more, *at[Place.SPLIT], *within))
    loose = [column for column in every if column.name not in parts.taken]
    values = _values(loose, at[Place.SPLIT], parts, asked, sheet, chart)
    others = [c for c in loose if c not in values and (c in at[Place.SPLIT] or not is_value(c, asked, sheet))]
    parts, left = _with_values(parts, values, others, at[Place.SPLIT], chart)
    parts = _with_others(parts, left, at[Place.SPLIT], asked, sheet, chart)
    lit = [c for c in sheet.known(wish.field for wish in asked.all(ColorWish)) if c.name not in parts.taken]
    if lit and parts.color is None and is_words(lit[0]):
        parts = replace(parts, color=lit[0])
    listed = sheet.known(wish.field for wish in asked.all(FilterWish) if len(wish.one_of) > 1)
    if parts.base is None and listed and chart not in CLOUDS and parts.color is None:
        runs = chart in ALONG | SPREADS or (chart is None and any(map(sheet.is_axis, sheet.known(sheet.profile.keys))))
        parts = replace(parts, color=listed[0]) if runs else replace(parts, base=listed[0])
    named = [c for c in sheet.known(asked.mentioned) if not is_value(c, asked, sheet) and c.name not in parts.taken]
    return replace(parts, free=not parts.groups and not named)


def _values(
    loose: Columns, splits: Columns, parts: Parts, asked: Asked, sheet: Sheet, chart: Chart | None
) -> list[ColumnProfile]:
    """What is measured of the columns without a place; where nothing else is, a number that others are split by."""
    if chart in _PROFILES:
        return [c for c in loose if is_number(c)]
    measures = [c for c in splits if c in sheet.measures]
    values = [c for c in loose if is_value(c, asked, sheet) and c not in splits]
    values = [c for c in values if not _is_tally(c, asked)] or values
    means = {c.name for c in (*values, *parts.values)}
    values = [c for c in values if c.error_of not in means]
    if chart in CLOUDS:
        return [*measures, *values]
    if values or parts.values or asked.counted:
        return values
    steps = [c for c in loose if is_number(c) and c not in splits]
    return steps[-1:] if chart in SPREADS or len(steps) > 1 else measures[:1]


def is_value(column: ColumnProfile, asked: Asked, sheet: Sheet) -> bool:
    """Whether a named column is measured: a number that is no code, or one whose statistic is asked for."""
    own = next((wish for wish in asked.statistics() if wish.field == column.name), None)
    if own is not None and not is_number(column):
        return column.mean is None and column.type.value == "boolean" and own.op is not Op.COUNT
    typed = next((wish.type for wish in asked.all(FieldWish) if wish.field == column.name and wish.type), None)
    if typed is not None:
        return not typed.discrete and is_number(column)
    return is_number(column) and (own is not None or not (sheet.is_code(column) or sheet.is_axis(column)))


def _is_tally(column: ColumnProfile, asked: Asked) -> bool:
    """Whether a column is only named to count its rows."""
    return any(wish.field == column.name for wish in asked.statistics(Op.COUNT))


def _on_axes(x: Columns, y: Columns, chart: Chart | None) -> Parts:
    """Put what is said of x and y in place; categories on y lay the plot down, and "train vs val" are two series."""
    across, up = next(iter(x), None), next(iter(y), None)
    if chart not in CLOUDS and across is not None and up is not None and _are_splits(across, up):
        return Parts(values=(up, across))
    if up is not None and not is_number(up) and (across is None or is_number(across)):
        return Parts(base=up, values=tuple(c for c in x if is_number(c)), lying=True)
    return Parts(base=across, values=tuple(c for c in y if c is not across))


def _are_splits(one: ColumnProfile, two: ColumnProfile) -> bool:
    """Whether two columns hold one quantity of different parts of a data set."""
    left, right = set(words_of(one.name)), set(words_of(two.name))
    return bool(left & right) and left - right <= SPLITS and right - left <= SPLITS and left != right


def _with_values(
    parts: Parts, values: Columns, others: Columns, splits: Columns, chart: Chart | None
) -> tuple[Parts, Columns]:
    """Add what is measured; of two quantities and nothing to stand on, one runs along x."""
    pairs = [*parts.values, *values]
    alone = chart is None and not others and parts.base is None
    alone = alone and not (len(pairs) == _PAIR and _are_splits(*pairs))
    if chart in CLOUDS or (alone and len(values) + len(parts.values) == _PAIR):
        pair = [c for c in others if is_number(c) and c not in splits]
        values, others = [*values, *pair], [c for c in others if c not in pair]
        if parts.base is None and len(values) + len(parts.values) > 1:
            parts = replace(parts, base=values[-1] if parts.values else values[0])
            values = [c for c in values if c is not parts.base]
    return replace(parts, values=once((*parts.values, *values))), others


def _with_others(
    parts: Parts, others: Columns, splits: Columns, asked: Asked, sheet: Sheet, chart: Chart | None
) -> Parts:
    """One of the others is the base; those left are told apart by colour, then by panels."""
    queue = list(others)
    if queue and parts.base is None and chart not in SPREADS and not (chart in CLOUDS and parts.values):
        along = sorted((c for c in queue if sheet.is_axis(c)), key=splits.__contains__)
        ordered = [c for c in queue if c.ordered or is_number(c)] if chart in ALONG else []
        counted = [] if parts.values or chart in ALONG else [*filter(splits.__contains__, queue), *queue[1:2]]
        base = (along or ordered or counted or queue)[0] if chart in ALONG | {None} else (counted or queue)[0]
        if base in (*along, *ordered) or chart not in ALONG or not sheet.axes:
            parts = replace(parts, base=base)  # of "shares of A by B", B
            queue.remove(base)
    panels = asked.arranged(Arrangement.PANELS)
    for column in queue:
        if chart in ALONG and sheet.is_axis(column) and parts.base is not None and not sheet.is_axis(parts.base):
            parts = replace(parts, order=parts.order or column)
            continue
        if panels and parts.panel is None and is_words(column):
            parts = replace(parts, panel=column)
        elif parts.color is None:
            parts = replace(parts, color=column)
        elif parts.panel is None:
            parts = replace(parts, panel=column)
        elif parts.row is None:
            parts = replace(parts, row=column)
    if panels and parts.panel is None and parts.color is not None:
        return replace(parts, panel=parts.color, color=None)
    return parts
