"""Workers on one database reach a provider together as often as it allows."""

from contextlib import AsyncExitStack

import anyio
import pytest

from pb_adapters.server_state.postgres import provider_starts
from pb_adapters.server_state.postgres.provider_starts import PostgresStarts
from pb_adapters.storage.postgres.pool import Pool
from pb_core.errors import StorageError
from support.server_states import asked, two_pools

HOUR = 3_600.0


async def begin(starts: PostgresStarts, begun: list[int], *, accepted: bool) -> None:
    """A call that is accepted at once, and under way for ever."""
    async with starts.place() as accept:
        begun.append(len(begun))
        if accepted:
            accept()
        await anyio.sleep_forever()


async def until(count: int, begun: list[int]) -> None:
    with anyio.fail_after(30):
        while len(begun) < count:  # noqa: ASYNC110 - calls begin by the database's clock
            await anyio.sleep(0.01)


async def age(pool: Pool, seconds: float) -> None:
    async with pool.connection() as connection:
        await connection.execute("UPDATE provider_starts SET free_at = free_at - %s * interval '1 s'", [seconds])


@pytest.mark.parametrize("accepted", [True, False])
async def test_no_more_begin_than_are_allowed_wherever_they_come_from(accepted: bool) -> None:  # noqa: FBT001
    async with two_pools() as (here, there), anyio.create_task_group() as group:
        begun: list[int] = []
        workers = [PostgresStarts(pool, "kie_imagen", 3, HOUR) for pool in (here, there)]
        for number in range(8):
            group.start_soon(lambda one=workers[number % 2]: begin(one, begun, accepted=accepted))
        await until(3, begun)
        await anyio.sleep(0.2)  # others would begin now, if they could
        assert len(begun) == 3
        free = [
            seconds
            for (seconds,) in await asked(
                here, "SELECT extract(epoch FROM free_at - now())::float8 FROM provider_starts"
            )
        ]
        expected = HOUR * (1 + provider_starts.MARGIN) if accepted else provider_starts.HOLD_SECONDS
        assert all(expected - 30 < float(str(seconds)) <= expected for seconds in free)
        await age(there, 2 * HOUR)
        await until(6, begun)
        group.cancel_scope.cancel()


async def test_a_call_that_is_over_counts_from_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider_starts, "LONGEST_PAUSE", 0.01)
    async with two_pools() as (here, there), AsyncExitStack() as stack:
        await stack.enter_async_context(PostgresStarts(here, "kie_imagen", 1, HOUR).place())
        await stack.aclose()
        with anyio.move_on_after(0.2) as waiting:
            async with PostgresStarts(there, "kie_imagen", 1, HOUR).place():
                pass
        assert waiting.cancelled_caught
        async with PostgresStarts(there, "another", 1, HOUR).place():
            pass
        await age(here, 2 * HOUR)
        async with PostgresStarts(there, "kie_imagen", 1, HOUR).place():
            pass


async def test_a_failure_of_the_call_is_the_calls_own() -> None:
    async with two_pools() as (here, _):
        with pytest.raises(ValueError, match="refused"):
            async with PostgresStarts(here, "kie_imagen", 1, HOUR).place():
                raise ValueError("refused")
        await here.close()
        with pytest.raises(StorageError, match="closed"):
            async with PostgresStarts(here, "kie_imagen", 1, HOUR).place():
                pass
