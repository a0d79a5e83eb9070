"""Rules and bands at constants: they are reference lines and shaded stretches of the plot."""

from msgspec import UNSET

from pb_adapters.notation.vega_lite.channels import Channels
from pb_adapters.notation.vega_lite.grammar import ChannelDef
from pb_adapters.notation.vega_lite.parts import refuse
from pb_core.domain.plots.spec import Annotation, ReferenceBand, ReferenceLine

_AXES = ("x", "y")


def annotation_of(name: str, channels: Channels, path: str) -> Annotation | None:
    """The annotation that a mark at constants is; ``None`` for a mark that shows fields.

    Raises:
        InvalidRequest: a place is a constant where only fields are shown.
    """
    placed = {at: read for at, (_, read) in channels.constants.items() if at in {"x", "y", "x2", "y2"}}
    if not placed:
        return None
    shows_fields = any(at in channels.shown for at in ("x", "y", "x2", "y2"))
    for axis in _AXES:
        if set(placed) == {axis} and name == "rule" and not shows_fields:
            return ReferenceLine(axis=axis, value=_literal(placed[axis], f"{path}.encoding.{axis}"))
        if set(placed) == {axis, f"{axis}2"} and name == "rect" and not shows_fields:
            return _band(axis, placed, path)
    _refuse_constants(name, channels)
    return None


def _refuse_constants(name: str, channels: Channels) -> None:
    """Refuse places that are constants, except the zero that bars and areas start from anyway."""
    for at, (where, read) in channels.constants.items():
        if at in {"x2", "y2"} and name in {"bar", "area"} and read.datum == 0 and read.datum is not False:
            continue
        if at in {"x", "y", "x2", "y2"}:
            refuse(where, "a constant place has no counterpart: name a field, or draw a rule at a datum of one axis")


def _literal(read: ChannelDef, path: str) -> float | str:
    value = read.datum
    if value is UNSET:
        refuse(f"{path}.value", "a place in pixels has no counterpart: write a datum")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        refuse(f"{path}.datum", "must be a number or a text")
    return value


def _band(axis: str, placed: dict[str, ChannelDef], path: str) -> ReferenceBand:
    ends = [_literal(placed[at], f"{path}.encoding.{at}") for at in (axis, f"{axis}2")]
    numbers = [end for end in ends if isinstance(end, int | float)]
    if len(numbers) != 2:  # noqa: PLR2004 - both ends
        refuse(f"{path}.encoding.{axis}.datum", "must be a number: bands run between two numbers")
    return ReferenceBand(axis=axis, low=min(numbers), high=max(numbers))
