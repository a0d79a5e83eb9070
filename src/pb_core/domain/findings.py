"""Finding: one thing that a check found wrong, with the name of what it is about."""

from enum import StrEnum

from msgspec import Struct


class Check(StrEnum):
    """Which rule was broken."""

    UNGROUNDED = "ungrounded"
    OVERLAP = "overlap"
    TEXT_OUTSIDE = "text-outside"
    TEXT_OVERLAP = "text-overlap"
    LINE_THROUGH_BOX = "line-through-box"
    LINE_DETACHED = "line-detached"
    LINE_OVERLAP = "line-overlap"
    LINE_THROUGH_TEXT = "line-through-text"
    FRAME = "frame"
    TEXT_SIZE = "text-size"
    CONTRAST = "contrast"
    RATIO = "ratio"
    MISSING = "missing"
    OUTSIDE_CANVAS = "outside-canvas"
    TEXT_CLIPPED = "text-clipped"
    LEGEND_ON_DATA = "legend-on-data"
    INDISTINCT_SERIES = "indistinct-series"
    BASELINE = "baseline"
    CROWDED = "crowded"
    CHART_CHOICE = "chart-choice"
    UNASKED = "unasked"
    DESIGN = "design"


class Finding(Struct, frozen=True, kw_only=True):
    """A broken rule.

    ``subject`` is an element id, group id or ``from->to``, in plots a text or series; ``detail`` one sentence.
    """

    check: Check
    subject: str
    detail: str
