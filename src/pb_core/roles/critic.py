"""Critic: judges one drawing item by item and by dimension; the core decides what that means."""

import msgspec

from pb_core.diagram import DiagramSpec, validate
from pb_core.journal import Journal
from pb_core.ports.vlm import ImagePart, VlmEngine
from pb_core.roles.answers import Verdict
from pb_core.roles.asking import ask, render, request_of
from pb_core.roles.briefs import ChecklistItem, CritiqueBrief
from pb_core.roles.judging import listed, require_answers


def checklist(spec: DiagramSpec) -> tuple[ChecklistItem, ...]:
    """One item per element and connection of the plan, named as findings name them."""
    labels = {element.id: element.label for element in spec.elements}
    elements = (ChecklistItem(name=e.id, what=f"{e.kind.value}: {e.label}", evidence=e.evidence) for e in spec.elements)
    arrows = (
        ChecklistItem(
            name=c.name, what=f"{c.kind.value} arrow from {labels[c.source]} to {labels[c.target]}", evidence=c.evidence
        )
        for c in spec.connections
    )
    return (*elements, *arrows)


async def criticise(journal: Journal, engine: VlmEngine, brief: CritiqueBrief, picture: ImagePart | None) -> Verdict:
    """Judge a drawing; ``picture`` is shown to engines that can see."""
    prompt = render(
        "critic",
        round=str(brief.round),
        rounds=str(brief.rounds),
        guide=brief.guide,
        caption=brief.caption,
        checklist="\n".join(f'- {item.name}: {item.what} ("{item.evidence}")' for item in brief.checklist),
        findings=listed(brief.findings),
        previous=msgspec.json.encode(brief.previous).decode() if brief.previous else "(none)",
        description=brief.description,
        spec=msgspec.json.encode(brief.spec).decode(),
        source=brief.source,
    )
    pictures = (picture,) if picture is not None and engine.sees_images else ()
    request = request_of("critic", prompt, brief, Verdict, pictures)

    def complete(verdict: Verdict) -> Verdict:
        require_answers(brief.checklist, verdict.items)
        if verdict.revised_spec is not None:
            validate(verdict.revised_spec)
        return verdict

    return await ask(journal, engine, request, step=f"round/{brief.round}/critique", answer=Verdict, check=complete)
