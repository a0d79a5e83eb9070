"""What the five forms have in common: a name, the request that they make, and the words of their fields."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from msgspec import Struct

from pb_core.domain.request_rules import choices
from pb_core.domain.requests import Body, GenerateBody
from pb_http.pages.forms import Form
from pb_http.request import ApiRequest

Document = dict[str, Any]


class Workflow(Struct, frozen=True, kw_only=True):
    """One form at ``/studio/new/{name}``: what it makes is posted to ``/api/{endpoint}`` as ``body``.

    ``labels`` are the words of its fields by their names in the API. ``document`` makes the request of what was sent,
    ``drafted`` the fields of a request, ``choices`` what else the template shows. ``samples`` are titles of requests of
    the demo by their names.
    """

    name: str
    title: str
    told: str
    endpoint: str
    body: type[Body]
    labels: Mapping[str, str]
    document: Callable[[ApiRequest, Form], Awaitable[Document]]
    drafted: Callable[[ApiRequest, Document], Mapping[str, str]]
    choices: Callable[[ApiRequest, Form | None], Awaitable[Mapping[str, object]]]
    samples: Mapping[str, str]


DIAGRAM_LABELS = {
    "caption": "Caption",
    "aspect_ratio": "Ratio",
    "iterations": "Rounds",
    "grounding": "Parts without support",
    "styling.palette": "Palette",
    "styling.theme": "Made for",
    "styling.width": "Width in print",
    "styling.direction": "Direction",
    "image_provider": "Drawn by",
    "image_model": "Image model",
    "image_resolution": "Resolution",
    "vlm_provider": "Planned by",
    "vlm_model": "Model",
}


def given(form: Form, *names: str) -> Document:
    """The fields that are filled in, as they were typed."""
    return {name: text for name in names if (text := form.raw(name)).strip()}


def diagram_document(form: Form) -> Document:
    """What the forms of both kinds of diagrams have in common; raises ``InvalidRequest`` for what is no number."""
    document = given(form, "caption", "aspect_ratio", "grounding", "image_provider", "image_model", "image_resolution")
    return document | model_document(form) | rounds_document(form) | styling_document(form)


def model_document(form: Form) -> Document:
    """Which model is asked, where a form says so."""
    return given(form, "vlm_provider", "vlm_model")


def rounds_document(form: Form) -> Document:
    """How many rounds at most; raises ``InvalidRequest`` for what is no number."""
    rounds = form.whole("iterations", "Rounds", 1, 10)
    return {} if rounds is None else {"iterations": rounds}


def styling_document(form: Form) -> Document:
    """What is fixed of the look; a width without a unit is in millimetres."""
    names = [name for name in form.fields if name.startswith("styling.")]
    styling = {name.removeprefix("styling."): form.text(name) for name in names if form.text(name)}
    if "width" in styling and styling["width"].replace(".", "", 1).isdecimal():
        return {"styling": styling | {"width": float(styling["width"])}}
    return {"styling": styling} if styling else {}


def ratios() -> tuple[str, ...]:
    """The ratios that figures may have."""
    return choices(GenerateBody, "aspect_ratio")


def engine_choices(request: ApiRequest) -> dict[str, object]:
    """The engines that a request may choose, empty where this server has one only."""
    engines = request.runtime.service.engines
    return {
        "planners": engines.planners if len(engines.planners) > 1 else (),
        "painters": engines.painters if len(engines.painters) > 1 else (),
        "resolutions": engines.images.capabilities.resolutions,
        "image_models": choices(GenerateBody, "image_model") if engines.takes_image_models else (),
    }
