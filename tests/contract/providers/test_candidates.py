"""Candidates over real HTTP: what is bought for each, and that each is another figure."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pb_adapters.fakes.answers import by_engine
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.prompt_parser import Question, no_latency
from pb_adapters.fakes.server import served
from pb_adapters.planners.engine import OfflineEngine
from pb_core.domain.diagrams.spec import Group
from pb_core.domain.questions import Plan
from provider_settings import settings_of
from served import PbServer, serving

TEXT = (
    "The encoder maps each token to a vector. The vectors are passed to a retriever, which ranks passages. "
    "The decoder reads the ranked passages and writes the answer."
)
BODY = {"source_context": TEXT, "caption": "Figure 1: Overview", "iterations": 2, "candidates": 2}


class Planner:
    """Answers as our fakes do, but plans a frame around all boxes in every second plan."""

    def __init__(self) -> None:
        self._plain = by_engine(OfflineEngine(), revises=False)
        self._plans = 0

    async def __call__(self, question: Question) -> str:
        text = await self._plain(question)
        if question.role != "planner":
            return text
        self._plans += 1
        return text if self._plans % 2 else self._framed(text)

    @staticmethod
    def _framed(text: str) -> str:
        plan = msgspec.json.decode(text, type=Plan)
        group = Group(id="method", title="answer", evidence="writes the answer")
        elements = tuple(msgspec.structs.replace(one, group="method") for one in plan.spec.elements)
        spec = msgspec.structs.replace(plan.spec, elements=elements, groups=(group,))
        return msgspec.json.encode(msgspec.structs.replace(plan, spec=spec)).decode()


@pytest.fixture(scope="module")
def all_fakes() -> Iterator[FakeProviders]:
    with served(FakeProviders(latency=no_latency)) as fakes:
        yield fakes


@pytest.fixture
def fakes(all_fakes: FakeProviders) -> FakeProviders:
    """The fakes with nothing scripted and nothing counted."""
    all_fakes.reset()
    all_fakes.answer_with(Planner())
    return all_fakes


@pytest.fixture(scope="module")
def painting(all_fakes: FakeProviders, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PbServer]:
    """A server that has two painters."""
    settings = settings_of(all_fakes, "gemini", "kie") | {"VLM_PROVIDER": "gemini"}
    with serving(tmp_path_factory.mktemp("painting"), **settings) as server:
        yield server


def drawn(server: PbServer, **fields: object) -> tuple[dict[str, Any], list[bytes]]:
    """The finished task, and the pictures of its candidates."""
    with server.client(server.new_key(quota=2)) as api:
        task = api.post("/api/generate", json=BODY | fields).json()
        while task.get("status") in {"pending", "running"}:
            task = api.get(f"/api/tasks/{task['task_id']}", headers={"Prefer": "wait=60"}).json()
        assert task["status"] == "completed", task["error"]
        pictures = [api.get(one["image_url"]).content for one in task["candidates"]]
        best = next(number for number, one in enumerate(task["candidates"]) if one["best"])
        assert api.get(f"/api/tasks/{task['task_id']}/image").content == pictures[best]
        assert api.post("/api/generate", json=BODY).status_code == 403
    return task, pictures


@pytest.mark.parametrize("painter", ["gemini", "kie"])
def test_a_plan_is_painted_twice(fakes: FakeProviders, painting: PbServer, painter: str) -> None:
    task, pictures = drawn(painting, image_provider={"gemini": "gemini_image", "kie": "kie_imagen"}[painter])
    assert len(set(pictures)) == len(task["candidates"]) == 2
    first, second = (call.prompt for call in fakes.calls(painter, role="painter"))
    assert first == second
    assert [step["name"] for step in task["steps"] if "probe" not in step["name"]] == [
        *("plan", "style", "round/1/draw", "round/1/critique"),
        *("candidate/2/round/1/draw", "candidate/2/round/1/critique"),
    ]
    assert fakes.counts("gemini").roles["planner"] == 1


def test_our_own_engine_draws_two_plans_of_a_model(fakes: FakeProviders, tmp_path: Path) -> None:
    settings = {name: value for name, value in settings_of(fakes, "gemini").items() if name != "IMAGE_PROVIDER"}
    with serving(tmp_path, **settings, VLM_MODEL="gemini-2.5-flash") as server:
        task, pictures = drawn(server)
    assert len(set(pictures)) == len(task["candidates"]) == 2
    roles = fakes.counts("gemini").roles
    assert (roles["planner"], roles["stylist"], roles["critic"]) == (2, 2, 2)
    planned = [call.body for call in fakes.calls("gemini", role="planner")]
    first, second = (body["generationConfig"]["temperature"] for body in planned if isinstance(body, dict))
    assert first < second
    assert {"svg", "pdf", "png"} == set(task["candidates"][1]["artifacts"])


def test_a_painting_that_is_refused_costs_its_candidate_only(fakes: FakeProviders, painting: PbServer) -> None:
    fakes.script("gemini", "blocked", role="painter")
    task, pictures = drawn(painting, image_provider="gemini_image")
    assert [one["index"] for one in task["candidates"]] == [2]
    assert len(pictures) == 1
    assert task["notes"][0].startswith("Candidate 1 could not be made: ")
