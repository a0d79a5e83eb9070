"""Sorting: the order of categories and series that an intent asks for."""

from collections.abc import Iterator

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.request import Amended, Request
from pb_adapters.planners.offline.plots.script import Said, Script
from pb_adapters.planners.offline.plots.sight import (
    axis_of,
    category_axis,
    channel_on,
    series_field,
    sources,
    value_axis,
    with_axis,
)
from pb_core.domain.plots.spec import PlotSpec, Sort

_DOWN = (
    r"descending(?:ly)?|decreasing|largest first|highest first|best first|biggest first"
    r"|high(?:est)? to low(?:est)?|from (?:high(?:est)?|best|largest) to (?:low(?:est)?|worst"
    r"|smallest)|in descending order|from the (?:highest|best|largest)"
)
_UP = (
    r"ascending(?:ly)?|increasing|smallest first|lowest first|worst first"
    r"|low(?:est)? to high(?:est)?|from (?:low(?:est)?|worst|smallest) to (?:high(?:est)?|best"
    r"|largest)|in ascending order"
)
_SORTED = (
    r"(?:sort(?:ed|ing)?|order(?:ed|ing)?|rank(?:ed)?|arrange[d]?)(?: (?:the )?(?:bars|methods"
    r"|models|categories|rows|columns|them|it|items|groups|results|{F}))?"
)
_EXPLICIT = (
    r"(?:in (?:the|this) order(?: of)?|order(?:ed)?(?: as| like)?|sorted as"
    r"|keep the order)\s*:?\s*(?P<v>(?:{V}|{F}|{Q})(?:\s*(?:,|and|then|<|>|→|->)\s*(?:and )?(?:{V}"
    r"|{F}|{Q}))+)"
)
_DATA = (
    r"(?:(?:in |keep(?:ing)? )(?:the )?(?:original|given|data|input|same)(?:'s)? order|(?:do not"
    r"|don't|no|without|not) sort(?:ed|ing)?|unsorted|order(?:ed)? as (?:in the data|given)"
    r"|in the order (?:of the data|given|they appear|as given))"
)
_ALPHABET = (
    rf"(?:{_SORTED} )?(?:in )?alphabetical(?:ly)?(?: order(?:ed)?)?(?: (?:sorted|ordered))?(?: by (?P<f>{{F}}))?"
)
_BY = (
    rf"{_SORTED} (?:in )?(?:(?P<down>{_DOWN})|(?P<up>{_UP}))?(?: order)?\s*(?:by|on|according to"
    rf"|of) (?:the |their |its )?(?:(?P<f>{{F}})|(?P<what>value|values|size|height|length|mean"
    r"|median|score|total|sum|performance|name|names|result|results))\s*(?:,"
    rf"|\()?\s*(?:in )?(?:(?P<down>{_DOWN})|(?P<up>{_UP}))?(?: order)?"
)
_PLAIN = (
    rf"{_SORTED},? (?:in )?(?:(?P<down>{_DOWN})|(?P<up>{_UP}))(?: order)?"
    r"|(?:in )?(?:(?P<down>descending|decreasing)|(?P<up>ascending|increasing)) (?:order|values?"
    rf"|{{F}})|(?P<down>(?:largest|highest|best|biggest) first)|(?P<up>(?:smallest|lowest"
    rf"|worst) first)|{_SORTED}"
)


_RULES = {Sort.VALUE, Sort.VALUE_DOWN}


class SortRequest(Request, frozen=True, kw_only=True):
    """An order of categories: a rule, by ``column`` if one is named, or the categories; ``told`` with its direction."""

    sort: Sort | None = None
    told: bool = False
    column: str = ""
    values: tuple[str, ...] = ()

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        if self.values:
            return self._listed(spec, data)
        name = category_axis(spec)
        if name is None:
            return self._series(spec)
        channel = channel_on(spec, name)
        sort = self._rule(spec, channel.field if channel else "")
        if sort is None:
            return Amended(
                spec, f"'{self.column}' is not what this plot measures, and only that can order its categories"
            )
        return Amended(with_axis(spec, name, replace(axis_of(spec, name), sort=sort, values=())))

    def _series(self, spec: PlotSpec) -> Amended:
        if series_field(spec) is None or self.sort in {None, Sort.VALUE, Sort.VALUE_DOWN}:
            reason = "the axis runs along numbers or times, which have their own order"
            return Amended(spec, reason if value_axis(spec) else "there are no categories to sort")
        return Amended(replace(spec, legend=replace(spec.legend, sort=self.sort)))

    def _rule(self, spec: PlotSpec, categories: str) -> Sort | None:
        """The rule, with that of a named column turned into one of the axis; ``None`` where there is none."""
        if not self.column:
            return self.sort
        name = value_axis(spec)
        shown = channel_on(spec, name) if name else None
        colour = next((layer.encoding.color for layer in spec.layer if layer.encoding.color), None)
        for channel in (shown, colour if colour and not colour.type.discrete else None):
            if channel and self.column in {channel.field, *sources(spec, channel.field)}:
                return self.sort
        if self.column == categories:
            return {Sort.VALUE_DOWN: Sort.DESCENDING, Sort.VALUE: Sort.NATURAL}.get(self.sort or Sort.VALUE, self.sort)
        return None

    def _listed(self, spec: PlotSpec, data: Data) -> Amended:
        name = category_axis(spec)
        field = channel_on(spec, name) if name else None
        if name and field and _belong(self.values, field.field, spec, data):
            return Amended(with_axis(spec, name, replace(axis_of(spec, name), values=self.values, sort=None)))
        series = series_field(spec)
        if series and _belong(self.values, series, spec, data):
            return Amended(replace(spec, legend=replace(spec.legend, values=self.values, sort=None)))
        return Amended(spec, "no axis or legend holds these categories")

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        name = category_axis(spec)
        axis = axis_of(spec, name) if name else None
        if self.values:
            return self.values in {axis.values if axis else (), spec.legend.values}
        if axis is None:
            return self.sort is not None and spec.legend.sort is self.sort
        channel = channel_on(spec, name) if name else None
        rule = self._rule(spec, channel.field if channel else "")
        return rule is not None and axis.sort is rule


def hear_sorting(script: Script) -> Iterator[SortRequest]:
    """Find how categories shall be ordered; a direction that is said once goes for all of it."""
    requests = list(_requests(script))
    told = next((r.sort for r in requests if r.sort is not None and r.told), None)
    for request in requests:
        yield request if request.told or request.sort not in _RULES or told is None else replace(request, sort=told)


def _requests(script: Script) -> Iterator[SortRequest]:
    for said in script.take(rf"(?<!\w)(?:{_EXPLICIT})"):
        yield SortRequest(words=said.words, values=_names(said["v"], script))
    for said in script.take(rf"(?<!\w)(?:{_DATA})(?!\w)"):
        yield SortRequest(words=said.words, sort=Sort.DATA)
    for said in script.take(rf"(?<!\w)(?:{_ALPHABET})(?!\w)"):
        yield SortRequest(words=said.words, sort=Sort.ASCENDING)
    for said in script.take(rf"(?<!\w)(?:{_BY})"):
        yield _by(said, script)
    for said in script.take(rf"(?<!\w)(?:{_PLAIN})(?!\w)"):
        yield SortRequest(words=said.words, sort=_direction(said), told=_is_told(said))


def _by(said: Said, script: Script) -> SortRequest:
    if said["what"].startswith("name"):
        return SortRequest(words=said.words, sort=Sort.DESCENDING if _is_down(said) else Sort.ASCENDING)
    columns = script.fields(said["f"])
    return SortRequest(
        words=said.words, sort=_direction(said), told=_is_told(said), column=columns[0] if columns else ""
    )


def _direction(said: Said) -> Sort:
    return Sort.VALUE if said["up"] else Sort.VALUE_DOWN


def _is_told(said: Said) -> bool:
    return _is_down(said) or _direction(said) is Sort.VALUE


def _is_down(said: Said) -> bool:
    return bool(said["down"])


def _names(symbols: str, script: Script) -> tuple[str, ...]:
    found: list[str] = []
    for symbol in symbols:
        found += script.fields(symbol) or [value.text for value in script.values(symbol)]
        if not script.fields(symbol) and not script.values(symbol) and script.quote(symbol) != symbol.strip():
            found.append(script.quote(symbol))
    return tuple(dict.fromkeys(found))


def _belong(values: tuple[str, ...], field: str, spec: PlotSpec, data: Data) -> bool:
    column = data.column(field)
    if column is not None:
        return set(values) <= {str(value) for value in column.examples}
    return set(values) <= set(sources(spec, field))
