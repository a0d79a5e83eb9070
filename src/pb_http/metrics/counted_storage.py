"""CountedStorage: a store that notes what passes through it, so that the core need not know of metrics."""

import inspect
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

from pb_core.domain.steps import StepRecord, StepState
from pb_core.domain.tasks import Lease, Task
from pb_core.domain.webhooks import Attempt
from pb_core.errors import LeaseLost
from pb_core.ports.storage import Storage
from pb_http.metrics.observations import Observations

T = TypeVar("T")

REMEMBERED = 1_000
"""Lost leases, and steps whose abandoned calls are counted already, that are remembered."""


def counted(storage: Storage, observations: Observations) -> Storage:
    """The same store; whatever takes a lease is watched for its loss."""
    return cast("Storage", _CountedStorage(storage, observations))


class _CountedStorage:
    def __init__(self, storage: Storage, observations: Observations) -> None:
        self._storage, self._seen = storage, observations
        self._lost: OrderedDict[str, None] = OrderedDict()
        self._abandoned: OrderedDict[tuple[str, str], int] = OrderedDict()
        for name, method in inspect.getmembers(storage, inspect.iscoroutinefunction):
            if name.startswith("_"):
                continue
            takes_lease = next(iter(inspect.signature(method).parameters), "") == "lease"
            setattr(
                self,
                f"_{name}" if hasattr(type(self), name) else name,
                self._watched(method) if takes_lease else method,
            )

    def _watched(self, method: Callable[..., Awaitable[T]]) -> Callable[..., Awaitable[T]]:
        async def watched(lease: Lease, *rest: Any, **named: Any) -> T:  # noqa: ANN401 - whatever the method takes
            try:
                return await method(lease, *rest, **named)
            except LeaseLost:
                if self._is_new(self._lost, lease.token):
                    self._seen.lease_losses += 1
                raise

        return watched

    async def put_back(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - see above
        await self._put_back(*given, **named)
        self._seen.put_back += 1

    async def finish_task(self, *given: Any, **named: Any) -> Task:  # noqa: ANN401 - see above
        task: Task = await self._finish_task(*given, **named)
        self._seen.ended[task.kind.value, task.status.value] += 1
        return task

    async def begin_step(self, lease: Lease, *given: Any, **named: Any) -> StepRecord:  # noqa: ANN401 - see above
        step: StepRecord = await self._begin_step(lease, *given, **named)
        key = (lease.holds, step.name)
        if step.state is StepState.STARTED and step.abandoned > self._abandoned.get(key, 0):
            self._abandoned[key] = step.abandoned
            self._seen.bought_again += step.provider_ref is None
            self._trim(self._abandoned)
        return step

    async def record_attempt(self, lease: Lease, attempt: Attempt, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - see above
        delivery = await self._record_attempt(lease, attempt, *given, **named)
        self._seen.tries[attempt.delivered] += 1
        return delivery

    def _is_new(self, known: OrderedDict[str, None], name: str) -> bool:
        new = name not in known
        known[name] = None
        self._trim(known)
        return new

    @staticmethod
    def _trim(known: OrderedDict[Any, Any]) -> None:
        if len(known) > REMEMBERED:
            known.popitem(last=False)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - what is no coroutine function
        return getattr(self._storage, name)
