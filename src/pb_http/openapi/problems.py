"""Errors and headers, described once: every error of every route is one of these."""

from collections.abc import Iterable

from litestar.openapi.spec import (
    OpenAPIHeader,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Reference,
    Schema,
)
from msgspec import Struct

from pb_http.openapi.schemas import Given, StructSchema
from pb_http.schemas import Problem

_TEXT, _NUMBER = Schema(type=OpenAPIType.STRING), Schema(type=OpenAPIType.INTEGER, minimum=0)


def _header(description: str, schema: Schema = _TEXT, *, required: bool = False) -> OpenAPIHeader:
    return OpenAPIHeader(schema=schema, description=description, required=required)


HEADERS: dict[str, OpenAPIHeader] = {
    "Accept-Ranges": _header("`bytes`: parts may be asked for."),
    "Allow": _header("The methods of this address."),
    "Content-Disposition": _header("A name for the file."),
    "Content-Range": _header("Which bytes these are, and of how many."),
    "ETag": _header("Changes with every change of the answer; `If-None-Match` takes it.", required=True),
    "Location": _header("The address of the task; where a picture lies elsewhere, of the picture.", required=True),
    "Preference-Applied": _header("The wait that was granted."),
    "RateLimit": _header('Where the server limits requests: what is left, such as `"key";r=59;t=1`.'),
    "RateLimit-Policy": _header('Where the server limits requests: the limits, such as `"key";q=60;w=60`.'),
    "Retry-After": _header("Seconds to wait before asking again.", _NUMBER),
    "WWW-Authenticate": _header("`Bearer`."),
}
"""Headers of answers that mean something to callers, by name."""

RATES = ("RateLimit", "RateLimit-Policy")
"""Sent with every answer to those who need a key, where the server limits requests."""


class Meaning(Struct, frozen=True):
    """What a status means here: the name of its description, a sentence, an example, and the headers sent with it."""

    name: str
    description: str
    example: str
    headers: tuple[str, ...] = ()


MEANINGS = {
    400: Meaning(
        "BadRequest",
        "The headers contradict each other, or name a server that this one is not",
        "The header Content-Type is given more than once",
    ),
    401: Meaning(
        "Unauthorized", "No, an unknown or the wrong kind of credential", "Invalid API key", ("WWW-Authenticate",)
    ),
    403: Meaning("Forbidden", "The key is disabled or its quota exhausted", "The quota of this API key is exhausted"),
    404: Meaning("NotFound", "Unknown, or another key's, or not there yet", "No such task"),
    405: Meaning(
        "MethodNotAllowed",
        "The address has other methods than the one that was used",
        "PUT is not allowed here",
        ("Allow",),
    ),
    413: Meaning("BodyTooLarge", "The body is too large", "The body is larger than this server accepts"),
    415: Meaning(
        "UnsupportedMediaType", "The body is not declared as JSON", "Content-Type must be application/json in UTF-8"
    ),
    416: Meaning(
        "RangeNotSatisfiable", "The range begins past the end", "The picture has only 48213 bytes", ("Content-Range",)
    ),
    422: Meaning("Unprocessable", "The request breaks a rule", "caption is required"),
    429: Meaning(
        "TooManyRequests",
        "Too many requests, or tasks of this key that wait, where the server limits them",
        "Too many requests with this key: at most 60 in 60 seconds",
        ("Retry-After",),
    ),
    500: Meaning(
        "ServerError",
        "The server is misconfigured or failed",
        "Something went wrong on the server; its log says what",
    ),
    503: Meaning(
        "Unavailable",
        "The server cannot use its store now, or has no room: come back later",
        "The server cannot use its store now; try again later",
        ("Retry-After",),
    ),
}
"""Every error by its status."""


def headers(*names: str) -> dict[str, OpenAPIHeader | Reference]:
    """Those of an answer."""
    return {name: Reference(ref=f"#/components/headers/{name}") for name in names}


def problem(status: int) -> Reference:
    """Where the answer to an error is described."""
    return Reference(ref=f"#/components/responses/{MEANINGS[status].name}")


def bodiless(status: int) -> OpenAPIResponse:
    """The answer to an error where the method is HEAD."""
    meaning = MEANINGS[status]
    return OpenAPIResponse(description=meaning.description, headers=headers(*meaning.headers, *RATES))


def described() -> dict[str, OpenAPIResponse | Reference]:
    """The answers to all errors, by name."""
    return {meaning.name: _answer(meaning) for meaning in MEANINGS.values()}


def _answer(meaning: Meaning) -> OpenAPIResponse:
    example = Given(summary=meaning.description, value={"detail": meaning.example})
    media = OpenAPIMediaType(schema=StructSchema(name=Problem.__name__), examples={"reference": example})
    return OpenAPIResponse(
        description=meaning.description,
        headers=headers(*meaning.headers, *RATES),
        content={"application/json": media},
    )


def common(*, secured_by: Iterable[str], body: bool) -> set[int]:
    """The errors of every operation of a kind: what its key, the gate and the reading of its body may find."""
    names = set(secured_by)
    found = {405} | ({400, 401, 429, 500, 503} if names else set()) | ({413, 415, 422} if body else set())
    return found | ({403} if "ApiKey" in names else set())
