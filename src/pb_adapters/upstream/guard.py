"""Engines that try again after transient errors: starts are limited, safe errors retried, outages waited out."""

import random
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

import anyio
from msgspec import Struct
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception

from pb_core.errors import Billed, EngineError, EngineUnavailable, OutcomeUnknown
from pb_core.ports.images import DrawReply, DrawRequest, ImageCapabilities, ImageEngine, Submission
from pb_core.ports.vlm import VlmEngine, VlmReply, VlmRequest, estimate


class BreakerOpen(EngineUnavailable):
    """The provider has failed several times in a row and is not asked now; ``retry_after`` says when it is."""


class Breaker:
    """Opens for ``seconds`` after ``failures`` outages or lost answers in a row, then lets one probe through.

    Any other answer of the provider, an error too, shows that it is there, and closes the breaker. While the probe is
    under way others are asked to come back every ``probe_wait`` seconds.
    """

    def __init__(
        self,
        provider: str,
        *,
        failures: int = 5,
        seconds: float = 15.0,
        probe_wait: float = 1.0,
        now: Callable[[], float] = anyio.current_time,
    ) -> None:
        self._provider = provider
        self._limit, self._seconds, self._probe_wait, self._now = failures, seconds, probe_wait, now
        self._failures = 0
        self._open_until: float | None = None
        self._probing = False

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Around one call: raises ``BreakerOpen`` while open, and learns from how the call ends."""
        probe = self._admit()
        try:
            yield
        except (EngineUnavailable, OutcomeUnknown):
            self._failed()
            raise
        except EngineError:
            self._answered()
            raise
        else:
            self._answered()
        finally:
            if probe:
                self._probing = False

    def _admit(self) -> bool:
        """Whether this call is the probe of an open breaker."""
        if self._open_until is None:
            return False
        left = self._open_until - self._now()
        if left > 0 or self._probing:
            wait = left if left > 0 else self._probe_wait
            raise BreakerOpen(
                f"{self._provider} failed several times in a row; it is asked again in {wait:.0f} seconds.",
                retry_after=wait,
            )
        self._probing = True
        return True

    def _failed(self) -> None:
        self._failures += 1
        if self._failures >= self._limit:
            self._open_until = self._now() + self._seconds

    def _answered(self) -> None:
        self._failures = 0
        self._open_until = None


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


class Limiter:
    """A sliding window: at most ``calls`` starts within any ``seconds``."""

    def __init__(
        self,
        calls: int,
        seconds: float,
        *,
        now: Callable[[], float] = anyio.current_time,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self._starts: deque[float] = deque(maxlen=calls)
        self._calls, self._seconds = calls, seconds
        self._now, self._sleep = now, sleep
        self._queue = anyio.Lock()

    async def take(self) -> None:
        """Wait for a place in the window and take it."""
        async with self._queue:
            if len(self._starts) == self._calls:
                await self._sleep(max(self._starts[0] + self._seconds - self._now(), 0.0))
            self._starts.append(self._now())


T = TypeVar("T")


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
        limiter: Limiter | None = None,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._breaker, self._limiter = breaker, limiter
        self._policy = policy or RetryPolicy()
        self._sleep, self._chance = sleep, chance

    async def run(self, call: Callable[[], Awaitable[T]]) -> T:
        """Await ``call()``, again after errors that are retryable and certainly not billed, and raise the last one."""
        tries = _Tries(self._policy, self._chance)
        retrying = AsyncRetrying(
            retry=retry_if_exception(is_safe_to_retry),
            wait=tries.wait,
            stop=tries.stop,
            sleep=self._sleep,
            reraise=True,
        )
        return await retrying(self._once, call)

    async def _once(self, call: Callable[[], Awaitable[T]]) -> T:
        with self._breaker.attempt():
            if self._limiter is not None:
                await self._limiter.take()
            return await call()


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


E = TypeVar("E", VlmEngine, ImageEngine)


class _Resilient(Generic[E]):
    """An engine around another that makes one exchange per call."""

    def __init__(self, engine: E, guard: UpstreamGuard) -> None:
        self._engine: E = engine
        self._guard = guard

    @property
    def provider(self) -> str:
        """The engine's provider."""
        return self._engine.provider

    @property
    def model(self) -> str:
        """The engine's model."""
        return self._engine.model

    def estimate(self, request: object, /) -> int:
        """What one exchange costs at most, in micros."""
        return estimate(self._engine, request)


class ResilientVlm(_Resilient[VlmEngine]):
    """A ``VlmEngine`` around another, tried again after transient errors."""

    @property
    def sees_images(self) -> bool:
        """Whether the engine sees pictures."""
        return self._engine.sees_images

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one request."""
        return await self._guard.run(lambda: self._engine.complete(request))


class ResilientImages(_Resilient[ImageEngine]):
    """An ``ImageEngine`` around another, which submits at most once per try, tried again after transient errors."""

    @property
    def capabilities(self) -> ImageCapabilities:
        """What the engine can do."""
        return self._engine.capabilities

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        """Draw one picture."""
        return await self._guard.run(lambda: self._engine.draw(request, submission))
