"""Painters against hosts that were written after the providers' documentation alone, without our fakes.

The whole workflow runs: a plan of which the source does not support all, held against it, and painted.
"""

from collections.abc import Iterator
from contextlib import AsyncExitStack

import msgspec
import pytest

from pb_adapters.providers.apimart.images import ApimartImage
from pb_adapters.providers.kie.images import KieImagen
from pb_adapters.upstream.image_engines import Pace
from pb_core.application.assembly import Options
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, Group, Styling
from pb_core.domain.questions import Plan, StyledPlan
from pb_core.domain.requests import ModelChoice
from pb_http.engines import open_engines
from pb_http.settings import load
from support.diagram_run import DiagramRun
from support.painter_hosts import KEY, Host, painter_hosts

TEXT = (
    "Training. The encoder maps tokens to vectors. The vectors are passed to the decoder. "
    "The decoder returns its errors to the encoder. Unlike a GAN, no critic scores the decoder."
)
MAPS, PASSED, RETURNS = (
    "The encoder maps tokens to vectors",
    "The vectors are passed to the decoder",
    "The decoder returns its errors to the encoder",
)
DENIED = "no critic scores the decoder"
SPEC = DiagramSpec(
    elements=(
        Element(id="e", label="Encoder", group="t", evidence=MAPS),
        Element(id="v", label="Vectors", evidence=PASSED),
        Element(id="d", label="Decoder", group="t", evidence=PASSED),
        Element(id="c", label="Critic", evidence=DENIED),
    ),
    connections=(
        Connection(source="e", target="v", evidence=MAPS),
        Connection(source="v", target="d", evidence=PASSED),
        Connection(source="d", target="e", label="errors", kind=ConnectionKind.FEEDBACK, evidence=RETURNS),
        Connection(source="c", target="d", label="scores", evidence=DENIED),
    ),
    groups=(Group(id="t", title="Training", evidence="Training"),),
)
PROSE = "Calm and airy. A golden critic watches from above."
SETTINGS = {
    "gemini_image": {"GEMINI_API_KEY": KEY, "PAPERBANANA_GEMINI_BASE_URL": ""},
    "openrouter_image": {"OPENROUTER_API_KEY": KEY, "PAPERBANANA_OPENROUTER_BASE_URL": "/api/v1"},
    "kie_imagen": {"KIE_API_KEY": KEY, "PAPERBANANA_KIE_BASE_URL": ""},
    "apimart_image": {"APIMART_API_KEY": KEY, "PAPERBANANA_APIMART_BASE_URL": "/apimart"},
    "openai_compatible_image": {
        "OPENAI_COMPATIBLE_API_KEY": KEY,
        "OPENAI_COMPATIBLE_BASE_URL": "/openai/v1",
        "PAPERBANANA_VLM_PROVIDER": "offline",
        "PAPERBANANA_IMAGE_PROVIDER": "openai_compatible_image",
        "PAPERBANANA_IMAGE_MODEL": "own-painter",
    },
}


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """The hosts, whose jobs are looked at without waiting."""
    for engine in (KieImagen, ApimartImage):
        monkeypatch.setattr(engine, "pace", Pace(first=0.01, steps=((0.0, 0.01),)))
    with painter_hosts() as host:
        yield host


def environ(host: Host, provider: str) -> dict[str, str]:
    """What points a server at the host of a provider."""
    settings = SETTINGS[provider].items()
    return {name: host.url + value if name.endswith("_BASE_URL") else value for name, value in settings}


async def painted(host: Host, provider: str) -> None:
    """Draw the plan with this provider's painter."""
    async with AsyncExitStack() as stack:
        engines = await open_engines(stack, load(environ(host, provider)).providers, Options())
        run = DiagramRun(images=engines.images_for(ModelChoice(image_provider=provider)))
        plan = msgspec.json.encode(Plan(spec=SPEC, description="A plan.")).decode()
        run.vlm.script("planner", plan, plan)
        run.vlm.script("stylist", msgspec.json.encode(StyledPlan(description=PROSE, styling=Styling())).decode())
        result = await run.draw(source=TEXT, caption="Figure 1: Overview of the training")
    assert result.artifacts
    assert any("Left out: 'Critic'" in note for note in result.notes), result.notes


@pytest.mark.parametrize("provider", SETTINGS)
async def test_a_painter_is_told_the_plan_that_is_left_and_nothing_else(host: Host, provider: str) -> None:
    await painted(host, provider)

    assert host.refusals == []
    (prompt,) = host.prompts
    assert "1. “Encoder”" in prompt
    assert "2. “Vectors”" in prompt
    assert "3. “Decoder”" in prompt
    assert "A. “Training”; around 1, 3" in prompt
    assert "1 → 2 (from “Encoder” to “Vectors”), solid, without a label" in prompt
    assert "2 → 3 (from “Vectors” to “Decoder”), solid, without a label" in prompt
    assert "3 → 1 (from “Decoder” to “Encoder”), dashed, around the outside, labelled “errors”" in prompt
    assert "Calm and airy." in prompt
    for word in ("critic", "scores", "GAN", "golden", "Figure 1"):
        assert word.lower() not in prompt.lower()


@pytest.mark.parametrize("provider", [name for name in SETTINGS if name != "openai_compatible_image"])
async def test_ratio_and_resolution_are_sent_though_nobody_named_them(host: Host, provider: str) -> None:
    await painted(host, provider)

    ((ratio, resolution),) = host.sizes
    assert (ratio != "auto", resolution) == (True, "2K")
    assert f"of ratio {ratio}" in host.prompts[0]
    assert host.shown == [0 if provider == "apimart_image" else 2]


async def test_models_of_ones_own_are_told_a_size_of_the_ratio(host: Host) -> None:
    await painted(host, "openai_compatible_image")

    ((_, size),) = host.sizes
    width, _, height = size.partition("x")
    assert int(width) > int(height)
