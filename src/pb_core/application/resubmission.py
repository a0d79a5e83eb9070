"""Resubmission: the request that would make a task once more, from what the task keeps of it."""

import base64
from typing import Any

import msgspec

from pb_core.domain.requests import (
    Body,
    Canvas,
    CompositeBody,
    CompositeWork,
    GenerateBody,
    GenerateFromPdfBody,
    MethodologyWork,
    OptimizePromptBody,
    OptimizeWork,
    PlotBody,
    PlotWork,
    RevisedDiagram,
    RevisedPlot,
    Work,
)
from pb_core.errors import NotFound


def stored_in(work: Work) -> str | None:
    """The digest of the PDF or the data that a request brought; ``None`` where it brought none."""
    match work:
        case MethodologyWork(pdf=pdf) if pdf is not None:
            return pdf.digest
        case PlotWork(data=data):
            return data.digest
    return None


def body_of(work: Work, stored: bytes, configured_resolution: str | None = None) -> Body:
    """The body of the request that became this work, without its callback; ``stored`` is what ``stored_in`` names.

    What a server filled in, as the resolution that it is configured with, is left out. A plan comes as JSON, whatever
    notation it was given in. Keeps a processor busy where a PDF is large.

    Raises:
        NotFound: the record of the work is of another version of this program, or it revises another figure.
    """
    if isinstance(work, MethodologyWork | PlotWork) and work.revises is not None:
        raise NotFound("This figure is a revision of another one: ask for its change again there")
    fields, kind = request_fields(work, configured_resolution), _KINDS.get(type(work))
    if isinstance(work, PlotWork):
        fields["data_json"] = stored.decode()
    elif isinstance(work, MethodologyWork) and work.pdf is not None:
        kind, fields["pdf_base64"] = GenerateFromPdfBody, base64.b64encode(stored).decode("ascii")
    if kind is None:
        raise NotFound(_ANOTHER_VERSION)
    try:
        return msgspec.convert(fields, kind)
    except msgspec.ValidationError as error:
        raise NotFound(_ANOTHER_VERSION) from error


_ANOTHER_VERSION = "The request of this task was stored by another version of this program"
_KINDS: dict[type[Work], type[Body]] = {
    MethodologyWork: GenerateBody,
    OptimizeWork: OptimizePromptBody,
    PlotWork: PlotBody,
    CompositeWork: CompositeBody,
}


def request_fields(work: Work, configured_resolution: str | None = None) -> dict[str, Any]:
    """The fields of the request that became this work as JSON has them, without its callback.

    What ``stored_in`` names is left out. Of a revision they are those of its change; work that this program cannot read
    has none.
    """
    match work:
        case MethodologyWork(revises=revises) | PlotWork(revises=revises) if revises is not None:
            fields = _revision(work, revises)
        case MethodologyWork():
            fields = _diagram(work, configured_resolution)
        case OptimizeWork():
            fields = {name: getattr(work, name) for name in OptimizeWork.__struct_fields__ if name != "models"}
            fields |= _models(work)
        case PlotWork():
            fields = _plot(work, configured_resolution)
        case CompositeWork():
            fields = _composite(work)
        case _:
            fields = {}
    return {name: value for name, value in msgspec.to_builtins(fields).items() if value not in (None, "", {})}


def _revision(work: MethodologyWork | PlotWork, revises: RevisedDiagram | RevisedPlot) -> dict[str, Any]:
    return {
        "instruction": revises.instruction,
        "plan": _plan(work.plan.spec) if revises.by_plan and work.plan else None,
        "styling": work.styling if isinstance(work, MethodologyWork) else None,
        "iterations": work.canvas.iterations,
        **_models(work),
    }


def _diagram(work: MethodologyWork, configured: str | None) -> dict[str, Any]:
    return {
        "caption": work.caption,
        "source_context": work.source,
        "pages": pages_text(work.pdf.pages) if work.pdf else None,
        "plan": None if work.plan is None or work.is_source else _plan(work.plan.spec),
        "styling": work.styling,
        "grounding": work.grounding,
        "output_formats": work.exports or None,
        **_canvas(work.canvas, configured),
        **_models(work),
    }


def _plot(work: PlotWork, configured: str | None) -> dict[str, Any]:
    return {
        "intent": work.intent,
        "plan": work.plan and _plan(work.plan.spec),
        "styling": work.styling,
        "output_formats": work.formats,
        **_canvas(work.canvas, configured),
        **_models(work),
    }


def _composite(work: CompositeWork) -> dict[str, Any]:
    style = work.style
    return {
        "source_task_ids": [source.task_id for source in work.sources],
        "layout": style.layout,
        "labels": style.labels,
        "spacing": style.spacing,
        "label_position": style.label_position,
        "label_font_size": style.font_size,
        "styling": {} if style.venue is None else {"venue": style.venue},
        "output_formats": work.formats,
    }


def _plan(spec: object) -> dict[str, Any]:
    """A plan's JSON without its look, which stands in the request's own ``styling``."""
    return {"version": 1, **msgspec.to_builtins(spec)}


def _canvas(canvas: Canvas, configured_resolution: str | None) -> dict[str, Any]:
    resolution = canvas.image_resolution
    return {
        "iterations": canvas.iterations,
        "candidates": canvas.candidates if canvas.candidates > 1 else None,
        "aspect_ratio": canvas.aspect_ratio,
        "image_resolution": None if resolution == configured_resolution else resolution,
    }


def _models(work: MethodologyWork | OptimizeWork | PlotWork) -> dict[str, Any]:
    return dict(msgspec.structs.asdict(work.models))


def pages_text(pages: tuple[int, ...]) -> str:
    """Sorted page numbers as they are asked for: ``1,3-5``."""
    runs: list[tuple[int, int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], page)
        else:
            runs.append((page, page))
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
