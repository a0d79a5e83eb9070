"""Scales: how an intent wants quantities to become positions."""

from collections.abc import Iterator

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.request import Amended, Request
from pb_adapters.planners.offline.plots.script import Said, Script
from pb_adapters.planners.offline.plots.sight import (
    AxisName,
    axis_of,
    channel_on,
    is_quantity,
    sources,
    transforms,
    value_axis,
    with_axis,
)
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import Encoding, FieldType, Layer, PlotSpec, ScaleType
from pb_core.domain.plots.transforms import Bin, Cumulate, Density, Op, Transform
from pb_core.domain.tables.table import ColumnType

AXIS_WORDS = r"(?:the )?(?P<axis>x|y|horizontal|vertical|value|both)(?:[- ]?(?:axis|axes|scale|range|limits?|values?))?"


_SCALE_WORDS = (
    r"(?P<axis>[xy])\s*,\s*(?P<type>log(?:arithmic)?|symlog|logit)(?:10)?(?:[- ]?(?:scaled?|axis))?(?!\w)",
    rf"(?P<type>log(?:arithmic)?|symlog|logit|linear)(?:10)?[- ](?:scaled? )?(?:on (?:the )?)?{AXIS_WORDS}(?!\w)",
    (
        rf"{AXIS_WORDS} (?:is |should be |in |on |to |with |as |using )*(?:an? )?(?P<type>log(?:arithmic)?"
        r"|symlog|logit|linear)(?:10)?(?:[- ]?(?:scaled?|axis|axes|spaced))?(?!\w)"
    ),
    r"(?P<type>log)[- /]?(?P<axis>log)(?:[- ](?:scales?|plot|axes))?(?!\w)",
    (
        r"(?P<type>log)[- ](?P<axis>linear)(?:[- ](?:scales?|plot|axes))?(?!\w)"
        r"|semi-?(?P<type>log)[- ]?(?P<axis>[xy])?(?!\w)"
    ),
    (
        r"(?P<type>log(?:arithmic)?|symlog|logit|linear)(?:10)?[- ](?:scales?|ax[ie]s) (?:for|on"
        r"|of) (?:the )?(?:(?P<axis>x|y|both)(?:[- ]ax[ie]s)?(?!\w)|(?P<f>{F}))"
    ),
    (
        r"(?P<f>{F}) (?:is |are |should be )?(?:on|in|with|using) (?:an? )?(?P<type>log(?:arithmic)?"
        r"|symlog|logit|linear)(?:10)?(?:[- ](?:scale|axis|scaled))?(?!\w)"
    ),
    (
        r"(?P<type>log(?:arithmic)?|symlog|logit|linear)(?:10)?[- ]?(?:scaled?|axis|axes)(?!\w)"
        r"|(?P<type>log) (?P<f>{F})|logarithmically"
    ),
)


class ScaleRequest(Request, frozen=True, kw_only=True):
    """A scale for the axes; where the data do not allow it the closest that they do is drawn and the wish fails."""

    type: ScaleType
    axes: tuple[AxisName, ...]
    column: str = ""

    def _targets(self, spec: PlotSpec) -> tuple[AxisName, ...]:
        if self.column:
            return tuple(
                name
                for name in AXES
                if (c := channel_on(spec, name)) and self.column in {c.field, *sources(spec, c.field)}
            )
        return self.axes or tuple(name for name in (value_axis(spec),) if name)

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        notes: list[str] = []
        targets = self._targets(spec)
        for name in targets:
            if not is_quantity(spec, name):
                notes.append(f"the {name} axis holds {_kind(spec, name)}, not numbers")
                continue
            scale, note = self._allowed(spec, data, name)
            if scale in {ScaleType.LOG, ScaleType.LOGIT} and name == value_axis(spec):
                spec, note = _without_low_bands(spec, data, note)
            axis = axis_of(spec, name)
            spec = with_axis(spec, name, replace(axis, scale=replace(axis.scale, type=scale)))
            notes += [note] if note else []
        if not targets:
            notes.append("no axis shows it")
        return Amended(spec, "; ".join(notes))

    def _allowed(self, spec: PlotSpec, data: Data, name: AxisName) -> tuple[ScaleType, str]:
        low, high = extent(spec, data, name)
        channel = channel_on(spec, name)
        if channel is not None and any(isinstance(t, Bin) and channel.field in t.as_ for t in transforms(spec)):
            return ScaleType.LINEAR, "bins of equal width stand on a linear axis"
        computed = any(
            isinstance(t, Density | Cumulate) and channel and channel.field in t.as_ for t in transforms(spec)
        )
        if computed and self.type is not ScaleType.SYMLOG:
            return ScaleType.LINEAR, "what is computed reaches values at or below 0, so the axis is linear"
        if self.type is ScaleType.LOG and low is not None and low <= 0:
            stacked = any(layer.encoding.stack for layer in spec.layer)
            kind = ScaleType.LINEAR if stacked else ScaleType.SYMLOG
            return (
                kind,
                f"the data hold values at or below 0, which a log axis cannot show; the {name} axis is {kind.value}",
            )
        if (
            self.type is ScaleType.LOG
            and any(layer.encoding.stack for layer in spec.layer)
            and name == value_axis(spec)
        ):
            return ScaleType.LINEAR, "stacked lengths cannot be read on a log axis; it stays linear"
        if self.type is ScaleType.LOGIT and (low is None or high is None or low <= 0 or high >= 1):
            return ScaleType.LINEAR, f"a logit axis needs shares strictly between 0 and 1; the {name} axis is linear"
        return self.type, ""

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        targets = self._targets(spec)
        return bool(targets) and all(is_quantity(spec, n) and axis_of(spec, n).scale.type is self.type for n in targets)


AXES: tuple[AxisName, ...] = ("x", "y")


def extent(spec: PlotSpec, data: Data, name: AxisName) -> tuple[float | None, float | None]:
    """The smallest and largest value of the caller's columns that the axis shows, as far as they are known."""
    fields = {c.field for layer in spec.layer for c in (layer.encoding.x if name == "x" else layer.encoding.y,) if c}
    columns = [
        column for field in fields for source in (field, *sources(spec, field)) if (column := data.column(source))
    ]
    lows, highs = [c.low for c in columns if c.low is not None], [c.high for c in columns if c.high is not None]
    return (min(lows) if lows else None), (max(highs) if highs else None)


def marks_need_zero(spec: PlotSpec) -> bool:
    """Whether the marks are read by their length."""
    return any(layer.mark.type in {MarkType.BAR, MarkType.AREA} or layer.mark.stem for layer in spec.layer)


def _without_low_bands(spec: PlotSpec, data: Data, note: str) -> tuple[PlotSpec, str]:
    """Bands that may leave a log axis become error bars, which may."""
    bands = [layer for layer in spec.layer if layer.mark.type is MarkType.ERRORBAND and not layer.mark.fit]
    unsafe = [layer for layer in bands if not _stays_positive(layer, spec, data)]
    if not unsafe:
        return spec, note
    spreads = {_line_of(layer): layer.encoding.y_error for layer in unsafe}
    layers = tuple(
        replace(layer, encoding=replace(layer.encoding, y_error=spreads[_line_of(layer)]))
        if _line_of(layer) in spreads
        else layer
        for layer in spec.layer
        if layer not in unsafe
    )
    return replace(spec, layer=layers), note or "intervals are drawn as bars, since they may reach beyond the axis"


def _line_of(layer: Layer) -> tuple[Encoding, tuple[Transform, ...]]:
    """What a line and the band around it have in common."""
    return replace(layer.encoding, y_error=None), layer.transform


def _stays_positive(layer: Layer, spec: PlotSpec, data: Data) -> bool:
    """Whether the lower edge of a band lies above 0: by the data, or because it is a value of the data."""
    low = layer.encoding.y_error.low if layer.encoding.y_error else None
    column = data.column(low or "")
    if column is not None:
        return (column.low or 0) > 0
    measures = [m for t in transforms(spec) for m in getattr(t, "measures", ())]
    return any(m.as_ == low and m.op in {Op.MIN, Op.Q1, Op.BOOT0} for m in measures)


def _kind(spec: PlotSpec, name: AxisName) -> str:
    channel = channel_on(spec, name)
    if channel is None:
        return "nothing"
    return "times" if channel.type is FieldType.TEMPORAL else "categories"


def axis_named(word: str) -> AxisName | None:
    """The axis that the word names, ``None`` where it names both or neither."""
    match word.lower():
        case "x" | "horizontal":
            return "x"
        case "y" | "vertical":
            return "y"
        case _:
            return None


def hear_scales(script: Script) -> Iterator[ScaleRequest]:
    """Find scales."""
    for words in _SCALE_WORDS:
        for said in script.take(rf"(?<!\w)(?:{words})"):
            yield _scale(said, script)


def _scale(said: Said, script: Script) -> ScaleRequest:
    word = (said["type"] or "log").lower()
    kind = ScaleType.LOG if word.startswith("log") and word != "logit" else ScaleType(word)
    axis = said["axis"].lower()
    one = axis_named(axis)
    axes: tuple[AxisName, ...] = AXES if axis in {"log", "both"} else ((one,) if one else ())
    columns = [c for name in script.fields(said["f"]) if (c := script.lexicon.profile.column(name))]
    named = next((c.name for c in columns if c.type in {ColumnType.NUMBER, ColumnType.TIME}), "")
    return ScaleRequest(words=said.words, type=kind, axes=axes, column=named)
