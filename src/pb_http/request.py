"""ApiRequest: a request with the API's own rules for headers, addresses and bodies, each one strict JSON object."""

import re
from collections.abc import Collection
from typing import Any, cast

import anyio
import anyio.to_thread
from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import HTTPException, InternalServerException
from litestar.types import Scope

from pb_core.domain.billing import ApiKey
from pb_core.errors import InvalidRequest
from pb_http.body_decoding import decode
from pb_http.conditional import COME_BACK_SECONDS
from pb_http.rate_limits import subscriber
from pb_http.runtime import Runtime

THREAD_BYTES = 2**16
"""Bodies larger than this are decoded off the event loop."""

_DECODERS = anyio.CapacityLimiter(2)
"""Threads for that: each takes turns with the event loop at the interpreter, so that many would hold it up."""

_HOST = re.compile(r"[A-Za-z0-9._~-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")
_JSON = re.compile(r'application/json[ \t]*(;[ \t]*charset[ \t]*=[ \t]*"?utf-?8"?[ \t]*)?;?', re.IGNORECASE)


class ApiRequest(Request[ApiKey, Any, State]):
    """A request to the API; ``warnings`` are about the body, once it was decoded."""

    warnings: tuple[str, ...] = ()
    _received: bytearray | None = None

    @property
    def runtime(self) -> Runtime:
        """The server's parts."""
        runtime: Runtime = self.scope["litestar_app"].state["runtime"]
        return runtime

    @property
    def api_key(self) -> ApiKey:
        """The key that ``require_api_key`` authenticated."""
        key: ApiKey = self.scope["user"]
        return key

    @property
    def address(self) -> str:
        """Scheme and host to build links on, without a slash at the end."""
        if self.runtime.public_url is not None:
            return self.runtime.public_url.rstrip("/")
        host = self.field(b"host") or ""
        if not _HOST.fullmatch(host):
            name, port = self.scope["server"] or ("localhost", None)
            host = f"{name}:{port}" if port else name
        return f"{self.scope['scheme']}://{host}"

    def field(self, name: bytes) -> str | None:
        """The first header field of this name."""
        return next(iter(fields(self.scope, name)), None)

    async def body(self) -> bytes:
        """The bytes of a JSON body, until ``json`` has decoded them.

        415 unless it is declared as one, 413 past the limit, 503 past the room for all bodies, 422 when empty.
        """
        if self._received is None:
            self._require_json()
            self._received = await self.receive_all()
        if not self._received:
            raise InvalidRequest("The body is empty: send a JSON object")
        return cast("bytes", self._received)

    async def json(self) -> object:
        """The body as the struct that the route's ``data`` parameter declares."""
        body = await self.body()
        field = self.route_handler.parsed_data_field
        if field is None:
            raise TypeError(f"{self.route_handler} declares no data parameter")
        kind = field.annotation
        if len(body) > THREAD_BYTES:
            decoded = await anyio.to_thread.run_sync(decode, body, kind, limiter=_DECODERS)
        else:
            decoded = decode(body, kind)
        self.warnings = decoded.warnings
        return decoded.value

    async def receive_all(self) -> bytearray:
        """The bytes of a body of any kind, within the budget; 413 past the limit, 503 past the room for all bodies.

        The framework's own way would keep the bytes as long as the request.
        """
        body, budget = bytearray(), self.runtime.bodies
        client, announced = self._client(), self.content_length or 0
        if announced <= self.runtime.max_body_bytes and not budget.has_for(client, announced):
            raise _no_room(alone=budget.has(announced))
        try:
            async for part in self.stream():
                if not budget.take(self.scope, client, len(part)):
                    alone = budget.has(len(part))
                    budget.give_back(self.scope)  # now: the rest of the body is thrown away before this one is answered
                    raise _no_room(alone=alone)
                body += part
        except InternalServerException as error:
            raise HTTPException(
                status_code=400, detail="The connection was closed before the body was complete"
            ) from error
        return body

    def _client(self) -> str:
        """Whose bodies are counted together: those of a key, of the administrator those from an address."""
        key: ApiKey | None = self.scope.get("user")
        if key is not None:
            return f"key {key.id}"
        client = self.scope["client"]
        return f"address {subscriber(client[0])}" if client else ""

    def require_kind(self, accepted: Collection[str]) -> None:
        """Refuse a body whose media type is none of these, or that is encoded (415), or says so twice (400)."""
        self._require_single()
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in accepted:
            raise HTTPException(status_code=415, detail=f"Content-Type must be one of {', '.join(accepted)}")
        self._require_plain()

    def _require_json(self) -> None:
        self._require_single()
        if not _JSON.fullmatch(self.headers.get("content-type", "")):
            raise HTTPException(status_code=415, detail="Content-Type must be application/json in UTF-8")
        self._require_plain()

    def _require_single(self) -> None:
        for name in ("content-type", "content-length"):
            if len(self.headers.getall(name, [])) > 1:
                raise HTTPException(status_code=400, detail=f"The header {name.title()} is given more than once")

    def _require_plain(self) -> None:
        if self.headers.get("content-encoding", "identity").lower() != "identity":
            raise HTTPException(status_code=415, detail="Content-Encoding is not supported: send the body as it is")


def fields(scope: Scope, name: bytes) -> list[str]:
    """Every header field of this name, which is in small letters; the framework would decode all headers for one."""
    return [value.decode("latin-1") for given, value in scope["headers"] if given == name]


def _no_room(*, alone: bool) -> HTTPException:
    """What is told who has too little room: ``alone`` is the one whose own bodies take it."""
    whose = "your other requests take all the room that one client has" if alone else "other requests take all the room"
    return HTTPException(
        status_code=503,
        detail=f"The bodies of {whose}: try again later",
        headers={"Retry-After": COME_BACK_SECONDS},
    )
