"""``/studio/new/prompt``: a clearer prompt for an illustration."""

from collections.abc import Mapping

from pb_core.domain.requests import DiagramType, OptimizePromptBody
from pb_http.pages.studio.workflow import Document, Values, Workflow, engine_choices, given, model
from pb_http.request import ApiRequest


async def document(request: ApiRequest, values: Values) -> Document:
    """The body of ``POST /api/optimize-prompt``."""
    del request
    return given(values, "description", "source_context", "caption", "diagram_type", "guidelines") | model(values)


async def prompt_choices(request: ApiRequest, values: Values) -> Mapping[str, object]:
    """What may be chosen."""
    del values
    return {"kinds": tuple(DiagramType), **engine_choices(request)}


PROMPT = Workflow(
    name="prompt",
    title="Clearer prompt",
    told="Write roughly what an illustration should show; get a prompt that says it in full. Text only.",
    endpoint="optimize-prompt",
    body=OptimizePromptBody,
    labels={
        "description": "Prompt",
        "source_context": "Text",
        "caption": "Caption",
        "diagram_type": "Kind",
        "guidelines": "Guidelines",
        "vlm_provider": "Asked",
        "vlm_model": "Model",
    },
    samples={"optimized-prompt": "A rough prompt"},
    document=document,
    choices=prompt_choices,
)
