"""Measured steps: what stands in for a task's journal while a model is tried: each call is made and measured."""

from typing import TypeVar

import msgspec
from msgspec import Struct

from pb_core.application.journal import EngineCall, StepSubmission
from pb_core.domain.billing import Usage
from pb_core.errors import Billed, CapReached, EngineError
from pb_core.ports.clock import Clock

T = TypeVar("T")


class MeasuredCall(Struct, frozen=True, kw_only=True):
    """One call that was made: the name of its step, how long it took and what it used."""

    name: str
    seconds: float
    usage: Usage = Usage()


class _Nowhere(StepSubmission):
    """The submission of a call that nobody resumes."""

    def __init__(self) -> None:
        self.provider_ref, self.key = None, ""

    async def submitted(self, provider_ref: str) -> None:
        """Keep nothing."""


class MeasuredSteps:
    """``Steps`` without a store. ``most_micros`` is what all calls together may cost, ``None`` for anything."""

    def __init__(self, clock: Clock, most_micros: int | None = None) -> None:
        self._clock, self._most_micros = clock, most_micros
        self.calls: list[MeasuredCall] = []

    @property
    def cost_micros(self) -> int:
        """What the calls so far are known to have cost."""
        return sum(call.usage.cost_micros or 0 for call in self.calls)

    async def step(
        self,
        name: str,
        engine: str,
        request: object,
        answer: type[T],
        call: EngineCall,
        most_micros: int = 0,
        likely: float = 1.0,
    ) -> T:
        """Make the call; raises ``CapReached`` instead where it could cost more than is left."""
        del request
        if self._most_micros is not None and self.cost_micros + most_micros * likely > self._most_micros:
            raise CapReached(f"another question to {engine} could pass the cap on what is spent")
        begun = self._clock.now()
        try:
            done = await call(_Nowhere())
        except EngineError as error:
            self._count(name, begun.timestamp(), Usage(cost_micros=0) if error.billed is Billed.NO else Usage())
            raise
        self._count(name, begun.timestamp(), done.usage)
        return msgspec.json.decode(msgspec.json.encode(done.value), type=answer)

    async def has_finished(self, name: str) -> bool:
        """Never: nothing was begun in another form."""
        del name
        return False

    def _count(self, name: str, begun: float, usage: Usage) -> None:
        seconds = self._clock.now().timestamp() - begun
        self.calls.append(MeasuredCall(name=name, seconds=seconds, usage=usage))
