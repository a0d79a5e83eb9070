"""FakeProviders: the handle that scripts the fakes and reads what they have seen."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

from pb_adapters.fakes.answering import Answerer, by_schema
from pb_adapters.fakes.apimart import Apimart
from pb_adapters.fakes.counting import Call, Counts
from pb_adapters.fakes.desk import Desk, Dialect, House, Rejected
from pb_adapters.fakes.exchange import Answer, Received, json_answer
from pb_adapters.fakes.faults import GENERAL, Fault
from pb_adapters.fakes.gemini import Gemini
from pb_adapters.fakes.kie import Kie
from pb_adapters.fakes.openrouter import OpenRouter
from pb_adapters.fakes.questions import Latency, no_latency
from pb_adapters.fakes.scripting import Condition, Script

KEY = "fake-key"
"""The one key that every fake accepts unless told otherwise."""


def all_dialects() -> tuple[Dialect, ...]:
    """A fresh instance of every provider that is played."""
    return (Gemini(), OpenRouter(), Kie(), Apimart())


class FakeProviders:
    """The handle: scripts faults, reads counts. One instance is one world; safe to use from any thread.

    ``answer`` says what models say (default: the smallest value of the schema), ``latency`` how long they take
    (default: no time), ``key`` is the only good key, ``dialects`` are the providers played.
    """

    def __init__(
        self,
        *,
        answer: Answerer = by_schema,
        latency: Latency = no_latency,
        key: str = KEY,
        dialects: Sequence[Dialect] | None = None,
    ) -> None:
        self._house = House(answer=answer, latency=latency, key=key)
        self._at_first = (answer, latency)
        self._dialects = {dialect.name: dialect for dialect in (all_dialects() if dialects is None else dialects)}
        self._url: str | None = None

    @property
    def key(self) -> str:
        """The key that is accepted."""
        return self._house.key

    @property
    def url(self) -> str:
        """Where the fakes are served, without a slash at the end; raises ``RuntimeError`` if they are not."""
        if self._url is None:
            message = "the fakes are not served: use serving() or served() of pb_adapters.fakes"
            raise RuntimeError(message)
        return self._url

    def base_url(self, provider: str) -> str:
        """The address that stands for a provider's host, for example ``http://127.0.0.1:9/gemini``."""
        return self.url + self._dialect(provider).prefix

    def faults(self, provider: str) -> Mapping[str, Fault]:
        """Every fault that can be scripted for a provider, by name."""
        return {**GENERAL, **self.own_faults(provider)}

    def own_faults(self, provider: str) -> Mapping[str, Fault]:
        """The faults that only this provider has."""
        return self._dialect(provider).faults

    def script(
        self,
        provider: str,
        fault: str | Fault,
        *,
        call: int | None = None,
        role: str | None = None,
        model: str | None = None,
        endpoint: str | None = None,
        times: int | None = 1,
    ) -> None:
        """Let a fault strike ``times`` of the calls that fit, from the ``call``-th on; ``times`` ``None``: all.

        Calls are counted from now. Raises ``ValueError`` for an unknown provider or fault.
        """
        if isinstance(fault, str):
            known = self.faults(provider)
            if fault not in known:
                message = f"{provider} has no fault '{fault}'; it has {', '.join(sorted(known))}"
                raise ValueError(message)
            fault = known[fault]
        condition = Condition(provider=self._dialect(provider).name, role=role, model=model, endpoint=endpoint)
        self._house.scripts.append(Script(condition, fault, call=call or 1, times=times))

    def answer_with(self, answer: Answerer) -> None:
        """Let models say what this function says, until the next reset."""
        self._house.answer = answer

    def take(self, latency: Latency) -> None:
        """Let answers take this long, until the next reset."""
        self._house.latency = latency

    def calls(self, provider: str | None = None, *, role: str | None = None) -> tuple[Call, ...]:
        """The calls so far, in the order they were answered."""
        return tuple(call for call in self._house.ledger.calls(provider) if role in {None, call.role})

    def bills(self, provider: str | None = None) -> tuple[Call, ...]:
        """The calls that were charged for."""
        return tuple(call for call in self.calls(provider) if call.billed)

    def counts(self, provider: str) -> Counts:
        """The sums of a provider."""
        return self._house.ledger.counts(self._dialect(provider).name)

    def reset(self) -> None:
        """Forget calls, scripts and jobs, and answer in the way and at the pace of the beginning."""
        self._house.answer, self._house.latency = self._at_first
        self._house.scripts.clear()
        self._house.ledger.clear()
        for dialect in self._dialects.values():
            dialect.reset()

    @property
    def providers(self) -> tuple[str, ...]:
        """The names of the providers played."""
        return tuple(self._dialects)

    def served_at(self, url: str | None) -> None:
        """Note where the fakes are served."""
        self._url = url

    async def respond(self, request: Received) -> Answer:
        """Answer one request and count it."""
        for dialect in self._dialects.values():
            if request.path.startswith(dialect.prefix + "/"):
                return await self._played(dialect, request)
        return json_answer({"fake": f"no provider at {request.path}; there are {', '.join(self._dialects)}"}, 404)

    def under_way(self, path: str) -> AbstractContextManager[None]:
        """Count a request to this path as under way while the context is open."""
        names = (name for name, dialect in self._dialects.items() if path.startswith(dialect.prefix + "/"))
        return self._house.ledger.under_way(next(names, ""))

    async def _played(self, dialect: Dialect, request: Received) -> Answer:
        desk = Desk(self._house, dialect.name, request, request.path.removeprefix(dialect.prefix))
        rejected = None
        try:
            answer = await dialect.answer(desk)
        except Rejected as rejection:
            answer, rejected = rejection.answer, rejection.why
        answer = desk.finished(answer)
        self._house.ledger.record(desk.call(answer, rejected))
        return answer

    def _dialect(self, provider: str) -> Dialect:
        if provider not in self._dialects:
            message = f"there is no fake '{provider}'; there are {', '.join(self._dialects)}"
            raise ValueError(message)
        return self._dialects[provider]
