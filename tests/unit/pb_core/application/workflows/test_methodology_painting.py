"""What a painter is told of a plan: the plan that is left of it, ratio and resolution, and whose manner to take."""

from typing import Any

import msgspec
import pytest

from pb_core.domain.diagrams.painter_prompt import painter_prompt
from pb_core.domain.diagrams.plan import GivenDiagram
from pb_core.domain.diagrams.plan_labels import plan_labels
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from pb_core.domain.questions import CritiqueBrief, Plan, StyledPlan
from pb_core.domain.requests import Canvas
from pb_core.ports.images import ImageCapabilities
from pb_core.ports.vlm import VlmRequest
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.vlm import verdict
from support.diagram_run import DiagramRun

TEXT = "The encoder maps tokens to vectors. The decoder reads the vectors. Unlike a GAN, no critic scores the decoder."
SPEC = DiagramSpec(
    elements=(
        Element(id="encoder", label="Encoder", evidence="The encoder maps tokens to vectors"),
        Element(id="vectors", label="Vectors", evidence="The decoder reads the vectors"),
        Element(id="decoder", label="Decoder", evidence="The decoder reads the vectors"),
        Element(id="critic", label="Critic", evidence="no critic scores the decoder"),
    ),
    connections=(
        Connection(source="encoder", target="vectors", evidence="The encoder maps tokens to vectors"),
        Connection(source="vectors", target="decoder", evidence="The decoder reads the vectors"),
        Connection(source="critic", target="decoder", label="scores", evidence="no critic scores the decoder"),
    ),
)
PROSE = "A calm row of boxes. A red critic stands above. Scores fall from it. White ground."


def styled(prose: str) -> str:
    return msgspec.json.encode(StyledPlan(description=prose, styling=Styling())).decode()


def planned(run: DiagramRun) -> None:
    plan = msgspec.json.encode(Plan(spec=SPEC, description="What the plan says.")).decode()
    run.vlm.script("planner", plan, plan)
    run.vlm.script("stylist", styled(PROSE))


async def test_what_was_left_out_stands_in_no_part_of_the_painters_prompt() -> None:
    run = DiagramRun()
    planned(run)

    result = await run.draw(source=TEXT)

    assert any("Left out: 'Critic'" in note for note in result.notes)
    request = run.images.requests[0]
    assert request.description == "A calm row of boxes. White ground."
    prompt = painter_prompt(request.spec, request.styling, atmosphere=request.description)
    for label in plan_labels(request.spec):
        assert f"“{label}”" in prompt
    assert "1 → 2" in prompt
    assert "2 → 3" in prompt
    assert "critic" not in prompt.lower()
    assert "scores" not in prompt.lower()


async def test_a_revision_does_not_bring_it_back() -> None:
    run = DiagramRun()
    planned(run)

    def revise(request: VlmRequest) -> str:
        assert isinstance(request.brief, CritiqueBrief)
        judged = msgspec.structs.replace(
            verdict(request.brief, score=4.0), revised_description="Bolder. The critic in gold."
        )
        return msgspec.json.encode(judged).decode()

    run.vlm.script("critic", revise)

    await run.draw(iterations=2, source=TEXT)

    assert [request.description for request in run.images.requests][1:] == ["Bolder."]


@pytest.mark.parametrize(
    ("canvas", "told"),
    [
        (Canvas(iterations=1), ("21:9", "4K")),
        (Canvas(iterations=1, aspect_ratio="auto"), ("21:9", "4K")),
        (Canvas(iterations=1, aspect_ratio="1:1", image_resolution="1K"), ("1:1", "1K")),
    ],
)
async def test_ratio_and_resolution_are_settled_before_the_painter_is_paid(
    canvas: Canvas, told: tuple[str, str]
) -> None:
    images = ScriptedImages()
    images.capabilities = ImageCapabilities(resolutions=("1K", "4K"))
    run = DiagramRun(images=images)
    chain = tuple(Connection(source=a, target=b) for a, b in ("ab", "bc", "cd", "de"))
    spec = DiagramSpec(elements=tuple(Element(id=name, label=name) for name in "abcde"), connections=chain)

    await run.draw(canvas=canvas, plan=GivenDiagram(spec=spec))

    assert (run.images.requests[0].aspect_ratio, run.images.requests[0].resolution) == told


@pytest.mark.parametrize("fields", [{"source": TEXT}, {"plan": GivenDiagram(spec=SPEC)}])
async def test_the_manner_of_two_reference_figures_goes_along(fields: dict[str, Any]) -> None:
    run = DiagramRun()

    await run.draw(**fields)

    assert len(run.images.requests[0].exemplars) == 2


async def test_engines_that_set_text_choose_their_own_shape_and_manner() -> None:
    images = ScriptedImages()
    images.capabilities = ImageCapabilities(typesets=True, resolutions=("1K", "2K"))
    run = DiagramRun(images=images)

    await run.draw(plan=GivenDiagram(spec=SPEC))

    request = run.images.requests[0]
    assert (request.aspect_ratio, request.resolution, request.exemplars) == (None, None, ())
