"""Slots: which columns an intent puts on the axes, colours and panels of its plot, and what it cannot do without."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.case import (
    ALONG,
    CLOUDS,
    CURVES,
    EACH,
    OWN,
    SPREADS,
    STACKS,
    Case,
    Columns,
    Parts,
    once,
)
from pb_adapters.planners.charts.building.naming import comparable, listed
from pb_adapters.planners.charts.building.sheet import Sheet, is_binary, is_number, is_words, times_named
from pb_adapters.planners.charts.building.values import SHARES
from pb_adapters.planners.charts.words import stems
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.spec import ScaleType
from pb_core.domain.plots.transforms import COUNTING, Op
from pb_core.domain.plots.wishes import Arrangement, Chart, Place
from pb_core.domain.tables.column_names import word_set, words_of
from pb_core.domain.tables.column_roles import SPLITS, is_quantity, is_score
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType
from pb_core.errors import NotPlottable

_PROFILES = frozenset({Chart.RADAR, Chart.CORRELATION})
_STEPS = word_set("epoch epochs step steps iteration iterations round")
_REPEATED = 5
_MOST_VALUES, _MOST_COLORS, _MOST_PANELS, _RUN = 6, 12, 16, 5


def placed(case: Case) -> Case:
    """Give each named column its slot; nothing that is not named is added."""
    sheet, chart = case.sheet, case.wanted
    at = {place: sheet.known(case.asked.fields(place)) for place in Place}
    one = {place: next(iter(at[place]), None) for place in Place}
    splits = at[Place.SPLIT]
    parts = replace(
        _on_axes(at[Place.X], at[Place.Y], chart),
        right=tuple(filter(is_number, at[Place.RIGHT])), color=one[Place.COLOR], panel=one[Place.PANEL],
        row=one[Place.ROW] or next(iter(at[Place.PANEL][1:]), None), size=one[Place.SIZE], shape=one[Place.SHAPE],
        text=one[Place.TEXT], detail=one[Place.DETAIL],
    )  # fmt: skip
    case = replace(case, parts=parts)
    loose = [column for column in _loose(case, at) if column.name not in parts.taken]
    values = _values(loose, splits, case)
    others = [c for c in loose if c not in values and (c in splits or not is_value(c, case) or c.name in ids_of(case))]
    pairs = [*parts.values, *values]
    alone = chart is None and not others and parts.base is None and len(pairs) == len("xy") and _is_pair(case, *pairs)
    if chart in CLOUDS or alone:  # of two quantities and nothing to stand on, one runs along x
        pair = [c for c in others if is_number(c) and c not in splits]
        values, others = [*values, *pair], [c for c in others if c not in pair]
        if parts.base is None and len(values) + len(parts.values) > 1:
            parts = replace(parts, base=values[-1] if parts.values else values[0])
    values = [c for c in once((*parts.values, *values)) if c is not parts.base]
    if chart is Chart.BUBBLE and parts.size is None and parts.base is not None and len(values) > 1:
        parts, values = replace(parts, size=values[1]), values[:1]
    case = replace(case, parts=replace(parts, values=tuple(values)))
    case = replace(case, parts=_with_listed(replace(case, parts=_with_others(case, others, splits))))
    named = [c for c in sheet.known(case.asked.mentioned) if not is_value(c, case) and c.name not in case.parts.taken]
    return case.given(free=not case.parts.groups and not named)


def _on_axes(x: Columns, y: Columns, chart: Chart | None) -> Parts:
    """What is said of x and y; categories on y lay the plot down, and "train vs val" are two series."""
    across, up = next(iter(x), None), next(iter(y), None)
    if chart not in CLOUDS and across is not None and up is not None and _are_splits(across, up):
        return Parts(values=(up, across))
    if up is not None and not is_number(up) and (across is None or is_number(across)):
        return Parts(base=up, values=tuple(filter(is_number, x)), lying=True)
    return Parts(base=across, values=tuple(c for c in y if c is not across))


def _is_pair(case: Case, one: ColumnProfile, two: ColumnProfile) -> bool:
    """Whether two quantities are the two axes, and no series that run along a step or stand on what is ranked."""
    shared = case.asked.arranged(Arrangement.ONE_PANEL, Arrangement.ONE_AXIS) or bool(case.asked.all(w.LimitWish))
    return not (shared or _are_splits(one, two))


def _are_splits(one: ColumnProfile, two: ColumnProfile) -> bool:
    """Whether two columns hold one quantity of different parts of a data set."""
    left, right = set(words_of(one.name)), set(words_of(two.name))
    return bool(left & right) and left != right and left ^ right <= SPLITS


def _loose(case: Case, at: dict[Place, tuple[ColumnProfile, ...]]) -> Columns:
    """The named columns whose place is not said: those that a limit names first, what tells apart last."""
    statistics, known = case.asked.statistics(), case.sheet.known
    limits = [stems(wish.words) for wish in case.asked.all(w.LimitWish)]
    ranked = [c for c in case.sheet.categories if any(stems(c.name) <= words for words in limits)]
    more = (*at[Place.RIGHT], *(() if statistics else at[Place.X][1:]))
    computed = case.asked.computes("cumulative", "share", "normalized", "index")
    measured = known([*(wish.field for wish in statistics), *(wish.field for wish in computed)])
    within = known([*(wish.within for wish in statistics), *(wish.within for wish in computed)])
    return once((*ranked, *at[Place.ANY], *measured, *more, *at[Place.SPLIT], *within))


def _values(loose: Columns, splits: Columns, case: Case) -> list[ColumnProfile]:
    """What is measured of the columns without a place; where nothing else is, a number that others are split by."""
    chart = case.wanted
    if chart in _PROFILES:
        return [c for c in loose if is_number(c)]
    measures = [c for c in splits if c in case.sheet.measures]
    values = [c for c in loose if is_value(c, case) and c not in splits]
    tallied = {wish.field for wish in case.asked.statistics(Op.COUNT)}
    values = [c for c in values if c.name not in tallied] or values
    single = [c for c in values if c.name not in ids_of(case)]
    values = single if single or case.parts.values else values
    means = {c.name for c in (*values, *case.parts.values)}
    values = [c for c in values if c.error_of not in means]
    if chart in CLOUDS:
        return [*measures, *values]
    if values or case.parts.values or case.asked.counted:
        return values
    steps = [c for c in loose if is_number(c) and c not in splits]
    last = chart in SPREADS or len(steps) > 1 or (splits and steps and not is_binary(steps[-1]))
    return steps[-1:] if last else measures[:1]


def ids_of(case: Case) -> frozenset[str]:
    """Whole numbers that tell what is measured repeatedly along an axis, as numbers of subjects do."""
    sheet = case.sheet
    sets = [sheet.known(names) for names in (sheet.profile.keys, *sheet.profile.apart) if len(names) == len("xy")]
    pairs = [(one, two) for pair in sets for one, two in (pair, pair[::-1]) if sheet.is_axis(two)]
    often = (one for one, _ in pairs if is_number(one) and one.distinct * _REPEATED <= sheet.profile.rows)
    return frozenset(one.name for one in often if one.whole and not sheet.is_axis(one))


def is_value(column: ColumnProfile, case: Case) -> bool:
    """Whether a named column is measured: a number that is no code, or one whose statistic is asked for."""
    own = next((wish for wish in case.asked.statistics() if wish.field == column.name), None)
    if own is not None and not is_number(column):
        return column.type is ColumnType.BOOLEAN and own.op is not Op.COUNT
    typed = next((wish.type for wish in case.asked.all(w.FieldWish) if wish.field == column.name and wish.type), None)
    if typed is not None:
        return not typed.discrete and is_number(column)
    code = case.sheet.is_code(column) and (column.whole or column.name not in case.asked.fields(Place.ANY))
    return is_number(column) and (own is not None or not (code or case.sheet.is_axis(column)))


def _with_others(case: Case, others: Columns, splits: Columns) -> Parts:
    """One of the others is the base; those left are told apart by colour, then by panels."""
    parts, sheet, chart = case.parts, case.sheet, case.wanted
    queue = sorted(others, key=lambda column: column not in splits) if parts.values else list(others)
    if queue and parts.base is None and chart not in SPREADS and not (chart in CLOUDS and parts.values):
        along = sorted((c for c in queue if sheet.is_axis(c)), key=splits.__contains__)
        ordered = [c for c in queue if c.ordered or is_number(c)] if chart in ALONG else []
        counted = [] if parts.values or chart in ALONG else [*filter(splits.__contains__, queue), *queue[1:2]]
        base = (along or ordered or counted or queue)[0] if chart in ALONG | {None} else (counted or queue)[0]
        if base in (*along, *ordered) or chart not in ALONG or not sheet.axes:
            parts = replace(parts, base=base)  # of "shares of A by B", B
            queue.remove(base)
    panels = case.asked.arranged(Arrangement.PANELS)
    for column in sorted(queue, key=splits.__contains__) if panels else queue:
        if chart in ALONG and sheet.is_axis(column) and parts.base is not None and not sheet.is_axis(parts.base):
            parts = replace(parts, order=parts.order or column)
            continue
        places = ("panel", "color", "row") if panels and is_words(column) else ("color", "panel", "row")
        free = next((place for place in places if getattr(parts, place) is None), None)
        named = free != "color" or (is_number(column) and column.name in ids_of(case))
        if chart in ALONG | {None} and column.distinct > _MOST_PANELS and named and parts.detail is None:
            free = "detail"  # a line of its own, since it has too many values for colours or panels
        if chart in CLOUDS and column.distinct >= sheet.rows > _MOST_COLORS and column not in splits:
            free = "detail"  # each point is one of them
        parts = replace(parts, **{free: column}) if free else parts
    if panels and parts.panel is None and parts.color is not None:
        return replace(parts, panel=parts.color, color=None)
    return parts


def _with_listed(case: Case) -> Parts:
    """The column of categories that are coloured is the colour; one of which several are kept tells apart."""
    parts, sheet, chart = case.parts, case.sheet, case.wanted
    lit = [c for c in sheet.known(wish.field for wish in case.asked.settings("color")) if c.name not in parts.taken]
    if lit and is_words(lit[0]) and parts.base is None and sheet.unique((lit[0],)) and chart not in CLOUDS | SPREADS:
        parts = replace(parts, base=lit[0])
    elif lit and parts.color is None and is_words(lit[0]) and lit[0].distinct <= _MOST_COLORS:
        parts = replace(parts, color=lit[0])
    listed = sheet.known(wish.field for wish in case.asked.all(w.FilterWish) if len(wish.one_of) > 1)
    listed = tuple(column for column in listed if column.name not in parts.taken)
    if not listed or parts.color is not None:
        return parts
    runs = parts.base is not None or chart in ALONG | SPREADS | CLOUDS
    runs = runs or (chart is None and any(map(sheet.is_axis, sheet.known(sheet.profile.keys))))
    return replace(parts, **{"color" if runs else "base": listed[0]})


def with_measures(case: Case) -> Case:
    """The measures that are meant where none is named: those of a table whose rows are named by keys."""
    asked, sheet, parts = case.asked, case.sheet, case.parts
    cells = case.wanted in {Chart.CONFUSION, Chart.HEATMAP}
    measures = tuple(c for c in sheet.measures if c.name not in parts.taken and (cells or not c.low == c.high == 0))
    shares = tuple(c for c in measures if c.unit == "%" or SHARES & set(words_of(c.name)))
    shares = shares if asked.statistics(Op.PROPORTION) and shares else measures
    held = sheet.described and len(shares) == 1 and (not parts.groups or sheet.unique(parts.groups))
    if held and not parts.values and asked.counted:
        return case.given(values=shares)  # the table holds what was counted
    if parts.values or (asked.counted and case.wanted is not Chart.CONFUSION) or case.wanted in OWN:
        return case
    if times_named(measures) and not case.vague:
        return case.given(values=measures)
    if not case.vague and (not sheet.described or asked.statistics(Op.COUNT)):
        wish = next((one for one in asked.statistics() if one.field is None and one.op not in COUNTING), None)
        if wish is None:
            return case
        which = f"name a column of numbers, as {listed(measures)}"
        raise NotPlottable(f"What “{wish.words}” is of is not known here: {which}")
    guessed = len(measures) > _MOST_VALUES or not _are_family(measures, any_size=asked.scaled(ScaleType.LOG))
    guessed = guessed or bool(case.unsure)
    told = case.vague and not case.unsure
    if not told and len(measures) > 1 and guessed and case.wanted is not Chart.RADAR:
        raise NotPlottable(f"Which numbers shall be shown is not said: name a column, for example {listed(measures)}")
    return case.given(values=measures[:_MOST_VALUES])


def _are_family(measures: Columns, *, any_size: bool) -> bool:
    """Whether the measures are one kind of thing: figures of merit, or numbers of one unit."""
    mixed = any(is_quantity(column.name) for column in measures)
    return all(is_score(column.name) for column in measures) or (not mixed and comparable(measures, any_size=any_size))


def together(case: Case) -> Case:
    """Several measures as one: told apart by colour on one axis, or by panels where they share no scale."""
    values, parts = case.parts.values, case.parts
    names = {column.name for column in values}
    said = (words for words, fields in case.asked.dimensions.items() if names == set(fields) and words.isalpha())
    sheet = case.sheet.fold(values, next(said, "measure"))
    key, value = sheet.columns[-2:]
    case = case.given(values=(value,))
    if parts.base is not None and parts.panel is None and case.sheet.unique((parts.base,)) and not times_named(values):
        case = case.given(panel=parts.color, color=None)  # it says more of the base and tells nothing apart
    return replace(case, sheet=sheet).given(**_with_key(case, values, key))


def _with_key(case: Case, values: Columns, key: ColumnProfile) -> dict[str, ColumnProfile | None]:
    """Where the names of several measures stand."""
    parts, wanted = case.parts, case.wanted
    if times_named(values) and wanted not in SPREADS | {Chart.HEATMAP} and parts.color is None:
        many = parts.base is not None and parts.base.distinct > _MOST_COLORS
        return {"base": key, "detail" if many else "color": parts.base}
    if wanted is Chart.RADAR or (wanted is Chart.HEATMAP and parts.base is not None):
        return {"base": key, "color": parts.color or parts.base}
    if not comparable(values, any_size=case.asked.scaled(ScaleType.LOG)) and parts.panel is None:
        return {"panel": key}
    told = parts.base is not None and parts.base.name in case.asked.fields(Place.SPLIT, Place.X)
    if case.asked.arranged(*STACKS) and parts.base and is_words(parts.base) and not told and parts.color is None:
        return {"base": key, "color": parts.base}  # stacks of it in each of the columns
    each = parts.color is not None or any(wish.op not in COUNTING for wish in case.asked.statistics())
    if parts.base is None and each and wanted not in SPREADS:
        return {"base": key}
    return {next((place for place in ("color", "panel") if getattr(parts, place) is None), "row"): key}


def completed(case: Case) -> Case:
    """Add what the chart cannot do without; all keys of the table only where the intent names no category."""
    asked, sheet, parts, chart, vague = case.asked, case.sheet, case.parts, case.wanted, case.vague
    unused = [c for c in sheet.categories if c.name not in parts.taken]
    if asked.arranged(Arrangement.PANELS) and not (parts.panel or parts.color) and len(unused) == 1:
        parts = parts if unused[0].distinct > _MOST_PANELS else replace(parts, panel=unused[0])
        case = replace(case, parts=parts)
    if chart in OWN or (chart in CLOUDS | CURVES and not vague):
        return case
    merged = asked.merged
    alone = chart is None and not vague and len(parts.values) == 1 and not (parts.groups or sheet.described or merged)
    if parts.base is None and chart not in SPREADS and not alone:
        words = [c for c in sheet.categories if c.name not in parts.taken]
        if asked.first(w.LimitWish) and parts.free and len(words) > 1 and not sheet.described:
            raise NotPlottable("Which items the largest few are chosen from is not said: name their column")
        parts = _with_base(case, chart)
    grouped = asked.arranged(*STACKS, Arrangement.GROUPED, Arrangement.PANELS) and parts.color is None
    free = (parts.free and not merged and chart not in EACH) or vague or grouped
    if not merged and chart in ALONG | {None}:
        parts = _running(sheet, parts)
    return replace(case, parts=_with_keys(sheet, parts, chart) if parts.base is not None and free else parts)


def _running(sheet: Sheet, parts: Parts) -> Parts:
    """A year that repeats itself is told by colour, and its months or the like run along x."""
    base = parts.base
    if base is None or base.type is not ColumnType.TIME or parts.color is not None or sheet.unique(parts.groups):
        return parts
    finer = [c for c in sheet.known(sheet.profile.keys) if c.ordered and c.distinct >= _RUN and c is not base]
    apart = len(finer) == 1 and sheet.unique((*parts.groups, *finer))
    return replace(parts, base=finer[0], color=base) if apart else parts


def _with_base(case: Case, chart: Chart | None) -> Parts:
    """What values stand on where it is not named: what tells the rows apart, and nothing that is left over."""
    sheet, parts = case.sheet, case.parts
    free = [c for c in sheet.columns if c.name not in parts.taken | sheet.fixed and c.error_of is None]
    keys = [c for c in free if c.name in (*sheet.profile.keys, sheet.folded[0])]
    axes = sorted((c for c in free if sheet.is_axis(c)), key=lambda c: not _STEPS & {*words_of(c.name)})
    words = [c for c in free if is_words(c)]
    named = [c for c in keys if is_words(c)]
    if chart in ALONG or case.asked.computes("cumulative", "index"):
        numbers = [c for c in free if is_number(c) and not sheet.is_counter(c)]
        ordered = [c for c in words if c.ordered]
        counters = filter(sheet.is_counter, free if sheet.folded[0] and chart is Chart.LINE else ())
        pool = [
            *axes,
            *ordered,
            *filter(sheet.runs, numbers),
            *counters,
            *words,
            *(numbers if len(numbers) == 1 else ()),
        ]
    elif chart is None and any(c in keys or not named for c in axes):
        pool = [c for c in axes if c in keys or not named]
    elif parts.color is not None and not parts.free:
        pool = []
    else:
        pool = [*named, *words, *keys, *axes] if parts.free or sheet.described else words
    if not case.vague:
        key = sheet.column(sheet.folded[0])
        pool = [c for c in pool if sheet.unique((c, key)) or (c in keys and not case.unsure) or len(pool) == 1]
    if not pool and parts.color is not None:
        return replace(parts, base=parts.color, color=None)
    return replace(parts, base=pool[0]) if pool else parts


def _with_keys(sheet: Sheet, parts: Parts, chart: Chart | None) -> Parts:
    """Tell rows apart by the other keys of the table, by colour, then by panels."""
    if sheet.unique(parts.groups):
        return parts
    keys = [c for c in sheet.known((*sheet.profile.keys, sheet.folded[0])) if c.name not in parts.taken | sheet.fixed]
    if not sheet.profile.keys:
        keys += [c for c in sheet.categories if c not in parts.groups and sheet.unique((*parts.groups, c))][:1]
    for column in keys:
        if parts.color is None and column.distinct <= _MOST_COLORS:
            parts = replace(parts, color=column)
        elif parts.color is None and chart in ALONG | {None} and parts.detail is None:
            parts = replace(parts, detail=column)
        elif parts.panel is None and column.distinct <= _MOST_PANELS:
            parts = replace(parts, panel=column)
    return parts
