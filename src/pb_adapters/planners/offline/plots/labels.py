"""Labels: values printed at the marks, and how numbers are written."""

from collections.abc import Iterator

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.request import Amended, Request
from pb_adapters.planners.offline.plots.script import Said, Script
from pb_adapters.planners.offline.plots.sight import AxisName, axis_of, channel_on, map_layers, value_axis, with_axis
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import Format, PlotSpec, Style

_LABELS = (
    r"(?:(?:with |show |add |and |print |put |display |include )*(?P<no>no |without |hide "
    r"|omit )?(?:the |its )?(?:value|data|number|bar|cell|percentage)[- ]?labels?(?: on (?:the "
    r"|each )?(?:bars?|cells?|slices?|points?))?|(?:with |show |add |and |print |put |display "
    r"|write )+(?:the )?(?:exact )?(?:values?|numbers?|scores?|counts?"
    r"|percentages?)(?: \w+)? (?:on|in|above|inside|atop|next to|beside|at|over|on top of) (?:the "
    r"|each |every |all )*(?:bars?|cells?|points?|slices?|segments?|boxes|tiles?|dots?|lollipops?)"
    r"|annotat(?:e|ed|ing)?(?: (?:the|each|every|all))* (?:cells?|bars?|slices?|segments?|values"
    r"|tiles)(?: with (?:the |their |its )?(?:values?|numbers?|scores?|counts?|percentages?))?"
    r"|label(?:l?ed|l?ing)?(?: (?:the|each|every|all))* (?:bars?|cells?|slices?|segments?|values"
    r"|tiles)(?: with (?:the |their |its )?(?:values?|numbers?|scores?|counts?|percentages?))?"
    r"|with (?:the )?(?:values|numbers)(?: shown| printed| annotated)?(?= |$|[.,;])"
    r"|annotated(?= ?(?:heat|confusion|matrix|cells|bars|[,;.]|$)))"
)


_DECIMALS = (
    r"(?:(?:with|to|using|and|rounded to|show|at) )*(?P<n>\d|no|one|two|three|four"
    r"|zero) (?:decimals?|decimal (?:places?|digits?|points?)|digits after the (?:decimal )?point)"
)


_PERCENT = (
    r"(?:(?:shown |written |formatted |given |expressed |display(?:ed)? )?(?:as"
    r"|in) (?:percent(?:ages?|s)?|%|per cent)|percent(?:age)?[- ](?:format|axis|signs?|scale))"
)


_SCIENTIFIC = (
    r"(?:in |with |using )?scientific (?:notation|format|numbers)|(?:in "
    r"|with )?(?P<si>si[- ](?:prefix(?:es)?|units|notation)|k/m/b|metric prefixes)"
)


_LABELLED = {MarkType.BAR, MarkType.LINE, MarkType.POINT, MarkType.RECT, MarkType.ARC}


_COUNTS = {"no": 0, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4}


class LabelsRequest(Request, frozen=True, kw_only=True):
    """Values printed at the items of the first layer that can carry them, or none."""

    shown: bool

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - any value can be printed
        layers = {
            i: replace(layer, mark=replace(layer.mark, labels=self.shown))
            for i, layer in enumerate(spec.layer)
            if layer.mark.type in _LABELLED and not layer.mark.fit
        }
        if not layers:
            return Amended(spec, "these marks carry no value labels")
        first = min(layers)
        return Amended(map_layers(spec, {first: layers[first]} if self.shown else layers))

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        return any(layer.mark.labels for layer in spec.layer) == self.shown


class FormatRequest(Request, frozen=True, kw_only=True):
    """How values are written: a style, or a number of decimals."""

    style: Style | None = None
    decimals: int | None = None

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        place = _format_place(spec)
        if place is None:
            return Amended(spec, "this plot writes no numbers")
        field = _value_field(spec)
        if self.style is Style.PERCENT and place != "arc":
            if field and (column := data.column(field)) and column.unit == "%":
                return Amended(spec, "the data are percentages already")
            if not (field and (data.is_share(field) or _is_proportion(spec, field))):
                return Amended(
                    spec, "only shares between 0 and 1 can be written as percentages without changing their meaning"
                )
        return Amended(_formatted(spec, place, self))

    def _kept(self, spec: PlotSpec, data: Data) -> bool:
        place, field = _format_place(spec), _value_field(spec)
        if place is None:
            return False
        if self.style is Style.PERCENT and field and (column := data.column(field)) and column.unit == "%":
            return True
        form = _format_of(spec, place)
        return (self.style is None or form.style is self.style) and (
            self.decimals is None or form.decimals == self.decimals
        )


def _format_place(spec: PlotSpec) -> str | None:
    if any(layer.mark.type is MarkType.RECT or layer.encoding.theta for layer in spec.layer):
        return "legend" if spec.layer[0].encoding.theta is None else "arc"
    return value_axis(spec)


def _format_of(spec: PlotSpec, place: str) -> Format:
    return spec.legend.format if place in {"legend", "arc"} else axis_of(spec, "x" if place == "x" else "y").format


def _formatted(spec: PlotSpec, place: str, request: FormatRequest) -> PlotSpec:
    old = _format_of(spec, place)
    form = replace(
        old, style=request.style or old.style, decimals=old.decimals if request.decimals is None else request.decimals
    )
    if place in {"legend", "arc"}:
        return replace(spec, legend=replace(spec.legend, format=form))
    name: AxisName = "x" if place == "x" else "y"
    return with_axis(spec, name, replace(axis_of(spec, name), format=form))


def _value_field(spec: PlotSpec) -> str | None:
    first = spec.layer[0].encoding
    if spec.layer[0].mark.type is MarkType.RECT:
        return first.color.field if first.color else None
    name = value_axis(spec)
    channel = channel_on(spec, name) if name else None
    return channel.field if channel else None


def _is_proportion(spec: PlotSpec, field: str) -> bool:
    stacked = any(layer.encoding.stack and layer.encoding.stack.value == "normalize" for layer in spec.layer)
    measures = [m for t in (*spec.transform, *spec.layer[0].transform) for m in getattr(t, "measures", ())]
    return stacked or any(m.as_ == field and m.op.value == "proportion" for m in measures)


def _decimals(said: Said) -> Request:
    count = int(said["n"]) if said["n"].isdigit() else _COUNTS.get(said["n"].lower(), 0)
    return FormatRequest(words=said.words, decimals=min(6, count))


def hear_labels(script: Script) -> Iterator[Request]:
    """Find whether values shall be printed, and how numbers shall be written."""
    for said in script.take(rf"(?<!\w)(?:{_LABELS})"):
        yield LabelsRequest(words=said.words, shown=not said["no"])
    for said in script.take(rf"(?<!\w)(?:{_DECIMALS})(?!\w)"):
        yield _decimals(said)
    for said in script.take(rf"(?<!\w)(?:{_PERCENT})(?!\w)"):
        yield FormatRequest(words=said.words, style=Style.PERCENT)
    for said in script.take(rf"(?<!\w)(?:{_SCIENTIFIC})(?!\w)"):
        yield FormatRequest(words=said.words, style=Style.SI if said["si"] else Style.SCIENTIFIC)
