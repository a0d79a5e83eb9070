"""Marks: what stands for one item of the data, and which kinds of marks are alike."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct


class MarkType(StrEnum):
    """What stands for one item of the data."""

    BAR = "bar"
    LINE = "line"
    AREA = "area"
    POINT = "point"
    RULE = "rule"
    TICK = "tick"
    RECT = "rect"
    ARC = "arc"
    TEXT = "text"
    ERRORBAND = "errorband"
    BOXPLOT = "boxplot"
    VIOLIN = "violin"
    STRIP = "strip"
    SWARM = "swarm"


class Interpolate(StrEnum):
    """How a line runs between its vertices."""

    LINEAR = "linear"
    STEP_AFTER = "step-after"
    STEP_BEFORE = "step-before"
    STEP = "step"


class Mark(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A mark and its manner.

    ``point`` puts markers on a line; ``stem`` draws a line from zero to each point (lollipop); ``labels`` prints
    each item's value beside it (in the cell of a rect); ``inner_radius`` 0 to 0.9 makes a pie a donut;
    ``dash`` draws lines dashed; ``fit`` marks a line or band as a computed fit, drawn thin and unmarked.
    """

    type: MarkType
    interpolate: Interpolate = Interpolate.LINEAR
    point: bool = False
    stem: bool = False
    labels: bool = False
    inner_radius: Annotated[float, Meta(ge=0, le=0.9)] = 0.0
    dash: bool = False
    fit: bool = False


AREAS = frozenset({MarkType.AREA, MarkType.ERRORBAND})
JOINED = frozenset({MarkType.LINE, MarkType.AREA, MarkType.ERRORBAND})
SUMMARIES = frozenset({MarkType.BOXPLOT, MarkType.VIOLIN})
SCATTERED = frozenset({MarkType.STRIP, MarkType.SWARM})
