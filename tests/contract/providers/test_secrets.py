"""No key, and no caller's text, is where it must not be: logs, errors, answers, database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pb_adapters.fakes.answers import by_engine
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.server import served
from pb_adapters.planners.engine import OfflineEngine
from pb_adapters.providers.catalog import KEY_SETTINGS
from provider_settings import settings_of
from served import ADMIN_KEY, serving

PLANTED_KEY = "planted-provider-key-4711"
PLANTED_TEXT = "The zyxomorph encoder maps tokens to vectors. The decoder reads the vectors and writes the answer."
PLANTED_WORD = "zyxomorph"


@pytest.fixture
def fakes() -> Iterator[FakeProviders]:
    """Fakes that accept the planted key only."""
    with served(FakeProviders(answer=by_engine(OfflineEngine()), key=PLANTED_KEY)) as fakes:
        yield fakes


def everything_stored(folder: Path) -> bytes:
    """Every byte of the database and its journals."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("paperbanana.db*")) if path.is_file())


QUICK = ("gemini", "kie")  # one that answers at once and one that keeps jobs; every fault of each is struck elsewhere


@pytest.mark.parametrize(
    "provider", [name if name in QUICK else pytest.param(name, marks=pytest.mark.drill) for name in KEY_SETTINGS]
)
def test_neither_success_nor_failure_leaks(fakes: FakeProviders, tmp_path: Path, provider: str) -> None:
    body = {"source_context": PLANTED_TEXT, "caption": "Figure 1: Overview", "iterations": 2}
    answers = []
    with serving(tmp_path, **settings_of(fakes, provider)) as server, server.client(server.new_key()) as api:
        for fault in (None, "json-cut", "garbage", "bad-key"):
            fakes.reset()
            fakes.answer_with(by_engine(OfflineEngine()))
            if fault is not None:
                fakes.script(provider, fault, times=None)
            task = api.post("/api/generate", json=body).json()["task_id"]
            answers.append(api.get(f"/api/tasks/{task}", headers={"Prefer": "wait=60"}).text)
        log = "\n".join(server.lines)

    assert '"completed"' in answers[0]
    assert all('"failed"' in answer for answer in answers[1:])
    assert "key" in answers[-1]
    assert PLANTED_KEY not in "".join(answers)
    assert PLANTED_KEY not in log
    assert PLANTED_WORD not in log
    assert ADMIN_KEY not in log
    assert PLANTED_KEY.encode() not in everything_stored(tmp_path)
    assert ADMIN_KEY.encode() not in everything_stored(tmp_path)
