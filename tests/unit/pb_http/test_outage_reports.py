"""A program tells of its outages as they begin and end, and again while they last."""

from collections.abc import Collection

import anyio
import pytest

from pb_adapters.server_state.memory.outages import MemoryOutages
from pb_adapters.upstream.breaker import Breaker
from pb_core.errors import EngineUnavailable, StorageError
from pb_http import outage_reports
from pb_http.outage_reports import report_outages


class NotedOutages(MemoryOutages):
    """Notes what it is told; the first telling fails."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[frozenset[str]] = []

    async def tell(self, who: str, providers: Collection[str]) -> None:
        self.told.append(frozenset(providers))
        if len(self.told) == 1:
            raise StorageError("the database is away")
        await super().tell(who, providers)


def fail(breaker: Breaker) -> None:
    with pytest.raises(EngineUnavailable), breaker.watched():
        raise EngineUnavailable("away")


async def until(outages: NotedOutages, count: int) -> None:
    with anyio.fail_after(30):
        while len(outages.told) < count:  # noqa: ASYNC110 - it looks again and again
            await anyio.sleep(0.001)


async def test_what_changes_is_told_until_it_is_known_and_what_lasts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage_reports, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(outage_reports, "SILENT_SECONDS", 0.1)
    outages, breaker = NotedOutages(), Breaker("Kie", failures=1)
    async with anyio.create_task_group() as group:
        group.start_soon(report_outages, outages, "one", {"kie": breaker, "gemini": Breaker("Gemini")})
        await anyio.sleep(0.02)
        assert outages.told == []  # nothing to tell
        fail(breaker)
        await until(outages, 3)  # once in vain, once, and once more as it lasts
        assert set(outages.told) == {frozenset({"kie"})}
        assert await outages.known() == {"kie": 1}
        with breaker.watched():
            pass
        with anyio.fail_after(30):
            while await outages.known():  # noqa: ASYNC110 - as above
                await anyio.sleep(0.001)
        group.cancel_scope.cancel()
    assert outages.told[-1] == frozenset()
