"""Prompt optimisation: style only, text out."""

from pb_core.application import roles
from pb_core.application.workflows import TaskContext
from pb_core.domain.questions import OptimizeBrief, guide
from pb_core.domain.requests import OptimizeWork
from pb_core.domain.tasks import TaskResult


async def optimize_prompt(context: TaskContext, work: OptimizeWork) -> TaskResult:
    """Rewrite the prompt under the caller's guidelines, or under the built-in ones for its type."""
    brief = OptimizeBrief(
        description=work.description,
        diagram_type=work.diagram_type.value,
        guidelines=work.guidelines.strip() or guide(work.diagram_type.value),
        custom_guidelines=bool(work.guidelines.strip()),
        source_context=work.source_context,
        caption=work.caption,
    )
    answer = await roles.optimize(context.journal, context.tools.engines.vlm(work.models), brief)
    return TaskResult(description=answer.description)
