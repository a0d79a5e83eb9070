"""Revising: what becomes of a finished diagram that its author wants changed, before it is drawn again."""

import anyio.to_thread
from msgspec import Struct

from pb_core.application import roles
from pb_core.application.workflows import TaskContext
from pb_core.application.workflows.material import Material
from pb_core.application.workflows.plan_support import HeldPlan, PlanSupport
from pb_core.domain.diagrams.author_support import AuthorSupport
from pb_core.domain.diagrams.patch import PlannedDiagram
from pb_core.domain.diagrams.patching import apply
from pb_core.domain.diagrams.support import SupportReport
from pb_core.domain.questions import EditBrief
from pb_core.domain.requests import MethodologyWork, RevisedDiagram
from pb_core.ports.vlm import VlmEngine


class RevisedDraft(Struct, frozen=True, kw_only=True):
    """The figure as it is drawn next, held against its source and its author's word, and what to know of it."""

    figure: PlannedDiagram
    held: HeldPlan
    notes: tuple[str, ...] = ()


async def revised(
    context: TaskContext, work: MethodologyWork, revises: RevisedDiagram, material: Material, engine: VlmEngine
) -> RevisedDraft:
    """Carry out what the author asks for, with the engine that plans, or take the plan that they gave."""
    figure = PlannedDiagram(spec=revises.spec, styling=revises.styling, aspect_ratio=work.canvas.aspect_ratio)
    notes: tuple[str, ...] = ()
    if revises.by_plan and work.plan is not None:
        figure = PlannedDiagram(spec=work.plan.spec, styling=revises.styling, aspect_ratio=figure.aspect_ratio)
        notes = work.plan.notes
    else:
        brief = EditBrief(
            instruction=revises.instruction,
            spec=figure.spec,
            styling=figure.styling,
            aspect_ratio=figure.aspect_ratio,
            source=material.text,
            caption=work.caption,
        )
        seeing = (await context.sight(engine)).engine if revises.picture else None
        picture = await context.shown(revises.picture, seeing) if revises.picture and seeing else None
        edits = await roles.edit(context.journal, engine, brief, picture)
        notes = edits.left
        if edits.patch is not None:
            figure = await anyio.to_thread.run_sync(apply, edits.patch, figure)
    held = await anyio.to_thread.run_sync(_held, work, revises, material, figure)
    return RevisedDraft(figure=figure, held=held, notes=notes)


def _held(work: MethodologyWork, revises: RevisedDiagram, material: Material, figure: PlannedDiagram) -> HeldPlan:
    """The figure held against what it was drawn from; without a source there is nothing to say of it."""
    if work.is_source or (not material.text and not material.pictures):
        return HeldPlan(spec=figure.spec, report=SupportReport())
    author = AuthorSupport(
        before=revises.spec,
        earlier=revises.support,
        instruction="" if revises.by_plan else revises.instruction,
    )
    pictures = bool(material.pictures) or not material.text
    support = PlanSupport(material.text, work.caption, work.grounding, pictures=pictures, author=author)
    return support.hold_given(figure.spec)
