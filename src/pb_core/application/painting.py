"""Painting: what a model that paints is told of the canvas; ratio and resolution are settled before it is paid."""

from typing import get_args

from msgspec.structs import replace

from pb_core.application.model_catalog import AUTO, ModelEntry, find_model, nearest_ratio, ratio_value
from pb_core.domain.diagrams.plan_shape import ratio_of_plan
from pb_core.domain.print_styling import AspectRatio
from pb_core.ports.images import DrawRequest, ImageEngine

RATIOS = tuple(sorted((r for r in get_args(AspectRatio) if r != AUTO), key=lambda r: ratio_value(r) or 0, reverse=True))
"""What requests may ask for, the widest first."""
RESOLUTION = "2K"
"""What is painted where neither caller nor server names a resolution."""


def painters_request(request: DrawRequest, engine: ImageEngine) -> DrawRequest:
    """The request as this engine shall get it; unchanged for engines that set text, which lay out as they like.

    A ratio that is not given, or ``auto``, comes from the plan. A resolution that is not given is 2K where the model
    makes it with that ratio, else the largest that it makes; none for a model that takes none.
    """
    if not engine.capabilities.paints or request.size is not None:
        return request
    entry = find_model(engine.provider, engine.model)
    ratio = _ratio(request, entry)
    possible = engine.capabilities.resolutions if entry is None else entry.sizes_with(ratio)
    resolution = request.resolution if request.resolution in possible else _usual(possible)
    return replace(request, aspect_ratio=ratio, resolution=resolution)


def _ratio(request: DrawRequest, entry: ModelEntry | None) -> str | None:
    asked = request.aspect_ratio
    if asked and asked != AUTO:
        return asked
    width = ratio_of_plan(request.spec, request.styling.direction)
    made = tuple(r for r in RATIOS if entry is None or not entry.ratios or r in entry.ratios)
    wanted = request.resolution
    able = tuple(r for r in made if entry is None or wanted is None or wanted in entry.sizes_with(r))
    return nearest_ratio(able or made, f"{width:.4f}:1")


def _usual(possible: tuple[str, ...]) -> str | None:
    if RESOLUTION in possible:
        return RESOLUTION
    return possible[-1] if possible else None
