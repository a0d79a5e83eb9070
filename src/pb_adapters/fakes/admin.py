"""The admin route: scripts and reads the fakes over HTTP, for clients in other processes and languages."""

import msgspec
from msgspec import Struct

from pb_adapters.fakes.exchange import Answer, Received, json_answer
from pb_adapters.fakes.faults import says
from pb_adapters.fakes.handle import FakeProviders

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
            body.fault if body.says is None else says(body.says),
            call=body.call,
            role=body.role,
            model=body.model,
            endpoint=body.endpoint,
            times=body.times,
        )
    except (msgspec.DecodeError, ValueError) as error:
        return json_answer({"detail": str(error)}, 422)
    return json_answer({"scripted": body})
