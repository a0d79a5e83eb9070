"""The OpenAPI document: security schemes, the errors of every route and the answers that types cannot express."""

from collections.abc import Callable
from dataclasses import dataclass

from litestar import HttpMethod
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig, ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    Components,
    Example,
    OpenAPIHeader,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    Schema,
    SecurityScheme,
)
from litestar.types import Method
from litestar.types.internal_types import PathParameterDefinition

from pb_http import examples
from pb_http.schemas import Problem

OperationIds = Callable[[HTTPRouteHandler, HttpMethod | Method, list[str | PathParameterDefinition]], str]

API_KEY: list[dict[str, list[str]]] = [{"ApiKey": []}]
HEAD_IMAGE = "checkTaskImage"
ADMIN_KEY: list[dict[str, list[str]]] = [{"AdminKey": []}]

_MEDIA_TYPES = ("image/png", "image/svg+xml", "application/pdf")
_MEANINGS = {
    400: (
        "A header that decides how the body is read was sent twice",
        "The header Content-Type is given more than once",
    ),
    401: ("No, an unknown or the wrong kind of credential", "Invalid API key"),
    403: ("The key is disabled or its quota exhausted", "The quota of this API key is exhausted"),
    404: ("Unknown, or another key's, or not there yet", "No such task"),
    413: ("The body is too large", "The body is larger than this server accepts"),
    415: ("The body is not declared as JSON", "Content-Type must be application/json in UTF-8"),
    416: ("The range begins past the end", "The picture has only 48213 bytes"),
    422: ("The request breaks a rule", "caption is required"),
    500: ("The server is misconfigured or failed", "Something went wrong on the server; its log says what"),
}


@dataclass
class ApiOperation(Operation):
    """An operation that documents what the API answers rather than what the framework assumes."""

    def __post_init__(self) -> None:
        """Drop the framework's own 400 and add the examples of success."""
        responses = self.responses or {}
        if self.request_body is None:
            responses.pop("400", None)
        for status, response in responses.items():
            example = examples.ANSWERS.get((self.operation_id or "", status))
            for media in (response.content or {}).values() if isinstance(response, OpenAPIResponse) else ():
                if example is not None:
                    media.examples = {"reference": Example(value=example)}


@dataclass
class DownloadOperation(ApiOperation):
    """An operation that answers with the bytes of a picture, whole or in part."""

    def __post_init__(self) -> None:
        """Describe the binary answers; HEAD ignores ranges."""
        super().__post_init__()
        responses = self.responses or {}
        responses["200"] = _binary("The picture", "ETag", "Accept-Ranges", "Content-Disposition")
        if self.operation_id == HEAD_IMAGE:
            responses.pop("416", None)
        else:
            responses["206"] = _binary("The part asked for", "ETag", "Content-Range")


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """Document the errors of a route."""
    return {status: _problem(*_MEANINGS[status]) for status in statuses}


def not_modified() -> dict[int, ResponseSpec]:
    """Document a 304."""
    return {304: ResponseSpec(None, description="The caller's copy is still good", generate_examples=False)}


def per_method(
    **names: str,
) -> OperationIds:
    """An operation id for each method of one handler."""
    return lambda _handler, method, _path: names[method]


def openapi_config(version: str) -> OpenAPIConfig:
    """The document's frame."""
    return OpenAPIConfig(
        title="PaperBanana API",
        version=version,
        path="/schema",
        description="Publication-ready academic figures through a task-based asynchronous API.",
        components=Components(
            security_schemes={
                "ApiKey": SecurityScheme(type="http", scheme="bearer", description="A key made by an administrator."),
                "AdminKey": SecurityScheme(type="http", scheme="bearer", description="PAPERBANANA_ADMIN_KEY."),
            }
        ),
        render_plugins=[JsonRenderPlugin()],
        use_handler_docstrings=True,
    )


def _problem(description: str, sentence: str) -> ResponseSpec:
    example = Example(summary=description, value={"detail": sentence})
    return ResponseSpec(Problem, description=description, examples=[example], generate_examples=False)


def _binary(description: str, *headers: str) -> OpenAPIResponse:
    named = {name: OpenAPIHeader(schema=Schema(type=OpenAPIType.STRING)) for name in headers}
    content = {media: OpenAPIMediaType(schema=Schema(content_media_type=media)) for media in _MEDIA_TYPES}
    return OpenAPIResponse(description=description, headers={**named}, content=content)
