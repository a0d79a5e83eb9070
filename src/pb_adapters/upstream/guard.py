"""Engines that try again after transient errors: starts are limited, safe errors retried, outages waited out."""

import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TypeVar

import anyio
from msgspec import Struct
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception

from pb_adapters.upstream.breaker import Breaker, BreakerOpen
from pb_adapters.upstream.limiter import Starts
from pb_core.errors import Billed, EngineError
from pb_core.ports.images import DrawReply, DrawRequest, ImageCapabilities, ImageEngine, Submission
from pb_core.ports.vlm import VlmEngine, VlmReply, VlmRequest, estimate
from pb_core.ports.vlm_around import VlmAround

_MIB = 1024 * 1024


class Limits(Struct, frozen=True, kw_only=True):
    """Seconds are wall-clock time of a whole call, bytes are counted while reading, pixels before decoding."""

    text_seconds: float = 120.0
    image_seconds: float = 300.0
    json_bytes: int = 32 * _MIB
    picture_bytes: int = 64 * _MIB
    pixels: int = 100_000_000

    @property
    def inline_bytes(self) -> int:
        """The limit of a JSON answer that carries one picture in base64."""
        return self.json_bytes + self.picture_bytes * 4 // 3


T = TypeVar("T")

Accepted = Callable[[], None]
"""Called once the provider has accepted a call, where that is long before its end."""

Call = Callable[[Accepted], Awaitable[T]]
"""One exchange."""


class RetryPolicy(Struct, frozen=True, kw_only=True):
    """How often and how long a call is tried again.

    ``attempts`` exchanges at most. Waits double from ``first_seconds`` up to ``longest_seconds`` unless the provider
    names one, and grow by up to a quarter by chance. A wait that would bring all waits of the call past
    ``total_wait_seconds`` is not begun: the error is raised.
    """

    attempts: int = 4
    first_seconds: float = 1.0
    longest_seconds: float = 20.0
    total_wait_seconds: float = 60.0


class UpstreamGuard:
    """What all engines of one provider and key share.

    Args:
        policy: How often and how long one call is retried.
        breaker: When the provider is left alone.
        limiter: How many calls may start in a time; none by default.
        sleep: How to wait.
        chance: A number from 0 to 1, to spread retries.
    """

    def __init__(
        self,
        breaker: Breaker,
        *,
        policy: RetryPolicy | None = None,
        limiter: Starts | None = None,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._breaker, self._limiter = breaker, limiter
        self._policy = policy or RetryPolicy()
        self._sleep, self._chance = sleep, chance

    async def run(self, call: Callable[[], Awaitable[T]]) -> T:
        """Await ``call()``, again after errors that are retryable and certainly not billed, and raise the last one."""
        return await self._retried(self._asked, lambda _: call())

    async def order(self, call: Call[T], submission: Submission) -> T:
        """The same for a job: ``call`` is given what it calls once the provider has accepted the job.

        A job that is under way already is polled whatever the breaker and the limiter say: it is paid for.
        """

        async def once(call: Call[T]) -> T:
            if submission.provider_ref is None:
                return await self._asked(call)
            with self._breaker.watched():
                return await call(_nothing)

        return await self._retried(once, call)

    async def _retried(self, once: Callable[[Call[T]], Awaitable[T]], call: Call[T]) -> T:
        tries = _Tries(self._policy, self._chance)
        retrying = AsyncRetrying(
            retry=retry_if_exception(is_safe_to_retry),
            wait=tries.wait,
            stop=tries.stop,
            sleep=self._sleep,
            reraise=True,
        )
        return await retrying(once, call)

    async def _asked(self, call: Call[T]) -> T:
        """One call where the breaker and the limiter let it through."""
        with self._breaker.attempt() as is_there:
            async with AsyncExitStack() as stack:
                place = await stack.enter_async_context(self._limiter.place()) if self._limiter else _nothing

                def accepted() -> None:
                    is_there()
                    place()

                return await call(accepted)


def _nothing() -> None:
    """Nobody needs to know."""


def is_safe_to_retry(error: BaseException) -> bool:
    """Whether the same call may succeed later and has certainly cost nothing."""
    return isinstance(error, EngineError) and error.retryable and error.billed is Billed.NO


class _Tries:
    """One call's waits and exchanges so far; being turned away by the breaker is no exchange."""

    def __init__(self, policy: RetryPolicy, chance: Callable[[], float]) -> None:
        self._policy, self._chance = policy, chance
        self._exchanges = 0

    def wait(self, state: RetryCallState) -> float:
        error = _error_of(state)
        self._exchanges += not isinstance(error, BreakerOpen)
        doubled = self._policy.first_seconds * 2.0 ** max(self._exchanges - 1, 0)
        asked = getattr(error, "retry_after", None)
        return (min(doubled, self._policy.longest_seconds) if asked is None else asked) * (1 + self._chance() / 4)

    def stop(self, state: RetryCallState) -> bool:
        waits = state.idle_for + state.upcoming_sleep
        return self._exchanges >= self._policy.attempts or waits > self._policy.total_wait_seconds


def _error_of(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


class ResilientVlm(VlmAround):
    """A ``VlmEngine`` around another, tried again after transient errors."""

    def __init__(self, engine: VlmEngine, guard: UpstreamGuard) -> None:
        super().__init__(engine)
        self._guard = guard

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one request."""
        return await self._guard.run(lambda: self._engine.complete(request))


class ResilientImages:
    """An ``ImageEngine`` around another, which submits at most once per try, tried again after transient errors."""

    def __init__(self, engine: ImageEngine, guard: UpstreamGuard) -> None:
        self._engine, self._guard = engine, guard

    @property
    def provider(self) -> str:
        """The engine's provider."""
        return self._engine.provider

    @property
    def model(self) -> str:
        """The engine's model."""
        return self._engine.model

    @property
    def capabilities(self) -> ImageCapabilities:
        """What the engine can do."""
        return self._engine.capabilities

    def estimate(self, request: object, /) -> int:
        """What one exchange costs at most, in micros."""
        return estimate(self._engine, request)

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        """Draw one picture."""

        async def call(accepted: Accepted) -> DrawReply:
            return await self._engine.draw(request, _Told(submission, accepted))

        return await self._guard.order(call, submission)


class _Told:
    """A submission that tells at once when the provider has accepted the job, not only when it is painted."""

    def __init__(self, submission: Submission, accepted: Accepted) -> None:
        self._submission, self._accepted = submission, accepted

    @property
    def provider_ref(self) -> str | None:
        """The job id of an earlier attempt."""
        return self._submission.provider_ref

    @property
    def key(self) -> str:
        """The name for idempotent submits."""
        return self._submission.key

    async def submitted(self, provider_ref: str) -> None:
        """Commit the job id."""
        self._accepted()
        await self._submission.submitted(provider_ref)
