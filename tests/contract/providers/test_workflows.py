"""Every workflow over each provider, through a real server and real HTTP to the fakes: not one call too many."""

import base64
from collections import Counter
from collections.abc import Iterator
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
PAIRS = (
    ("gemini", "kie"),
    pytest.param("openrouter", "apimart", marks=pytest.mark.drill),
    pytest.param("apimart", "gemini", marks=pytest.mark.drill),
)
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
    with served(FakeProviders(answer=by_engine(OfflineEngine(), revises=False), latency=no_latency)) as fakes:
        yield fakes


def plain(fakes: FakeProviders, *providers: str) -> dict[str, str]:
    """Keys and addresses, and no painter chosen."""
    return {name: value for name, value in settings_of(fakes, *providers).items() if name != "IMAGE_PROVIDER"}


def submitted(server: PbServer, key: str, workflow: str) -> str:
    """The id of a new task of a workflow."""
    path, body, _ = WORKFLOWS[workflow]
    with server.client(key) as api:
        answer = api.post(path, json=body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["task_id"])


def completed(server: PbServer, key: str, task_id: str) -> dict[str, Any]:
    """Wait for a task, which must be completed, and return it."""
    task: dict[str, Any] = {"status": "pending"}
    with server.client(key) as api:
        while task["status"] in {"pending", "running"}:
            task = api.get(f"/api/tasks/{task_id}", headers={"Prefer": "wait=60"}).json()
    assert task["status"] == "completed", task["error"]
    return task


def roles(fakes: FakeProviders, provider: str) -> Counter[str]:
    """How often each role was asked of a provider, the probe of vision among them."""
    return Counter(fakes.counts(provider).roles)


def in_parts(calls: Counter[str]) -> Counter[str]:
    """The same where a diagram is planned in two small questions."""
    plans = calls["planner"]
    rest = Counter({role: number for role, number in calls.items() if role != "planner"})
    return rest + Counter({"part-planner": plans, "hand-over-planner": plans})


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_workflow_takes_the_calls_that_its_method_implies(
    fakes: FakeProviders, tmp_path: Path, provider: str
) -> None:
    with serving(tmp_path, **settings_of(fakes, provider)) as server:
        key = server.new_key()
        for task in [submitted(server, key, workflow) for workflow in WORKFLOWS]:  # at once: painters take their time
            completed(server, key, task)
        expected = sum((Counter(calls) for _, _, calls in WORKFLOWS.values()), Counter({"vision": 1}))
        assert roles(fakes, provider) == (in_parts(expected) if provider == "openai_compatible" else expected)
        assert fakes.counts(provider).rejected == 0


@pytest.mark.parametrize(("vlm", "painter"), PAIRS)
def test_models_and_painters_may_be_of_different_providers(
    fakes: FakeProviders, tmp_path: Path, vlm: str, painter: str
) -> None:
    settings = settings_of(fakes, vlm, painter) | {"VLM_PROVIDER": vlm, "IMAGE_PROVIDER": PAINTERS[painter]}
    with serving(tmp_path, **settings) as server:
        key = server.new_key()
        completed(server, key, submitted(server, key, "methodology"))
    asked = {vlm: {"planner": 1, "stylist": 1, "critic": 1, "vision": 1}, painter: {"painter": 1}}
    assert {provider: roles(fakes, provider) for provider in PROVIDERS if roles(fakes, provider)} == asked


def test_the_fakes_critic_has_a_figure_revised_once(tmp_path: Path) -> None:
    with (
        served(FakeProviders(answer=by_engine(OfflineEngine()))) as fakes,
        serving(tmp_path, **plain(fakes, "gemini")) as server,
    ):
        key = server.new_key()
        task = completed(server, key, submitted(server, key, "methodology"))
    drawn = [step["name"] for step in task["steps"] if step["name"].endswith("/draw")]
    assert drawn == ["round/1/draw", "round/2/draw"]
    assert roles(fakes, "gemini") == {"planner": 1, "stylist": 1, "critic": 2, "reviser": 1, "vision": 1}


def test_with_a_key_a_model_plans_and_our_own_engine_draws(fakes: FakeProviders, tmp_path: Path) -> None:
    with serving(tmp_path, **plain(fakes, "gemini")) as server:
        key = server.new_key()
        task = completed(server, key, submitted(server, key, "methodology"))
    assert set(task["artifacts"]) == {"png", "svg", "pdf"}
    assert [(step["name"], step["model"], step["cost_source"]) for step in task["steps"]] == [
        ("probe/gemini/gemini-3.8-flash", "gemini/gemini-3.8-flash", "table"),
        ("plan", "gemini/gemini-3.8-flash", "table"),
        ("style", "gemini/gemini-3.8-flash", "table"),
        ("round/1/draw", "vector/vector-1", None),
        ("round/1/critique", "gemini/gemini-3.8-flash", "table"),
    ]
    assert "painter" not in fakes.counts("gemini").roles


REFERENCE = {
    "source_context": TEXT,
    "caption": "Figure 1: Overview",
    "iterations": 3,
    "aspect_ratio": "16:9",
    "output_formats": ["png"],
    "vlm_provider": "kie",
    "vlm_model": "gemini-2.5-flash",
    "image_model": "nano-banana-pro",
    "image_resolution": "4K",
}
"""The reference's example of a request, with a text that holds a method."""


def test_clients_of_the_reference_are_painted_for_by_kie(fakes: FakeProviders, tmp_path: Path) -> None:
    with serving(tmp_path, **plain(fakes, "kie")) as server:
        key = server.new_key()
        with server.client(key) as api:
            answer = api.post("/api/generate", json=REFERENCE)
            refused = api.post("/api/generate", json=REFERENCE | {"image_model": "google/nano-banana"})
        assert answer.status_code == 202, answer.text
        assert refused.status_code == 422, "google/nano-banana takes no resolution"
        task = completed(server, key, answer.json()["task_id"])
    (draw,) = [step for step in task["steps"] if step["name"] == "round/1/draw"]
    assert draw["model"] == "kie_imagen/nano-banana-pro"
    painted = next(call for call in fakes.calls("kie") if call.role == "painter")
    assert isinstance(painted.body, dict)
    settings = painted.body["input"]
    assert (settings["aspect_ratio"], settings["resolution"]) == ("16:9", "4K")


def test_a_request_chooses_its_painter_among_those_of_the_server(fakes: FakeProviders, tmp_path: Path) -> None:
    with serving(tmp_path, **plain(fakes, "gemini", "openrouter")) as server:
        key = server.new_key()
        path, body, _ = WORKFLOWS["methodology"]
        with server.client(key) as api:
            answer = api.post(path, json=body | {"image_provider": "openrouter_image"})
        task = completed(server, key, answer.json()["task_id"])
        lines = [line for line in server.lines if '"event": "engines"' in line]
    assert set(task["artifacts"]) == {"png"}
    assert fakes.counts("openrouter").roles == {"painter": 1}
    assert len(lines) == 1
    assert '"draws": "vector/vector-1"' in lines[0]
    assert '"plans": "gemini/gemini-3.8-flash"' in lines[0]


def test_the_painter_gets_every_part_of_the_plan_and_a_ratio(fakes: FakeProviders, tmp_path: Path) -> None:
    with serving(tmp_path, **settings_of(fakes, "gemini")) as server:
        key = server.new_key()
        with server.client(key) as api:
            body = {"source_context": TEXT, "caption": "Figure 1: Overview", "iterations": 1}
            task = completed(server, key, api.post("/api/generate", json=body).json()["task_id"])
            plan = api.get(f"/api/tasks/{task['task_id']}/plan").json()
    painted = next(call for call in fakes.calls("gemini") if call.role == "painter")
    assert isinstance(painted.body, dict)
    image = painted.body["generationConfig"]["imageConfig"]
    assert image["imageSize"] == "2K"
    assert f"of ratio {image['aspectRatio']}" in painted.prompt
    numbers = {element["id"]: number for number, element in enumerate(plan["elements"], 1)}
    for element in plan["elements"]:
        assert f"{numbers[element['id']]}. “{element['label']}”" in painted.prompt
    for arrow in plan["connections"]:
        assert f"{numbers[arrow['from']]} → {numbers[arrow['to']]}" in painted.prompt
    assert "other figures, shown for the manner" in painted.prompt


def test_pictograms_are_painted_once_and_text_stays_text(fakes: FakeProviders, tmp_path: Path) -> None:
    body = {"source_context": TEXT, "caption": "Figure 1: Overview", "iterations": 1, "image_provider": "illustrated"}
    with serving(tmp_path, **plain(fakes, "kie")) as server:
        key = server.new_key()
        with server.client(key) as api:
            for again in (False, True):
                task = completed(server, key, api.post("/api/generate", json=body).json()["task_id"])
                svg = api.get(f"/api/tasks/{task['task_id']}/image", params={"format": "svg"}).text
                (draw,) = [step for step in task["steps"] if step["name"] == "round/1/draw"]
                assert (draw["model"], draw["cost_source"]) == (
                    "illustrated/vector-1+nano-banana-pro",
                    None if again else "reported",
                )
                assert svg.count("<image ") > 1
                assert svg.count("<text ") > 3
    orders = [call for call in fakes.calls("kie") if call.role == "painter" and call.endpoint == "create"]
    assert len(orders) == 1, "the second figure has the pictograms of the first"
    assert "contact sheet" in orders[0].prompt
