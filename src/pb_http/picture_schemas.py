"""Pictures as answers tell of them: where to download them, which are damaged, and the candidates of a task."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from pb_core.domain.pictures import Artifact
from pb_core.domain.tasks import Candidate, Task, picture_name
from pb_http.field_types import Address
from pb_http.provenance_schemas import AltText

Confidence = Annotated[
    float,
    Meta(
        description="Of completed diagrams, 0 to 1: what share of what the text lays out and repeats is drawn and "
        "supported; null for everything else, and where there is no text to tell."
    ),
]

Damaged = Annotated[
    tuple[str, ...],
    Meta(
        description="Formats that were drawn and are damaged or lost in the server's store; only where there are some."
    ),
]


class ArtifactLink(Struct, frozen=True, kw_only=True):
    """A finished picture and where to download it."""

    format: str
    media_type: str
    download_url: Address


class CandidateAnswer(Struct, frozen=True, kw_only=True):
    """One of several figures of a task; ``score`` and ``accepted`` are null where no critic judged it.

    ``best`` marks the one that the task's own fields tell of. ``engine`` drew or painted it.
    """

    index: int
    best: bool
    score: float | None
    accepted: bool | None
    engine: str
    description: str
    notes: tuple[str, ...]
    confidence: Confidence | None
    alt_text: AltText | None
    image_url: Address | None
    artifacts: dict[str, ArtifactLink]
    damaged: Damaged | UnsetType = UNSET


def link_to(task: Task, artifact: Artifact, address: str, candidate: int | None = None) -> ArtifactLink:
    """Where a picture of a task, or of one of its candidates, is downloaded."""
    asked = [] if candidate is None else [f"candidate={candidate}"]
    asked += [] if artifact.format == "png" else [f"format={artifact.format}"]
    query = f"?{'&'.join(asked)}" if asked else ""
    url = f"{address}/api/tasks/{task.id}/image{query}"
    return ArtifactLink(format=artifact.format, media_type=artifact.media_type, download_url=url)


def candidate_answer(task: Task, made: Candidate, address: str, damaged: tuple[str, ...]) -> CandidateAnswer:
    """Tell of a candidate; pictures that are ``damaged``, named as in ``TaskResult.pictures``, have no link."""
    figure = made.result
    lost = tuple(one.format for one in figure.artifacts if picture_name(one.format, made.index) in damaged)
    whole = [one for one in figure.artifacts if one.format not in lost]
    links = {one.format: link_to(task, one, address, made.index) for one in whole}
    return CandidateAnswer(
        index=made.index,
        best=made.best,
        score=made.score,
        accepted=made.accepted,
        engine=made.engine,
        description=figure.description,
        notes=figure.notes,
        confidence=figure.confidence,
        alt_text=figure.text.alt_text if figure.text else None,
        image_url=links["png"].download_url if "png" in links else None,
        artifacts=links,
        damaged=lost or UNSET,
    )
