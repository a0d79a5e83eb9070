"""Bodies of requests from what programs have at hand: texts and files, bytes, tables, figures."""

import base64
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, Protocol, TypedDict

AspectRatio = Literal["auto", "1:1", "5:4", "2:3", "3:2", "3:4", "4:5", "4:3", "9:16", "16:9", "21:9"]
Json = dict[str, Any]


class Frame(Protocol):
    """A table of pandas or polars, or whatever gives its columns as lists."""

    def to_dict(self, *args: Any, **kwargs: Any) -> Any: ...  # noqa: ANN401, D102 - a library's own


class Common(TypedDict, total=False):
    """What every submission takes. A ``webhook_url`` that is empty means: no callback for this task."""

    webhook_url: str
    webhook_include_image: bool


class ModelOptions(Common, total=False):
    """Who plans: one of the providers that the server has a key for."""

    vlm_provider: str
    vlm_model: str


class DiagramOptions(ModelOptions, total=False):
    """How a diagram is drawn; what is left out is the server's choice (reference: Request Body)."""

    iterations: int
    aspect_ratio: AspectRatio
    output_formats: list[str]
    image_provider: str
    image_model: str
    image_resolution: Literal["1K", "2K", "4K"]
    styling: Mapping[str, Any]
    grounding: Literal["strict", "lenient"]
    candidates: int


class PlotOptions(ModelOptions, total=False):
    """How a plot is drawn; what is left out is the server's choice."""

    iterations: int
    aspect_ratio: AspectRatio
    output_formats: list[Literal["png", "svg", "pdf"]]
    plan: str | Mapping[str, Any]
    styling: Mapping[str, Any]
    candidates: int


class CompositeOptions(Common, total=False):
    """How panels are put together."""

    layout: str
    labels: list[str]
    spacing: int
    label_position: Literal["top", "bottom"]
    label_font_size: int
    styling: Mapping[str, Any]
    output_formats: list[Literal["png", "svg", "pdf"]]


class PromptOptions(ModelOptions, total=False):
    """What a prompt's rewriting is told beside it."""

    source_context: str
    caption: str
    diagram_type: Literal["methodology", "statistical_plot"]
    guidelines: str


def diagram(
    text: str | Path | None, caption: str, plan: str | Mapping[str, Any] | None, options: DiagramOptions
) -> Json:
    """``POST /api/generate``: a path is read as UTF-8."""
    source = text.read_text("utf-8") if isinstance(text, Path) else text
    return _given({"source_context": source, "caption": caption, "plan": plan}) | {**options}


def diagram_from_pdf(pdf: bytes | Path | str, caption: str, pages: str | None, options: DiagramOptions) -> Json:
    """``POST /api/generate-from-pdf``: ``pdf`` is the file's bytes or its path."""
    encoded = base64.b64encode(content(pdf)).decode("ascii")
    return _given({"pdf_base64": encoded, "caption": caption, "pages": pages}) | {**options}


def content(file: bytes | Path | str) -> bytes:
    """Bytes as they are, or those of the file at a path."""
    return file if isinstance(file, bytes) else Path(file).read_bytes()


def plot(data: object, intent: str | None, options: PlotOptions) -> Json:
    """``POST /api/plot``: see ``data_json`` for what data may be."""
    return _given({"data_json": data_json(data), "intent": intent}) | {**options}


def composite(sources: Iterable[str], options: CompositeOptions) -> Json:
    """``POST /api/composite``."""
    return {"source_task_ids": list(sources), **options}


def prompt(description: str, options: PromptOptions) -> Json:
    """``POST /api/optimize-prompt``."""
    return {"description": description, **options}


def revision(instruction: str | None, plan: str | Mapping[str, Any] | None) -> Json:
    """``POST /api/tasks/{id}/revise``."""
    return _given({"instruction": instruction, "plan": plan})


def data_json(data: object) -> str:
    """Data as JSON: a text is taken as it is, a data frame by its columns, everything else encoded.

    Raises ``ValueError`` for numbers that JSON has not (NaN and infinities), ``TypeError`` for what it cannot hold.
    """
    if isinstance(data, str):
        return data
    if not isinstance(data, Mapping) and hasattr(data, "to_dict"):
        return json.dumps(_columns(data), allow_nan=False, default=_plain)
    return json.dumps(data, allow_nan=False, default=_plain)


def _columns(frame: Frame) -> Json:
    try:
        columns = frame.to_dict(orient="list")  # pandas
    except TypeError:
        columns = frame.to_dict(as_series=False)  # polars
    return {name: [None if value != value else value for value in values] for name, values in columns.items()}  # noqa: PLR0124 - only NaN differs from itself


def _plain(value: object) -> object:
    """Numbers of numpy and the like, and times, as JSON has them."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    message = f"{type(value).__name__} cannot be written as JSON"
    raise TypeError(message)


def _given(fields: Mapping[str, object]) -> Json:
    return {name: value for name, value in fields.items() if value is not None}
