"""Resubmission: the body that would make a task once more, from what the task keeps of its request."""

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
    kind, fields = _request(work, stored, configured_resolution)
    document = {name: value for name, value in msgspec.to_builtins(fields).items() if value not in (None, "", {})}
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        raise NotFound(_ANOTHER_VERSION) from error


_ANOTHER_VERSION = "The request of this task was stored by another version of this program"


def _request(work: Work, stored: bytes, configured: str | None) -> tuple[type[Body], dict[str, Any]]:
    match work:
        case MethodologyWork():
            return _diagram(work, stored, configured)
        case OptimizeWork():
            fields = {name: getattr(work, name) for name in OptimizeWork.__struct_fields__ if name != "models"}
            return OptimizePromptBody, fields | _models(work)
        case PlotWork():
            fields = {
                "data_json": stored.decode(),
                "intent": work.intent,
                "plan": work.plan and _plan(work.plan.spec),
                "styling": work.styling,
                "output_formats": work.formats,
            }
            return PlotBody, fields | _canvas(work.canvas, configured) | _models(work)
        case CompositeWork():
            return CompositeBody, _composite(work)
        case _:
            raise NotFound(_ANOTHER_VERSION)


def _diagram(work: MethodologyWork, pdf: bytes, configured: str | None) -> tuple[type[Body], dict[str, Any]]:
    fields = {
        "caption": work.caption,
        "styling": work.styling,
        "grounding": work.grounding,
        "output_formats": work.exports or None,
        **_canvas(work.canvas, configured),
        **_models(work),
    }
    if work.pdf is not None:
        encoded = base64.b64encode(pdf).decode("ascii")
        return GenerateFromPdfBody, fields | {"pdf_base64": encoded, "pages": pages_text(work.pdf.pages)}
    plan = None if work.plan is None or work.is_source else _plan(work.plan.spec)
    return GenerateBody, fields | {"source_context": work.source, "plan": plan}


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
        "candidates": canvas.candidates,
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
