"""The ASGI application."""

import logging
from collections.abc import AsyncIterator, Awaitable, Iterable, Iterator
from contextlib import asynccontextmanager
from typing import Any, cast

import anyio
from litestar import Litestar
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.types import LifeSpanReceive, LifeSpanScope, LifeSpanSend, Message, Receive, Scope, Send

from pb_adapters.server_state import ServerState
from pb_core.errors import StorageError
from pb_core.prepared_types import prepare_types
from pb_http.errors import HANDLERS, on_domain_error, on_http_error
from pb_http.gate import Gate, standings_of
from pb_http.late_pages import LatePages
from pb_http.openapi.document import openapi_config
from pb_http.openapi.schemas import CodecSchemas
from pb_http.rate_limits import headers_of
from pb_http.request import ApiRequest
from pb_http.routes.bundles import task_bundle
from pb_http.routes.estimates import estimate
from pb_http.routes.health import health, ready
from pb_http.routes.history import history
from pb_http.routes.images import task_image
from pb_http.routes.keys import keys
from pb_http.routes.metrics import metrics
from pb_http.routes.overview import overview
from pb_http.routes.own_key import own_key
from pb_http.routes.panels import upload_panel
from pb_http.routes.plans import task_plan
from pb_http.routes.submissions import SUBMISSIONS
from pb_http.routes.task_lists import TASK_LISTS
from pb_http.routes.tasks import get_task
from pb_http.routes.webhooks import WEBHOOKS
from pb_http.runtime import Runtime

AnyScope = Scope | LifeSpanScope
AnyReceive = Receive | LifeSpanReceive
AnySend = Send | LifeSpanSend


class Application(Litestar):
    """The framework's application of the API behind the gate, and beside it that of the pages, for all other addresses.

    What a request took is given back when it was answered.

    Every answer is counted and dressed here, errors of routing included, which the framework's middleware would not
    see; its hook for that costs two coroutines for each message.
    """

    def __init__(self, runtime: Runtime, pages: LatePages, **options: Any) -> None:  # noqa: ANN401 - the framework's own
        self._runtime, self._gate, self._pages = runtime, Gate(runtime), pages
        super().__init__(**options)
        self._parts = frozenset(_part(route.path) for route in self.routes)

    async def __call__(self, scope: AnyScope, receive: AnyReceive, send: AnySend) -> None:
        """Serve one request, or the lifespan."""
        if scope["type"] == "lifespan":
            await super().__call__(scope, receive, send)
            return
        dressing = self._dressing(scope, cast("Send", send))
        try:
            await self._gate.check(scope)
            serve = super().__call__ if _part(scope["path"]) in self._parts else self._pages
            await serve(scope, cast("Receive", receive), dressing)
        except (HTTPException, StorageError) as refused:
            await self._refuse(refused, scope, cast("Receive", receive), dressing)
        finally:
            self._runtime.bodies.give_back(scope)

    async def _refuse(self, error: HTTPException | StorageError, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what did not pass the gate; a page that may call the server may read why."""
        request: ApiRequest = ApiRequest(scope, receive, send)
        scope["litestar_app"] = self
        origin = request.headers.get("origin", "")
        shown = {"Access-Control-Allow-Origin": origin, "Vary": "Origin", **_EXPOSING}
        answer = on_domain_error(request, error) if isinstance(error, StorageError) else on_http_error(request, error)
        answer.headers.update(shown if origin and self._gate.may_call(origin) else {})
        await answer.to_asgi_response(None, request)(scope, receive, send)

    def _dressing(self, scope: Scope, send: Send) -> Send:
        def dressing(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                route = scope.get("path_template", "")
                self._runtime.answered[str(scope.get("method")), route, message["status"]] += 1
                message["headers"] = [*message["headers"], *_missing(message["headers"], scope)]
            return send(message)

        return dressing


_SAFE = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)
_EXPOSED = [
    "Accept-Ranges", "Content-Disposition", "Content-Range", "ETag", "Location", "Preference-Applied", "RateLimit",
    "RateLimit-Policy", "Retry-After",
]  # fmt: skip
_EXPOSING = {"Access-Control-Expose-Headers": ", ".join(_EXPOSED)}

log = logging.getLogger("pb_http.app")

CLEAR_SECONDS = 60.0
"""How often what is over is removed."""

TASKS = (get_task, *TASK_LISTS, task_image, task_plan, task_bundle)


def create_app(runtime: Runtime) -> Litestar:
    """Build the application; the runtime's background is entered when it starts and left when it stops."""
    structs = CodecSchemas()
    shared = {
        "state": State({"runtime": runtime}),
        "request_class": ApiRequest,
        "request_max_body_size": runtime.max_body_bytes,
        "cors_config": _cors(runtime),
        "logging_config": None,
    }
    app = Application(
        runtime,
        LatePages(lambda: _pages(**shared)),
        route_handlers=[
            health,
            ready,
            *SUBMISSIONS,
            upload_panel,
            own_key,
            estimate,
            get_task,
            *TASK_LISTS,
            task_image,
            task_plan,
            task_bundle,
            *WEBHOOKS,
            keys,
            history,
            overview,
            metrics,
        ],
        exception_handlers=HANDLERS,
        lifespan=[_background],
        openapi_config=openapi_config(runtime.version, structs),
        plugins=[structs],
        **shared,
    )
    prepare_types()
    return app


def _pages(**shared: Any) -> Litestar:  # noqa: ANN401 - the framework's own
    from pb_http.pages.failures import on_lost_address  # noqa: PLC0415 - see LatePages
    from pb_http.pages.site import SITE  # noqa: PLC0415 - see LatePages

    handlers = {**HANDLERS, HTTPException: on_lost_address}
    pages = Litestar(route_handlers=SITE, exception_handlers=handlers, openapi_config=None, **shared)
    prepare_types()
    return pages


def _part(path: str) -> str:
    """The first part of an address."""
    return path.partition("/")[2].partition("/")[0]


@asynccontextmanager
async def _background(app: Litestar) -> AsyncIterator[None]:
    runtime: Runtime = app.state["runtime"]
    async with runtime.background(), anyio.create_task_group() as upkeep:
        upkeep.start_soon(_clear, runtime.state)
        yield
        upkeep.cancel_scope.cancel()


async def _clear(state: ServerState) -> None:
    """Remove now and then what is over of what servers keep between requests."""
    while True:
        await anyio.sleep(CLEAR_SECONDS)
        try:
            await state.clear()
        except StorageError as error:
            log.warning("state_not_cleared", extra={"reason": str(error)})


def _missing(given: Iterable[tuple[bytes, bytes]], scope: Scope) -> Iterator[tuple[bytes, bytes]]:
    """The headers that every answer has and this one does not have yet."""
    names = {name for name, _ in given}
    yield from (header for header in _SAFE if header[0] not in names)
    if standings := standings_of(scope):
        yield from headers_of(standings)


def _cors(runtime: Runtime) -> CORSConfig | None:
    if not runtime.cors_origins:
        return None
    return CORSConfig(allow_origins=list(runtime.cors_origins), allow_headers=["*"], expose_headers=_EXPOSED)
