"""Diagram critique: judges a drawing, and asks for a revision apart and only where something must change."""

from functools import partial

import msgspec
from msgspec.structs import replace

from pb_core.application.journal import Steps
from pb_core.application.roles.asking import ask, render, request_of, system_of
from pb_core.application.roles.plan_reading import read_revision, read_verdict
from pb_core.application.waiting import is_outage
from pb_core.domain.diagrams.spec import DiagramSpec, names_of
from pb_core.domain.diagrams.twins import arrow_names
from pb_core.domain.findings import Finding
from pb_core.domain.questions import (
    ChecklistItem,
    CritiqueBrief,
    ReviseBrief,
    Revision,
    Verdict,
    accepted,
    listed_findings,
    require_answers,
    revision_schema,
    verdict_schema,
)
from pb_core.errors import CapReached, EngineError
from pb_core.ports.vlm import ImagePart, VlmEngine, is_rule_based

CRITIC, REVISER = "critic", "reviser"


def checklist(spec: DiagramSpec) -> tuple[ChecklistItem, ...]:
    """One item per element and connection of the plan, named as findings name them."""
    labels = names_of(spec)
    elements = (ChecklistItem(name=e.id, what=f"{e.kind.value}: {e.label}", evidence=e.evidence) for e in spec.elements)
    arrows = (
        ChecklistItem(
            name=name,
            what=f"{c.kind.value} arrow from {labels[c.ends[0]]} to {labels[c.ends[1]]}",
            evidence=c.evidence,
        )
        for c, name in zip(spec.connections, arrow_names(spec.connections), strict=True)
    )
    return (*elements, *arrows)


async def criticise(
    journal: Steps,
    engine: VlmEngine,
    brief: CritiqueBrief,
    picture: ImagePart | None,
    against: tuple[Finding, ...] | None = None,
) -> Verdict:
    """Judge a drawing; ``picture`` is shown to engines that can see.

    A model is asked for the revision in a question of its own, where its verdict and the findings ``against`` the
    drawing (by default all of the brief's) do not accept it and a round is left to draw the revision in. A verdict
    whose revision cannot be had stands without one.
    """
    by_rules = is_rule_based(engine)
    schema = None if by_rules else verdict_schema()
    pictures = (picture,) if picture is not None and engine.sees_images else ()
    request = request_of(CRITIC, _prompt(brief), brief, Verdict, pictures, schema=schema, system=system_of("critic"))

    def complete(verdict: Verdict) -> Verdict:
        require_answers(brief.checklist, verdict.items)
        return verdict

    verdict = await ask(
        journal,
        engine,
        request,
        step=f"round/{brief.round}/critique",
        read=read_verdict,
        check=complete,
        at_last=partial(read_verdict, at_last=True),
    )
    held_against = brief.findings if against is None else against
    if by_rules or verdict.is_revised or brief.round >= brief.rounds or accepted(verdict, held_against):
        return verdict
    try:
        revision = await _revise(journal, engine, ReviseBrief(critique=brief, verdict=verdict))
    except (EngineError, CapReached) as error:
        if is_outage(error):
            raise
        return verdict
    return _with(verdict, revision)


def _with(verdict: Verdict, revision: Revision) -> Verdict:
    return replace(
        verdict,
        revised_spec=revision.spec,
        revised_styling=revision.styling,
        revised_description=revision.description,
        suggestions=(*revision.mended, *verdict.suggestions),
    )


async def _revise(journal: Steps, engine: VlmEngine, brief: ReviseBrief) -> Revision:
    critique = brief.critique
    prompt = render(
        "reviser",
        guide=critique.guide,
        caption=critique.caption,
        verdict=msgspec.json.encode(brief.verdict).decode(),
        findings=listed_findings(critique.findings),
        description=critique.description,
        styling=msgspec.json.encode(critique.styling).decode(),
        spec=msgspec.json.encode(critique.spec).decode(),
        source=critique.source,
    )
    request = request_of(REVISER, prompt, brief, Revision, schema=revision_schema(), system=system_of("reviser"))
    at_last = partial(read_revision, at_last=True)
    step = f"round/{critique.round}/critique/revise"
    return await ask(journal, engine, request, step=step, read=read_revision, at_last=at_last)


def _prompt(brief: CritiqueBrief) -> str:
    return render(
        "critic",
        round=str(brief.round),
        rounds=str(brief.rounds),
        guide=brief.guide,
        caption=brief.caption,
        checklist="\n".join(f'- {item.name}: {item.what} ("{item.evidence}")' for item in brief.checklist),
        findings=listed_findings(brief.findings),
        previous=msgspec.json.encode(brief.previous).decode() if brief.previous else "(none)",
        description=brief.description,
        spec=msgspec.json.encode(brief.spec).decode(),
        source=brief.source,
    )
