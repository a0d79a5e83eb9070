"""ApiRequest: a request with the API's own rules for headers, bodies and addresses."""

import re
from typing import Any, cast

import anyio.to_thread
from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import HTTPException, InternalServerException

from pb_core.errors import InvalidRequest
from pb_core.quota import ApiKey
from pb_http.runtime import Runtime
from pb_http.strict import decode

THREAD_BYTES = 2**16
"""Bodies larger than this are decoded off the event loop."""

_HOST = re.compile(r"[A-Za-z0-9._~-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")
_JSON = re.compile(r'application/json[ \t]*(;[ \t]*charset[ \t]*=[ \t]*"?utf-?8"?[ \t]*)?;?', re.IGNORECASE)


class ApiRequest(Request[ApiKey, Any, State]):
    """A request to the API; ``warnings`` are about the body, once it was decoded."""

    warnings: tuple[str, ...] = ()

    @property
    def runtime(self) -> Runtime:
        """The server's parts."""
        return cast("Runtime", self.app.state["runtime"])

    @property
    def api_key(self) -> ApiKey:
        """The key that ``require_api_key`` authenticated."""
        return cast("ApiKey", self.scope["user"])

    @property
    def address(self) -> str:
        """Scheme and host to build links on, without a slash at the end."""
        if self.runtime.public_url is not None:
            return self.runtime.public_url.rstrip("/")
        host = self.headers.get("host", "")
        if not _HOST.fullmatch(host):
            name, port = self.scope["server"] or ("localhost", None)
            host = f"{name}:{port}" if port else name
        return f"{self.scope['scheme']}://{host}"

    async def body(self) -> bytes:
        """The bytes of a JSON body; 415 unless it is declared as one, 413 past the limit, 422 when empty."""
        self._require_json()
        try:
            body = await super().body()
        except InternalServerException as error:
            detail = "The connection was closed before the body was complete"
            raise HTTPException(status_code=400, detail=detail) from error
        if not body:
            message = "The body is empty: send a JSON object"
            raise InvalidRequest(message)
        return body

    async def json(self) -> object:
        """The body as the struct that the route's ``data`` parameter declares."""
        body = await self.body()
        field = self.route_handler.parsed_data_field
        if field is None:
            message = f"{self.route_handler} declares no data parameter"
            raise TypeError(message)
        kind = field.annotation
        if len(body) > THREAD_BYTES:
            decoded = await anyio.to_thread.run_sync(decode, body, kind)
        else:
            decoded = decode(body, kind)
        self.warnings = decoded.warnings
        return decoded.value

    def _require_json(self) -> None:
        for name in ("content-type", "content-length"):
            if len(self.headers.getall(name, [])) > 1:
                message = f"The header {name.title()} is given more than once"
                raise HTTPException(status_code=400, detail=message)
        if not _JSON.fullmatch(self.headers.get("content-type", "")):
            raise HTTPException(status_code=415, detail="Content-Type must be application/json in UTF-8")
        if self.headers.get("content-encoding", "identity").lower() != "identity":
            raise HTTPException(status_code=415, detail="Content-Encoding is not supported: send the body as it is")
