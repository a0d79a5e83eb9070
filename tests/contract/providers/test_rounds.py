"""Rounds over real HTTP: whatever fails after a painting that was paid for, the painting is delivered."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pb_adapters.fakes.answers import by_engine
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.prompt_parser import Question, no_latency
from pb_adapters.fakes.server import served
from pb_adapters.planners.engine import OfflineEngine
from pb_core.domain.questions import ItemVerdict, Standing, Verdict
from provider_settings import settings_of
from served import PbServer, serving

TEXT = (
    "The encoder maps each token to a vector. The vectors are passed to a retriever, which ranks passages. "
    "The decoder reads the ranked passages and writes the answer."
)
BODY = {"source_context": TEXT, "caption": "Figure 1: Overview", "iterations": 3, "aspect_ratio": "16:9"}
Deed = Callable[[FakeProviders], None]


class Critic:
    """Answers as our fakes do, but finds the first arrow missing in round 1; ``then`` happens with that verdict.

    ``styled`` happens when the stylist has answered, ``says`` stands in place of every verdict.
    """

    def __init__(self, then: Deed | None = None, styled: Deed | None = None, says: str | None = None) -> None:
        self._plain = by_engine(OfflineEngine(), revises=False)
        self._then, self._styled, self._says, self._verdicts = then, styled, says, 0
        self.fakes: FakeProviders

    async def __call__(self, question: Question) -> str:
        text = await self._plain(question)
        if question.role == "stylist" and self._styled:
            self._styled(self.fakes)
        if question.role != "critic":
            return text
        self._verdicts += 1
        if self._says is not None:
            return self._says
        if self._verdicts > 1:
            return text
        if self._then:
            self._then(self.fakes)
        return self._defective(text)

    @staticmethod
    def _defective(text: str) -> str:
        plain = msgspec.json.decode(text, type=Verdict)
        arrow = next(item.name for item in plain.items if "->" in item.name)
        items = [
            ItemVerdict(name=item.name, standing=Standing.MISSING, note="no line is there")
            if item.name == arrow
            else item
            for item in plain.items
        ]
        return msgspec.json.encode(msgspec.structs.replace(plain, items=tuple(items))).decode()


@pytest.fixture
def play() -> Iterator[Callable[[Critic], FakeProviders]]:
    """Serves the fakes with a critic."""
    running = []

    def start(critic: Critic) -> FakeProviders:
        fakes = FakeProviders(answer=critic, latency=no_latency)
        critic.fakes = fakes
        server = served(fakes)
        running.append(server)
        return server.__enter__()

    yield start
    for server in running:
        server.__exit__(None, None, None)


@pytest.fixture(scope="module")
def painting() -> Iterator[FakeProviders]:
    """Fakes for the tests after which a server has no reason to spare its providers."""
    with served(FakeProviders(latency=no_latency)) as fakes:
        yield fakes


@pytest.fixture(scope="module")
def server(painting: FakeProviders, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PbServer]:
    """A server that asks them."""
    with serving(tmp_path_factory.mktemp("rounds"), **settings_of(painting, "gemini")) as server:
        yield server


@pytest.fixture
def judged(painting: FakeProviders) -> Callable[[Critic], FakeProviders]:
    """Has these fakes answer with a critic, and forget what was before."""

    def start(critic: Critic) -> FakeProviders:
        painting.reset()
        painting.answer_with(critic)
        critic.fakes = painting
        return painting

    return start


def drawn(server: PbServer, **fields: object) -> dict[str, Any]:
    """The finished task of our request."""
    with server.client(server.new_key()) as api:
        task = api.post("/api/generate", json=BODY | fields).json()
        while task.get("status") in {"pending", "running"}:
            task = api.get(f"/api/tasks/{task['task_id']}", headers={"Prefer": "wait=60"}).json()
    assert task["status"] == "completed", task["error"]
    assert "png" in task["artifacts"]
    return task


def prompts(fakes: FakeProviders, provider: str = "gemini") -> list[str]:
    """What painters were told, in order."""
    return [call.prompt for call in fakes.calls(provider, role="painter") if call.prompt]


def test_a_defect_is_painted_anew_with_the_defect_as_instruction(
    judged: Callable[[Critic], FakeProviders], server: PbServer
) -> None:
    fakes = judged(Critic())
    task = drawn(server)
    first, second = prompts(fakes)
    assert "An earlier painting" not in first
    assert "An earlier painting of this figure was wrong. Take care of these now:\n- the arrow from '" in second
    assert not [note for note in task["notes"] if "critic" in note]


@pytest.mark.parametrize("fault", ["blocked", "no-image"])
def test_a_painters_refusal_in_round_2_delivers_round_1(
    judged: Callable[[Critic], FakeProviders], server: PbServer, fault: str
) -> None:
    judged(Critic(then=lambda fakes: fakes.script("gemini", fault, role="painter")))
    task = drawn(server)
    assert task["notes"][0].startswith("Round 2 could not be drawn, so the best one before it is delivered: ")
    assert any(note.startswith("The critic sees in this figure: the arrow from '") for note in task["notes"])
    states = {step["name"]: step["state"] for step in task["steps"]}
    assert (states["round/1/draw"], states["round/2/draw"]) == ("finished", "failed")


def test_a_critics_bad_json_delivers_what_was_painted(
    judged: Callable[[Critic], FakeProviders], server: PbServer
) -> None:
    judged(Critic(says=json.dumps({"items": "all fine"})))
    task = drawn(server)
    assert task["notes"][0].startswith("The critic failed in round 1, so what was drawn is delivered: ")


def test_an_outage_after_a_paid_painting_delivers_it(play: Callable[[Critic], FakeProviders], tmp_path: Path) -> None:
    fakes = play(Critic(styled=lambda fakes: fakes.script("gemini", "unavailable", call=2, times=None)))
    with serving(tmp_path, **settings_of(fakes, "gemini")) as server:
        task = drawn(server)
    assert task["notes"][0].startswith("The critic failed in round 1, so what was drawn is delivered: ")
    assert len(fakes.calls("gemini", role="painter")) == 1


def test_a_job_that_fails_by_the_providers_fault_is_ordered_once_more(
    play: Callable[[Critic], FakeProviders], tmp_path: Path
) -> None:
    fakes = play(Critic(styled=lambda fakes: fakes.script("kie", "fails-internal")))
    with serving(tmp_path, **settings_of(fakes, "kie")) as server:
        task = drawn(server, iterations=1)
    orders = [call for call in fakes.calls("kie", role="painter") if call.endpoint == "create"]
    assert len(orders) == 2
    assert orders[0].prompt == orders[1].prompt
    assert task["notes"] == []


@pytest.mark.parametrize("painted", [True, False])
def test_a_model_that_sees_nothing_costs_one_look_and_no_figure(
    play: Callable[[Critic], FakeProviders],
    tmp_path: Path,
    painted: bool,  # noqa: FBT001 - a case
) -> None:
    fakes = play(Critic())
    fakes.script("gemini", "blind", times=None)
    chosen = {} if painted else {"IMAGE_PROVIDER": "vector"}
    with serving(tmp_path, **settings_of(fakes, "gemini") | chosen) as server:
        task = drawn(server)
        again = drawn(server)
    said = "nobody judged the painted figure" if painted else "it judged the plan and the measured geometry"
    for one in (task, again):
        assert any(said in note for note in one["notes"])
    assert task["steps"][0]["name"].startswith("probe/")
    assert fakes.counts("gemini").roles["vision"] == 1
    assert all(not call.pictures_shown for call in fakes.calls("gemini", role="critic"))
