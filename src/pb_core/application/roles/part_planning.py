"""Part planning: a diagram is planned in two small questions over one prefix, the parts and then their hand-overs.

What weak models cannot do is not asked: ids, kinds and the words that an arrow rests on are found by the core.
"""

from collections.abc import Callable
from functools import partial

import anyio.to_thread
from msgspec.structs import replace

from pb_core.application.journal import Steps
from pb_core.application.roles.asking import ask, form_of, render, request_of, system_of
from pb_core.domain.diagrams.mending import MENDED
from pb_core.domain.diagrams.part_plan import PartPlan, SaidPart, elements_of, plan_of
from pb_core.domain.diagrams.spec import DiagramSpec, validate
from pb_core.domain.diagrams.support import check_support
from pb_core.domain.diagrams.twins import arrow_names
from pb_core.domain.questions import (
    HandOvers,
    HandOversBrief,
    Parts,
    PartsBrief,
    Plan,
    PlanBrief,
    listed_findings,
    listed_outlines,
)
from pb_core.domain.questions.planning import FEWEST_PARTS, hand_overs_schema, parts_schema
from pb_core.errors import BadAnswer
from pb_core.ports.vlm import ImagePart, VlmEngine, VlmRequest

PARTS, HAND_OVERS = "part-planner", "hand-over-planner"
PARTS_STEP, HAND_OVERS_STEP, AGAIN_STEP = "plan/parts", "plan/hand-overs", "plan/support"
MOST_TOKENS = {PARTS: 2_304, HAND_OVERS: 1_280}
"""Room for each answer. The first has what the second question adds besides: a window that was opened for the one fits
the other, and what was read for the one need not be read again."""


async def plan_in_parts(journal: Steps, engine: VlmEngine, brief: PlanBrief, pages: tuple[ImagePart, ...] = ()) -> Plan:
    """Plan a diagram in two questions; a plan that was rejected is asked for its hand-overs again.

    A rejected plan of which no arrow is at fault, or whose other arrows meet every part, is returned as it is: what is
    wrong with it is left out without a question.
    """
    if brief.rejected is not None:
        if not _lacks_arrows(brief.rejected.spec, {finding.subject for finding in brief.faults}):
            return brief.rejected
        parts = tuple(SaidPart(name=e.label, sentence=e.evidence) for e in brief.rejected.spec.elements)
    else:
        parts = await _parts(journal, engine, brief, pages)
    said = await _hand_overs(journal, engine, HandOversBrief(plan=brief, parts=parts), pages)
    plan = await anyio.to_thread.run_sync(partial(_joined, brief, parts), said)
    notes = (f"{MENDED}plan: {'; '.join(plan.told)}.",) if plan.told else ()
    return Plan(spec=validate(plan.spec), notes=notes)


def _lacks_arrows(spec: DiagramSpec, faulty: set[str]) -> bool:
    """Whether an arrow is at fault, and a part has none that is not."""
    named = zip(spec.connections, arrow_names(spec.connections), strict=True)
    sound = [connection for connection, name in named if name not in faulty]
    met = {end for connection in sound for end in (connection.source, connection.target)}
    return len(sound) < len(spec.connections) and any(element.id not in met for element in spec.elements)


async def _parts(
    journal: Steps, engine: VlmEngine, brief: PlanBrief, pages: tuple[ImagePart, ...]
) -> tuple[SaidPart, ...]:
    request = _request(PARTS, brief, render("parts_question"), PartsBrief(plan=brief), Parts, pages, parts_schema())
    check: Callable[[Parts], Parts] = partial(_named, brief)
    doubts = partial(_unfounded, brief)
    answer = await ask(journal, engine, request, step=PARTS_STEP, read=form_of(Parts), check=check, doubts=doubts)
    return answer.parts


async def _hand_overs(
    journal: Steps, engine: VlmEngine, brief: HandOversBrief, pages: tuple[ImagePart, ...]
) -> HandOvers:
    if len(brief.parts) < FEWEST_PARTS:
        return HandOvers(hand_overs=())
    listed = "\n".join(f"{number}. {part.name}: {part.sentence}" for number, part in enumerate(brief.parts, 1))
    question = render("hand_overs_question", parts=listed, rejected=_rejected(brief))
    schema = hand_overs_schema(len(brief.parts))
    request = _request(HAND_OVERS, brief.plan, question, brief, HandOvers, pages, schema)
    step = HAND_OVERS_STEP if brief.plan.rejected is None else AGAIN_STEP
    doubts = partial(_joins_nothing, brief)
    return await ask(journal, engine, request, step=step, read=form_of(HandOvers), doubts=doubts)


def _request(
    role: str,
    plan: PlanBrief,
    question: str,
    brief: PartsBrief | HandOversBrief,
    answer: type[Parts | HandOvers],
    pages: tuple[ImagePart, ...],
    schema: bytes,
) -> VlmRequest:
    prompt = render(
        "part_planner",
        caption=plan.caption,
        skeleton=listed_outlines(plan.skeleton),
        source=plan.source or "(see the pictures of the pages)",
        question=question.strip(),
    )
    asked = request_of(role, prompt, brief, answer, pages, schema=schema, system=system_of("part_planner"))
    return replace(asked, max_output_tokens=MOST_TOKENS[role])


def _rejected(brief: HandOversBrief) -> str:
    if brief.plan.rejected is None:
        return "(none)"
    numbers = {e.id: number for number, e in enumerate(brief.plan.rejected.spec.elements, 1)}
    lines = (
        f'- from {numbers[c.source]} to {numbers[c.target]}: {c.label or "-"}: "{c.evidence}"'
        for c in brief.plan.rejected.spec.connections
    )
    return "\n".join((*lines, listed_findings(brief.plan.faults)))


def _named(brief: PlanBrief, answer: Parts) -> Parts:
    if not elements_of(answer.parts, brief.source, brief.caption):
        raise BadAnswer("No part has a name.")
    return answer


def _unfounded(brief: PlanBrief, answer: Parts) -> str:
    """What is wrong with parts of which the source names hardly one."""
    if not brief.source:
        return ""
    elements = tuple({e.id: e for e in elements_of(answer.parts, brief.source, brief.caption).values()}.values())
    report = check_support(DiagramSpec(elements=elements), brief.source, brief.caption)
    if len(elements) - len(report.unsupported) >= FEWEST_PARTS:
        return ""
    why = [part.why for part in report.unsupported] or ["Only one part is named."]
    return " ".join(why)


def _joins_nothing(brief: HandOversBrief, answer: HandOvers) -> str:
    known = range(1, len(brief.parts) + 1)
    if any(h.source in known and h.target in known and h.source != h.target for h in answer.hand_overs):
        return ""
    return "No hand-over joins two different parts of the list."


def _joined(brief: PlanBrief, parts: tuple[SaidPart, ...], said: HandOvers) -> PartPlan:
    plan = plan_of(parts, said.hand_overs, brief.source, brief.caption, brief.skeleton)
    if plan is None:
        raise BadAnswer("No part has a name.")
    return plan
