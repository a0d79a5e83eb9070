"""Row phrases: which rows are kept, how many, how they are binned and in which order categories stand."""

# ruff: noqa: E501 - a row of a table is a line

import re
from datetime import UTC, datetime
from typing import Any

from pb_adapters.planners.charts.reading.scene import Factory, Scene, keeping, numbers, phrase, says
from pb_adapters.planners.charts.reading.script import MOMENT, seconds
from pb_core.domain.plots.wishes import BinWish, FieldWish, FilterWish, LimitWish, Order, OrderWish, UnmetWish
from pb_core.domain.tables.column_roles import is_axis
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.raw_values import MISSING_MARKS
from pb_core.domain.tables.table import ColumnType, TimeUnit
from pb_core.domain.tables.times import MAX_YEAR, MIN_YEAR, year_of


def _bounded(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
    """A filter with bounds: of the column that is named, else of the one column that its numbers can be years of."""
    low, high, same = numbers(match, "low", "high", "same")
    low, high = (low, high) if same is None else (same, same)
    if low is not None and high is not None and low > high:
        low, high = high, low
    named = list(scene.fields(start, match.end()))
    column = scene.script.profile.column(named[0][2]) if named else dated(scene, low, high)
    other = dated(scene, low, high)
    if named and column is not None and column.mean is None and column.low is None:
        return
    if named and column is not None and other is not None and not _reaches(column, low, high):
        scene.add(FieldWish, named[0][0], named[0][1], field=column.name)  # price since 2008: of another column
        start, column = named[0][1], other
    if column is None or column.type not in {ColumnType.NUMBER, ColumnType.TIME}:
        return
    if column.type is ColumnType.TIME:
        low, high = _moment(low), _moment(high, end=True)
    if named and match.start() == named[0][0] and column.name == named[0][2] and scene.script.at(match.start()):
        scene.add(FieldWish, *named[0][:2], field=column.name)  # delays from 0 to 60: shown, and not only kept
    scene.add(FilterWish, start, end, field=column.name, low=low, high=high)


def _reaches(column: ColumnProfile, low: float | None, high: float | None) -> bool:
    """Whether any number of the column may lie between these."""
    lowest, highest = column.low or 0.0, column.high or 0.0
    return (low is None or low <= highest) and (high is None or high >= lowest)


def _measures(scene: Scene) -> list[ColumnProfile]:
    """The columns of numbers that the intent names and that others do not run along."""
    named = (scene.script.profile.column(name) for _, _, name in scene.fields(0, len(scene.script.text)))
    return list({c.name: c for c in named if c is not None and c.mean is not None and not is_axis(c.name)}.values())


def _with_any(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
    """Only rows whose measure is above zero, or from a number on."""
    measures, (low, above) = _measures(scene), numbers(match, "low", "above")
    if len(measures) == 1:
        above = (above or 0.0) if low is None else None
        scene.add(FilterWish, start, end, field=measures[0].name, low=low, above=above)
    elif measures:
        why = "Rows are kept by one column: say which of them shall be above zero"
        scene.add(UnmetWish, start, end, why=why, refuses=True)


def _excluded(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
    """All rows but those whose measure, or the column that is named, is in brackets: the broken ones (top1 below 1 %)."""
    named = [column for _, _, name in scene.fields(start, end) if (column := scene.script.profile.column(name))]
    columns, bound = named[-1:] or _measures(scene)[:1], numbers(match, "bound")[0]
    if not columns or bound is None:
        return
    column, under = columns[0], match["under"] or "="
    share = "%" in str(match["bound"]) and (column.high or 0.0) <= 1
    bound = bound / 100 if share else bound
    end_of = {"below": "below", "under": "below", "less than": "below", "<": "below", "≤": "below", "=": ""}
    end_at = end_of.get(under, "above") or ("high" if bound <= (column.low or 0.0) else "")
    said: dict[str, Any] = {end_at: bound} if end_at else {"one_of": (f"{bound:g}",)}
    scene.add(FilterWish, start, end, field=column.name, negated=True, **said)


def _present(scene: Scene, start: int, end: int, _match: re.Match[str]) -> None:
    """Only rows that have a value there."""
    for _, _, name in scene.fields(start, end):
        column = scene.script.profile.column(name)
        values = (*column.examples, *column.others) if column is not None else ()
        known = tuple(text for text in values if isinstance(text, str) and text.lower() not in MISSING_MARKS)
        if column is not None and column.type is ColumnType.TEXT and len(known) <= _MOST_VALUES:
            scene.add(FilterWish, start, end, field=name, one_of=known, negated=False)


def _less_totals(scene: Scene, start: int, end: int, _match: re.Match[str]) -> None:
    """No rows of categories that are the total of the others."""
    for column in scene.script.profile.columns:
        texts = [text for text in (*column.examples, *column.others) if isinstance(text, str)]
        totals = tuple(text for text in texts if _TOTAL.search(text.lower()))
        if column.type is ColumnType.TEXT and len(totals) == 1:
            scene.add(FilterWish, start, end, field=column.name, one_of=totals, negated=True)


def _since(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
    """Only times from a month or day on, or up to another one."""
    times = [column for column in scene.script.profile.columns if column.type is ColumnType.TIME]
    low, high = seconds(match["from"]), seconds(match["until"] or "")
    if len(times) == 1 and low is not None:
        scene.add(FilterWish, start, end, field=times[0].name, low=low, high=high)


def _years(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
    """A filter for the years that are listed, of the one column that they can be years of."""
    listed = re.findall(r"\d{4}", match["listed"])
    column = dated(scene, *map(float, listed))
    if column is None:
        return
    if column.type is ColumnType.TIME and column.time_unit is not TimeUnit.YEAR:
        scene.add(UnmetWish, start, end, why="moments are kept from one to another, not from several years")
    else:
        scene.add(FilterWish, start, end, field=column.name, one_of=tuple(listed))


def dated(scene: Scene, *ends: float | None) -> ColumnProfile | None:
    """The only column that these years are values or moments of."""
    years = [int(end) for end in ends if end is not None and MIN_YEAR <= end <= MAX_YEAR and end == int(end)]
    if not years or len(years) < sum(end is not None for end in ends):
        return None
    found = [column for column in scene.script.profile.columns if _holds_years(column, years)]
    return found[0] if len(found) == 1 else None


def _holds_years(column: ColumnProfile, years: list[int]) -> bool:
    if column.low is None or column.high is None or column.error_of is not None:
        return False
    if column.type is ColumnType.TIME:
        first, last = (datetime.fromtimestamp(end, UTC).year for end in (column.low, column.high))
        return any(first <= year <= last for year in years)
    is_year = column.whole and column.low >= MIN_YEAR and column.high <= MAX_YEAR
    return is_year and any(column.low <= year <= column.high for year in years)


def _moment(year: float | None, *, end: bool = False) -> float | None:
    if year is None or not MIN_YEAR <= year <= MAX_YEAR:
        return year
    return year_of(int(year) + 1) - 1 if end else float(year_of(int(year)))


def _ordered(by: Order) -> Factory:
    def make(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
        known = match.re.groupindex
        named = [name for _, _, name in scene.fields(*match.span("by"))] if "by" in known and match["by"] else []
        column = scene.script.profile.column(named[0]) if named else None
        down = match["down"] if "down" in known else None
        up = match["up"] if "up" in known else None
        if by is Order.LISTED:
            down = up = None
        elif match[0].startswith("best") or "fastest to" in match[0] or "fastest first" in match[0]:
            down, up = (None, "up") if is_lower_better(scene) else ("down", None)
        kind = by if column is None or column.mean is not None or by is not Order.VALUE else Order.NATURAL
        listed = scene.values(start, end) if by is Order.LISTED else {}
        values = [value for found in listed.values() for value in found]
        scene.add(
            OrderWish, start, end, by=kind, descending=True if down else False if up else None,
            field=next(iter((*named, *listed)), None), values=tuple(values),
        )  # fmt: skip

    return make


def _numbered(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
    """A filter for the whole numbers that are listed."""
    for _, _, name in scene.fields(start, end):
        scene.add(FilterWish, start, end, field=name, one_of=tuple(re.findall(r"\d+", match["listed"])))


def is_lower_better(scene: Scene) -> bool:
    """Whether the best of what is named is the smallest."""
    named = [getattr(what, "name", "").lower() for _, _, what in scene.script.within(0, len(scene.script.text))]
    return any(LOW_IS_GOOD.search(text) for text in (*named, scene.script.marked))


def _ends(scene: Scene, start: int, end: int, _: re.Match[str]) -> None:
    """From one category to another one of the same column: the order that leads there."""
    found = list(scene.values(start, end).items())
    if len(found) == 1 and len(found[0][1]) == 2:  # noqa: PLR2004 - both ends
        scene.add(OrderWish, start, end, by=Order.NATURAL, field=found[0][0], values=tuple(found[0][1]))


_MOST_VALUES = 200
"""Values that are listed."""

_ONLY = r"(?:only|just|solely|exclusively|restrict(?:ed)? to|limit(?:ed)? to|filter(?:ed)? (?:to|for|by|on)|subset(?: to)?|keep(?:ing)?(?: only)?|仅|只|<abroad:nur|seulement|solo>)"
_LESS = r"(?:exclud(?:e|es|ing)|except(?:ing)?(?: for)?|leav(?:e|ing) out|without|omit(?:ting)?|dropp?(?:ing)?|ignor(?:e|ing)|not including|other than|remov(?:e|ing)|minus|no)"
_NOT_LESS = r"(?:>=|≥|=>|at least|from|starting (?:at|from|in)|since|no (?:less|earlier) than|beginning (?:in|with)|onwards? from|ab|>|above|over|greater than|more than|larger than|higher than|exceeding|after|older than|later than|bigger than)"
_NOT_MORE = r"(?:<=|≤|at most|up to|until|till|through|no (?:more|later) than|bis|<|below|under|less than|fewer than|smaller than|lower than|before|younger than|earlier than)"
_IS = r"(?: (?:is|are|was|were|of|equals?|equal to|being|values?|the|has|have|=)\b|\s*[=:]+)*\s*"
_WHOSE = r"(?:that|which|who|with|where|having)(?: (?:there|it|they))?(?: (?:has|have|had|was|were|is|are|got))?"
_YEARS = r"(?:(?:the|year|years|end|of|start|beginning|season)\b ?){0,4}"
_TOTAL = re.compile(r"^(?:all|totals?|overall)\b|\btotals?$")
FILTERS = (
    phrase(rf"(?<![a-z]){_LESS}(?: the)? (?:grand )?totals?(?= ?(?:[,.;]|$))", _less_totals),
    phrase(rf"(?<![a-z]){_LESS}(?: [a-z]+){{0,6}} \(?(?<=[\( ])(?:<F> )?(?P<under>below|under|less than|<|≤|above|over|more than|>|≥|=)? ?(?P<bound><N>)\)", _excluded),
    phrase(rf"(?<![a-z])(?:{_LESS}(?: [a-z]+){{0,4}} (?:of|with|without)(?: an?| any)? (?:unknown|missing|unspecified|no) <F>|{_LESS} (?:unknown|missing) <F>|{_ONLY}(?: the)? <F> with (?:an? )?(?:known )?(?:name|value))", _present),
    phrase(rf"(?<![a-z]){_ONLY}(?: (?:the|those))?(?: (?:[a-z]+|<F>))? {_WHOSE} (?:(?:any|at least one|one or more|some|more than (?:zero|0|none))\b|(?:at least|>=|≥) (?P<low><N>)|(?:more than|over|above|>) (?P<above><N>))(?! <F>)", _with_any),
    phrase(rf"(?:from|between|since|after)(?: the)? (?P<from>{MOMENT})(?: (?:to|and|until|through|–|-) (?P<until>{MOMENT})| on(?:wards?)?\b)?", _since),
    phrase(rf"(?<![a-z])(?:over|during|throughout|within)(?: the)? {_YEARS}(?P<same>\d{{4}})(?!\d)(?: season)?", _bounded),
    phrase(rf"(?:{_ONLY}|in|for|of|at|years?)(?: (?:the|for|in|years?))*\s*(?P<listed>\d{{4}}(?:\s*,\s*\d{{4}})*\s*,?\s*(?:and|or|&|vs\.?|versus)\s*\d{{4}})(?!\d)", _years),
    phrase(rf"(?<![a-z]){_LESS}(?: (?:the|for|all|rows? (?:with|where|of)))* ?(?:<F>{_IS})?<VL>(?: (?:rows?|data|values?))?", keeping(negated=True)),
    phrase(rf"(?:where|with|for|when|if) <F>{_IS}(?:not|!=|≠) <VL>", keeping(negated=True)),
    phrase(rf"(?<![a-z])(?:{_ONLY}(?: (?:the|for|in|of|from|on|where|show|data|rows?))*|where|for|in|when|with) ?<F>{_IS}<VL>(?: only)?", keeping()),
    phrase(rf"(?<![a-z]){_ONLY}(?: (?:the|for|in|of|from|on|show|data|rows?|with|female|values))* ?<VL>(?: (?:and (?:the )?)?<F>(?= only))?", keeping()),
    phrase(r"(?:(?:for|in|of|on|from|with) )?<VL> (?:only|alone)(?![a-z])", keeping()),
    phrase(rf"(?:(?:where|with|for|when|if|only|and|rows?) )*<F>{_IS}(?:between|from|in|within|∈|\[)\s*\[?(?P<low><N>)\s*(?:and|to|-|–|,|through)\s*(?P<high><N>)\]?", _bounded),
    phrase(rf"(?:(?:where|with|for|when|if|only|and|that have|having|rows?) )*<F>{_IS}{_NOT_LESS}\s*(?P<low><N>)", _bounded),
    phrase(rf"(?:(?:where|with|for|when|if|only|and|that have|having|rows?) )*<F>{_IS}{_NOT_MORE}\s*(?P<high><N>)", _bounded),
    phrase(rf"(?:{_ONLY}|with|for|in)(?: the)? (?P<listed>\d+(?:\s*(?:,|and|or|&)\s*(?:or |and )?\d+)*)[- ]<F>", _numbered),
    phrase(rf"(?:{_ONLY}|with|for|where|in)(?: the)? <F>{_IS}(?P<listed>\d+(?:\s*(?:,|and|or|&)\s*(?:or |and )?\d+)+)", _numbered),
    phrase(rf"(?:(?:where|with|for|when|if|only|just|rows?|in) )+(?:the )?<F>{_IS}(?P<same><N>)(?: only)?", _bounded),
    phrase(rf"(?:{_ONLY}|between|from|in|within|for|during)(?: (?:the|for|years?|between|from|in|data|period|of))*\s*(?P<low>\d{{4}})\s*(?:and|to|-|–|until|through)\s*(?P<high>\d{{4}})(?!\d)", _bounded),
    phrase(r"(?<![\d.])(?P<low>\d{4})\s?(?:to|-|–|until|through)\s?(?P<high>\d{4})(?![\d.])", _bounded),
    phrase(rf"(?<![a-z]){_NOT_LESS} {_YEARS}(?P<low>\d{{4}})(?!\d)(?: (?:on|onwards?))?", _bounded),
    phrase(rf"(?<![a-z]){_NOT_MORE} {_YEARS}(?P<high>\d{{4}})(?!\d)", _bounded),
    phrase(rf"(?:{_ONLY}|in|for|of|during|from)(?: (?:the|for|in|year|data|values|from|of))*\s*(?P<same>\d{{4}})(?!\d)(?: (?:only|data))*", _bounded),
    phrase(r"(?P<same>\d{4})(?!\d)(?: (?:only|data))+", _bounded),
)  # fmt: skip
CATEGORIES = (
    phrase(r"(?:(?:for|in|of|on|from|among|within|at|during|compare|comparing|between)(?: the)? )?<VL>(?: (?:and|vs\.?|versus|against) (?:the )?<V>)*", keeping()),
)  # fmt: skip
_COUNT = r"(?P<count>[1-9]\d{0,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)"
_MOST = r"(?:top|largest|biggest|highest|best|first|greatest|most (?:common|frequent|important|popular|expensive|populous)|longest|heaviest)"
_LEAST = (
    r"(?:bottom|smallest|lowest|worst|least (?:common|frequent|important|populous)|last|shortest|lightest|cheapest)"
)  # fmt: skip
_RANKED = r"(?=(?:[^,;.]{0,40}?(?:by|in|with (?:the )?(?:highest|lowest|largest|most|greatest|smallest)|ranked by|according to) (?:the |mean |total |average )*(?P<field><F>))?)"
_BOTH = (
    "the largest and the smallest few are picked together where both are counted: “the 3 largest and the 3 smallest”"
)
_ENDS = (
    rf"(?:the )?(?:{_COUNT} {_MOST}|{_MOST} {_COUNT}) and (?:the )?(?:{_COUNT} {_LEAST}|{_LEAST} {_COUNT})(?![a-z])"
).replace("?P<count>", "?:")
"""Both ends of one ranking, each with its number; whether the numbers agree is asked where rows are picked."""
LIMITS = (
    phrase(rf"(?!{_ENDS})(?:the )?(?:{_COUNT} {_MOST}|{_MOST} {_COUNT})[^,.;\n]{{0,30}} and (?:the )?(?:{_COUNT} )?(?:{_LEAST}|{_MOST})(?: {_COUNT})?(?: [a-z]+)?".replace("?P<count>", "?:"), says(UnmetWish, why=_BOTH, refuses=True)),
    *(phrase( rf"(?<![a-z])(?:the |only |show )*{_COUNT}(?P<what> (?:[a-z]+ ){{0,2}}(?:<F> )?)(?:with|having|of|by) the (?:{ranks})(?![\d%])(?=(?:.{{0,20}}?(?P<field><F>))?)", says(LimitWish, pick=pick) ) for pick, ranks in ( ("largest", "highest|largest|most|biggest|greatest|best"), ("smallest", "lowest|smallest|least|fewest|worst") )),
    *(phrase(rf"(?<![a-z])(?:the |only |show )*{words}(?![\d%]){_RANKED}", says(LimitWish, pick=pick)) for pick, ranks in (("largest", _MOST), ("smallest", _LEAST)) for words in (rf"{ranks}[- ]{_COUNT}", rf"{_COUNT} {ranks}")),
)  # fmt: skip
_DOWN = r"(?:in )?(?:descend(?:ing)?|decreas(?:ing)?|desc\.?|(?:from )?(?:high(?:est)?|larg(?:e|est)|big(?:gest)?|most|best|long(?:est)?) ?(?:to|-) ?(?:low(?:est)?|small(?:est)?|least|worst|short(?:est)?)|(?:highest|largest|biggest|best|longest)(?: \w+)? (?:first|on top|at (?:the )?top|left)|absteigend\w*|降序)(?: order)?"
_UP = r"(?:in )?(?:ascend(?:ing)?|increas(?:ing)?|asc\.?|(?:from )?(?:low(?:est)?|small(?:est)?|least|worst|short(?:est)?) ?(?:to|-) ?(?:high(?:est)?|larg(?:e|est)|big(?:gest)?|most|best|long(?:est)?)|(?:lowest|smallest|worst|shortest)(?: \w+)? (?:first|on top)|aufsteigend\w*|升序)(?: order)?"
_SORT = r"(?:sort(?:ed|ing)?|order(?:ed|ing)?|rank(?:ed|ing|s)?|arrang(?:ed?|ing)|sortiert|geordnet|triée?s?|ordenad[ao]s?|排序)"
_SORTED = rf"(?<![a-z]){_SORT}(?: (?:the )?(?:bars?|categories|them|boxes|items|rows|lines|from|slices|groups|<F>))?"
LOW_IS_GOOD = re.compile(
    r"loss|latency|\btime|rmse|\bmae\b|\bmse\b|\bwer\b|perplexity|\bppl|\bcost|seconds|\bms\b|_ms|duration"
)  # fmt: skip
_WAY = rf"(?:,? ?\(?(?:(?P<down>{_DOWN})|(?P<up>{_UP}))\)?)?"
_LIST = r"(?P<listed><V>(?:\s*(?:,|<|>|≤|→|->|then|and)\s*(?:and |then )?<V>)+)"
_SEQUENCE = r"<V>(?:\s*(?:,|<|>|→|->|then|and)\s*(?:and |then )?<V>)"
_WORSE = r"(?:worst|best|least|most|low(?:est)?|high(?:est)?|small(?:est)?|large(?:st)?|weak(?:est)?|strong(?:est)?|young(?:est)?|old(?:est)?|first|bad|good)"
ORDERS = (
    phrase(rf"(?:(?:from )?{_WORSE} to {_WORSE}|in (?:this |that |the |natural )?order|{_SORT})(?: of)?[:,]? ?\({_LIST}\)", _ordered(Order.LISTED)),
    phrase(r"(?P<listed><V>(?:\s*(?:<|>|≤|→|->)\s*<V>)+)", _ordered(Order.LISTED)),
    phrase(r"(?P<by><F>),? in (?:(?:natural|calendar|the right|their|correct|logical) )?order(?! (?:of|to))", _ordered(Order.NATURAL)),
    phrase(r"(?:from )?(?P<ends><V> ?(?:to|through|-|–|→|up to) ?<V>)", _ends),
    phrase(r"(?:from )?(?:mon(?:day)?|jan(?:uary)?|lun(?:es|di)?|montag) ?(?:to|through|-|–) ?(?:sun(?:day)?|fri(?:day)?|dec(?:ember)?|sonntag|dimanche|domingo)", _ordered(Order.NATURAL)),
    phrase(rf"(?:{_SORTED})?(?: ?(?:in|by|into))?(?: the)? ?(?:alphabetic(?:al|ally)?|alphabet|a[- ]z|by name)(?: order| by name)?", _ordered(Order.ALPHABET)),
    phrase(rf"(?:{_SORTED} )?(?:in|keep(?:ing)?|by)(?: the)? (?:original |same )?(?:order (?:of|in|as in) (?:the )?(?:data|table|file|rows|csv|appearance)|data order|original order|given order)", _ordered(Order.DATA)),
    phrase(r"(?:in the order )?(?P<listed><V>(?:\s*,?\s*(?:and )?(?:then|→|->)\s*<V>)+)", _ordered(Order.LISTED)),
    phrase(rf"(?:{_SORTED} )?(?P<listed><V>(?:\s*(?:,|<|>|→|->|then|and)\s*(?:and |then )?<V>)+),? in (?:that|this|the given|exactly this) (?:exact )?order", _ordered(Order.LISTED)),
    phrase(rf"(?:{_SORTED}(?: (?:in|by|as))?|(?:{_SORTED} )?(?:(?:in|with|by|keep(?:ing)?) )?(?:the )?(?:following )?order):? ?{_SEQUENCE}{{2,}}(?: order)?|(?:in|by) {_SEQUENCE}{{2,}} order", _ordered(Order.LISTED)),
    phrase(rf"(?:{_SORTED} )?(?:in|by|with|into|keep(?:ing)?)(?: the| their| its)? ?(?:natural|calendar|chronological|temporal|numeric(?:al)?|correct|logical|proper|right|usual|week ?day|month|ordinal|time)(?:ly)?(?: <F>)? ?(?:order|sequence)(?: of (?:the )?(?P<by><F>))?", _ordered(Order.NATURAL)),
    phrase(rf"{_SORTED} (?:chronologically|naturally|numerically)", _ordered(Order.NATURAL)),
    phrase(rf"(?:{_SORTED}|in order|in the order)(?: (?:by|according to|on|of|in))(?: (?:the|their|its|mean|median|average|total))* (?P<by><F>){_WAY}", _ordered(Order.VALUE)),
    phrase(r"(?<![a-z])in (?:(?P<by><F>) )?order(?! (?:to|of))", _ordered(Order.NATURAL)),
    phrase(rf"{_SORTED}(?: (?:by|according to|on))(?: (?:the|their|its))*(?: (?:value|values|size|height|count|counts|frequency|magnitude|mean|median|average|total|amount|number|length)\b)+{_WAY}", _ordered(Order.VALUE)),
    phrase(rf"{_SORTED}(?: (?:in|by|from))? ?(?:(?P<down>{_DOWN})|(?P<up>{_UP}))", _ordered(Order.VALUE)),
    phrase(r"(?:(?P<down>in descending order|in decreasing order|descending)|(?P<up>in (?:ascending|increasing) order|ascending))(?: (?:of|by) (?:the )?(?P<by><F>))?", _ordered(Order.VALUE)),
    phrase(r"(?P<down>(?:highest|largest|biggest|best)(?: \w+)? first|from (?:largest|highest|biggest) to (?:smallest|lowest))", _ordered(Order.VALUE)),
    phrase(r"(?P<up>(?:lowest|smallest|worst)(?: \w+)? first|from (?:smallest|lowest) to (?:largest|highest|biggest))", _ordered(Order.VALUE)),
    phrase(r"(?:best|worst|fastest|slowest|newest|oldest|heaviest|longest|shortest)(?: [a-z]+)? (?:first|on top|at the top)", _ordered(Order.VALUE)),
    phrase(r"(?P<down>(?:highest|largest|biggest)) (?:at|on) (?:the )?top", _ordered(Order.VALUE)),
    phrase(rf"(?:{_SORTED} )?in (?:the )?order of (?:the |their )?[a-z]+", says(UnmetWish, why="there is no such column to sort by")),
    phrase(rf"(?:{_SORTED} )?(?:from )?(?:fastest|slowest) to (?:slowest|fastest)", _ordered(Order.VALUE)),
    phrase(r"(?P<listed><V>) (?:first|on top|at the top|leftmost)", _ordered(Order.LISTED)),
    phrase(rf"{_SORTED} (?:by|according to|on)(?: (?:the|their|its))? [a-z]+(?: [a-z]+)?(?= ?(?:[,.;)\n]|$))", says(UnmetWish, why="there is no such column to sort by")),
    phrase(r"(?<![a-z])(?:sort(?:ed|ing)?|ordered|ranked|ranking|arranged|sortiert|geordnet|triée?s?|ordenad[ao]s?|排序)(?![a-z])", _ordered(Order.VALUE)),
)  # fmt: skip
BINS = (
    phrase(r"(?:(?:with|using|in|into|of|about) )?(?P<count>[1-9]\d{0,3}) (?:equal(?:ly sized)? )?bins?\b", says(BinWish)),
    phrase(r"bins?(?: count)?\s*[=:]\s*(?P<count>[1-9]\d{0,3})", says(BinWish)),
    phrase(r"(?:(?:with|using|a|in|into) )*(?P<width><N>)[- ]?(?:wide |[a-z]+[- ]|<F> ?)?(?:bins?|buckets?)\b", says(BinWish)),
    phrase(r"(?:(?:with|using|a|in) )*(?:bin ?widths?|bins? (?:of|size)(?: (?:width|size))?|binned (?:by|in|to)(?: steps of)?)(?: (?:of|is|=|:))? ?(?P<width><N>)", says(BinWish)),
)  # fmt: skip
