"""Drawn rounds: the pictures that a task has drawn so far, from its steps."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from pb_core.domain.pictures import Artifact
from pb_core.domain.steps import StepRecord, StepState

DRAWS = "round/draw"
"""How the roles of drawing steps end."""


class DrawnRound(Struct, frozen=True, kw_only=True):
    """One drawing: the name of its step, and its pictures, PNG first."""

    step: str
    artifacts: tuple[Artifact, ...]

    @property
    def png(self) -> Artifact | None:
        """The picture that can be shown anywhere."""
        return next((artifact for artifact in self.artifacts if artifact.format == "png"), None)


class _Drawing(Struct, frozen=True):
    """What the answers of all drawing steps have."""

    artifacts: tuple[Artifact, ...] = ()


def drawn_rounds(steps: Iterable[StepRecord]) -> tuple[DrawnRound, ...]:
    """The finished drawings among steps, in their order; an answer of another version of this program is none."""
    found = []
    for step in steps:
        if not step.role.endswith(DRAWS) or step.state is not StepState.FINISHED or step.result is None:
            continue
        try:
            drawing = msgspec.json.decode(step.result, type=_Drawing)
        except msgspec.DecodeError:
            continue
        found.append(DrawnRound(step=step.name, artifacts=drawing.artifacts))
    return tuple(found)
