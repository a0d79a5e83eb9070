"""``/studio/new/diagram``: a diagram of a text, or of a plan."""

from collections.abc import Mapping

from pb_core.domain.diagrams.spec import Direction, Palette
from pb_core.domain.print_styling import Theme
from pb_core.domain.requests import GenerateBody
from pb_http.pages.studio.workflow import (
    DIAGRAM_LABELS,
    Document,
    Values,
    Workflow,
    diagram_document,
    engine_choices,
    formats,
    given,
    ratios,
)
from pb_http.request import ApiRequest


async def document(request: ApiRequest, values: Values) -> Document:
    """The body of ``POST /api/generate``."""
    del request
    return given(values, "source_context", "plan") | diagram_document(values)


async def diagram_choices(request: ApiRequest, values: Values) -> Mapping[str, object]:
    """What may be chosen of any diagram."""
    del values
    return {
        "ratios": ratios(),
        "formats": formats(GenerateBody),
        "palettes": tuple(Palette),
        "themes": tuple(Theme),
        "directions": tuple(Direction),
        **engine_choices(request),
    }


DIAGRAM = Workflow(
    name="diagram",
    title="Diagram of a text",
    told="Paste a method section; every box and arrow is held against its sentences. Or give the plan yourself.",
    endpoint="generate",
    body=GenerateBody,
    labels={"source_context": "Text", "plan": "Plan", **DIAGRAM_LABELS},
    samples={"from-text": "A retrieval pipeline", "from-plan": "A plan in Mermaid"},
    document=document,
    choices=diagram_choices,
)
