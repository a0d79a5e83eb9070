"""Prompt optimisations."""

from pb_core.engines import Engines
from pb_core.requests import DiagramType, ModelChoice, OptimizePromptBody, OptimizeWork
from pb_core.rules import require_text


def optimize_work(engines: Engines, body: OptimizePromptBody) -> OptimizeWork:
    """Work on a prompt; raises ``InvalidRequest``."""
    models = ModelChoice(vlm_provider=body.vlm_provider, vlm_model=body.vlm_model)
    engines.vlm(models)
    return OptimizeWork(
        description=require_text("description", body.description),
        source_context=body.source_context or "",
        caption=body.caption or "",
        diagram_type=body.diagram_type or DiagramType.METHODOLOGY,
        guidelines=body.guidelines or "",
        models=models,
    )
