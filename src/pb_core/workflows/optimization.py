"""Prompt optimisation: style only, text out."""

from pb_core.guides import guide
from pb_core.requests import OptimizeWork
from pb_core.roles import stylist
from pb_core.roles.briefs import OptimizeBrief
from pb_core.tasks import TaskResult
from pb_core.workflows.tools import Bench


async def optimize_prompt(bench: Bench, work: OptimizeWork) -> TaskResult:
    """Rewrite the prompt under the caller's guidelines, or under the built-in ones for its type."""
    brief = OptimizeBrief(
        description=work.description,
        diagram_type=work.diagram_type.value,
        guidelines=work.guidelines.strip() or guide(work.diagram_type.value),
        custom_guidelines=bool(work.guidelines.strip()),
        source_context=work.source_context,
        caption=work.caption,
    )
    answer = await stylist.optimize(bench.journal, bench.tools.engines.vlm(work.models), brief)
    return TaskResult(description=answer.description)
