"""CallLog: every call that reached a fake, what it was worth, and how many were under way at once."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from msgspec import Struct

from pb_adapters.fakes.prompt_parser import Tally


class Call(Struct, frozen=True, kw_only=True):
    """One answered request.

    ``number`` counts the provider's calls from 1. ``fault`` names what was played; ``rejected`` says why a wrong
    request was turned down; ``notes`` tell what the real provider would have passed over in silence, such as an
    unknown field. ``repeat`` is true for a question that came before, byte for byte. ``body`` is the request's JSON
    with long strings shortened.
    """

    provider: str
    number: int
    method: str
    path: str
    endpoint: str = ""
    model: str = ""
    role: str = ""
    prompt: str = ""
    pictures_shown: int = 0
    status: int = 200
    fault: str | None = None
    rejected: str | None = None
    notes: tuple[str, ...] = ()
    digest: str = ""
    repeat: bool = False
    billed: bool = False
    tally: Tally = Tally()
    headers: dict[str, str] = {}
    body: object = None


class Counts(Struct, frozen=True, kw_only=True):
    """What a provider has seen; ``peak`` is the highest number of calls under way at once."""

    calls: int = 0
    asked: int = 0
    rejected: int = 0
    notes: int = 0
    repeats: int = 0
    bills: int = 0
    cost_micros: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    pictures: int = 0
    under_way: int = 0
    peak: int = 0
    roles: dict[str, int] = {}


class CallLog:
    """The calls of every provider; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[Call] = []
        self._digests: set[str] = set()
        self._takes: Counter[str] = Counter()
        self._last_bodies: dict[tuple[str, str], tuple[int, bytes]] = {}
        self._numbers: Counter[str] = Counter()
        self._under_way: Counter[str] = Counter()
        self._peak: Counter[str] = Counter()

    @contextmanager
    def under_way(self, provider: str) -> Iterator[None]:
        """Count a call as under way while the context is open."""
        with self._lock:
            self._under_way[provider] += 1
            self._peak[provider] = max(self._peak[provider], self._under_way[provider])
        try:
            yield
        finally:
            with self._lock:
                self._under_way[provider] -= 1

    def repeats(self, digest: str) -> bool:
        """Remember a question, and say whether it came before."""
        with self._lock:
            known = digest in self._digests
            self._digests.add(digest)
            return known

    def takes(self, picture: str) -> int:
        """Remember an order of a picture, and say how many there were of it before."""
        with self._lock:
            self._takes[picture] += 1
            return self._takes[picture] - 1

    def record(self, call: Call, body: bytes = b"") -> Call:
        """Keep a call under the next number of its provider, and the body of the last one of each endpoint."""
        with self._lock:
            self._numbers[call.provider] += 1
            numbered = msgspec.structs.replace(call, number=self._numbers[call.provider])
            self._calls.append(numbered)
            self._last_bodies[call.provider, call.endpoint] = numbered.number, body
            return numbered

    def last_body(self, provider: str, endpoints: tuple[str, ...]) -> bytes:
        """The body of the last call of any of these endpoints; raises ``LookupError`` if there was none."""
        with self._lock:
            bodies = [
                self._last_bodies[at] for endpoint in endpoints if (at := (provider, endpoint)) in self._last_bodies
            ]
        if not bodies:
            raise LookupError(f"{provider} was not asked at {' or '.join(endpoints)}")
        return max(bodies)[1]

    def calls(self, provider: str | None = None) -> tuple[Call, ...]:
        """Every call, or those of one provider, in the order they were answered."""
        with self._lock:
            return tuple(call for call in self._calls if provider in {None, call.provider})

    def counts(self, provider: str) -> Counts:
        """The sums of one provider."""
        calls = self.calls(provider)
        bills = [call.tally for call in calls if call.billed]
        with self._lock:
            under_way, peak = self._under_way[provider], self._peak[provider]
        return Counts(
            calls=len(calls),
            asked=sum(call.role != "" for call in calls),
            rejected=sum(call.rejected is not None for call in calls),
            notes=sum(len(call.notes) for call in calls),
            repeats=sum(call.repeat for call in calls),
            bills=len(bills),
            cost_micros=sum(tally.cost_micros for tally in bills),
            input_tokens=sum(tally.input_tokens for tally in bills),
            output_tokens=sum(tally.output_tokens + tally.thought_tokens for tally in bills),
            pictures=sum(tally.pictures for tally in bills),
            under_way=under_way,
            peak=peak,
            roles=dict(Counter(call.role for call in calls if call.role)),
        )

    def clear(self) -> None:
        """Forget everything but what is under way."""
        with self._lock:
            self._calls.clear()
            self._digests.clear()
            self._takes.clear()
            self._last_bodies.clear()
            self._numbers.clear()
            self._peak = Counter(self._under_way)
