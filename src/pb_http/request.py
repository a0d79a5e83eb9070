"""ApiRequest: a request with the API's own rules for headers, addresses and bodies, each one strict JSON object."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, Generic, TypeVar, cast

import anyio.to_thread
import msgspec
from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import HTTPException, InternalServerException
from msgspec import Struct

from pb_core.domain import strict_json
from pb_core.domain.billing import ApiKey
from pb_core.domain.request_rules import sentence, shown
from pb_core.domain.requests import CompositeBody, GenerateBody, GenerateFromPdfBody, OptimizePromptBody, PlotBody
from pb_core.errors import InvalidRequest
from pb_http.runtime import Runtime

T = TypeVar("T", bound=Struct)

MAX_WARNINGS = 20

MAX_MARKS = 2_000_000
"""Commas and opening brackets allowed in one body outside strings: small values cost far more than their bytes."""

THREAD_BYTES = 2**16
"""Bodies larger than this are decoded off the event loop."""

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_HOST = re.compile(r"[A-Za-z0-9._~-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")
_JSON = re.compile(r'application/json[ \t]*(;[ \t]*charset[ \t]*=[ \t]*"?utf-?8"?[ \t]*)?;?', re.IGNORECASE)

_ENDPOINTS: dict[str, type[Struct]] = {
    "/api/generate": GenerateBody,
    "/api/generate-from-pdf": GenerateFromPdfBody,
    "/api/optimize-prompt": OptimizePromptBody,
    "/api/plot": PlotBody,
    "/api/composite": CompositeBody,
}
_HOMES = {name: path for path, body in reversed(_ENDPOINTS.items()) for name in body.__struct_fields__}


def warnings_about(names: Iterable[str], kind: type[Struct]) -> tuple[str, ...]:
    """One sentence per name that ``kind`` does not know, with the field that was likely meant; the rest counted."""
    known = kind.__struct_fields__
    unknown = [name for name in names if name not in known]
    told = [_warning(name, known) for name in unknown[:MAX_WARNINGS]]
    if len(unknown) > MAX_WARNINGS:
        told.append(f"{len(unknown) - MAX_WARNINGS} more unknown fields were ignored")
    return tuple(told)


def _warning(name: str, known: tuple[str, ...]) -> str:
    if name in _HOMES:
        return f"{name} was ignored: it is a field of {_HOMES[name]}"
    meant = get_close_matches(name[:100], known, n=1)
    hint = f": did you mean {meant[0]}?" if meant else ""
    return f"the unknown field {shown(name)} was ignored{hint}"


class Decoded(Struct, Generic[T], frozen=True):
    """A body and what to tell its sender about the fields that were ignored."""

    value: T
    warnings: tuple[str, ...]


def decode(body: bytes, kind: type[T]) -> Decoded[T]:
    """Decode a JSON object into a struct without coercion; raises ``InvalidRequest``.

    Refused are malformed JSON, invalid UTF-8, lone surrogates, NaN and infinities, a name given twice in one
    object, nesting too deep for the parser, wrong types and broken constraints; blank text is the core's to refuse.
    Unknown fields are ignored with a warning each.
    """
    document = _parse(body)
    if not isinstance(document, dict):
        raise InvalidRequest("The body must be a JSON object")
    return of_document(document, kind)


def of_document(document: dict[str, Any], kind: type[T]) -> Decoded[T]:
    """A decoded JSON object as a struct, as ``decode``; raises ``InvalidRequest``."""
    try:
        value = msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        raise InvalidRequest(sentence(str(error), kind)) from error
    return Decoded(value, warnings_about(document.keys(), kind))


def _parse(body: bytes) -> object:
    if _marks(body) > MAX_MARKS and _marks(_STRING.sub(b"", body)) > MAX_MARKS:
        raise InvalidRequest(f"The body holds more than {MAX_MARKS} values")
    try:
        document = strict_json.parse(str(body, "utf-8"), "The body")
        if _SURROGATE_ESCAPE.search(body):
            msgspec.json.encode(document)
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"The body is not valid UTF-8 at byte {error.start}") from error
    except UnicodeEncodeError as error:
        raise InvalidRequest("The body holds half of a surrogate pair, which is no character") from error
    return document


def _marks(body: bytes) -> int:
    return sum(body.count(mark) for mark in (b",", b"[", b"{"))


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
            raise HTTPException(
                status_code=400, detail="The connection was closed before the body was complete"
            ) from error
        if not body:
            raise InvalidRequest("The body is empty: send a JSON object")
        return body

    async def json(self) -> object:
        """The body as the struct that the route's ``data`` parameter declares."""
        body = await self.body()
        field = self.route_handler.parsed_data_field
        if field is None:
            raise TypeError(f"{self.route_handler} declares no data parameter")
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
                raise HTTPException(status_code=400, detail=f"The header {name.title()} is given more than once")
        if not _JSON.fullmatch(self.headers.get("content-type", "")):
            raise HTTPException(status_code=415, detail="Content-Type must be application/json in UTF-8")
        if self.headers.get("content-encoding", "identity").lower() != "identity":
            raise HTTPException(status_code=415, detail="Content-Encoding is not supported: send the body as it is")
