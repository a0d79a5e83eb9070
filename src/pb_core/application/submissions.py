"""Submissions: which kinds there are, and what is asked of each before anything is done for it."""

from pb_core.domain.billing import ApiKey, quota_short
from pb_core.domain.request_rules import require_valid
from pb_core.domain.requests import (
    Body,
    CompositeBody,
    CompositeWork,
    GenerateBody,
    GenerateFromPdfBody,
    MethodologyWork,
    OptimizePromptBody,
    OptimizeWork,
    PlotBody,
    PlotWork,
    Work,
)
from pb_core.domain.tasks import TaskKind
from pb_core.errors import InvalidRequest, KeyDisabled

KINDS: dict[type[Work], TaskKind] = {
    MethodologyWork: TaskKind.METHODOLOGY,
    OptimizeWork: TaskKind.PROMPT_OPTIMIZATION,
    PlotWork: TaskKind.STATISTICAL_PLOT,
    CompositeWork: TaskKind.COMPOSITE,
}
"""Of which kind the task of a work is."""

ENDPOINTS: dict[type[Body], str] = {
    GenerateBody: "generate",
    GenerateFromPdfBody: "generate-from-pdf",
    OptimizePromptBody: "optimize-prompt",
    PlotBody: "plot",
    CompositeBody: "composite",
}
"""What the usage log calls each submission, as its address ends."""


def require_submission(body: Body) -> None:
    """Hold a body to its type and to what its fields ask of each other; raises ``InvalidRequest``."""
    if type(body) not in ENDPOINTS:
        raise InvalidRequest(f"a {type(body).__name__} is no submission")
    require_valid(body)
    match body:
        case GenerateBody(source_context=None, plan=None):
            raise InvalidRequest("source_context is required")
        case PlotBody(intent=None, plan=None):
            raise InvalidRequest("intent is required")


def require_units(key: ApiKey, units: int) -> None:
    """Refuse early, before any work; the conditional charge in ``accept`` is what decides."""
    if not key.active:
        raise KeyDisabled("This API key is disabled")
    if key.quota_remaining is not None and key.quota_remaining < units:
        raise quota_short(key.quota_remaining, units)
