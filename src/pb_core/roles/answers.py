"""The typed answer of each role; its JSON Schema is what the model is asked for."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from pb_core.diagram import DiagramSpec
from pb_core.plot.grammar import PlotSpec
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


class Judged(Struct, frozen=True, kw_only=True):
    """What every critic answers: item by item and by dimension."""

    items: tuple[ItemVerdict, ...]
    scores: Scores
    suggestions: Annotated[tuple[str, ...], Meta(max_length=30)] = ()
    revised_description: str | None = None


class Verdict(Judged, frozen=True, kw_only=True):
    """The critic's answer on a diagram. A revision is ``None`` where nothing needs to change."""

    revised_spec: DiagramSpec | None = None
    revised_styling: Styling | None = None


class Wish(Struct, frozen=True, kw_only=True):
    """One wish of an intent, in its own ``words``: whether the specification follows it, and why not if it does not."""

    words: Annotated[str, Meta(min_length=1, max_length=400)]
    followed: bool
    note: Annotated[str, Meta(max_length=400)] = ""


class PlotPlan(Struct, frozen=True, kw_only=True):
    """The plot planner's answer: how to show the data, the same in prose, and what becomes of each wish."""

    spec: PlotSpec
    description: Annotated[str, Meta(min_length=1, max_length=20_000)]
    wishes: Annotated[tuple[Wish, ...], Meta(max_length=60)] = ()


class PlotVerdict(Judged, frozen=True, kw_only=True):
    """The critic's answer on a plot; ``revised_spec`` is ``None`` where nothing needs to change.

    ``revised_wishes`` says what becomes of each wish under the revised specification; ``None``: the same as before.
    """

    revised_spec: PlotSpec | None = None
    revised_wishes: Annotated[tuple[Wish, ...], Meta(max_length=60)] | None = None


class Reading(Struct, frozen=True, kw_only=True):
    """What a model reads in a picture."""

    text: str
