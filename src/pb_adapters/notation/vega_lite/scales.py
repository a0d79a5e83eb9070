"""Scales of axes and colours."""

from msgspec import UNSET

from pb_adapters.notation.vega_lite.channels import Channels, Shown
from pb_adapters.notation.vega_lite.grammar import ScaleDef
from pb_adapters.notation.vega_lite.moments import seconds_of
from pb_adapters.notation.vega_lite.orders import known_categories
from pb_adapters.notation.vega_lite.parts import Notes, part, refuse, words
from pb_adapters.notation.vega_lite.pipeline import Pipeline
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import FieldType, Ramp, Scale, ScaleType
from pb_core.domain.request_rules import shown as quoted
from pb_core.domain.tables.table import Column, ColumnType

_TYPES = {
    "linear": ScaleType.LINEAR,
    "log": ScaleType.LOG,
    "symlog": ScaleType.SYMLOG,
    "time": ScaleType.LINEAR,
    "utc": ScaleType.LINEAR,
}
_INSTEAD = {
    **dict.fromkeys(("pow", "sqrt"), "scales by a power have no counterpart: use linear, log or symlog"),
    **dict.fromkeys(("quantize", "quantile", "threshold", "bin-ordinal"), "use bin, or a linear scale"),
    "identity": "values are no positions or colours: use a linear scale",
}
_BARE = (MarkType.BAR, MarkType.AREA, MarkType.LINE)


def scale_of(shown: Shown, mark: MarkType, channels: Channels, before: Pipeline) -> Scale:
    """The scale of a quantity or time on an axis; raises ``InvalidRequest`` for one that has no counterpart."""
    read = _read(shown, before.notes)
    kind = _type(read, f"{shown.path}.scale")
    low, high = _domain(read, shown, before)
    reverse = read.reverse or shown.read.sort == "descending"
    if low is not None and high is not None and low > high:
        low, high, reverse = high, low, not reverse
    zero = _zero(read, shown, mark, channels) if kind in {ScaleType.LINEAR, ScaleType.SYMLOG} else None
    if read.constant <= 0:
        refuse(f"{shown.path}.scale.constant", "must be above 0")
    return Scale(
        type=kind, domain_min=low, domain_max=high, zero=zero, reverse=reverse,
        constant=read.constant if kind is ScaleType.SYMLOG else 1.0,
    )  # fmt: skip


def _read(shown: Shown, notes: Notes) -> ScaleDef:
    value, path = shown.read.scale, f"{shown.path}.scale"
    if value is None:
        refuse(path, "null takes values for positions or colours as they are, which has no counterpart: leave it out")
    return ScaleDef() if value is UNSET else part(value, ScaleDef, path, notes)


def _type(read: ScaleDef, path: str) -> ScaleType:
    if read.type is UNSET:
        return ScaleType.LINEAR
    if read.type in _INSTEAD:
        refuse(f"{path}.type", f"{read.type}: {_INSTEAD[read.type]}")
    if read.type not in _TYPES:
        refuse(f"{path}.type", f"{quoted(read.type)} does not go with quantities or times: there are {words(_TYPES)}")
    return _TYPES[read.type]


def _domain(read: ScaleDef, shown: Shown, before: Pipeline) -> tuple[float | None, float | None]:
    """The ends of an axis that are stated."""
    path = f"{shown.path}.scale"
    low, high = read.domain_min, read.domain_max
    if read.domain is not UNSET and read.domain != "unaggregated":
        if not isinstance(read.domain, list) or len(read.domain) != 2:  # noqa: PLR2004 - both ends
            refuse(f"{path}.domain", "must be two ends: what else a domain may be has no counterpart")
        low = read.domain[0] if low is UNSET else low
        high = read.domain[1] if high is UNSET else high
    return _end(low, shown, before, f"{path}.domain"), _end(high, shown, before, f"{path}.domain")


def _end(value: object, shown: Shown, before: Pipeline, path: str) -> float | None:
    if value is UNSET or value is None:
        return None
    if shown.type is FieldType.TEMPORAL:
        column = before.table.column(shown.field) or before.table.column(shown.source)
        return seconds_of(value, column or Column(name=shown.field, type=ColumnType.TIME, values=()), path)
    if isinstance(value, bool) or not isinstance(value, int | float):
        refuse(path, "must be numbers")
    return value


def stated_zero(shown: Shown) -> bool | None:
    """Whether zero is said to be included; ``None`` where nothing is said."""
    zero = shown.read.scale.get("zero") if isinstance(shown.read.scale, dict) else None
    return zero if isinstance(zero, bool) else None


def _zero(read: ScaleDef, shown: Shown, mark: MarkType, channels: Channels) -> bool | None:
    """Whether zero is included: as stated, else where Vega-Lite includes it."""
    if read.zero is not UNSET:
        return read.zero
    if shown.type is FieldType.TEMPORAL or shown.end:
        return None
    stated = (read.domain, read.domain_min, read.domain_max)
    if any(end is not UNSET for end in stated):
        return False
    across = channels.get("y" if shown.channel == "x" else "x")
    stands = mark in _BARE and shown.channel == "x" and across is not None and not across.discrete
    if mark in {MarkType.ERRORBAND, MarkType.BOXPLOT, MarkType.TICK} or shown.read.bin == "binned":
        return None
    return None if stands else True


def discrete_domain(shown: Shown, before: Pipeline) -> tuple[str, ...]:
    """The categories that a domain lists, in its order."""
    read = _read(shown, before.notes)
    path = f"{shown.path}.scale.domain"
    if read.domain is UNSET:
        return ()
    if not isinstance(read.domain, list):
        refuse(path, "must list categories")
    return known_categories(read.domain, shown, before, path)


def ramp_of(shown: Shown, notes: Notes) -> Ramp:
    """The ramp of a quantity that is shown by colour: diverging around 0 if that is stated."""
    if shown.discrete:
        return Ramp.AUTO
    read = _read(shown, notes)
    path = f"{shown.path}.scale"
    if read.domain is not UNSET:
        notes.look(f"{path}.domain")
    if read.domain_mid is not UNSET:
        if read.domain_mid != 0:
            refuse(f"{path}.domainMid", "colours diverge around 0 only")
        return Ramp.DIVERGING
    if read.type is not UNSET and read.type != "linear":
        notes.say(f"{path}.type", "colours follow a linear scale, as the colour bar shows")
    return Ramp.AUTO
