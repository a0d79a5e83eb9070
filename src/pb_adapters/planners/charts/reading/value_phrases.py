"""Value phrases: which columns go where, and which statistics, uncertainties and averages are shown."""

# ruff: noqa: E501 - a row of a table is a line

import math
import re

from pb_adapters.planners.charts.reading.scene import Factory, Scene, about, field, keeping, numbers, phrase, says
from pb_adapters.planners.charts.vocabulary import SAME_VALUES, SEXES
from pb_adapters.planners.charts.words import singular
from pb_core.domain.plots.spec import FieldType
from pb_core.domain.plots.transforms import COUNTING, Op, PeriodUnit
from pb_core.domain.plots.wishes import (
    ComputeWish,
    FieldWish,
    FitWish,
    Interval,
    IntervalWish,
    PeriodWish,
    Place,
    StatisticWish,
    UnmetWish,
)
from pb_core.domain.tables.column_names import words_of
from pb_core.domain.tables.column_roles import is_axis
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType, TimeUnit


def _computed(compute: str) -> Factory:
    """What is computed from two columns of numbers: the first less the second, or by it; a change where per cent are."""

    def make(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
        known = match.re.groupindex
        spans = [match.span(group) for group in ("first", "second")] if "first" in known else [(start, end)]
        names = [name for span in spans for _, _, name in scene.fields(*span)]
        columns = [scene.script.profile.column(name) for name in names]
        if len(names) == _PAIR and all(column is not None and column.mean is not None for column in columns):
            said = "change" if "percent" in known and match["percent"] else compute
            scene.add(ComputeWish, start, end, compute=said, field=names[0], other=names[1])

    return make


def _over(*, op: Op | None) -> Factory:
    """Columns that are not shown: those that a mean is taken over, or that runs are repeated over."""

    def make(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
        if op is not None:
            scene.add(StatisticWish, match.start(), end, op=op)
        for _, _, name in list(scene.fields(start, end)):
            if op is not None or _REPEATED.search(name.lower()):
                scene.add(FieldWish, match.start(), end, field=name, negated=True)

    return make


def _run(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
    """From one column to another one that is written and measured alike: both, and those between them: JAN to DEC."""
    names = [name for _, _, name in scene.fields(*match.span())]
    every = [column.name for column in scene.script.profile.columns]
    run = scene.script.profile.columns[every.index(names[0]) : every.index(names[-1]) + 1]
    if (
        len({re.sub(r"\d+", "0", re.sub(r"[^\W\d_]", "a", c.name)) for c in run}) == 1
        and len({c.type for c in run}) == 1
    ):
        kind = FieldType.QUANTITATIVE if run[0].mean is not None else None
        for column in run:
            scene.add(FieldWish, start, end, field=column.name, type=kind)


def _unit_of(scene: Scene, start: int, end: int, _: re.Match[str]) -> None:
    """A column of a part of another one: the day of the month, where the table holds both, or the time of day."""
    names = [name for _, _, name in scene.fields(start, end)]
    if {singular(name.lower()) for name in names} <= {*_OWN, "year", "time"}:
        scene.add(FieldWish, start, end, field=names[0], place=Place.SPLIT)


def _sexes(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
    """Men and women, where the only column of two sexes holds codes for them."""
    said = [
        {number for number, group in enumerate(SAME_VALUES[:_PAIR]) if singular(match[one]) in group}
        for one in ("one", "two")
    ]
    columns = [c for c in scene.script.profile.columns if c.distinct == _PAIR and SEXES & {*words_of(c.name)}]
    if all(said) and said[0] != said[1] and len(columns) == 1:
        scene.add(FieldWish, start, end, field=columns[0].name, place=Place.SPLIT)


def _on(scene: Scene, _start: int, end: int, match: re.Match[str]) -> None:
    """One quantity on another one: y on x."""
    both = [(group, name) for group in ("y", "x") for _, _, name in scene.fields(*match.span(group))]
    if all((column := scene.script.profile.column(name)) and column.mean is not None for _, name in both):
        for group, name in both:
            at = match.span(group) if group == "y" else (match.end("y"), end)
            scene.add(FieldWish, *at, field=name, place=Place(group))


def _of_time(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
    """Times by a unit: a column by that name, periods of the one column of times, or none that are known here."""
    unit = _UNITS.get(match["unit"], match["unit"])
    repeats = f"{unit} of {match['of']}" if match["of"] else unit
    columns = scene.script.profile.columns
    named = [c.name for c in columns if unit in words_of(c.name) and c.mean is not None]
    times = [c for c in columns if c.type is ColumnType.TIME]
    spoken = {name for _, _, name in scene.fields(0, len(scene.script.text))}
    times = [c for c in times if c.name in spoken] or times
    as_written = match["unit"] in _UNITS and len(times) == 1 and not _is_finer(times[0], unit, again=False)
    if len(named) == 1 and not as_written:
        scene.add(FieldWish, start, end, field=named[0], place=Place.SPLIT)
    elif len(times) > 1:
        names = " or ".join(f"'{column.name}'" for column in times)
        scene.add(UnmetWish, start, end, why=f"Which times are meant: {names}?", refuses=True)
    elif times and _is_finer(times[0], unit, again=bool(match["of"])):
        period = _PERIODS.get(repeats)
        if period is None:
            why = f"Times are not taken together by {unit} here; send a column that holds it"
            scene.add(UnmetWish, start, end, why=why, refuses=True)
        else:
            scene.add(PeriodWish, start, end, field=times[0].name, unit=period)
    elif times and _FINENESS.index(times[0].time_unit or TimeUnit.SECOND) >= _OWN.get(unit, 0):
        scene.add(FieldWish, start, end, field=times[0].name, place=Place.X)


def _is_finer(column: ColumnProfile, unit: str, *, again: bool) -> bool:
    """Whether several times lie in one such unit, or (``again``) times are written as finely as it is."""
    written = _FINENESS.index(column.time_unit or TimeUnit.SECOND)
    if again:
        return written >= _COARSENESS.get(unit, 0) + (unit == "hour")
    apart = ((column.high or 0.0) - (column.low or 0.0)) / max(1, column.distinct - 1)
    return written > _COARSENESS.get(unit, 0) and apart < _SHORTEST.get(unit, math.inf)


def _twin(scene: Scene, start: int, end: int, _: re.Match[str]) -> None:
    """A second axis for the measure that is named last."""
    named = [scene.script.profile.column(name) for _, _, name in scene.fields(0, len(scene.script.text))]
    measures = list(dict.fromkeys(column.name for column in named if column is not None and column.mean is not None))
    if len(measures) > 1:
        scene.add(FieldWish, start, end, field=measures[-1], place=Place.RIGHT)


def _counted(scene: Scene, start: int, end: int, _: re.Match[str]) -> None:
    """The number of what a column names: a quantity by that name is the number, of anything else rows are counted."""
    for begin, to, name in scene.fields(start, end):
        column = scene.script.profile.column(name)
        if column is None or (column.distinct == scene.script.profile.rows and column.mean is None):
            scene.add(StatisticWish, begin, to, op=Op.COUNT)
        elif column.mean is not None and not is_axis(name) and not _is_binary(column):
            across = _SET_AGAINST.search(scene.script.marked[:start])
            place = Place.X if across else Place.ANY
            scene.add(FieldWish, begin, to, field=name, place=place, type=FieldType.QUANTITATIVE)
        else:
            scene.add(StatisticWish, begin, to, op=Op.COUNT, field=name)


def _of_rows(scene: Scene, start: int, end: int, _: re.Match[str]) -> None:
    """The number of days, where each row is one."""
    table = scene.script.profile
    column = next((table.column(name) for _, _, name in scene.fields(start, end)), None)
    unit = singular(scene.script.said(start, end).lower())
    if column is not None and column.type is ColumnType.TIME and unit in _OWN and column.distinct == table.rows:
        scene.add(StatisticWish, start, end, op=Op.COUNT)


def _of_each(op: Op) -> Factory:
    """A statistic of every column of numbers in the list behind it, of the first whatever it holds."""

    def make(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
        listed = [name for _, _, name in scene.fields(*match.span("field"))]
        numbers_too = (name for name in listed[1:] if (c := scene.script.profile.column(name)) and c.mean is not None)
        for name in (*listed[:1], *numbers_too) if listed else (None,):
            scene.add(StatisticWish, start, end, op=op, field=name)

    return make


def _rate(scene: Scene, start: int, end: int, _: re.Match[str]) -> None:
    """The rate of a column of yes and no, which is its mean; of numbers named right before, these; else a share."""
    found = [(to, scene.script.profile.column(name)) for _, to, name in scene.fields(0, len(scene.script.text))]
    named = [(to, column) for to, column in found if column is not None]
    binary = next((column.name for _, column in named if _is_binary(column)), None)
    before = next((column.name for to, column in named if to == start - 1 and column.mean is not None), None)
    if binary is None and before is None and _NOUN.search(scene.script.text[:start]):
        return  # the rate of something that is not known here, such as literacy
    if binary is None and before is not None:
        scene.add(FieldWish, start, end, field=before)
    else:
        scene.add(StatisticWish, start, end, op=Op.PROPORTION if binary is None else Op.MEAN, field=binary)


def _is_binary(column: ColumnProfile) -> bool:
    return column.type is ColumnType.BOOLEAN or (column.low, column.high, column.whole) == (0, 1, True)


def _interval(kind: Interval, words: str) -> tuple[Interval, str]:
    behind = rf"(?:{_SHOW}(?:as )?{_BARS}|[- ]bars?\b)?\)?"
    level = r"(?:(?P<level>\d\d(?:\.\d+)?) ?[-%] ?%? ?(?:percent )?)?" if kind is Interval.CONFIDENCE else ""
    boot = r"(?:bootstrap(?:ped)? )?" if kind is Interval.CONFIDENCE else ""
    return kind, rf"(?<![a-z])(?:{_BARS}{_SHOW})?{_TIMES}{level}{boot}(?:{words}){behind}"


def _uncertain(kind: Interval) -> Factory:
    """An uncertainty with its level, of the columns that the phrase names, where they hold one."""

    def make(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
        level = numbers(match, "level")[0]
        given = tuple(name for _, _, name in scene.fields(start, match.end()))[:2]
        others = (scene.script.profile.column(name) for _, _, name in scene.fields(0, len(scene.script.text)))
        if "ends" in match.re.groupindex and not any(
            c is not None and c.mean is not None and c.name not in given and not is_axis(c.name) for c in others
        ):
            return  # both are what is shown
        said = {"level": level / 100 if level and level > 1 else level} if kind is Interval.CONFIDENCE else {}
        which = Interval.GIVEN if given and kind is Interval.ANY else kind
        scene.add(IntervalWish, start, end, interval=which, fields=given, **said)

    return make


_PAIR = 2
_REPEATED = re.compile(r"(?:^|[^a-z])(?:seeds?|folds?|runs?|repeats?|repetitions?|replicates?|trials?)(?:$|[^a-z])")
_FINENESS = (TimeUnit.YEAR, TimeUnit.MONTH, TimeUnit.DAY, TimeUnit.SECOND)
_COARSENESS = {"decade": -1, "month": 1, "quarter": 0, "week": 1, "weekday": 1, "day": 2, "hour": 2}
"""The finest unit of times, by its place in ``_FINENESS``, that periods of a unit cannot be taken of."""
_OWN = {"month": 1, "quarter": 1, "week": 2, "weekday": 2, "day": 2, "hour": 3}
"""How finely times that are written one for each such unit are written."""

_SHORTEST = {
    unit: 86_400 * days
    for unit, days in (("year", 365), ("quarter", 90), ("month", 28), ("week", 7), ("day", 1), ("hour", 1 / 24))
}
"""How many seconds lie at least between the starts of two such units."""

_UNITS = {
    "annual": "year", "annually": "year", "yearly": "year", "quarterly": "quarter", "monthly": "month",
    "weekly": "week", "daily": "day", "hourly": "hour",
}  # fmt: skip
_PERIODS = {
    "year": PeriodUnit.YEAR, "quarter": PeriodUnit.YEAR_QUARTER, "month": PeriodUnit.YEAR_MONTH,
    "day": PeriodUnit.YEAR_MONTH_DATE, "hour": PeriodUnit.YEAR_MONTH_DATE_HOURS, "weekday": PeriodUnit.DAY,
    "day of week": PeriodUnit.DAY, "hour of day": PeriodUnit.HOURS, "month of year": PeriodUnit.MONTH,
    "quarter of year": PeriodUnit.QUARTER, "week of year": PeriodUnit.WEEK, "day of month": PeriodUnit.DATE,
    "day of year": PeriodUnit.DAY_OF_YEAR,
}  # fmt: skip
_NOUN = re.compile(r"[a-z]{3,} $")
_SET_AGAINST = re.compile(r"\b(?:vs\.?|versus|against|over) (?:the )?$")
_EACH = r"(?:of )?(?:(?:the|die|der|das|le|la|el) )?(?:different |various |individual |respective |single )?"
_BY = (
    r"(?:(?:grouped|split|broken down|separated|separately|stratified|divided|faceted|sorted out|differentiated|aggregated|summari[sz]ed|averaged) (?:by|per|for|into)"
    r"|for (?:each|every|all|different|various)|(?:with)?in each|of each|one (?:for each|per)|by|per|each|every|across|among|depending on|according to|nach|je|pro|par|por|按|每个?|for the (?:different|various|individual))"
)  # fmt: skip
_OVER = r"(?:(?:varies|vary|changes?|depends?|increases?|decreases?|grows?|rises?|falls?|scales?|responds?) (?:with|over|on|across|to|by|as)|as (?:a )?functions? of|in (?:relation|dependence) (?:to|of|on)|versus|vs\.?|against|over|with increasing|gegen|über|en fonction de|frente a|随着?|contra)"
_UNKNOWN = (
    r"(?:(?!(?:of|numbers?|counts?|mean|average|total|sum|median|share|log|each|every|missing|non|not)\b)[a-z]+ )"
)
"""A word before a name that is not part of it; it stays behind as not understood."""
_FROM = r"(?:from|using|given by|with|=|:|of|in|being|are|is|stored in|column)?\s*(?:the )?(?:columns? )?"
_PLACED = (
    (Place.COLOR, r"(?:(?:one|a|different|separate|own|distinct) )?(?:colou?r(?:ed|s|ing)?|coded|hue|farbe|couleur|shad(?:ed|ing)|tinted|fill(?:ed)?|farbig|eingefärbt)(?:[- ]?cod(?:ed|ing))?(?: (?:the )?(?:points|bars|lines|dots|them|boxes))?(?: (?:by|for|with|according to|based on|indicat(?:es|ing)|show(?:s|ing)|encod(?:es|ing)|represent(?:s|ing)|is|are|nach|as|per|different|selon|según|por|par)|\s*[=:])+\s*"),
    (Place.COLOR, r"(?:(?:different|separate|distinct|one|own|a) )?colou?rs? (?:for|per|by|showing|according to) (?:each |every |the |different )*"),
    (Place.SIZE, r"(?:(?:bubble|point|marker|dot|circle)s? )?(?:size[ds]?|area|scaled|sizing)(?: (?:of (?:the )?(?:bubbles?|points?|dots?)))?(?: (?:by|for|with|according to|showing|indicat(?:es|ing)|is|as|proportional to|represent(?:s|ing)|encod(?:es|ing))|\s*[=:])+\s*(?:the )?"),
    (Place.SIZE, r"(?:(?:bubble|point|marker|dot|circle)s?[- ](?:size|area)) (?:(?:is|=|the) )*"),
    (Place.COLOR, r"(?<!background )colou?rs? (?:(?:is|=|the) )*(?=<F>(?! ?(?:in|=|as)? ?<C>))"),
    (Place.SHAPE, r"(?:(?:different |marker |point )?(?:shapes?|symbols?|markers?|marker style|line ?styles?))(?: (?:by|for|according to|per|showing|indicat(?:es|ing)|is|are)|\s*[=:])+\s*(?:each |the )?"),
    (Place.PANEL, r"(?:(?:(?:in|with|as|into|and|use|using|using) )?(?:(?:one|a|an|separate|different|own|its own|individual|single|small)? ?(?:panel|facet|sub-?plot|small multiple|multiple|column panel)|(?:(?:one|an?|separate|different|own|individual|single|small) |(?<![a-z] ))(?:plot|chart|graph|figure))s?)(?: (?:each|one))? ?(?:for each|per|for every|by|for|of each|across|pro|je) (?:of )?(?:the )?(?:different )?"),
    (Place.PANEL, r"(?:facet(?:ed|s|ting|ed)?|panel(?:ed|led)?|small multiples?|trellis|split into (?:panels|facets|subplots|plots)|subplots?)(?: (?:by|on|per|over|for|of|across|for each|along))+ (?:each |the )?"),
    (Place.RIGHT, r"(?:(?:on|with|using|and) )?(?:the |a )?(?:right|second(?:ary)?|twin|other)(?:[- ]hand)?(?: y| value)?[- ]?(?:axis|scale|side)(?: (?:for|showing|shows|with|is)|:|=)? (?:the )?"),
    (Place.X, r"(?:the )?x[- ]?(?:axis|values?)?(?: (?:is|shows|showing|being|as|should be|for|gives|with)|:|=) (?:the )?"),
    (Place.Y, r"(?:the )?y[- ]?(?:axis|values?)?(?: (?:is|shows|showing|being|as|should be|for|gives|with)|:|=) (?:the )?"),
    (Place.ROW, r"(?:in |as |with )?(?:panel |facet )?rows?(?: (?:by|for|per|are|=|:|for each))+ (?:the )?"),
)  # fmt: skip
"""Places and what stands before the columns that go there."""
_BEHIND = (
    (Place.X, r" \((?:on )?(?:the )?x(?:[- ]?axis)?(?=[,)])"),
    (Place.Y, r" \((?:on )?(?:the )?y(?:[- ]?axis)?(?=[,)])"),
    (Place.X, r" (?:on|along|as|in|for) (?:the )?(?:x(?:[- ]?axis)?|horizontal axis|abscissa)\b"),
    (Place.Y, r" (?:on|along|as|in|for) (?:the )?(?:y(?:[- ]?axis)?|vertical axis|ordinate)\b"),
    (Place.RIGHT, r",? (?:(?:on|along|with|to) )?(?:the |a )?(?:right|second(?:ary)?|twin|its own)(?:[- ]hand)?(?: y)?[- ]?(?:axis|scale|side)\b"),
    (Place.COLOR, r" (?:as|by|in|with|for|through|shown (?:by|as|in)|(?:en)?coded (?:by|as|in)) (?:the |an? )?(?:different |another |separate |own )?(?:colou?rs?|hue|fill)\b"),
    (Place.SIZE, r" (?:as|by|for|shown by|encoded (?:by|as)) (?:the )?(?:(?:bubble |point |marker |dot )?size|bubble area)\b"),
    (Place.SHAPE, r" (?:as|by|for|with) (?:the )?(?:marker |point )?(?:shapes?|symbols?|markers?|line ?styles?|dash(?:es)?)\b"),
    (Place.ROW, r" (?:as|in|on|for|down|by) (?:the )?rows?\b"),
    (Place.PANEL, r" (?:as|in|across) (?:the )?(?:columns|panels|facets|separate panels|subplots)\b"),
)  # fmt: skip
"""Places and what stands behind the columns that go there."""
_VERSUS = r" (?:vs\.?|versus|and|or|against|compared (?:to|with)) (?:the )?"
_SHARED = {Place.X, Place.Y, Place.PANEL}
"""Places that several columns may be sent to together."""

FIELDS = (
    phrase(rf"{_BY}\s*{_EACH}<F> of (?:the )?<F>", _unit_of),
    phrase(r"(?:from )?<F>\s?(?:to|through|–|-|until)\s?<F>", _run),
    phrase(r"(?:(?:panel|facet) )?columns?(?: (?:by|for|per|are|=|:))+ (?:the )?<F>", field(Place.PANEL)),
    phrase(r"(?:(?:in|with|two|three|separate|one|different) )*(?:panels?|facets?|subplots?|plots?)(?: (?:for|of|with|per|each))+ (?:the )?<VL>", keeping(place=Place.PANEL)),
    *(phrase(rf"(?<![a-z]){before}(?P<it><FL>)(?: and (?:shape|style) by (?P<too><F>))?", field(place)) for place, before in _PLACED),
    *(phrase(rf"{'<FL>' if place in _SHARED else '<F>'}{behind}", field(place)) for place, behind in _BEHIND),
    phrase(r"(?<!for )(?<!of )(?<!in )(?:each|every) <F>(?:['’]s)?(?= <F>)|(?:single|individual) <F>(?= [a-z])", field(Place.DETAIL)),
    phrase(rf"(?:(?:for|between|of|comparing) )?(?<![a-z])(?P<one>[a-z]+){_VERSUS}(?P<two>[a-z]+)(?![a-z])", _sexes),
    phrase(rf"(?:(?:for|between|of|comparing) )?<F>{_VERSUS}(?:non?|not|without)[- ]<F>", field(Place.SPLIT)),
    phrase(r"(?:with (?:and|or|vs\.?|versus) without) (?:the |an? )?<F>", field(Place.SPLIT, negated=False)),
    phrase(rf"(?<![a-z]){_BY}\s*{_EACH}(?:combination of )?<FL>", field(Place.SPLIT)),
    phrase(rf"(?P<it><FL>)(?= {_OVER} {_EACH}{_UNKNOWN}{{0,2}}<F>)", field(Place.Y)),
    phrase(r"(?P<how>effect|influence|impact|dependence|sensitivity) of (?:the )?(?P<x><FL>) (?:on|upon) (?:the )?(?P<y><FL>)", how=about, x=field(Place.X), y=field(Place.Y)),
    phrase(r"(?P<how>sensitivity|response) of (?:the )?(?P<y><FL>) to (?:the )?(?P<x><FL>)", how=about, x=field(Place.X), y=field(Place.Y)),
    phrase(r"(?P<y><F>) on (?P<x><F>)", _on),
    phrase(rf"{_OVER} {_EACH}<F>", field(Place.X)),
    phrase(rf"{_OVER} {_EACH}{_UNKNOWN}{{1,2}}(?P<it><F>)", it=field(Place.X)),
    phrase(r"(?:differences? )?between (?:the )?(?:different )?<F>(?! (?:and|&))", field(Place.SPLIT)),
)  # fmt: skip
UNITS = (
    phrase(r"(?:the )?x[- ]?axis (?:by|per|in) (?:hour|day|week|month|quarter|year)s?", says(UnmetWish, why="ticks follow from the data and the scale")),
    phrase(r"(?:(?:with|on|and|using|a) )*(?:(?:two|dual|double|twin)[- ](?:y[- ]?)?ax[ei]s|(?:second(?:ary)?|right)(?: y)?[- ]axis)(?! for)", _twin),
    phrase(r"(?:(?:aggregated|summed|averaged|grouped|totals?) )?(?:by|per|for each|each|every|across|over the|(?<![a-z])(?=(?:annual|year|quarter|month|week|dai|hour)l?))\s*(?:calendar )?(?P<unit>hour|day|week|month|quarter|year|decade|weekday|annual(?:ly)?|yearly|quarterly|monthly|weekly|daily|hourly)s?(?: of (?:the )?(?P<of>day|week|month|year))?(?![a-z])", _of_time),
)  # fmt: skip
MENTIONS = (phrase("<F>", field()),)
_OPS = (
    (Op.MEAN, r"(?:arithmetic )?(?:means?|averages?|avg\.?|averaged|durchschnitt\w*|平均|<abroad:mittel\w*|moyennes?|(?:pro)?medio|media>)"),
    (Op.MEDIAN, r"medians?|médiane|中位数|<abroad:mediana>"),
    (Op.SUM, r"(?:sums?|totals?|summed|gesamt\w*|summe|somme)(?! ?line)"),
    (Op.PROPORTION, r"(?:shares?|proportions?|percentages?|fractions?|portion|anteile?|market share|占比|比例|per ?cent)(?: of)?"),
    (Op.COUNT, r"(?:numbers?|counts?|frequenc(?:y|ies)|how many|how often|anzahl|nombre|número|数量)(?: of)?|counts?|tally"),
    (Op.MAX, r"(?:max(?:imum|imal)?|highest|peak)"),
    (Op.MIN, r"(?:min(?:imum|imal)?|lowest)"),
    (Op.STDEV, r"(?:standard deviations?|std\.?|sd)(?: of)"),
)  # fmt: skip
_GAP = r"(?: (?:of|the|in|for|value|values|their|its|s|<abroad:de|des|der|del|la|le>)\b)*\s*"
_CHANGE = r"(?:(?:absolute |relative |percent(?:age)? )?(?:changes?|differences?|improvements?|gains?|drops?|increases?|decreases?)(?: (?:in|of) (?:the )?[a-z]+){0,2} )"
_PERCENT = r"(?P<percent>,? ?(?:in|as|by) (?:per ?cent|percent(?:age)?|%))?"
DERIVED = (
    phrase(rf"(?:{_CHANGE}?\()?<F> ?(?:−| minus | less |(?<=\s)-(?=\s)) ?(?:the )?<F>\)?", _computed("difference")),
    phrase(rf"{_CHANGE}from (?:the )?(?P<second><F>) to (?:the )?(?P<first><F>){_PERCENT}", _computed("difference")),
    phrase(rf"(?:differences?|gaps?) between (?:the )?<F> and (?:the )?<F>{_PERCENT}", _computed("difference")),
    phrase(r"(?:ratios?|speed-?ups?|quotients?) (?:of|between) <F> (?:over|to|and|vs\.?) <F>|<F>(?: [a-z]+)? (?:as (?:an? )?(?:percentage|percent|share|fraction|proportion|%) of|relative to|divided by|in relation to|normali[sz]ed by) (?:the )?<F>", _computed("ratio")),
    phrase(r"(?:cumulative|cumulated|accumulated|running (?:sum|total)s?)(?: (?:sums?|totals?))?(?! (?:dist|dens|share|prob|curve))(?: of)?(?: the)?(?=(?: (?:number|total) of)?(?P<field> <F>)?)", says(ComputeWish, compute="cumulative")),
    phrase(r"(?:index(?:ed)?|rebased?|scaled|normali[sz]ed)(?: (?:every|each|all|the) (?:[a-z]+|<F>))? (?:to|at|=) (?:100|1|one)\b(?: (?:at|in) the (?:start|beginning|first [a-z]+))?|relative to (?:its|the|their) first(?: value)?", says(ComputeWish, compute="index")),
    phrase(r"(?:row[- ]?(?:wise[- ])?normali[sz]ed|normali[sz]ed) (?:by|per|over|across|within|along) (?:the |each |every )?(?P<within><F>)", says(ComputeWish, compute="normalized")),
    phrase(r"weight(?:ed|ing) (?:by|with) (?:the )?<F>|<F>[- ]weighted", says(UnmetWish, why="statistics are not weighted", refuses=True)),
)  # fmt: skip
STATISTICS = (
    phrase(r"<F>(?= (?:per|by|for each|of each|in each) )", _of_rows),
    phrase(r"(?:over|across)(?: (?:the|all|\d+|different|random|three|five|ten))* (?P<gone><F>)", gone=_over(op=None)),
    phrase(r"row[- ]?(?:wise[- ])?normali[sz]ed|normali[sz]ed (?:by|per|over|across|within|along) (?:the |each )?(?:rows?|true(?: (?:class|label))?|actual(?: class)?)", says(StatisticWish, op=Op.PROPORTION)),
    phrase(r"(?:averaged|averaging|mean|average|aggregated) (?:over|across) (?:the |all )*(?P<gone><FL>)", gone=_over(op=Op.MEAN)),
    *(phrase(rf"(?<![a-z])(?:{words})(?![a-z])(?:{_GAP}(?=(?P<field><F>(?:(?:,|,? and|,? &) (?:the )?<F>)*)))?", _of_each(op)) for op, words in _OPS if op not in {Op.COUNT, Op.MAX, Op.MIN, Op.PROPORTION}),
    *(phrase(rf"(?<![a-z])(?:{words})(?![a-z])(?:{_GAP}(?=(?P<field><F>)))", says(StatisticWish, op=op)) for op, words in _OPS if op in {Op.MAX, Op.MIN}),
    phrase(r"(?<![a-z])(?:numbers?|counts?|how many|anzahl|nombre|número)(?: of)?(?: the)? <F>", _counted),
    *(phrase(rf"(?<![a-z])(?:{words})(?![a-z])", says(StatisticWish, op=op)) for op, words in _OPS if op in COUNTING),
    phrase(r"(?<![a-z])rates?(?! ratios?)(?![a-z])", _rate),
)  # fmt: skip
_SD = r"(?:standard[- ]dev(?:iation)?s?|std\.?(?: ?dev(?:iation)?s?)?|s\.?d\.?|stdev|standardabweichung\w*|sigma|σ)(?![a-z])"
_SE = r"(?:standard[- ]errors?(?: of (?:the )?means?)?|std\.? ?err(?:or)?s?|s\.?e\.?m?\.?|stderr)(?![a-z])"
_CI = r"(?:confidence(?:[- ](?:intervals?|bands?|limits?|bounds|level|regions?))?|c\.?i\.?s?|credible intervals?|konfidenz\w*)(?![a-z])"
_BARS = r"(?:error[- ]?bars?|error[- ]?bands?|errors?(?= ?[=:(])|whiskers|shad(?:ed|ing)(?: (?:areas?|regions?|bands?))?|ribbons?|bands?|uncertaint(?:y|ies)|intervals?|fehlerbalken|barres d['’]erreur|barras de error|误差线|variability)"
_SHOW = r"(?: (?:show(?:ing|s)?|are|is|as|of|with|for|represent(?:ing|s)?|indicat(?:ing|es?)|being|from|give|the|one|1|mean|around|±|plus/minus)|[\s:=(±,]| (?:lines?|curves?|mean)\b)*"
_TIMES = r"(?:±|\+/-|\+-|plus[-/ ]?(?:or[- ])?minus)?\s*(?:one |1 |2 )?"
_INTERVALS = (
    _interval(Interval.CONFIDENCE, _CI),
    _interval(Interval.STDERR, _SE),
    _interval(Interval.STDEV, _SD),
    _interval(Interval.QUARTILES, r"(?:iqrs?|inter-?quartile ranges?|quartiles?)(?![a-z])"),
    _interval(Interval.RANGE, r"(?:min(?:imum)?[-–/ ](?:to |and )?max(?:imum)?(?: range)?(?= ?(?:as\b|bars?|bands?|[,.;)]|$))|(?:full )?range(?= (?:bars?|bands?)))"),
)  # fmt: skip
_TO_END = r" ?(?:to|through|and|–|—|-|−|/|\.\.) ?(?:the )?"
INTERVALS = (
    phrase(rf"(?:{_BARS}{_SHOW})?(?:(?P<level>\d\d(?:\.\d+)?) ?[-%] ?%? ?)?{_CI}(?: (?:computed|calculated|derived|made|given))?,? ?\(?(?:from|using|based on|via|by)(?: (?:the|their|its|columns?|{_SE}))*[ (]*(?P<errors><F>)\)?", _uncertain(Interval.CONFIDENCE)),
    phrase(rf"(?:{_BARS}{_SHOW})?(?:±|\+/?-) ?1\.96 ?(?:times |× ?|x |\* ?|the )*(?P<errors><F>)", _uncertain(Interval.CONFIDENCE)),
    phrase(rf"(?:{_BARS}{_SHOW})?{_TIMES}(?:1\.\d+|[23](?:\.\d+)?|two|three|twice) ?(?:times |× ?|x |\* ?|the )*(?:{_SE}|{_SD})", says(UnmetWish, why="error bars are one standard deviation, one standard error, or an interval of the mean")),
    phrase(rf"(?:{_BARS}|(?<![a-z])range)\s*\(?{_FROM}(?:from |between )?(?P<ends><F>{_TO_END}<F>)\)?|(?:(?:with|and|plus|from|between) )*(?:the |an? )?(?P<ends2><F>{_TO_END}<F>)(?: (?:as|shown as|drawn as|for))*(?: (?:the|an?|their))* ?(?:ranges?|{_BARS})(?![a-z])", _uncertain(Interval.ANY)),
    phrase(rf"(?<![a-z]){_BARS}\s*\(?{_FROM}<FL>\)?", _uncertain(Interval.ANY)),
    phrase(r"(?:±|\+/-)\s*<F>", _uncertain(Interval.ANY)),
    phrase(rf"(?:with )?(?:the |their )?<FL> as {_BARS}", _uncertain(Interval.ANY)),
    *(phrase(words, _uncertain(kind)) for kind, words in _INTERVALS),
    phrase(r"(?P<level>\d\d(?:\.\d+)?) ?% (?:intervals?|bands?|error[- ]bars?)", _uncertain(Interval.CONFIDENCE)),
    phrase(r"(?<![a-z])(?:error[- ]?(?:bars?|bands?)|uncertaint(?:y|ies)|whiskers|fehlerbalken|barres d['’]erreur|barras de error|误差线|(?:with|and|as|plus)(?: an?| the)? (?:shaded )?(?:bands?|ribbons?|intervals?|shading))(?! ?chart)(?![a-z])", _uncertain(Interval.ANY)),
)  # fmt: skip
SMOOTH = (
    phrase(r"(?:(?:with|using|a|an|as|its|over|add|show) )*(?:(?P<window>[2-9]|\d{2,3})[- ](?:\w+ )?)?(?:(?:moving|rolling|running)[- ](?:average|mean)s?|<abroad:moyennes? mobiles?|medias? móvil(?:es)?|gleitende\w* (?:durchschnitt|mittelwert)\w*>)(?: (?:line|curve|window))?(?:\s*\(?(?:(?:of|over|with|window|a|size|the|last|sur|über|de|=)\s*)*(?P<window2>[2-9]|\d{2,3})(?: (?:values|points|steps|days|months|years|epochs|weeks|ans|jahre|años))?\)?)?", says(FitWish, fit="smooth")),
    phrase(r"smooth(?:ed|ing)?(?: (?:line|curve|trend|version|values?)s?)?(?:\s*\(?(?:(?:of|over|with|window|a|size|the|=|by)\s*)+(?P<window2>[2-9]|\d{2,3})\)?(?: (?:(?P<along><F>)|[a-z]+s\b))?)?", says(FitWish, fit="smooth"), along=field(Place.X)),
)  # fmt: skip
