"""What the API tells of a figure besides its picture: it in words, and what made it."""

from typing import Annotated

from msgspec import Meta, Struct

from pb_core.application.figure_text import text_of
from pb_core.domain.provenance import ModelUse, Provenance
from pb_core.domain.tasks import Task
from pb_http.field_types import Time, when

AltText = Annotated[
    str,
    Meta(
        description="What the figure shows, in at most 250 characters, for those who do not see it; null without one."
    ),
]
LongDescription = Annotated[str, Meta(description="The same at length: every part, arrow, series and axis.")]


class ModelAnswer(Struct, frozen=True, kw_only=True):
    """Who answered a step: ``engine`` was asked, or a chain of engines, and ``model`` answered."""

    step: str
    engine: str
    model: str


class ProvenanceAnswer(Struct, frozen=True, kw_only=True):
    """What made a figure: the program, the task, and the models by step; ``created`` is when the task was accepted."""

    generator: str
    version: str
    task: str
    models: tuple[ModelAnswer, ...]
    request_digest: Annotated[str, Meta(description="SHA-256 of the request, the same for the same request.")]
    created: Time


class FigureWords(Struct, frozen=True, kw_only=True):
    """The additional fields of a task's answer that this module writes."""

    alt_text: str | None = None
    long_description: str | None = None
    provenance: ProvenanceAnswer | None = None


def figure_words(task: Task) -> FigureWords:
    """What a task's figure shows, and what made it; nulls where that was not kept or there is no figure."""
    text, made = text_of(task), task.result.provenance if task.result else None
    return FigureWords(
        alt_text=text.alt_text if text else None,
        long_description=text.long_description if text else None,
        provenance=provenance_answer(made) if made else None,
    )


def provenance_answer(made: Provenance) -> ProvenanceAnswer:
    """Tell what made a figure."""
    return ProvenanceAnswer(
        generator=made.generator,
        version=made.version,
        task=made.task,
        models=tuple(_model(use) for use in made.models),
        request_digest=made.request_digest,
        created=when(made.created),
    )


def _model(use: ModelUse) -> ModelAnswer:
    return ModelAnswer(step=use.step, engine=use.engine, model=use.model)
