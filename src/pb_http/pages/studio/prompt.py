"""``/studio/new/prompt``: a clearer prompt for an illustration."""

from collections.abc import Mapping

from pb_core.domain.requests import DiagramType, OptimizePromptBody
from pb_http.pages.forms import Form
from pb_http.pages.studio.drafts import drafted
from pb_http.pages.studio.workflow import Document, Workflow, engine_choices, given, model_document
from pb_http.request import ApiRequest


async def document(request: ApiRequest, form: Form) -> Document:
    """The body of ``POST /api/optimize-prompt``."""
    del request
    return given(form, "description", "source_context", "caption", "diagram_type", "guidelines") | model_document(form)


def fields(request: ApiRequest, body: Document) -> Mapping[str, str]:
    """The form for a body."""
    del request
    return drafted(body)


async def prompt_choices(request: ApiRequest, form: Form | None) -> Mapping[str, object]:
    """What may be chosen."""
    del form
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
    document=document,
    drafted=fields,
    choices=prompt_choices,
    samples={"optimized-prompt": "A rough prompt"},
)
