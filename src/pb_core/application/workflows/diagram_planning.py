"""Planning of a methodology figure: its source is read, a plan of it made and held against it, and the plan styled."""

import anyio.to_thread
from msgspec import Struct
from msgspec.structs import replace

from pb_core.application import exemplars, roles
from pb_core.application.varied_engines import varied
from pb_core.application.waiting import is_outage
from pb_core.application.workflows import Sight, TaskContext
from pb_core.application.workflows.material import Material, read_source
from pb_core.application.workflows.plan_support import HeldPlan, PlanSupport
from pb_core.application.workflows.planning import plan_of_source
from pb_core.application.workflows.revising import revised
from pb_core.domain.diagrams.plan import FixedStyling, GivenDiagram
from pb_core.domain.diagrams.plan_labels import plan_labels, prose_without
from pb_core.domain.diagrams.spec import DiagramSpec, Styling
from pb_core.domain.diagrams.support import SupportReport
from pb_core.domain.print_styling import millimetres
from pb_core.domain.questions import Example, PlanBrief, StyleBrief, StyledPlan, diagram_guide
from pb_core.domain.requests import MethodologyWork, RevisedDiagram
from pb_core.errors import CapReached, EngineError
from pb_core.ports.vlm import VlmEngine


class Draft(Struct, frozen=True, kw_only=True):
    """What one round draws: the plan as it was held against the source, its description and its look.

    ``corrections`` are what the critic saw wrong in paintings of it so far.
    """

    held: HeldPlan
    description: str
    styling: Styling
    corrections: tuple[str, ...] = ()

    @property
    def spec(self) -> DiagramSpec:
        """What is drawn."""
        return self.held.spec

    def draws_as(self, other: "Draft") -> bool:
        """Whether another draft would give the same picture."""
        return (self.spec, self.description, self.styling) == (other.spec, other.description, other.styling)


class Reading(Struct, frozen=True, kw_only=True):
    """What every candidate of a figure starts from: the source as it was read, and what it supports.

    ``sight`` says whether the critic sees.
    """

    material: Material
    support: PlanSupport
    sight: Sight = Sight()


class Planned(Struct, frozen=True, kw_only=True):
    """The first draft of a figure, and what a reader should know of how it was had.

    ``work`` is what is drawn: a revision has become a given plan. ``examples`` are the reference figures closest to it.
    """

    work: MethodologyWork
    draft: Draft
    examples: tuple[Example, ...]
    notes: tuple[str, ...] = ()


async def read(context: TaskContext, work: MethodologyWork) -> Reading:
    """Read the source, and learn whether the critic sees before anything is bought for it.

    What reads a whole source runs in a thread: a long text would hold up the event loop for seconds.
    """
    engine = context.tools.engines.vlm(work.models)
    if work.plan is not None and work.revises is None:
        return await _beside_plan(context, work, work.plan, engine)
    material = await read_source(context, work, engine)
    sight = await _sight(context, work, engine)
    if work.revises is not None:  # what it is held against is for the reviser to say
        return Reading(material=material, support=_unmeasured(work), sight=sight)
    is_shown = bool(material.pictures) or not material.text
    support = PlanSupport(material.text, work.caption, work.grounding, pictures=is_shown)
    return Reading(material=material, support=support, sight=sight)


async def _beside_plan(context: TaskContext, work: MethodologyWork, plan: GivenDiagram, engine: VlmEngine) -> Reading:
    """What is read where the caller gave the plan: a text beside it is its measure."""
    source = "" if work.is_source else work.source
    support = PlanSupport(source, work.caption, work.grounding, pictures=False) if source else _unmeasured(work)
    material = Material(text=source, notes=plan.notes)
    return Reading(material=material, support=support, sight=await _sight(context, work, engine))


def _unmeasured(work: MethodologyWork) -> PlanSupport:
    """What a figure is held against that no text is the measure of."""
    return PlanSupport("", work.caption, work.grounding, pictures=True)


async def _sight(context: TaskContext, work: MethodologyWork, engine: VlmEngine) -> Sight:
    return await context.sight(engine) if work.canvas.iterations > 1 else Sight()


async def plan_figure(context: TaskContext, work: MethodologyWork, reading: Reading, candidate: int = 1) -> Planned:
    """Plan and style a figure, a further candidate more freely; of a plan that the caller gave no planner is asked."""
    engine = context.tools.engines.vlm(work.models)
    notes = reading.material.notes
    if work.revises is not None:
        work, held, told = await _revised(context, work, work.revises, reading, engine)
        examples = await _like_plan(held.spec, work)
    elif work.plan is not None:
        held, told = await _given(work.plan, reading), ()
        examples = await _like_plan(work.plan.spec, work)
    else:
        examples = await anyio.to_thread.run_sync(exemplars.retrieve, reading.material.text, work.caption)
        planner = varied(reading.material.reader or engine, candidate)
        held, told = await _planned(context, work, reading, examples, planner)
    styled, unstyled = await _styled(context, work, held, reading, varied(engine, candidate))
    styling = work.styling.applied(styled.styling, held.spec)
    draft = Draft(held=held, description=kept_to(held, styled.description, ()), styling=styling)
    return Planned(work=work, draft=draft, examples=examples, notes=(*notes, *told, *unstyled))


async def _like_plan(spec: DiagramSpec, work: MethodologyWork) -> tuple[Example, ...]:
    return await anyio.to_thread.run_sync(exemplars.retrieve, " ".join(plan_labels(spec)), work.caption)


async def _revised(
    context: TaskContext, work: MethodologyWork, revises: RevisedDiagram, reading: Reading, engine: VlmEngine
) -> tuple[MethodologyWork, HeldPlan, tuple[str, ...]]:
    """A revision as a given plan: its look is as it was, but for what its author wants otherwise."""
    draft = await revised(context, work, revises, reading.material, engine)
    look = FixedStyling() if revises.by_plan else FixedStyling.of(draft.figure.styling)
    given = replace(
        work,
        plan=GivenDiagram(spec=draft.held.spec),
        styling=work.styling.over(look),
        canvas=replace(work.canvas, aspect_ratio=draft.figure.aspect_ratio),
    )
    return given, draft.held, draft.notes


async def _given(plan: GivenDiagram, reading: Reading) -> HeldPlan:
    if not reading.material.text:
        return HeldPlan(spec=plan.spec, report=SupportReport())
    return await anyio.to_thread.run_sync(reading.support.hold_given, plan.spec)


async def _planned(
    context: TaskContext, work: MethodologyWork, reading: Reading, examples: tuple[Example, ...], engine: VlmEngine
) -> tuple[HeldPlan, tuple[str, ...]]:
    """The plan of a source without what that does not support, and what a reader should know of it."""
    material, support = reading.material, reading.support
    brief = PlanBrief(
        source=material.text,
        caption=work.caption,
        examples=examples,
        aspect_ratio=work.canvas.aspect_ratio,
        skeleton=await anyio.to_thread.run_sync(lambda: support.skeleton),
    )
    planned = await plan_of_source(context.journal, engine, brief, support, material.pictures)
    held = await anyio.to_thread.run_sync(support.hold, planned.plan.spec)
    notes = (*planned.notes, *planned.plan.notes)
    strangers = work.styling.strangers(held.spec)
    if strangers:
        notes += (f"styling.emphasis names what the figure does not show: {', '.join(strangers)}.",)
    return held, notes


async def _styled(
    context: TaskContext, work: MethodologyWork, held: HeldPlan, reading: Reading, engine: VlmEngine
) -> tuple[StyledPlan, tuple[str, ...]]:
    """The look and, where none could be had from the stylist, a note."""
    brief = StyleBrief(
        spec=held.spec,
        caption=work.caption,
        source=work.source if work.is_source else reading.material.text or work.source,
        guide=guide_of(work, held.spec),
        aspect_ratio=work.canvas.aspect_ratio,
        fixed=work.styling,
    )
    try:
        return await roles.style(context.journal, engine, brief), ()
    except (EngineError, CapReached) as error:
        if is_outage(error):
            raise
        note = f"The figure has the usual look, since none could be had from the stylist: {error}"
        return _usual_look(held), (note,)


def guide_of(work: MethodologyWork, spec: DiagramSpec) -> str:
    """What stylist and critic are told of good figures of this kind."""
    styling = work.styling
    return diagram_guide(spec, styling.theme, millimetres(styling.width) if styling.width else None)


def kept_to(held: HeldPlan, prose: str, left: tuple[str, ...]) -> str:
    """A description without what was left out of the plan, now or in an earlier round."""
    kept = plan_labels(held.spec)
    return prose_without(prose, (name for name in (*held.left, *left) if name not in kept), kept)


def _usual_look(held: HeldPlan) -> StyledPlan:
    """The look of a figure that nobody has styled, described by what it shows."""
    shown = ", ".join(element.label for element in held.spec.elements)
    return StyledPlan(description=f"A diagram of {shown}.", styling=Styling())
