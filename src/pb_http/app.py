"""The ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.types import LifeSpanReceive, LifeSpanScope, LifeSpanSend, Message, Receive, Scope, Send

from pb_http.errors import HANDLERS
from pb_http.openapi import openapi_config
from pb_http.request import ApiRequest
from pb_http.routes.estimates import estimate
from pb_http.routes.health import health, ready
from pb_http.routes.images import task_image
from pb_http.routes.keys import keys
from pb_http.routes.metrics import metrics
from pb_http.routes.plans import task_plan
from pb_http.routes.submissions import SUBMISSIONS
from pb_http.routes.tasks import get_task
from pb_http.runtime import Runtime

AnyScope = Scope | LifeSpanScope
AnyReceive = Receive | LifeSpanReceive
AnySend = Send | LifeSpanSend


class Application(Litestar):
    """The framework's application; what a request took of the server is given back when it was answered."""

    async def __call__(self, scope: AnyScope, receive: AnyReceive, send: AnySend) -> None:
        """Serve one request, or the lifespan."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.state["runtime"].bodies.give_back(scope)


_SAFE = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)
_EXPOSED = [
    "Accept-Ranges", "Content-Disposition", "Content-Range", "ETag", "Location", "Preference-Applied", "Retry-After",
]  # fmt: skip


def create_app(runtime: Runtime) -> Litestar:
    """Build the application; the runtime's background is entered when it starts and left when it stops."""
    return Application(
        route_handlers=[health, ready, *SUBMISSIONS, estimate, get_task, task_image, task_plan, keys, metrics],
        request_class=ApiRequest,
        request_max_body_size=runtime.max_body_bytes,
        exception_handlers=HANDLERS,
        before_send=[_answering],
        cors_config=_cors(runtime),
        lifespan=[_background],
        logging_config=None,
        openapi_config=openapi_config(runtime.version),
        state=State({"runtime": runtime}),
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


def _cors(runtime: Runtime) -> CORSConfig | None:
    if not runtime.cors_origins:
        return None
    return CORSConfig(allow_origins=list(runtime.cors_origins), allow_headers=["*"], expose_headers=_EXPOSED)
