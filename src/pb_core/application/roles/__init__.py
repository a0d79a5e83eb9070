"""The agent roles: planners, stylist and critics. The prompt of each is a text file in this folder.

The stylist never changes what is said; what a critic's verdict means is decided by the core.
"""

from functools import partial

import msgspec
from msgspec.structs import replace

from pb_core.application.journal import Steps
from pb_core.application.roles.asking import (
    REPAIR,
    ask,
    form_of,
    prompts_digest,
    render,
    request_of,
    system_of,
    template,
)
from pb_core.application.roles.diagram_critique import checklist, criticise
from pb_core.application.roles.editing import edit, edit_plot
from pb_core.application.roles.part_planning import AGAIN_STEP, PARTS_STEP, plan_in_parts
from pb_core.application.roles.plan_reading import read_plan, read_style
from pb_core.application.roles.plot_critique import criticise_plot, plot_checklist
from pb_core.application.roles.plot_planning import plan_plot
from pb_core.domain.diagrams.plan import FixedStyling
from pb_core.domain.diagrams.plan_doubts import plan_doubts
from pb_core.domain.diagrams.spec import validate
from pb_core.domain.questions import (
    AskedPlan,
    Example,
    OptimizeBrief,
    OptimizedPrompt,
    Plan,
    PlanBrief,
    PlanForm,
    StyleBrief,
    StyledPlan,
    asked_plan_schema,
    listed_findings,
    listed_outlines,
)
from pb_core.domain.questions.prompt_numbers import number_faults
from pb_core.ports.vlm import ImagePart, VlmEngine, is_rule_based, plan_form

__all__ = [
    "REPAIR",
    "ask",
    "checklist",
    "criticise",
    "criticise_plot",
    "edit",
    "edit_plot",
    "optimize",
    "plan",
    "plan_plot",
    "plot_checklist",
    "prompts_digest",
    "render",
    "request_of",
    "style",
    "system_of",
    "template",
]


PLAN_STEP = "plan"
_SHOWN = 1
"""Reference figures that a planner is shown besides its worked examples: which one hardly matters, that one is does."""
_ANSWER, _LONGEST_ANSWER = 16_384, 65_536
_LETTERS_A_TOKEN = 3
"""A rewritten prompt is as long as the prompt and more; few models write more than 65,536 tokens."""


async def plan(journal: Steps, engine: VlmEngine, brief: PlanBrief, pages: tuple[ImagePart, ...] = ()) -> Plan:
    """Plan a diagram, or plan it again where the brief has a rejected plan.

    ``pages`` are pictures of PDF pages that have no text. A task that was begun with another form of the question than
    its engine has today goes on with that form: what it was answered is paid for.
    """
    if await _asks_for_parts(journal, engine):
        return await plan_in_parts(journal, engine, brief, pages)
    prompt = render(
        "planner",
        caption=brief.caption,
        aspect_ratio=brief.aspect_ratio or "free",
        examples="\n\n".join(map(_example, brief.examples[:_SHOWN])) or "(none)",
        skeleton=listed_outlines(brief.skeleton),
        source=brief.source or "(see the pictures of the pages)",
        rejected=_rejected(brief),
    )
    request = request_of(
        "planner", prompt, brief, AskedPlan, pages, schema=asked_plan_schema(), system=system_of("planner")
    )
    step = PLAN_STEP if brief.rejected is None else AGAIN_STEP
    if is_rule_based(engine):
        return await ask(journal, engine, request, step=step, read=form_of(Plan), check=_valid)
    return await ask(
        journal,
        engine,
        request,
        step=step,
        read=read_plan,
        doubts=_doubts if brief.rejected is None else lambda _: "",
        at_last=partial(read_plan, at_last=True),
    )


async def _asks_for_parts(journal: Steps, engine: VlmEngine) -> bool:
    if is_rule_based(engine):
        return False
    in_parts = plan_form(engine) is PlanForm.TWO
    is_begun_otherwise = await journal.has_finished(PLAN_STEP if in_parts else PARTS_STEP)
    return in_parts != is_begun_otherwise


def _rejected(brief: PlanBrief) -> str:
    if brief.rejected is None:
        return "(none)"
    return f"{msgspec.json.encode(brief.rejected).decode()}\n{listed_findings(brief.faults)}"


def _valid(answer: Plan) -> Plan:
    validate(answer.spec)
    return answer


def _doubts(answer: Plan) -> str:
    return plan_doubts(answer.spec)


def _example(example: Example) -> str:
    return f"Text: {example.text}\nCaption: {example.caption}\nPlan: {msgspec.json.encode(example.spec).decode()}"


async def style(journal: Steps, engine: VlmEngine, brief: StyleBrief) -> StyledPlan:
    """Describe how a planned diagram shall be drawn and choose palette, direction and emphasis."""
    prompt = render(
        "stylist",
        guide=brief.guide,
        caption=brief.caption,
        aspect_ratio=brief.aspect_ratio or "free",
        fixed=msgspec.json.encode(brief.fixed).decode() if brief.fixed != FixedStyling() else "(nothing)",
        spec=msgspec.json.encode(brief.spec).decode(),
        source=brief.source or "(none)",
    )
    request = request_of("stylist", prompt, brief, StyledPlan, system=system_of("stylist"))
    read = form_of(StyledPlan) if is_rule_based(engine) else read_style
    return await ask(journal, engine, request, step="style", read=read)


async def optimize(journal: Steps, engine: VlmEngine, brief: OptimizeBrief) -> OptimizedPrompt:
    """Rewrite a prompt into a structured, richer and still faithful description."""
    prompt = render(
        "optimizer",
        diagram_type=brief.diagram_type.replace("_", " "),
        guidelines=brief.guidelines,
        caption=brief.caption or "(none)",
        source_context=brief.source_context or "(none)",
        description=brief.description,
    )
    room = min(_LONGEST_ANSWER, _ANSWER + len(brief.description) // _LETTERS_A_TOKEN)
    request = request_of("stylist", prompt, brief, OptimizedPrompt, system=system_of("optimizer"))
    request = replace(request, max_output_tokens=room)
    given = f"{brief.source_context}\n{brief.caption}\n{brief.guidelines}"

    def doubts(answer: OptimizedPrompt) -> str:
        return "" if is_rule_based(engine) else number_faults(brief.description, answer.description, given)

    return await ask(journal, engine, request, step="optimize", read=form_of(OptimizedPrompt), doubts=doubts)
