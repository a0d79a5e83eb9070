"""Planner: reads the source and answers with the typed graph of the figure."""

import msgspec

from pb_core.diagram import validate
from pb_core.journal import Journal
from pb_core.ports.vlm import ImagePart, VlmEngine
from pb_core.roles.answers import Plan
from pb_core.roles.asking import ask, render, request_of
from pb_core.roles.briefs import Example, PlanBrief


async def plan(journal: Journal, engine: VlmEngine, brief: PlanBrief, pages: tuple[ImagePart, ...] = ()) -> Plan:
    """Plan a diagram; ``pages`` are pictures of PDF pages that have no text."""
    prompt = render(
        "planner",
        caption=brief.caption,
        aspect_ratio=brief.aspect_ratio or "free",
        examples="\n\n".join(map(_example, brief.examples)) or "(none)",
        source=brief.source or "(see the pictures of the pages)",
    )
    request = request_of("planner", prompt, brief, Plan, pages)
    return await ask(journal, engine, request, step="plan", answer=Plan, check=_valid)


def _valid(answer: Plan) -> Plan:
    validate(answer.spec)
    return answer


def _example(example: Example) -> str:
    return f"Text: {example.text}\nCaption: {example.caption}\nPlan: {msgspec.json.encode(example.spec).decode()}"
