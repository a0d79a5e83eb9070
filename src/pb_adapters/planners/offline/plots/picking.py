"""Picking: which rows an intent wants to see: categories, ranges, the best few."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.lexicon import Value
from pb_adapters.planners.offline.plots.request import Amended, Request
from pb_adapters.planners.offline.plots.script import Said, Script, number
from pb_adapters.planners.offline.plots.sight import category_axis, channel_on, sources, transforms, value_axis
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.transforms import Filter, Fold, Limit
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType

_N = r"{N}(?:\s?[kMB](?!\w))?(?:\s?%)?"
_ONLY = (
    r"(?:(?:show |plot |use |keep |include |consider |restrict(?:ed)? to |limit(?:ed)? to "
    r"|filter(?:ed)? (?:to|on|for) |just )*(?:only|just|restricted to|limited to"
    r"|filtered to)(?: the)? (?:for |on |with )?(?P<v>{VS})(?: (?:and nothing else|only))?|(?:for "
    r"|on |restrict to |filter to |limit to )?(?P<v>{VS}) only|(?:restrict(?:ed)?|limit(?:ed)?"
    r"|filter(?:ed)?) (?:it )?(?:to|on|for) (?P<v>{VS}))"
)
_ON = r"(?:on|for|in|of|under|using|at) (?:the )?(?P<v>{VS})(?! (?:only|and|vs|versus|in|is|as))"
_WITHOUT = (
    r"(?:without|except(?: for)?|exclud(?:e|ing)|omit(?:ting)?|leav(?:e|ing) out|drop(?:ping)?"
    r"|ignor(?:e|ing)|remov(?:e|ing)|but not|not|skip(?:ping)?|minus)(?: the)? (?P<v>{VS})"
)
_FROM = (
    r"(?:(?:in|during) (?P<y>(?:19|20)\d\d)|(?:only |show |data )?(?:from|since|after|starting (?:in|from"
    r"|at)) (?:the year )?(?P<a>(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?)(?: (?:on(?:wards?)?"
    r"|onwards))?(?:\s*(?:to|until|through|and|-|–)\s*(?P<b>(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?))?"
    r"|(?:only )?between (?P<a>(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?) and (?P<b>(?:19"
    r"|20)\d\d(?:-\d\d(?:-\d\d)?)?)|(?:only )?(?:until|before|up to|through) (?P<b>(?:19"
    r"|20)\d\d(?:-\d\d(?:-\d\d)?)?))"
)
_WHERE = (
    rf"(?:where|with|only|for|if|whose|when|having|rows with)?(?: the| only)* ?(?P<f>{{F}}) (?:is "
    r"|are )?(?:(?P<ge>above|over|greater than|larger than|more than|higher than|at least|>=|≥|>"
    r"|from)|(?P<le>below|under|less than|smaller than|lower than|fewer than|at most|up to|<=|≤|<)"
    rf"|(?P<eq>=|==|equal to|is))\s*(?P<n>{_N})(?![\d.,]*\d|\s?%)(?! (?:to|and) {{N}})"
)
_TOP = (
    r"(?:(?:show |only |just |keep |plot |the )*)(?:(?P<down>top|best|largest|highest|biggest"
    r"|first)|(?P<up>bottom|worst|smallest|lowest))[- ](?:the )?(?P<n>\d{1,4}|three|five|ten"
    r"|twenty)(?!\d)(?! (?:accuracy|error|acc))(?: (?:{F}|models?|methods?|items?|categories|bars?"
    r"|rows?|values?|entries|systems?|results?|countries|features?|performers?))*(?: (?:by"
    r"|in terms of|according to|with the (?:highest|largest|best)) (?:the )?(?P<f>{F}))?"
    r"|(?:(?:show |only |just |keep |plot |the )*)(?P<n>\d{1,4}|three|five|ten"
    r"|twenty) (?:(?P<down>best|largest|highest|biggest|most frequent|most common|top)"
    r"|(?P<up>worst|smallest|lowest))(?: (?:{F}|models?|methods?|items?|categories|bars?|rows?"
    r"|values?|entries|systems?|results?|features?))*(?: (?:by|in terms of) (?P<f>{F}))?"
)
_WORDS = {"three": 3, "five": 5, "ten": 10, "twenty": 20}


class FilterRequest(Request, frozen=True, kw_only=True):
    """Rows to keep; met where the data are shaped, before anything else is computed."""

    filter: Filter | None
    reason: str = ""
    dropped: tuple[str, ...] = ()

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        return Amended(spec, self.reason or ("" if self._kept(spec, data) else "these rows cannot be left out here"))

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        if self.dropped:
            return not set(self.dropped) & {name for t in transforms(spec) if isinstance(t, Fold) for name in t.fields}
        return self.filter is not None and self.filter in spec.transform


class TopRequest(Request, frozen=True, kw_only=True):
    """The ``count`` largest or smallest, by ``column`` or by what is shown."""

    count: int
    largest: bool
    column: str = ""

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        limit = self._limit(spec)
        if limit is None:
            return Amended(
                spec, f"'{self.column}' is not in the plotted table" if self.column else "there is no value to pick by"
            )
        name = category_axis(spec)
        category = channel_on(spec, name) if name else None
        alone = data.unique([category.field]) if category else False
        single = (
            {t.groupby for t in transforms(spec) if hasattr(t, "groupby")} == {(category.field,)} if category else False
        )
        if (
            category is not None
            and not (alone and not any(isinstance(t, Fold) for t in transforms(spec)))
            and not single
        ):
            return Amended(spec, "several rows belong to one category, and only rows can be picked by their value")
        if any(layer.transform for layer in spec.layer):
            return Amended(spec, "its layers are computed from different rows")
        return Amended(replace(spec, transform=(*spec.transform, limit)))

    def _limit(self, spec: PlotSpec) -> Limit | None:
        name = value_axis(spec)
        shown = channel_on(spec, name) if name else None
        theta = spec.layer[0].encoding.theta
        field = self.column or (shown.field if shown else theta.field if theta else "")
        if shown and self.column in sources(spec, shown.field):
            field = shown.field
        pick = "largest" if self.largest else "smallest"
        return Limit(field=field, count=max(1, self.count), pick=pick) if field else None

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        return self._limit(spec) in spec.transform


def hear_picking(script: Script) -> Iterator[Request]:
    """Find which rows shall be left out."""
    for said in script.take(rf"(?<!\w)(?:{_TOP})"):
        yield _top(said, script)
    for said in script.take(rf"(?<!\w)(?:{_WITHOUT})"):
        yield from _filters(said.words, script.values(said["v"]), script, keep=False)
    for said in script.take(rf"(?<!\w)(?:{_ONLY})"):
        values = script.values(said["v"])
        yield from _filters(said.words, values, script, keep=True)
    for said in script.take(rf"(?<!\w)(?:{_WITHOUT.replace('{VS}', '{FS}')})"):
        yield FilterRequest(words=said.words, filter=None, dropped=script.fields(said["v"]))
    for said in script.take(rf"(?<!\w)(?:{_FROM})", lambda _: _time_column(script) is not None):
        yield _since(said, script)
    for said in script.take(rf"(?<!\w)(?:{_WHERE})"):
        yield _where(said, script)


def hear_places(script: Script) -> Iterator[Request]:
    """Find categories that a plot is said to be on or for: only they are shown."""
    for said in script.take(rf"(?<!\w)(?:{_ON})"):
        yield from _filters(said.words, script.values(said["v"]), script, keep=True)


def hear_pairs(script: Script) -> Iterator[Request]:
    """Find categories that are named to be compared; when they are not all, only they are shown."""
    for said in script.take(
        r"(?:compar(?:e|es|ing|ison (?:of|between))|contrast(?:ing)?|differences? between|between) (?:the )?"
        r"(?P<v>{V}(?: (?:scores?|results?))?(?:\s*(?:,|and|vs\.?|versus|with|to|against|or)\s*(?:and "
        r"|the )?{V})+)(?P<more> (?:and |with |to )(?:the |all )*(?:rest|others?|baselines?"
        r"|remaining))?"
    ):
        values = script.values(said["v"])
        if said["more"] or len({value.column for value in values}) != 1:
            continue
        yield from _filters(said.words, values, script, keep=True)


def _filters(words: str, values: Iterable[Value], script: Script, *, keep: bool) -> Iterator[FilterRequest]:
    by_column: dict[str, list[str]] = {}
    for value in values:
        by_column.setdefault(value.column, []).append(value.text)
    for name, texts in by_column.items():
        column = script.lexicon.profile.column(name)
        if column is None:
            continue
        known = [value for value in column.examples if isinstance(value, str)]
        if keep:
            yield FilterRequest(words=words, filter=Filter(field=name, one_of=tuple(dict.fromkeys(texts))))
        elif column.distinct > len(known):
            yield FilterRequest(
                words=words, filter=None, reason=f"'{name}' has too many categories to list those that stay"
            )
        else:
            rest = tuple(value for value in known if value not in texts)
            yield FilterRequest(
                words=words,
                filter=Filter(field=name, one_of=rest) if rest else None,
                reason="" if rest else "nothing would be left",
            )


def _top(said: Said, script: Script) -> TopRequest:
    word = said["n"].lower()
    columns = script.fields(said["f"])
    count = _WORDS.get(word) or int(word)
    return TopRequest(words=said.words, count=count, largest=not said["up"], column=columns[0] if columns else "")


def _time_column(script: Script) -> ColumnProfile | None:
    columns = script.lexicon.profile.columns
    times = [c for c in columns if c.type is ColumnType.TIME]
    years = [c for c in columns if c.type is ColumnType.NUMBER and c.whole and "year" in c.name.casefold()]
    return next(iter((*times, *years)), None)


def _since(said: Said, script: Script) -> FilterRequest:
    column = _time_column(script)
    if column is None:
        return FilterRequest(words=said.words, filter=None, reason="the data hold no times")
    low, high = said["y"] or said["a"], said["y"] or said["b"]
    before = said.words.lower().startswith("before")
    if column.type is ColumnType.NUMBER:
        ends = (float(low[:4]) if low else None, float(high[:4]) - before if high else None)
    else:
        ends = (_start(low) if low else None, (_start(high) - 1 if before else _end(high)) if high else None)
    return FilterRequest(words=said.words, filter=Filter(field=column.name, low=ends[0], high=ends[1]))


def _start(text: str) -> float:
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return datetime(year, min(12, max(1, month)), min(28, max(1, day)), tzinfo=UTC).timestamp()


def _end(text: str) -> float:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return datetime(parts[0] + 1, 1, 1, tzinfo=UTC).timestamp() - 1
    if len(parts) == 2:  # noqa: PLR2004 - year and month
        year, month = (parts[0] + 1, 1) if parts[1] >= 12 else (parts[0], parts[1] + 1)  # noqa: PLR2004 - December
        return datetime(year, month, 1, tzinfo=UTC).timestamp() - 1
    return _start(text) + 86_399


def _where(said: Said, script: Script) -> FilterRequest:
    name = script.fields(said["f"])[0]
    column = script.lexicon.profile.column(name)
    value = number(said["n"])
    if column is None or column.type is not ColumnType.NUMBER:
        return FilterRequest(words=said.words, filter=None, reason=f"'{name}' holds no numbers to compare with")
    if said["eq"]:
        return FilterRequest(words=said.words, filter=Filter(field=name, low=value, high=value))
    if said["ge"]:
        return FilterRequest(words=said.words, filter=Filter(field=name, low=value), reason=_strict(said["ge"]))
    return FilterRequest(words=said.words, filter=Filter(field=name, high=value), reason=_strict(said["le"]))


def _strict(word: str) -> str:
    inclusive = {"at least", ">=", "≥", "from", "at most", "up to", "<=", "≤"}
    return "" if word.lower() in inclusive else "the end itself is included"
