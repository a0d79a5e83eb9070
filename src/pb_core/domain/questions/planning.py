"""Planning questions: what planners of diagrams are asked and answer, in one large question or in two small ones."""

from enum import StrEnum
from functools import cache
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from pb_core.domain.answer_schemas import inlined
from pb_core.domain.diagrams.part_plan import MOST_HAND_OVERS, MOST_PARTS, HandOver, SaidPart
from pb_core.domain.diagrams.skeleton.outlines import Skeleton
from pb_core.domain.diagrams.spec import AUTHORS_OWN, DiagramSpec
from pb_core.domain.findings import Finding


class PlanForm(StrEnum):
    """How a model is asked for the plan of a diagram."""

    ONE = "one-question"
    """For the whole typed graph at once."""
    TWO = "two-questions"
    """For its parts, then for what they hand over, which weak models can answer."""


class Plan(Struct, frozen=True, kw_only=True):
    """The planner's answer: the graph. Prose about it is the stylist's; what a planner says besides is not used."""

    spec: DiagramSpec
    description: Annotated[str, Meta(max_length=20_000)] = ""
    notes: Annotated[tuple[Annotated[str, Meta(max_length=600)], ...], Meta(max_length=8)] = ()
    """What the rules left out for want of room; only the rule-based planner's are passed on."""


class AskedPlan(Struct, frozen=True, kw_only=True):
    """What a model is asked for when it plans in one question."""

    spec: DiagramSpec


class Parts(Struct, frozen=True, kw_only=True):
    """The first small answer: the parts in the order in which data pass them."""

    parts: Annotated[tuple[SaidPart, ...], Meta(min_length=1)]


class HandOvers(Struct, frozen=True, kw_only=True):
    """The second small answer: what the numbered parts hand to each other."""

    hand_overs: tuple[HandOver, ...]


class Example(Struct, frozen=True, kw_only=True):
    """A reference figure shown to the planner."""

    name: str
    text: str
    caption: str
    spec: DiagramSpec


class PlanBrief(Struct, frozen=True, kw_only=True, tag="plan"):
    """Plan a diagram of ``source`` that fits ``caption``; page pictures, if any, travel as images.

    ``skeleton`` is what the author laid out. ``rejected`` is a plan of this source that ``faults`` speak against.
    """

    source: str
    caption: str
    examples: tuple[Example, ...] = ()
    aspect_ratio: str | None = None
    skeleton: Skeleton = Skeleton()
    rejected: Plan | None = None
    faults: tuple[Finding, ...] = ()


class PartsBrief(Struct, frozen=True, kw_only=True, tag="parts"):
    """Name the parts of the method that ``plan`` asks to be planned."""

    plan: PlanBrief


class HandOversBrief(Struct, frozen=True, kw_only=True, tag="hand-overs"):
    """Say what ``parts`` hand to each other; ``plan.rejected`` and ``plan.faults`` are of an earlier answer."""

    plan: PlanBrief
    parts: tuple[SaidPart, ...]


FEWEST_PARTS = 2


@cache
def asked_plan_schema() -> bytes:
    """The schema of an ``AskedPlan``, without what of an element only its author chooses."""
    schema = inlined(AskedPlan, described=True)
    for name in AUTHORS_OWN:
        del schema["properties"]["spec"]["properties"]["elements"]["items"]["properties"][name]
    return msgspec.json.encode(schema)


def parts_schema() -> bytes:
    """The schema of ``Parts``, two to nine of them."""
    schema = inlined(Parts)
    schema["properties"]["parts"] |= {"minItems": FEWEST_PARTS, "maxItems": MOST_PARTS}
    return msgspec.json.encode(_all_required(schema))


def hand_overs_schema(parts: int) -> bytes:
    """The schema of ``HandOvers`` between so many parts."""
    schema = inlined(HandOvers)
    listed = schema["properties"]["hand_overs"]
    listed |= {"minItems": 1, "maxItems": MOST_HAND_OVERS}
    for end in ("from", "to"):
        listed["items"]["properties"][end] |= {"minimum": 1, "maximum": parts}
    return msgspec.json.encode(_all_required(schema))


def _all_required(schema: dict[str, object]) -> dict[str, object]:
    """The schema with every member of its items required: a weak model leaves out what it may."""
    for listed in schema["properties"].values():  # type: ignore[attr-defined]  # of our own objects
        listed["items"]["required"] = list(listed["items"]["properties"])
    return schema
