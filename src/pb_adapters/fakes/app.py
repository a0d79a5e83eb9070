"""The fakes as one ASGI application."""

from pb_adapters.fakes.admin import ADMIN, administer
from pb_adapters.fakes.exchange import Asgi, Receive, Scope, Send, deliver, read
from pb_adapters.fakes.handle import FakeProviders


def fake_app(fakes: FakeProviders) -> Asgi:
    """The ASGI application of a handle: one prefix per provider, and ``/_fakes/`` to script and to read."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = await read(scope, receive)
        if request.path.startswith(ADMIN):
            await deliver(administer(fakes, request), scope, receive, send)
            return
        with fakes.under_way(request.path):
            await deliver(await fakes.respond(request), scope, receive, send)

    return app
