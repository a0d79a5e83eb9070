"""What the five forms have in common: a name, the request that they make, and the words of their fields."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from pb_core.domain.request_rules import choices
from pb_core.domain.requests import Body, GenerateBody
from pb_http.pages.forms import Form
from pb_http.pages.studio.drafts import drafted
from pb_http.request import ApiRequest

Document = dict[str, Any]
"""The JSON of a request."""
Values = Mapping[str, str]
"""What stands in the fields of a form, by their names."""

MOST_CANDIDATES = 4

FORMAT_NAMES = {"pptx": "PowerPoint", "drawio": "draw.io", "tikz": "TikZ", "mermaid": "Mermaid"}
"""What people call formats that they do not call by their capitals."""

SEVERAL = frozenset({"output_formats", "page"})
"""Fields of which several boxes may be ticked."""


async def _drafted(request: ApiRequest, document: Document) -> Values:
    del request
    return drafted(document)


async def as_typed(request: ApiRequest, form: Form) -> Values:
    """What stands in the fields of a form, as it was sent; several values of one name a line each."""
    del request
    return {name: "\n".join(form.all(name)) if name in SEVERAL else form.raw(name) for name in form.fields}


async def no_choices(request: ApiRequest, values: Values) -> Mapping[str, object]:
    """Nothing but the engines."""
    del values
    return engine_choices(request)


class Workflow(Struct, frozen=True, kw_only=True):
    """One form at ``/studio/new/{name}``: what it makes is posted to ``/api/{endpoint}`` as ``body``.

    ``labels`` are the words of its fields by their names in the API. ``values`` reads a form that was sent,
    ``document`` makes the request of what stands in it, ``drafted`` fills it with a request, ``choices`` is what else
    the template shows. ``samples`` are titles by the names of requests of the demo. One that ``has_preview`` shows what
    is read of its data before it is sent.
    """

    name: str
    title: str
    told: str
    endpoint: str
    body: type[Body]
    labels: Mapping[str, str]
    samples: Mapping[str, str]
    document: Callable[[ApiRequest, Values], Awaitable[Document]]
    values: Callable[[ApiRequest, Form], Awaitable[Values]] = as_typed
    drafted: Callable[[ApiRequest, Document], Awaitable[Values]] = _drafted
    choices: Callable[[ApiRequest, Values], Awaitable[Mapping[str, object]]] = no_choices
    has_preview: bool = False


DIAGRAM_LABELS = {
    "caption": "Caption",
    "aspect_ratio": "Ratio",
    "iterations": "Rounds",
    "candidates": "Candidates",
    "output_formats": "Formats",
    "grounding": "Parts without support",
    "styling.palette": "Palette",
    "styling.theme": "Made for",
    "styling.width": "Print width",
    "styling.direction": "Direction",
    "image_provider": "Drawn by",
    "image_model": "Image model",
    "image_resolution": "Resolution",
    "vlm_provider": "Planned by",
    "vlm_model": "Model",
}


def document_of(body: Body) -> Document:
    """A request as JSON, without what has its usual value."""
    usual = {field.name: field.default for field in msgspec.structs.fields(type(body))}
    document: Document = msgspec.to_builtins(body)
    return {name: value for name, value in document.items() if value not in (None, usual[name])}


def given(values: Values, *names: str) -> Document:
    """The fields that are filled in, as they were typed."""
    return {name: text for name in names if (text := values.get(name, "")).strip()}


def listed(values: Values, *names: str) -> Document:
    """The fields of which several boxes are ticked, as lists."""
    return {name: text.split("\n") for name in names if (text := values.get(name, ""))}


def counted(values: Values, name: str, label: str, least: int, most: int) -> Document:
    """A whole number, where one is given; raises ``InvalidRequest``."""
    number = Form({name: (values.get(name, ""),)}).whole(name, label, least, most)
    return {} if number is None else {name: number}


def rounds(values: Values) -> Document:
    """How many rounds at most; raises ``InvalidRequest`` for what is no number."""
    return counted(values, "iterations", "Rounds", 1, 10)


def candidates(values: Values) -> Document:
    """How many figures to choose from; raises ``InvalidRequest`` for what is no number."""
    return counted(values, "candidates", "Candidates", 1, MOST_CANDIDATES)


def model(values: Values) -> Document:
    """Which model is asked, where a form says so."""
    return given(values, "vlm_provider", "vlm_model")


def styling(values: Values) -> Document:
    """What is fixed of the look; a width without a unit is in millimetres."""
    fixed = {
        name.removeprefix("styling."): text.strip() for name, text in values.items() if name.startswith("styling.")
    }
    fixed = {name: text for name, text in fixed.items() if text}
    width = fixed.get("width", "")
    if width.replace(".", "", 1).isdecimal():
        return {"styling": fixed | {"width": float(width)}}
    return {"styling": fixed} if fixed else {}


def diagram_document(values: Values) -> Document:
    """What the forms of both kinds of diagrams have in common; raises ``InvalidRequest`` for what is no number."""
    names = ("caption", "aspect_ratio", "grounding", "image_provider", "image_model", "image_resolution")
    made = given(values, *names) | listed(values, "output_formats") | model(values) | styling(values)
    return made | rounds(values) | candidates(values)


def formats(body: type[Body]) -> tuple[tuple[str, str], ...]:
    """The formats that may be asked for beside PNG, and what people call them."""
    words = (word for word in choices(body, "output_formats") if word != "png")
    return tuple((word, FORMAT_NAMES.get(word, word.upper())) for word in words)


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
