"""Stacks as Vega-Lite makes them: bars and areas of one place add up unless something says otherwise."""

from collections.abc import Sequence

from msgspec import UNSET

from pb_adapters.notation.vega_lite.channels import FACETS, Channels, Shown
from pb_adapters.notation.vega_lite.parts import refuse
from pb_adapters.notation.vega_lite.pipeline import Pipeline
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import FieldType, Stack

_STATED = {True: Stack.ZERO, "zero": Stack.ZERO, "normalize": Stack.NORMALIZE, False: None, None: None}


def stack_of(kind: MarkType, channels: Channels, base: str, pipeline: Pipeline) -> Stack | None:
    """How the items of a mark add up; raises ``InvalidRequest`` for a stack that has no counterpart."""
    value = channels.get("y" if base == "x" else "x") if kind is not MarkType.ARC else None
    if value is None or not kind.traits.stacks:
        return None
    stated = value.read.stack
    if stated is not UNSET:
        if not isinstance(stated, str | bool | None) or stated not in _STATED:
            refuse(f"{value.path}.stack", "must be zero, normalize, true, false or null")
        return _STATED[stated]
    if value.type is not FieldType.QUANTITATIVE or value.end or {"x2", "y2"} & set(channels.shown):
        return None
    scale = value.read.scale.get("type", "linear") if isinstance(value.read.scale, dict) else "linear"
    if scale != "linear" or base not in channels.shown:
        return None
    places = [
        channels.shown[base],
        *_offsets(channels),
        *(channels.shown[name] for name in FACETS if channels.get(name)),
    ]
    return Stack.ZERO if _repeats(places, pipeline) and not _is_one_line(kind, channels) else None


def _offsets(channels: Channels) -> list[Shown]:
    return [channels.shown[name] for name in ("xOffset", "yOffset") if channels.get(name)]


def _is_one_line(kind: MarkType, channels: Channels) -> bool:
    """Whether an area has no series that could lie on another."""
    return kind is MarkType.AREA and channels.get("color") is None and not channels.details


def _repeats(places: Sequence[Shown], pipeline: Pipeline) -> bool:
    """Whether several items stand at one place."""
    columns = [pipeline.column(place.field).values for place in places]
    rows = list(zip(*columns, strict=True))
    return len(set(rows)) < len(rows)
