import json
from pathlib import Path

import anyio
import pytest

from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_core.domain.webhooks import Attempt
from pb_core.testing.contracts.storage_base import LEASE, NOW, after, queue_delivery, sample_delivery
from support.processes import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a webhook that was tried twice and given up."""
    folder = tmp_path / "paperbanana-data"
    folder.mkdir()
    anyio.run(give_up, folder / "paperbanana.db")
    return folder


async def give_up(database: Path) -> None:
    """Store a webhook and two tries of it."""
    async with await SqliteStorage.open(database) as storage:
        await queue_delivery(storage, sample_delivery())
        for attempt, next_at in (
            (Attempt(number=1, at=after(1), error="The receiver could not be connected to.", seconds=0.25), NOW),
            (Attempt(number=2, at=after(6), status=503, seconds=15.0, excerpt="Gone\x1b[2J"), None),
        ):
            claimed = await storage.claim_delivery(after(9), LEASE, f"d{attempt.number}")
            assert claimed is not None
            await storage.record_attempt(claimed.lease, attempt, next_at)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", ["task-1", "delivery-1"])
def test_every_try_is_shown(pb: Run, name: str) -> None:
    lines = pb("webhooks", "show", name).stdout.splitlines()
    assert lines == [
        "delivery-1 task.completed of task task-1: failed",
        "to https://caller.example/hook",
        "1. 2026-01-31T12:00:01+00:00 after 0.25 s: The receiver could not be connected to.",
        "2. 2026-01-31T12:00:06+00:00 after 15 s: answered 503: Gone\\x1b[2J",
    ]


@pytest.mark.usefixtures("folder")
def test_a_webhook_is_asked_for_again(pb: Run) -> None:
    told = json.loads(pb("webhooks", "redeliver", "task-1", "--json").stdout)
    assert (told["id"], told["state"], len(told["attempts"])) == ("delivery-1", "pending", 2)
    assert json.loads(pb("webhooks", "show", "task-1", "--json").stdout) == told
    assert f"pending until {told['next_at']}" in pb("webhooks", "show", "task-1").stdout


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", ["show", "redeliver"])
def test_an_unknown_one_is_a_sentence(pb: Run, command: str) -> None:
    refused = pb("webhooks", command, "task-9")
    assert refused.returncode == 1
    assert "No such webhook, and no task with this id that has one" in refused.stderr
