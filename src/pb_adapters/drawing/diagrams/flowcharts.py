"""Flowcharts: plans that say of no part what it is, beyond what outlines tell."""

from collections.abc import Iterable
from typing import Protocol

from pb_core.domain.diagrams.spec import ElementKind

_STATED = frozenset({ElementKind.MODEL, ElementKind.OBJECTIVE})
"""Kinds that no outline of a flowchart has but a subroutine, which is drawn as a model with bars."""
_SUBROUTINE = frozenset({"bars", "subroutine"})


class Sorted(Protocol):
    """A box or an element."""

    @property
    def kind(self) -> ElementKind: ...  # noqa: D102 - see the class

    @property
    def shape(self) -> str | None: ...  # noqa: D102 - see the class


def is_flowchart(parts: Iterable[Sorted]) -> bool:
    """Whether none of the boxes, or elements, has a kind that only a plan states."""
    return all(part.kind not in _STATED or part.shape in _SUBROUTINE for part in parts)
