"""Every workflow over each provider, through a real server and real HTTP to the fakes: not one call too many."""

import base64
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

import pb_http.demo
from pb_adapters.fakes.answers import by_engine
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.prompt_parser import no_latency
from pb_adapters.fakes.server import served
from pb_adapters.planners.engine import OfflineEngine
from pb_adapters.providers.catalog import KEY_SETTINGS
from provider_settings import settings_of
from served import PbServer, serving

TEXT = (
    "The encoder maps each token to a vector. The vectors are passed to a retriever, which ranks passages. "
    "The decoder reads the ranked passages and writes the answer."
)
PAPER = Path(pb_http.demo.__file__).with_name("paper.pdf")
PROVIDERS = tuple(KEY_SETTINGS)
PAIRS = (("gemini", "kie"), ("openrouter", "apimart"), ("apimart", "gemini"))
PAINTERS = {"gemini": "gemini_image", "openrouter": "openrouter_image", "kie": "kie_imagen", "apimart": "apimart_image"}
WORKFLOWS: dict[str, tuple[str, dict[str, Any], dict[str, int]]] = {
    "methodology": (
        "/api/generate",
        {"source_context": TEXT, "caption": "Figure 1: Overview", "iterations": 2, "aspect_ratio": "16:9"},
        {"planner": 1, "stylist": 1, "painter": 1, "critic": 1},
    ),
    "from PDF": (
        "/api/generate-from-pdf",
        {
            "pdf_base64": base64.b64encode(PAPER.read_bytes()).decode(),
            "pages": "2-3",
            "caption": "Figure 1: Overview",
            "iterations": 1,
        },
        {"planner": 1, "stylist": 1, "painter": 1},
    ),
    "optimisation": ("/api/optimize-prompt", {"description": "draw an encoder and a decoder"}, {"optimizer": 1}),
    "plot": (
        "/api/plot",
        {"data_json": '{"model": ["A", "B"], "accuracy": [76.1, 81.8]}', "intent": "bars with value labels"},
        {"plot-chooser": 1, "plot-planner": 1, "plot-critic": 1},
    ),
}


@pytest.fixture
def fakes() -> Iterator[FakeProviders]:
    """The fakes, whose models answer our roles."""
    with served(FakeProviders(answer=by_engine(OfflineEngine()), latency=no_latency)) as fakes:
        yield fakes


def submitted(server: PbServer, key: str, workflow: str) -> str:
    """The id of a new task of a workflow."""
    path, body, _ = WORKFLOWS[workflow]
    with server.client(key) as api:
        answer = api.post(path, json=body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["task_id"])


def completed(server: PbServer, key: str, task_id: str) -> None:
    """Wait for a task, which must be completed."""
    task: dict[str, Any] = {"status": "pending"}
    with server.client(key) as api:
        while task["status"] in {"pending", "running"}:
            task = api.get(f"/api/tasks/{task_id}", headers={"Prefer": "wait=60"}).json()
    assert task["status"] == "completed", task["error"]


def roles(fakes: FakeProviders, provider: str) -> Counter[str]:
    """How often each role was asked of a provider, the probe of vision among them."""
    return Counter(fakes.counts(provider).roles)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_workflow_takes_the_calls_that_its_method_implies(
    fakes: FakeProviders, tmp_path: Path, provider: str
) -> None:
    with serving(tmp_path, **settings_of(fakes, provider)) as server:
        key = server.new_key()
        for task in [submitted(server, key, workflow) for workflow in WORKFLOWS]:  # at once: painters take their time
            completed(server, key, task)
        expected = sum((Counter(calls) for _, _, calls in WORKFLOWS.values()), Counter({"vision": 1}))
        assert roles(fakes, provider) == expected
        assert fakes.counts(provider).rejected == 0


def test_models_and_painters_may_be_of_different_providers(fakes: FakeProviders, tmp_path: Path) -> None:
    with ExitStack() as stack:
        waiting = []
        for vlm, painter in PAIRS:
            settings = settings_of(fakes, vlm, painter) | {"VLM_PROVIDER": vlm, "IMAGE_PROVIDER": PAINTERS[painter]}
            server = stack.enter_context(serving(tmp_path / f"{vlm}-{painter}", **settings))
            key = server.new_key()
            waiting.append((server, key, submitted(server, key, "methodology")))
        for server, key, task in waiting:
            completed(server, key, task)
    thought = Counter({"planner": 1, "stylist": 1, "critic": 1, "vision": 1})
    for provider in PROVIDERS:
        models = [thought for vlm, _ in PAIRS if vlm == provider]
        painted = Counter({"painter": sum(painter == provider for _, painter in PAIRS)})
        assert roles(fakes, provider) == sum(models, +painted), provider
