"""The fields of a request as its caller sent them, from what its task keeps; no callback and no secret is there."""

from collections.abc import Mapping
from typing import Any

import msgspec

from pb_core.domain.diagrams.plan import GivenDiagram
from pb_core.domain.plots.plan import plan_document
from pb_core.domain.requests import (
    Canvas,
    CompositeWork,
    Grounding,
    MethodologyWork,
    ModelChoice,
    OptimizeWork,
    PlotWork,
    Work,
)

Fields = dict[str, Any]


def request_fields(work: Work) -> Fields:
    """The body of a submission without the long parts that stand in files of their own: a PDF, and data.

    What was left out, or has the usual value, is left out.
    """
    match work:
        case MethodologyWork():
            fields = _methodology(work)
        case OptimizeWork():
            fields = _optimization(work)
        case PlotWork():
            fields = _plot(work)
        case CompositeWork():
            fields = _composite(work)
        case _:
            fields = {}
    return {name: value for name, value in fields.items() if value not in (None, "", {})}


def _methodology(work: MethodologyWork) -> Fields:
    given = work.plan if work.plan is not None and not work.is_source else None
    return {
        "source_context": work.source,
        "caption": work.caption,
        "plan": _diagram_plan(given) if given else None,
        "pages": ",".join(map(str, work.pdf.pages)) if work.pdf else None,
        **_canvas(work.canvas),
        **_models(work.models),
        "styling": msgspec.to_builtins(work.styling),
        "output_formats": ["png", *work.exports] if work.exports else None,
        "grounding": None if work.grounding is Grounding.STRICT else work.grounding.value,
    }


def _optimization(work: OptimizeWork) -> Fields:
    return {
        "description": work.description,
        "source_context": work.source_context,
        "caption": work.caption,
        "diagram_type": work.diagram_type.value,
        "guidelines": work.guidelines,
        **_models(work.models),
    }


def _plot(work: PlotWork) -> Fields:
    return {
        "intent": work.intent,
        "plan": plan_document(work.plan.spec) if work.plan else None,
        **_canvas(work.canvas),
        "output_formats": list(work.formats),
        **_models(work.models),
        "styling": msgspec.to_builtins(work.styling),
    }


def _composite(work: CompositeWork) -> Fields:
    style = work.style
    fields: Fields = {
        "source_task_ids": [source.task_id for source in work.sources],
        "layout": style.layout,
        "spacing": style.spacing,
        "label_position": style.label_position,
        "label_font_size": style.font_size,
        "styling": {"venue": style.venue.value} if style.venue else None,
        "output_formats": list(work.formats),
    }
    return fields if style.labels is None else fields | {"labels": list(style.labels)}


def _canvas(canvas: Canvas) -> Fields:
    return {
        "iterations": canvas.iterations,
        "candidates": canvas.candidates if canvas.candidates > 1 else None,
        "aspect_ratio": canvas.aspect_ratio,
        "image_resolution": canvas.image_resolution,
    }


def _models(models: ModelChoice) -> Mapping[str, Any]:
    chosen: Mapping[str, Any] = msgspec.to_builtins(models)
    return chosen


def _diagram_plan(given: GivenDiagram) -> Fields:
    return {"version": 1, **msgspec.to_builtins(given.spec), "styling": msgspec.to_builtins(given.styling)}
