"""Error bars and bands: what they span, from statistics of rows or from fields that hold the uncertainty."""

from msgspec import UNSET, Struct
from msgspec.structs import replace

from pb_adapters.notation.vega_lite.channels import Channels, Shown
from pb_adapters.notation.vega_lite.grammar import MarkDef
from pb_adapters.notation.vega_lite.mark_types import ERROR_MARKS
from pb_adapters.notation.vega_lite.parts import refuse, words
from pb_adapters.notation.vega_lite.statistics import title_of
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import FieldType, Spread
from pb_core.domain.plots.transforms import Measure, Op
from pb_core.domain.request_rules import shown

_EXTENTS = {
    "stderr": ("mean", (Op.STDERR,)),
    "stdev": ("mean", (Op.STDEV,)),
    "ci": ("mean", (Op.BOOT0, Op.BOOT1)),
    "iqr": ("median", (Op.Q1, Op.Q3)),
}
"""What an extent is around, and the statistics of it: a half length, or both ends."""

_NAMES = {
    Op.STDERR: "Standard error of",
    Op.STDEV: "Standard deviation of",
    Op.BOOT0: "Lower end of the interval of the mean of",
    Op.BOOT1: "Upper end of the interval of the mean of",
    Op.Q1: "First quartile of",
    Op.Q3: "Third quartile of",
}


class Spreading(Struct, frozen=True, kw_only=True):
    """The channels of a mark with an uncertainty: the statistics to add, and the spread along an axis.

    ``mark`` is another mark than the usual one: error bars between two fields are rules.
    """

    channels: Channels
    measures: tuple[Measure, ...] = ()
    spreads: dict[str, Spread] = {}
    mark: Mark | None = None


def spread_channels(name: str, read: MarkDef, channels: Channels, path: str) -> Spreading:
    """What a mark spans; marks other than error bars and bands as they are."""
    given = {axis: channels.shown[f"{axis}Error"] for axis in ("x", "y") if f"{axis}Error" in channels.shown}
    rest = {name: shown for name, shown in channels.shown.items() if name not in {"xError", "yError"}}
    channels = replace(channels, shown=rest)
    if name not in ERROR_MARKS:
        if given:
            refuse(f"{path}.encoding.{next(iter(given))}Error", "goes with errorbar and errorband")
        return Spreading(channels=channels)
    axis = _value_axis(channels, read, path)
    if given:
        return Spreading(channels=channels, spreads={axis: Spread(delta=_given(given, axis, path).field)})
    if f"{axis}2" in channels.shown:
        mark = Mark(type=MarkType.RULE) if name == "errorbar" else None
        return Spreading(channels=channels, mark=mark)
    return _computed(channels, axis, read, path)


def _given(given: dict[str, Shown], axis: str, path: str) -> Shown:
    if axis not in given or len(given) > 1:
        refuse(f"{path}.encoding", f"an error mark runs along one axis: write {axis}Error")
    return given[axis]


def _value_axis(channels: Channels, read: MarkDef, path: str) -> str:
    """The axis that the uncertainty lies along."""
    values = [name for name in ("y", "x") if (place := channels.get(name)) and place.type is FieldType.QUANTITATIVE]
    stated = [name for name in values if channels.get(f"{name}2") or channels.get(f"{name}Error")]
    if not values:
        refuse(f"{path}.encoding", "an error mark needs a quantitative x or y")
    if stated:
        return stated[0]
    sideways = read.orient == "horizontal" and "x" in values
    return "x" if sideways else values[0]


def _computed(channels: Channels, axis: str, read: MarkDef, path: str) -> Spreading:
    """The statistics of the rows that an extent spans."""
    extent = "stderr" if read.extent is UNSET else read.extent
    if not isinstance(extent, str) or extent not in _EXTENTS:
        refuse(f"{path}.mark.extent", f"{shown(str(extent))} is none that is known: there are {words(_EXTENTS)}")
    center, ops = _EXTENTS[extent]
    if read.center not in {"mean", center}:
        refuse(f"{path}.mark.center", f"an extent of {extent} lies around the {center}")
    value = channels.shown[axis]
    source = value.source or value.field
    title = title_of(center, source)
    middle = replace(value, field=title, title=title, op=Op(center), source=source)
    measures = tuple(Measure(op=op, field=source, as_=f"{_NAMES[op]} {source}") for op in ops)
    names = [measure.as_ for measure in measures]
    spread = Spread(delta=names[0]) if len(names) == 1 else Spread(low=names[0], high=names[1])
    return Spreading(
        channels=replace(channels, shown={**channels.shown, axis: middle}), measures=measures, spreads={axis: spread}
    )
