"""What a receiver that hangs or is away does to others: nothing. Real sockets, a real database."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import anyio
import pytest

from pb_adapters.notifier import HttpNotifier
from pb_adapters.runtime import SecureIds
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_adapters.wakeups.local import LocalWakeups
from pb_core.application.outbox import Outbox, OutboxConfig
from pb_core.domain.webhooks import RETRY_DELAYS, TAIL_DELAYS, DeliveryState
from pb_core.ports.notifier import Answer
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import NOW, after, queue_delivery, sample_delivery
from pb_core.testing.memory import ManualClock, MemoryWakeups, SequentialIds
from pb_core.testing.memory.notifier import LocalReceiver, ReceiverFault, RecordingNotifier, local_receiver
from pb_core.testing.memory.storage import MemoryStorage


async def deliver(storage: Storage, name: str, url: str, *, key_id: str = "key-1", seconds: float = 0) -> None:
    """Put a delivery into the outbox, with all that it hangs on."""
    await queue_delivery(storage, sample_delivery(name, f"task of {name}", seconds, key_id, url))


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqliteStorage]:
    async with await SqliteStorage.open(tmp_path / "rows.db") as storage:
        yield storage


@pytest.fixture
async def slow() -> AsyncIterator[LocalReceiver]:
    async with local_receiver() as receiver:
        yield receiver


@pytest.fixture
async def prompt() -> AsyncIterator[LocalReceiver]:
    async with local_receiver() as receiver:
        yield receiver


async def test_fifty_webhooks_to_a_receiver_that_hangs_delay_nobody_elses(
    storage: SqliteStorage, slow: LocalReceiver, prompt: LocalReceiver
) -> None:
    for number in range(50):
        await deliver(storage, f"slow-{number}", slow.bad_url(ReceiverFault.SILENT))
    await deliver(storage, "prompt", prompt.url(), key_id="key-2", seconds=1)
    notifier = HttpNotifier(allow_private=True, seconds=3600)
    clock = ManualClock(after(10))
    outbox = Outbox(
        store=storage, notifier=notifier, wakeups=LocalWakeups(), clock=clock, ids=SecureIds(), config=OutboxConfig()
    )
    with anyio.fail_after(60):
        async with anyio.create_task_group() as group:
            group.start_soon(outbox.run)
            await slow.reached.wait()
            await prompt.reached.wait()
            under_way = len(slow.notices)
            ended = [await storage.deliveries(f"task of slow-{number}") for number in range(50)]
            group.cancel_scope.cancel()
    await notifier.aclose()
    assert len(prompt.notices) == 1
    assert 1 <= under_way <= 2
    assert [delivery.attempts for (delivery,) in ended] == [()] * 50


class HangingNotifier:
    """Answers at one URL and never at any other."""

    def __init__(self, answering: str) -> None:
        self.answered, self.under_way = anyio.Event(), 0
        self._answering = answering

    async def post(self, url: str, headers: tuple[tuple[str, str], ...], body: bytes) -> Answer:
        del headers, body
        if url == self._answering:
            self.answered.set()
            return Answer(200)
        self.under_way += 1
        await anyio.sleep_forever()
        raise AssertionError


async def test_many_receivers_of_one_key_that_hang_delay_no_other_keys_webhooks() -> None:
    storage, clock = MemoryStorage(), ManualClock(after(10))
    for number in range(40):
        await deliver(storage, f"slow-{number}", f"https://{number}.example/")
    await deliver(storage, "prompt", "https://prompt.example/", key_id="key-2", seconds=1)
    notifier = HangingNotifier("https://prompt.example/")
    outbox = Outbox(
        store=storage, notifier=notifier, wakeups=LocalWakeups(), clock=clock, ids=SecureIds(), config=OutboxConfig()
    )
    with anyio.fail_after(60):
        async with anyio.create_task_group() as group:
            group.start_soon(outbox.run)
            await notifier.answered.wait()
            group.cancel_scope.cancel()
    assert notifier.under_way == OutboxConfig().concurrency // 2


class Away:
    """An outbox whose receivers answer nothing until they are said to be back."""

    def __init__(self, **config: object) -> None:
        self.storage, self.notifier, self.clock = MemoryStorage(), RecordingNotifier(), ManualClock(NOW)
        self.outbox = Outbox(
            store=self.storage,
            notifier=self.notifier,
            wakeups=MemoryWakeups(self.clock),
            clock=self.clock,
            ids=SequentialIds(),
            config=OutboxConfig(**config),
        )

    async def deliver(self, name: str, url: str = "https://away.example/", answer: int | str = "Away.") -> None:
        self.notifier.answers[url] = answer
        await deliver(self.storage, name, url)

    async def seconds_of_tries(self, longest: float) -> list[float]:
        """When a try is made, if the outbox looks every second."""
        tries: list[float] = []
        while (now := (self.clock.now() - NOW).total_seconds()) <= longest:
            while await self.outbox.run_once():
                tries.append(now)
            self.clock.advance(1)
        return tries

    async def state(self, name: str) -> DeliveryState:
        (delivery,) = await self.storage.deliveries(f"task of {name}")
        return delivery.state


@pytest.mark.parametrize("answer", ["Away.", 503, 500, 404])
async def test_one_webhook_is_tried_as_the_reference_says_whatever_its_receiver_does(answer: int | str) -> None:
    case = Away()
    await case.deliver("a", answer=answer)
    assert await case.seconds_of_tries(1000) == [0, 5, 20, 80]
    assert await case.state("a") is DeliveryState.FAILED


async def test_webhooks_that_wait_for_one_receiver_have_all_their_tries_none_of_them_earlier() -> None:
    case = Away()
    for name in ("a", "b", "c"):
        await case.deliver(name)
    await case.seconds_of_tries(1000)
    for name in ("a", "b", "c"):
        (delivery,) = await case.storage.deliveries(f"task of {name}")
        waits = [later.at - earlier.at for earlier, later in pairwise(delivery.attempts)]
        assert len(waits) == 3
        assert all(wait >= documented for wait, documented in zip(waits, RETRY_DELAYS, strict=True))


@pytest.mark.parametrize(("answer", "next_try"), [("Away.", 5), (429, 5), (503, 5), (404, 1), (500, 1)])
async def test_a_receiver_that_is_away_is_left_alone_and_one_that_refuses_is_not(
    answer: int | str, next_try: float
) -> None:
    case = Away()
    await case.deliver("a", answer=answer)
    assert await case.outbox.run_once()
    case.clock.advance(1)
    await case.deliver("b", answer=answer)
    assert (await case.seconds_of_tries(5))[0] == next_try


async def test_webhooks_to_a_receiver_that_is_back_are_not_lost_while_it_was_left_alone() -> None:
    case = Away(retry_delays=RETRY_DELAYS)
    await case.deliver("a")
    await case.seconds_of_tries(21)
    await case.deliver("b")
    assert await case.seconds_of_tries(70) == []
    await case.deliver("c", answer=200)
    assert await case.seconds_of_tries(80) == [80, 80, 80]
    assert {await case.state(name) for name in "abc"} == {DeliveryState.DELIVERED}


async def test_with_the_tail_a_receiver_may_be_away_for_most_of_a_day() -> None:
    case = Away(retry_delays=RETRY_DELAYS + TAIL_DELAYS)
    await case.deliver("a")
    day = timedelta(days=1).total_seconds()
    for _ in range(11):
        assert await case.outbox.run_once()
        (delivery,) = await case.storage.deliveries("task of a")
        case.clock.advance((delivery.next_at - case.clock.now()).total_seconds())
    assert 0.9 * day < (case.clock.now() - NOW).total_seconds() <= day + 80
    case.notifier.answers["https://away.example/"] = 200
    assert await case.outbox.run_once()
    assert await case.state("a") is DeliveryState.DELIVERED
