"""Stylist: decides how a figure looks, and polishes prompts; it never changes what is said."""

import msgspec

from pb_core.journal import Journal
from pb_core.ports.vlm import VlmEngine
from pb_core.roles.answers import OptimizedPrompt, StyledPlan
from pb_core.roles.asking import ask, render, request_of
from pb_core.roles.briefs import OptimizeBrief, StyleBrief


async def style(journal: Journal, engine: VlmEngine, brief: StyleBrief) -> StyledPlan:
    """Describe the look of a planned diagram and choose palette, direction and emphasis."""
    prompt = render(
        "stylist",
        guide=brief.guide,
        caption=brief.caption,
        aspect_ratio=brief.aspect_ratio or "free",
        spec=msgspec.json.encode(brief.spec).decode(),
        source=brief.source,
    )
    return await ask(journal, engine, request_of("stylist", prompt, brief, StyledPlan), step="style", answer=StyledPlan)


async def optimize(journal: Journal, engine: VlmEngine, brief: OptimizeBrief) -> OptimizedPrompt:
    """Rewrite a prompt into a structured, richer and still faithful description."""
    prompt = render(
        "optimizer",
        diagram_type=brief.diagram_type.replace("_", " "),
        guidelines=brief.guidelines,
        caption=brief.caption or "(none)",
        source_context=brief.source_context or "(none)",
        description=brief.description,
    )
    request = request_of("stylist", prompt, brief, OptimizedPrompt)
    return await ask(journal, engine, request, step="optimize", answer=OptimizedPrompt)
