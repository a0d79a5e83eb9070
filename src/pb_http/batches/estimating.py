"""Estimating: what every row would cost, asked of the server, some at a time."""

from collections.abc import Sequence

import anyio

from paperbanana_client import AsyncClient, Estimate, InvalidRequest
from pb_http.batches.contents import content_of
from pb_http.batches.manifest import Fault
from pb_http.batches.rows import Row


async def estimates(
    client: AsyncClient, rows: Sequence[Row], at_once: int
) -> tuple[tuple[Estimate, ...], tuple[Fault, ...]]:
    """An estimate for each row, and what the server says of those that it would refuse.

    Raises what a client does where the server cannot be asked at all.
    """
    found: dict[int, Estimate] = {}
    faults: list[Fault] = []
    stopped: list[Exception] = []
    places = anyio.CapacityLimiter(at_once)

    async def one(row: Row) -> None:
        async with places:
            try:
                found[row.number] = await client.estimate(row.kind, content_of(row))
            except InvalidRequest as error:
                faults.append(Fault(row.number, str(error)))
            except Exception as error:  # noqa: BLE001 - raised again below, bare: a task group would wrap it
                stopped.append(error)
                group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        for row in rows:
            group.start_soon(one, row)
    if stopped:
        raise stopped[0]
    return tuple(found[number] for number in sorted(found)), tuple(sorted(faults, key=lambda fault: fault.row))
