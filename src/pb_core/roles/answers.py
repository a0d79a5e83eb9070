"""The typed answer of each role; its JSON Schema is what the model is asked for."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from pb_core.diagram import DiagramSpec
from pb_core.styling import Styling

Score = Annotated[float, Meta(ge=0, le=10)]


class Plan(Struct, frozen=True, kw_only=True):
    """The planner's answer: the graph, and the same in prose."""

    spec: DiagramSpec
    description: Annotated[str, Meta(min_length=1, max_length=20_000)]


class StyledPlan(Struct, frozen=True, kw_only=True):
    """The stylist's answer: prose that an image model can paint from, and the typed look."""

    description: Annotated[str, Meta(min_length=1, max_length=20_000)]
    styling: Styling


class OptimizedPrompt(Struct, frozen=True, kw_only=True):
    """The stylist's answer to a prompt optimisation."""

    description: Annotated[str, Meta(min_length=1, max_length=40_000)]


class Standing(StrEnum):
    """What the critic says of one checklist item."""

    PRESENT = "present"
    WRONG = "wrong"
    MISSING = "missing"


class ItemVerdict(Struct, frozen=True, kw_only=True):
    """The verdict on one checklist item; ``name`` is the item's name, ``note`` says what is wrong."""

    name: str
    standing: Standing
    note: str = ""


class Scores(Struct, frozen=True, kw_only=True):
    """0 (unusable) to 10 (flawless) in each dimension."""

    faithfulness: Score
    conciseness: Score
    readability: Score
    aesthetics: Score


class Verdict(Struct, frozen=True, kw_only=True):
    """The critic's answer. A revision is ``None`` where nothing needs to change."""

    items: tuple[ItemVerdict, ...]
    scores: Scores
    suggestions: Annotated[tuple[str, ...], Meta(max_length=30)] = ()
    revised_description: str | None = None
    revised_spec: DiagramSpec | None = None
    revised_styling: Styling | None = None
