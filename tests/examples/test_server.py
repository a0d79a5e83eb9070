"""A server that finds the fifth provider: every role is asked of it, and what is wrong with it is said."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pb_adapters.fakes.answers import by_engine
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.server import served
from pb_adapters.planners.engine import OfflineEngine
from served import PbServer, environment, serving

MODEL = "google/gemini-3.8-flash"
GENERATE = {
    "source_context": "The encoder maps each token to a vector. The decoder reads the vectors and writes the answer.",
    "caption": "Figure 1: Overview",
    "iterations": 2,
}


@pytest.fixture
def fakes() -> Iterator[FakeProviders]:
    with served(FakeProviders(answer=by_engine(OfflineEngine(), revises=False))) as fakes:
        yield fakes


@pytest.fixture
def settings(site: Path, fakes: FakeProviders, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What a server needs to use the provider; names without a prefix of ours stand in the environment."""
    monkeypatch.setenv("PYTHONPATH", str(site))
    return {
        "OPENAI_COMPATIBLE_BASE_URL": fakes.base_url("openrouter") + "/api/v1",
        "OPENAI_COMPATIBLE_API_KEY": fakes.key,
        "VLM_PROVIDER": "openai-compatible",
        "VLM_MODEL": MODEL,
    }


def submitted(server: PbServer, **body: str | int) -> tuple[int, dict[str, object]]:
    """The status of a submission, and the finished task or the error."""
    with server.client(server.new_key()) as api:
        answer = api.post("/api/generate", json=GENERATE | body)
        if answer.status_code != 202:
            return answer.status_code, answer.json()
        task: dict[str, object] = {"status": "pending"}
        while task["status"] in {"pending", "running"}:
            task = api.get(f"/api/tasks/{answer.json()['task_id']}", headers={"Prefer": "wait=60"}).json()
        return answer.status_code, task


def test_an_installed_provider_answers_for_every_role(
    settings: dict[str, str], fakes: FakeProviders, tmp_path: Path
) -> None:
    with serving(tmp_path, **settings) as server:
        _, task = submitted(server)
        assert task["status"] == "completed", task
        assert fakes.counts("openrouter").roles == {"planner": 1, "stylist": 1, "critic": 1, "vision": 1}
        _, task = submitted(server, vlm_model="openai/gpt-5.5")
        assert task["status"] == "completed", task
        assert {call.model for call in fakes.calls("openrouter")} == {MODEL, "openai/gpt-5.5"}
        status, problem = submitted(server, vlm_provider="openai-compatible")
        assert status == 422, problem


def test_an_installed_provider_is_retried(settings: dict[str, str], fakes: FakeProviders, tmp_path: Path) -> None:
    fakes.script("openrouter", "unavailable")
    with serving(tmp_path, **settings) as server:
        _, task = submitted(server, iterations=1)
    assert task["status"] == "completed", task
    assert fakes.counts("openrouter").roles == {"planner": 2, "stylist": 1}


@pytest.mark.drill
def test_an_installed_provider_stands_in_a_chain(
    settings: dict[str, str], fakes: FakeProviders, tmp_path: Path
) -> None:
    fakes.script("openrouter", "bad-key", times=None)
    with serving(tmp_path, **settings | {"VLM_FALLBACK": "offline"}) as server:
        _, task = submitted(server, iterations=1)
    assert task["status"] == "completed", task
    assert fakes.counts("openrouter").bills == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"VLM_PROVIDER": "openai"}, "no provider 'openai'.*installed besides: openai-compatible"),
        pytest.param(
            {"IMAGE_PROVIDER": "openai-compatible"},
            "no provider 'openai-compatible'.*installed besides: none",
            marks=pytest.mark.drill,
        ),
        pytest.param(
            {"VLM_MODEL": ""},
            "openai-compatible has no default model: set PAPERBANANA_VLM_MODEL",
            marks=pytest.mark.drill,
        ),
        ({"OPENAI_COMPATIBLE_API_KEY": "planted secret"}, "OPENAI_COMPATIBLE_API_KEY contains blanks"),
    ],
)
def test_what_is_wrong_stops_the_start_with_a_sentence(
    settings: dict[str, str], tmp_path: Path, changes: dict[str, str], words: str
) -> None:
    command = [sys.executable, "-m", "pb_http.cli.main", "serve", "--port", "0", "--data-dir", str(tmp_path)]

    done = subprocess.run(  # noqa: S603 - our own program
        command, env=environment(**settings | changes), capture_output=True, text=True, check=False, timeout=120
    )

    assert done.returncode != 0
    assert re.search(words, done.stderr), done.stderr
    assert "Traceback" not in done.stderr
    assert "planted" not in done.stderr
