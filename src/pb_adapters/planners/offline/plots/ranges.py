"""Ranges: fixed, reversed and broken ends of axes that an intent asks for."""

from collections.abc import Iterator

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.request import Amended, Request
from pb_adapters.planners.offline.plots.scales import AXES, AXIS_WORDS, axis_named, extent, marks_need_zero
from pb_adapters.planners.offline.plots.script import CLAIMED, Said, Script, number
from pb_adapters.planners.offline.plots.sight import (
    AxisName,
    axis_of,
    channel_on,
    is_quantity,
    sources,
    value_axis,
    with_axis,
)
from pb_core.domain.plots.spec import PlotSpec, Projection, ScaleType

_NUMBER_UNIT = r"{N}(?:\s?[kMB](?!\w))?(?:\s?%)?"


_RANGE_WORDS = (
    (
        rf"{AXIS_WORDS} (?:(?:runs?|goes|going|ranges?|ranging|limited|restricted|clipped|set|zoomed|is|be"
        rf"|between|from|in|to)\s+)*(?:from |between )?(?P<low>{_NUMBER_UNIT})\s*(?:to|and|-|–|…"
        rf"|\.\.)\s*(?P<high>{_NUMBER_UNIT})"
    ),
    (
        rf"(?:limit|restrict|clip|set|fix|crop|range of) {AXIS_WORDS} (?:to|at|from|between"
        rf"|of)?\s*(?P<low>{_NUMBER_UNIT})\s*(?:to|and|-|–)\s*(?P<high>{_NUMBER_UNIT})"
    ),
    (
        rf"(?P<f>{{F}}) (?:axis )?(?:(?:runs?|goes|going|ranges?|limited|axis)\s+)*(?:from "
        rf"|between )(?P<low>{_NUMBER_UNIT})\s*(?:to|and|-|–)\s*(?P<high>{_NUMBER_UNIT})"
    ),
    rf"(?:start(?:s|ing)?|begin(?:s|ning)?) {AXIS_WORDS} (?:at|from|with) (?P<low>{_NUMBER_UNIT}|zero)",
    rf"{AXIS_WORDS} (?:should |to )?(?:starts?|starting|begins?|beginning)(?: at| from) (?P<low>{_NUMBER_UNIT}|zero)",
    rf"(?:end(?:s|ing)?|stop(?:s|ping)?) {AXIS_WORDS} (?:at|with) (?P<high>{_NUMBER_UNIT})",
    rf"(?:start(?:s|ing)?|begin(?:s|ning)?) (?:the |its )?(?:axis|bars|scale) (?:at|from) (?P<low>{_NUMBER_UNIT}|zero)",
    rf"{AXIS_WORDS} (?:up to|max(?:imum)?(?: of)?) (?P<high>{_NUMBER_UNIT})",
    rf"(?:between|from) (?P<low>{_NUMBER_UNIT})\s*(?:to|and|-|–)\s*(?P<high>{_NUMBER_UNIT}) on {AXIS_WORDS}",
    (
        r"(?:axis )?(?:range|limits?|scale|axis)\s*(?:of|from|between|:"
        rf"|=)?\s*[\[(]?(?P<low>{_NUMBER_UNIT})\s*(?:to|and|-|–|,)\s*(?P<high>{_NUMBER_UNIT})[\])]?"
    ),
    rf"(?:values? )?between (?P<low>{_NUMBER_UNIT}) and (?P<high>{_NUMBER_UNIT})(?! on)",
    rf"(?<={CLAIMED}) from (?P<low>{_NUMBER_UNIT}) to (?P<high>{_NUMBER_UNIT})",
)


_ZERO = (
    r"(?P<no>(?:do not|don't|without|not|no need to|need not)\s+)?(?:have to )?(?:includ(?:e|ing)"
    r"|start(?:s|ing)? (?:at|from)|begin(?:ning)? (?:at|from)"
    r"|from) (?:the )?zero(?: baseline)?(?: on (?:the )?[xy][- ]axis)?|(?P<yes>zero[- ]baseline"
    r"|zero[- ]based(?: axis)?)|(?P<no>truncated? (?:the )?(?:y[- ])?axis|tight (?:y[- ])?axis)"
)


_REVERSE = rf"(?:reverse|invert|flip)(?:d|ed)? {AXIS_WORDS}|{AXIS_WORDS} (?:reversed|inverted|flipped)"


_BREAK = (
    r"(?:(?:with |use |and )*(?:a )?(?:broken|break|cut"
    r"|interrupt)(?: in)?) (?:the )?(?:(?P<axis>[xy])[- ]?)?(?:axis|scale)?\s*(?:between"
    rf"|from)?\s*(?P<low>{_NUMBER_UNIT})\s*(?:to|and|-|–)\s*(?P<high>{_NUMBER_UNIT})"
)


class RangeRequest(Request, frozen=True, kw_only=True):
    """Fixed ends of an axis, ``percent`` where they were written so; ``reverse`` turns it round."""

    axis: AxisName | None
    low: float | None = None
    high: float | None = None
    percent: bool = False
    column: str = ""

    def _target(self, spec: PlotSpec) -> AxisName | None:
        if self.column:
            return next(
                (n for n in AXES if (c := channel_on(spec, n)) and self.column in {c.field, *sources(spec, c.field)}),
                None,
            )
        return self.axis or value_axis(spec)

    def _ends(self, spec: PlotSpec, data: Data, name: AxisName) -> tuple[float | None, float | None]:
        channel = channel_on(spec, name)
        shrink = 100.0 if self.percent and channel and data.is_share(channel.field) else 1.0
        return (
            self.low if self.low is None else self.low / shrink,
            self.high if self.high is None else self.high / shrink,
        )

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        name = self._target(spec)
        if name is None or not is_quantity(spec, name):
            return Amended(spec, f"the {name or 'value'} axis holds no numbers" if name else "no axis shows it")
        low, high = self._ends(spec, data, name)
        if low is not None and high is not None and low >= high:
            return Amended(spec, "the range is empty")
        axis = axis_of(spec, name)
        if axis.scale.type is ScaleType.LOG and low is not None and low <= 0:
            return Amended(spec, "a log axis cannot begin at or below 0")
        bottom, top = extent(spec, data, name)
        if (high is not None and bottom is not None and bottom > high) or (
            low is not None and top is not None and top < low
        ):
            return Amended(spec, "no data lie within this range")
        bars = marks_need_zero(spec) and low is not None and low > 0 and name == value_axis(spec)
        if bars and any(layer.encoding.stack for layer in spec.layer):
            return Amended(spec, "stacked lengths have no meaning on an axis that does not begin at 0")
        zero = False if low is not None and low > 0 else axis.scale.zero
        scale = replace(
            axis.scale,
            domain_min=low if low is not None else axis.scale.domain_min,
            domain_max=high if high is not None else axis.scale.domain_max,
            zero=zero,
        )
        note = "the bars begin above 0, so their lengths must not be compared" if bars else ""
        return Amended(with_axis(spec, name, replace(axis, scale=scale)), note or self._cut(spec, data, name))

    def _cut(self, spec: PlotSpec, data: Data, name: AxisName) -> str:
        (low, high), (bottom, top) = self._ends(spec, data, name), extent(spec, data, name)
        outside = (low is not None and bottom is not None and bottom < low) or (
            high is not None and top is not None and top > high
        )
        return "values outside are cut off" if outside else ""

    def _kept(self, spec: PlotSpec, data: Data) -> bool:
        name = self._target(spec)
        if name is None or not is_quantity(spec, name):
            return False
        scale, (low, high) = axis_of(spec, name).scale, self._ends(spec, data, name)
        return (low is None or scale.domain_min == low) and (high is None or scale.domain_max == high)


class ZeroRequest(Request, frozen=True, kw_only=True):
    """Whether the value axis includes zero."""

    zero: bool

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - scales know their data
        name = value_axis(spec)
        if name is None:
            return Amended(spec, "there is no value axis")
        axis = axis_of(spec, name)
        if not self.zero and marks_need_zero(spec):
            return Amended(spec, "bars are read by their length and begin at 0 unless a range is named")
        return Amended(with_axis(spec, name, replace(axis, scale=replace(axis.scale, zero=self.zero))))

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        name = value_axis(spec)
        if name is None:
            return False
        scale = axis_of(spec, name).scale
        shown = scale.zero if scale.zero is not None else marks_need_zero(spec)
        return shown == self.zero


class ReverseRequest(Request, frozen=True, kw_only=True):
    """An axis turned round."""

    axis: AxisName | None

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - any quantity can be turned round
        name = self.axis or value_axis(spec)
        if name is None or not is_quantity(spec, name):
            return Amended(spec, "only an axis of numbers can be reversed")
        if spec.projection is not Projection.CARTESIAN:
            return Amended(spec, f"the axes of a {spec.projection.value} plot cannot be reversed")
        axis = axis_of(spec, name)
        return Amended(with_axis(spec, name, replace(axis, scale=replace(axis.scale, reverse=True))))

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        name = self.axis or value_axis(spec)
        return name is not None and axis_of(spec, name).scale.reverse


class BreakRequest(Request, frozen=True, kw_only=True):
    """A stretch of an axis that is left out."""

    axis: AxisName | None
    low: float
    high: float

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        name = self.axis or value_axis(spec)
        if name is None or not is_quantity(spec, name) or self.low >= self.high:
            return Amended(spec, "only an axis of numbers can be broken, from a lower to a higher one")
        axis = axis_of(spec, name)
        if axis.scale.type is not ScaleType.LINEAR or spec.facet is not None:
            return Amended(spec, "only a linear axis of a single panel can be broken")
        bottom, top = extent(spec, data, name)
        if (top is not None and self.high >= top) or (
            bottom is not None and not marks_need_zero(spec) and self.low <= bottom
        ):
            return Amended(spec, "no data lie on both sides of the break")
        scale = replace(axis.scale, break_from=self.low, break_to=self.high)
        return Amended(with_axis(spec, name, replace(axis, scale=scale)))

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        name = self.axis or value_axis(spec)
        scale = axis_of(spec, name).scale if name else None
        return scale is not None and (scale.break_from, scale.break_to) == (self.low, self.high)


def hear_ranges(script: Script) -> Iterator[Request]:
    """Find broken, fixed and reversed ends."""
    for said in script.take(rf"(?<!\w)(?:{_BREAK})"):
        low, high = number(said["low"]), number(said["high"])
        yield BreakRequest(words=said.words, axis=axis_named(said["axis"]), low=low, high=high)
    for words in _RANGE_WORDS:
        for said in script.take(rf"(?<!\w)(?:{words})"):
            yield _range(said, script)
    for said in script.take(rf"(?<!\w)(?:{_ZERO})(?!\w)"):
        yield ZeroRequest(words=said.words, zero=not said["no"])
    for said in script.take(rf"(?<!\w)(?:{_REVERSE})(?!\w)"):
        yield ReverseRequest(words=said.words, axis=axis_named(said["axis"]))


def _range(said: Said, script: Script) -> RangeRequest:
    low, high = ("0" if said["low"].lower() == "zero" else said["low"]), said["high"]
    columns = script.fields(said["f"])
    return RangeRequest(
        words=said.words,
        axis=axis_named(said["axis"]),
        low=number(low) if low else None,
        high=number(high) if high else None,
        percent="%" in low + high,
        column=columns[0] if columns else "",
    )
