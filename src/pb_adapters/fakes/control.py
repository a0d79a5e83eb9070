"""FakeProviders: scripts the fakes and reads what they have seen, from Python or, under ``/_fakes/``, over HTTP."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

import msgspec
from msgspec import Struct

from pb_adapters.fakes.answers import Answerer, by_schema
from pb_adapters.fakes.apimart.routes import Apimart
from pb_adapters.fakes.call import FakeCall, FakeWorld, ProviderRoutes, Rejected
from pb_adapters.fakes.call_log import Call, Counts
from pb_adapters.fakes.exchange import Answer, Received, json_answer
from pb_adapters.fakes.gemini.routes import Gemini
from pb_adapters.fakes.kie.routes import Kie
from pb_adapters.fakes.openai.routes import OpenAi
from pb_adapters.fakes.openrouter.routes import OpenRouter
from pb_adapters.fakes.prompt_parser import Latency, no_latency
from pb_adapters.fakes.scripted_faults import GENERAL, Condition, Fault, Script, saying

KEY = "fake-key"
"""The one key that every fake accepts unless another is set."""


def all_routes() -> tuple[ProviderRoutes, ...]:
    """A fresh instance of every provider that is played."""
    return (Gemini(), OpenRouter(), Kie(), Apimart(), OpenAi())


class FakeProviders:
    """Scripts faults and reads counts. Instances share nothing; each is safe to use from any thread.

    ``answer`` says what models say (default: the smallest value of the schema), ``latency`` how long they take
    (default: no time), ``key`` is the only good key, ``routes`` are the providers played.
    """

    def __init__(
        self,
        *,
        answer: Answerer = by_schema,
        latency: Latency = no_latency,
        key: str = KEY,
        routes: Sequence[ProviderRoutes] | None = None,
    ) -> None:
        self._world = FakeWorld(answer=answer, latency=latency, key=key)
        self._at_first = (answer, latency)
        self._providers = {one.name: one for one in (all_routes() if routes is None else routes)}
        self._url: str | None = None

    @property
    def key(self) -> str:
        """The key that is accepted."""
        return self._world.key

    @property
    def url(self) -> str:
        """Where the fakes are served, without a slash at the end; raises ``RuntimeError`` if they are not."""
        if self._url is None:
            raise RuntimeError("the fakes are not served: use serving() or served() of pb_adapters.fakes")
        return self._url

    def base_url(self, provider: str) -> str:
        """The address that stands for a provider's host, for example ``http://127.0.0.1:9/gemini``."""
        return self.url + self._routes_of(provider).prefix

    def faults(self, provider: str) -> Mapping[str, Fault]:
        """Every fault that can be scripted for a provider, by name."""
        return {**GENERAL, **self.own_faults(provider)}

    def own_faults(self, provider: str) -> Mapping[str, Fault]:
        """The faults that only this provider has."""
        return self._routes_of(provider).faults

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
                raise ValueError(f"{provider} has no fault '{fault}'; it has {', '.join(sorted(known))}")
            fault = known[fault]
        condition = Condition(provider=self._routes_of(provider).name, role=role, model=model, endpoint=endpoint)
        self._world.scripts.append(Script(condition, fault, call=call or 1, times=times))

    def answer_with(self, answer: Answerer) -> None:
        """Let models say what this function says, until the next reset."""
        self._world.answer = answer

    def set_latency(self, latency: Latency) -> None:
        """Let answers take this long, until the next reset."""
        self._world.latency = latency

    def calls(self, provider: str | None = None, *, role: str | None = None) -> tuple[Call, ...]:
        """The calls so far, in the order they were answered."""
        return tuple(call for call in self._world.log.calls(provider) if role in {None, call.role})

    def last_body(self, provider: str, *endpoints: str) -> bytes:
        """The body of the last call of these endpoints, as it came; raises ``LookupError`` if there was none."""
        return self._world.log.last_body(self._routes_of(provider).name, endpoints)

    def bills(self, provider: str | None = None) -> tuple[Call, ...]:
        """The calls that were charged for."""
        return tuple(call for call in self.calls(provider) if call.billed)

    def counts(self, provider: str) -> Counts:
        """The sums of a provider."""
        return self._world.log.counts(self._routes_of(provider).name)

    def reset(self) -> None:
        """Forget calls, scripts and jobs, and answer in the way and at the pace of the beginning."""
        self._world.answer, self._world.latency = self._at_first
        self._world.scripts.clear()
        self._world.log.clear()
        for routes in self._providers.values():
            routes.reset()

    @property
    def providers(self) -> tuple[str, ...]:
        """The names of the providers played."""
        return tuple(self._providers)

    def served_at(self, url: str | None) -> None:
        """Note where the fakes are served."""
        self._url = url

    async def respond(self, request: Received) -> Answer:
        """Answer one request and count it."""
        for routes in self._providers.values():
            if request.path.startswith(routes.prefix + "/"):
                return await self._played(routes, request)
        return json_answer({"fake": f"no provider at {request.path}; there are {', '.join(self._providers)}"}, 404)

    def under_way(self, path: str) -> AbstractContextManager[None]:
        """Count a request to this path as under way while the context is open."""
        names = (name for name, routes in self._providers.items() if path.startswith(routes.prefix + "/"))
        return self._world.log.under_way(next(names, ""))

    async def _played(self, routes: ProviderRoutes, request: Received) -> Answer:
        call = FakeCall(self._world, routes.name, request, request.path.removeprefix(routes.prefix))
        rejected = None
        try:
            answer = await routes.answer(call)
        except Rejected as rejection:
            answer, rejected = rejection.answer, rejection.why
        answer = call.finished(answer)
        self._world.log.record(call.record(answer, rejected), request.body)
        return answer

    def _routes_of(self, provider: str) -> ProviderRoutes:
        if provider not in self._providers:
            raise ValueError(f"there is no fake '{provider}'; there are {', '.join(self._providers)}")
        return self._providers[provider]


ADMIN = "/_fakes/"


class ScriptBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``POST /_fakes/script``: a ``fault`` by name, or what the model ``says``."""

    provider: str
    fault: str = ""
    says: str | None = None
    call: int | None = None
    role: str | None = None
    model: str | None = None
    endpoint: str | None = None
    times: int | None = 1


def administer(fakes: FakeProviders, request: Received) -> Answer:
    """Answer ``GET calls``, ``GET faults``, ``POST script`` (422 says what is wrong with it) and ``POST reset``."""
    match request.method, request.path.removeprefix(ADMIN):
        case "GET", "calls":
            counts = {provider: fakes.counts(provider) for provider in fakes.providers}
            return json_answer({"counts": counts, "calls": fakes.calls(request.query.get("provider"))})
        case "GET", "faults":
            return json_answer(
                {name: {f.name: f.what for f in fakes.faults(name).values()} for name in fakes.providers}
            )
        case "POST", "script":
            return _script(fakes, request)
        case "POST", "reset":
            fakes.reset()
            return json_answer({"reset": True})
        case _:
            return json_answer({"detail": "there are GET calls, GET faults, POST script and POST reset"}, 404)


def _script(fakes: FakeProviders, request: Received) -> Answer:
    try:
        body = msgspec.json.decode(request.body, type=ScriptBody)
        fakes.script(
            body.provider,
            body.fault if body.says is None else saying(body.says),
            call=body.call,
            role=body.role,
            model=body.model,
            endpoint=body.endpoint,
            times=body.times,
        )
    except (msgspec.DecodeError, ValueError) as error:
        return json_answer({"detail": str(error)}, 422)
    return json_answer({"scripted": body})
