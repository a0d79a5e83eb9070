"""What a seed makes happen: keys, work of several fates, callers who watch and cancel, and what befalls programs."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any

from msgspec import Struct

from histories.upstream import Fate
from histories.world import Died, Server, World
from pb_core.domain.billing import ApiKey, KeyChange
from pb_core.domain.requests import Body, CompositeBody, GenerateBody, OptimizePromptBody, PlotBody
from pb_core.domain.tasks import Task, TaskStatus
from pb_core.errors import (
    InvalidRequest,
    KeyDisabled,
    KeyUnknown,
    NotFound,
    QueueFull,
    QuotaExhausted,
    StorageError,
)

REFUSALS = (KeyUnknown, KeyDisabled, QuotaExhausted, QueueFull, InvalidRequest, NotFound)
LONGEST_STREAM = 400
CALM_SECONDS = 4 * 3600.0


class Order(Struct):
    """One piece of work, what its caller asks, and what came of it."""

    mark: str
    key: int
    at: float
    body: Body
    fate: Fate
    idempotent: bool
    cancel_after: float | None = None
    watched: bool = False
    task_id: str | None = None
    accepted_at: float = 0.0
    may_be_stored: bool = False
    cancelled: bool = False
    seen: list[int] = []


class Account(Struct):
    """A key that a caller has."""

    token: str
    key: ApiKey
    disabled_now: bool = False
    removed: bool = False


class Scenario:
    """Plays a seed's history in a world, then lets the weather calm down and waits until everything is over."""

    def __init__(self, world: World, dice: random.Random) -> None:
        self.world, self._dice = world, dice
        self.horizon = dice.choice((30.0, 120.0, 600.0))
        self.slots = dice.choice((1, 1, 1, 2))
        self.accounts: list[Account] = []
        self.orders: list[Order] = []
        rates, lease = world.weather.rates, world.options.lease.total_seconds()
        is_slow = rates.store_waits > 0 and rates.slowest_store > lease / 2
        world.upstream.leases_last = self.slots == 1 or not (is_slow or rates.store_refuses)
        self.stops = 0
        self.jumps: list[float] = []
        self._restarting = True

    async def play(self) -> None:
        """The whole history."""
        world = self.world
        world.weather.calm = True  # until the keys are there
        keepers = [asyncio.ensure_future(self._keep(slot)) for slot in range(self.slots)]
        await self._make_keys()
        world.weather.calm = False
        self._plan()
        happenings = [asyncio.ensure_future(happening) for happening in self._happenings()]
        await asyncio.wait(happenings)
        world.weather.calm = True
        world.weather.is_out.clear()
        for account in self.accounts:
            if account.disabled_now:
                await self._told(lambda s, a=account: s.core.keyring.change(a.key.id, KeyChange(active=True)))
        await self._until_over()
        self._restarting = False
        for server in list(world.servers):
            server.leave()
        await asyncio.wait(keepers)
        self.world.look()
        for ended in (*keepers, *happenings):
            ended.result()

    # --- programs ---------------------------------------------------------------------------------

    async def _keep(self, slot: int) -> None:
        """Start a program again whenever it ended, as a supervisor does."""
        while self._restarting:
            await self.world.live(self.world.start())
            await asyncio.sleep(self.world.weather.seconds(60.0) if self._restarting else 0.0)
        self.world.note("slot", slot, "is empty")

    def _happenings(self) -> list[Coroutine[Any, Any, None]]:
        rates = self.world.weather.rates
        plain: list[tuple[int, Callable[[], Coroutine[Any, Any, None]]]] = [
            (rates.kills, self._kill),
            (rates.restarts, self._restart),
            (rates.stops, self._stop),
            (rates.jumps, self._jump),
            (rates.outages, self._outage),
            (1 if self._dice.random() < 0.2 else 0, self._disable),
            (1 if self._dice.random() < 0.1 else 0, self._remove),
        ]
        befalls = [self._later(happening) for times, happening in plain for _ in range(times)]
        return [*befalls, *(self._ordered(order) for order in self.orders)]

    async def _later(self, happening: Callable[[], Coroutine[Any, Any, None]]) -> None:
        await asyncio.sleep(self._dice.uniform(0, self.horizon))
        await happening()

    async def _kill(self) -> None:
        for server in self._some():
            server.program.kill_after(self._dice.randint(0, 150))

    async def _restart(self) -> None:
        for server in self._some():
            server.leave()

    async def _stop(self) -> None:
        for server in self._some():
            server.program.stop_for(self._dice.choice((5.0, 40.0, 200.0)))
            self.stops += 1

    async def _jump(self) -> None:
        self.jumps.append(self._dice.choice((-3600.0, -60.0, 60.0, 3600.0)))
        self.world.clock.put_by = sum(self.jumps)
        self.world.note("the wall clock is put by", self.world.clock.put_by)

    async def _outage(self) -> None:
        away = self._dice.choice(("store", "files", "engines"))
        self.world.weather.is_out.add(away)
        await asyncio.sleep(self._dice.choice((20.0, 120.0, 400.0)))
        self.world.weather.is_out.discard(away)

    def _some(self) -> list[Server]:
        return [self._dice.choice(self.world.servers)] if self.world.servers else []

    # --- keys -------------------------------------------------------------------------------------

    async def _make_keys(self) -> None:
        for number in range(self._dice.choice((1, 1, 2, 3))):
            quota = self._dice.choice((None, None, 2, 5))
            secret = self._dice.choice((None, "a secret"))
            name = f"key {number}"
            token, key = await self._told(lambda s, n=name, q=quota, c=secret: s.core.keyring.create(n, q, None, c))
            weight = KeyChange(weight=self._dice.choice((1, 1, 3)))
            key = await self._told(lambda s, k=key, w=weight: s.core.keyring.change(k.id, w))
            self.accounts.append(Account(token=token, key=key))

    async def _disable(self) -> None:
        account = self._dice.choice(self.accounts)
        account.disabled_now = True
        await self._told(lambda s: s.core.keyring.change(account.key.id, KeyChange(active=False)))
        await asyncio.sleep(self._dice.uniform(0, self.horizon))
        await self._told(lambda s: s.core.keyring.change(account.key.id, KeyChange(active=True)))
        account.disabled_now = False

    async def _remove(self) -> None:
        account = self._dice.choice(self.accounts)
        account.removed = True
        await self._told(lambda s: s.core.keyring.remove(account.key.id))
        self.world.note("removed", account.key.id)

    # --- callers ----------------------------------------------------------------------------------

    def _plan(self) -> None:
        dice = self._dice
        for number in range(dice.randint(2, 9)):
            mark = f"work-{number}"
            callback = dice.choice((None, "http://receiver.example/hook"))
            fate = dice.choices(tuple(Fate), weights=(24, 2, 1, 1, 1))[0]
            self.world.upstream.fates[mark] = fate
            order = Order(
                mark=mark,
                key=dice.randrange(len(self.accounts)),
                at=dice.uniform(0, self.horizon),
                body=_body(mark, dice, callback),
                fate=fate,
                idempotent=dice.random() < 0.7,
                cancel_after=dice.uniform(0, 60) if dice.random() < 0.1 else None,
                watched=dice.random() < 0.3,
                seen=[],
            )
            self.orders.append(order)

    async def _ordered(self, order: Order) -> None:
        await asyncio.sleep(order.at)
        await self._submit(order)
        if order.task_id is None:
            return
        if order.watched:
            await self._watch(order)
        if order.cancel_after is not None:
            await asyncio.sleep(order.cancel_after)
            task = await self._told_of(order, lambda s, k: s.core.service.cancel(k, order.task_id or ""))
            order.cancelled = task is not None and task.error == "cancelled"

    async def _submit(self, order: Order) -> None:
        account = self.accounts[order.key]
        name = order.mark if order.idempotent else None

        async def submit(server: Server) -> Task:
            core = server.core
            key = await core.keyring.authenticate(account.token)
            return await core.service.submit(key, order.body, idempotency_key=name)

        while True:
            server = await self._server()
            try:
                task = await server.ask(submit(server))
            except REFUSALS as refusal:
                self.world.note(order.mark, "refused", type(refusal).__name__)
                return
            except (Died, StorageError, OSError):
                order.may_be_stored = True
                if not order.idempotent:
                    return
                await asyncio.sleep(self._dice.uniform(0, 20))
                continue
            order.task_id, order.accepted_at = task.id, self.world.loop.time()
            self.world.note(order.mark, "accepted", task.id)
            return

    async def _watch(self, order: Order) -> None:
        """Follow a task's events for a while; go on after the last one seen where the stream broke."""

        async def follow(server: Server, key: ApiKey) -> bool:
            stream = server.core.service.events(key, order.task_id or "", order.seen[-1] if order.seen else -1)
            over, silent = False, 0
            async for event in stream:
                silent = silent + 1 if event is None else 0
                if event is not None:
                    order.seen.append(event.version)
                    over = event.step is None and event.task.status.final
                if silent > self._dice.randint(0, 20):
                    break
            await stream.aclose()
            return over or silent > 0

        for _ in range(LONGEST_STREAM):
            if await self._told_of(order, follow) is not False:
                return
            await asyncio.sleep(1.0)

    async def _told_of(self, order: Order, ask: Callable[[Server, ApiKey], Coroutine[Any, Any, Any]]) -> Any:
        """What a caller is answered with its key; ``None`` where it is refused."""
        account = self.accounts[order.key]

        async def call(server: Server) -> Any:
            key = await server.core.keyring.authenticate(account.token)
            return await ask(server, key)

        return await self._told(call)

    async def _told(self, ask: Callable[[Server], Coroutine[Any, Any, Any]]) -> Any:
        """What a server answers, asked until one does; ``None`` where it refuses."""
        while True:
            server = await self._server()
            try:
                return await server.ask(ask(server))
            except REFUSALS:
                return None
            except (Died, StorageError, OSError):
                await asyncio.sleep(1.0)

    async def _server(self) -> Server:
        while not self.world.servers:
            await asyncio.sleep(1.0)
        return self._dice.choice(self.world.servers)

    # --- the end ----------------------------------------------------------------------------------

    async def _until_over(self) -> None:
        """Wait until every task, webhook and deletion is over, or for as long as it could take."""
        until = self.world.loop.time() + CALM_SECONDS
        while self.world.loop.time() < until:
            self.world.look()
            at = self.world.location
            open_tasks = [task for task in at.tasks.values() if task.status in {TaskStatus.PENDING, TaskStatus.RUNNING}]
            waiting = [delivery for delivery in at.deliveries.values() if delivery.state.value == "pending"]
            if not open_tasks and not waiting and not at.leases and not self.world.ownerless:
                return
            await asyncio.sleep(10.0)


def _body(mark: str, dice: random.Random, callback: str | None) -> Body:
    kind = dice.choices(("prompt", "diagram", "plot", "composite"), weights=(12, 5, 1, 0))[0]
    include = dice.choice((None, True))
    match kind:
        case "diagram":
            told = dice.random() < 0.15  # reading a text is much computing, and little that can be interrupted
            return GenerateBody(
                source_context="The encoder maps tokens to vectors. The decoder reads them." if told else None,
                plan=None if told else {"elements": [{"id": "a", "label": "Encoder"}, {"id": "b", "label": "Decoder"}]},
                caption=f"Figure 1: {mark}",
                iterations=dice.randint(1, 3),
                candidates=dice.choice((1, 1, 1, 3)),
                webhook_url=callback,
                webhook_include_image=include,
            )
        case "plot":
            data = '{"model":["A","B"],"score":[1,2]}'
            return PlotBody(data_json=data, intent=f"score by model ({mark})", iterations=1, webhook_url=callback)
        case "composite":
            return CompositeBody(source_task_ids=["", ""], webhook_url=callback)
        case _:
            return OptimizePromptBody(description=f"draw an encoder ({mark})", webhook_url=callback)
