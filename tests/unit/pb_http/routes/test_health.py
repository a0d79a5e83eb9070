from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from pb_core.domain.census import Census
from pb_core.errors import StorageError
from pb_http.readiness import Readiness, State
from support.site import Site, site_in_memory


class Found:
    def __init__(self, state: State) -> None:
        self._state = state

    async def state(self) -> State:
        return self._state


def found(**checks: bool) -> Readiness:
    census = Census(
        pending=3,
        running=1,
        put_back=1,
        oldest_waiting=datetime.now(UTC) - timedelta(seconds=90),
        deliveries=0,
        retried=0,
        failing_receivers=0,
    )
    return cast("Readiness", Found(State(checks=checks, census=census)))


async def test_a_server_without_checks_is_ready(site: Site) -> None:
    answer = await site.http.get("/api/ready")

    assert (answer.status_code, answer.json()["status"], answer.json()["checks"]) == (200, "ready", {})


async def test_what_waits_is_told_with_the_checks() -> None:
    async with site_in_memory(readiness=found(database=True, workers=True)) as site:
        answer = await site.http.get("/api/ready", headers={"Authorization": ""})

    assert answer.status_code == 200
    told = answer.json()
    assert (told["status"], told["pending"]) == ("ready", 3)
    assert told["checks"] == {"database": "ok", "workers": "ok"}
    assert told["oldest_waiting_seconds"] >= 90
    assert "detail" not in told


async def test_what_failed_is_named_in_the_form_of_every_error() -> None:
    async with site_in_memory(readiness=found(database=False, disk=True, workers=False)) as site:
        answer = await site.http.get("/api/ready")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["detail"] == "The server is not ready: database, workers"
    assert answer.json()["checks"]["database"] == "failed"


@pytest.mark.parametrize("path", ["/api/tasks/x", "/api/tasks/x/image"])
async def test_a_store_that_cannot_be_used_is_no_fault_of_the_request(
    site: Site, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    async def locked(_: str) -> None:
        raise StorageError("database is locked")

    for name in ("task", "task_line"):
        monkeypatch.setattr(site.storage, name, locked)
    answer = await site.http.get(path)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json() == {"detail": "The server cannot use its store now; try again later"}
