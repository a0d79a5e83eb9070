"""Flowcharts: plans that say of no part what it is, beyond what outlines tell."""

from collections.abc import Iterable

from pb_adapters.drawing.diagrams.box_sizes import BoxPlan
from pb_core.domain.diagrams.spec import ElementKind

_STATED = frozenset({ElementKind.MODEL, ElementKind.OBJECTIVE})
"""Kinds that no outline of a flowchart has but a subroutine, which is drawn as a model with bars."""


def is_flowchart(plans: Iterable[BoxPlan]) -> bool:
    """Whether none of the boxes has a kind that only a plan states."""
    return all(plan.kind not in _STATED or plan.shape == "bars" for plan in plans)
