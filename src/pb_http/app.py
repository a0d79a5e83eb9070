"""The ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from litestar import Litestar
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.types import LifeSpanReceive, LifeSpanScope, LifeSpanSend, Message, Receive, Scope, Send

from pb_http.errors import HANDLERS, on_http_error
from pb_http.gate import Gate, standings_of
from pb_http.openapi import openapi_config
from pb_http.rate_limits import headers_of
from pb_http.request import ApiRequest
from pb_http.routes.estimates import estimate
from pb_http.routes.health import health, ready
from pb_http.routes.images import task_image
from pb_http.routes.keys import keys
from pb_http.routes.metrics import metrics
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
    """The framework's application behind the gate; what a request took is given back when it was answered."""

    async def __call__(self, scope: AnyScope, receive: AnyReceive, send: AnySend) -> None:
        """Serve one request, or the lifespan."""
        if scope["type"] == "lifespan":
            await super().__call__(scope, receive, send)
            return
        try:
            self.state["gate"].check(scope)
            await super().__call__(scope, receive, send)
        except HTTPException as refused:
            await self._refuse(refused, scope, cast("Receive", receive), cast("Send", send))
        finally:
            self.state["runtime"].bodies.give_back(scope)

    async def _refuse(self, error: HTTPException, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what did not pass the gate; a page that may call the server may read why."""
        request: ApiRequest = ApiRequest(scope, receive, send)
        scope["litestar_app"] = self
        origin = request.headers.get("origin", "")
        shown = {"Access-Control-Allow-Origin": origin, "Vary": "Origin", **_EXPOSING}
        answer = on_http_error(request, error)
        answer.headers.update(shown if origin and self.state["gate"].may_call(origin) else {})

        async def sending(message: Message) -> None:
            await _answering(message, scope)
            await send(message)

        await answer.to_asgi_response(None, request)(scope, receive, sending)


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

TASKS = (get_task, *TASK_LISTS, task_image, task_plan)


def create_app(runtime: Runtime) -> Litestar:
    """Build the application; the runtime's background is entered when it starts and left when it stops."""
    return Application(
        route_handlers=[
            health,
            ready,
            *SUBMISSIONS,
            estimate,
            get_task,
            *TASK_LISTS,
            task_image,
            task_plan,
            *WEBHOOKS,
            keys,
            metrics,
        ],
        request_class=ApiRequest,
        request_max_body_size=runtime.max_body_bytes,
        exception_handlers=HANDLERS,
        before_send=[_answering],
        cors_config=_cors(runtime),
        lifespan=[_background],
        logging_config=None,
        openapi_config=openapi_config(runtime.version),
        state=State({"runtime": runtime, "gate": Gate(runtime)}),
    )


@asynccontextmanager
async def _background(app: Litestar) -> AsyncIterator[None]:
    async with app.state["runtime"].background():
        yield


async def _answering(message: Message, scope: Scope) -> None:
    """Count every answer and add headers to it, errors of routing included; middleware would not see those."""
    if message["type"] == "http.response.start":
        answered = scope["litestar_app"].state["runtime"].answered
        answered[str(scope.get("method")), scope.get("path_template", ""), message["status"]] += 1
        given = {name for name, _ in message["headers"]}
        message["headers"] = [*message["headers"], *(added for added in _SAFE if added[0] not in given)]
        if standings := standings_of(scope):
            message["headers"] = [*message["headers"], *headers_of(standings)]


def _cors(runtime: Runtime) -> CORSConfig | None:
    if not runtime.cors_origins:
        return None
    return CORSConfig(allow_origins=list(runtime.cors_origins), allow_headers=["*"], expose_headers=_EXPOSED)
