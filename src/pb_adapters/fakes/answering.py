"""Answering: which role a question comes from, and what a fake says when no script decides it."""

from collections.abc import Awaitable, Callable

from pb_adapters.fakes.questions import PAINTER, Question
from pb_adapters.fakes.schemas import instance, members, told_in

Answerer = Callable[[Question], Awaitable[str]]
"""What the model says: JSON text where the question has a schema, else prose."""

VISION = "vision"
"""The role that asks which token a picture shows."""

OTHER = "other"
"""The role of a question for words that is none of ours."""

_MEMBERS = {
    "planner": {"spec", "description"},
    "plot-planner": {"spec", "description", "wishes"},
    "stylist": {"description", "styling"},
    "optimizer": {"description"},
    VISION: {"text"},
    "critic": {"items", "scores", "suggestions", "revised_description", "revised_spec", "revised_styling"},
    "plot-critic": {"items", "scores", "suggestions", "revised_description", "revised_spec", "revised_wishes"},
}
_OPENINGS = {
    "You plan methodology figures for scientific papers.": "planner",
    "You choose how a table is shown in a scientific paper.": "plot-planner",
    "You are the art director of scientific figures.": "stylist",
    "You polish prompts for scientific illustrations.": "optimizer",
    "You referee figures of scientific papers.": "critic",
    "You referee plots of scientific papers.": "plot-critic",
    "You read text in pictures.": VISION,
}


def role_of(schema: bytes | None, prompt: str, *, wants_picture: bool = False) -> str:
    """The role by the members of its JSON Schema, or by how its prompt opens where no schema is sent."""
    if wants_picture:
        return PAINTER
    named = members(schema)
    if named:
        return next((role for role, expected in _MEMBERS.items() if named == expected), OTHER)
    return next((role for opening, role in _OPENINGS.items() if opening in prompt), OTHER)


async def by_schema(question: Question) -> str:
    """Say the smallest value of the schema, or, without one, in a sentence what was asked.

    A schema in the last line of the system's text or of the prompt counts as well: some providers take none elsewhere.
    """
    schema = question.schema or told_in(question.system) or told_in(question.prompt)
    if schema is not None:
        return instance(schema)
    words = " ".join(question.prompt.split())[:120]
    return f"You showed me {len(question.pictures) + question.unread} pictures and wrote: {words}"
