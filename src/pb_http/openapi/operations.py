"""Operations as the API performs them: what routes say of theirs, with what holds for all of a kind."""

from collections.abc import Callable
from dataclasses import dataclass

from litestar import HttpMethod
from litestar.datastructures import ResponseHeader
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import (
    OpenAPIFormat,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    Parameter,
    Reference,
    RequestBody,
    Schema,
)
from litestar.types import Method
from litestar.types.internal_types import PathParameterDefinition

from pb_core.domain.pictures import EXPORT_TYPES, MEDIA_TYPES
from pb_http.openapi.examples import ANSWERS, PLAN, REQUESTS
from pb_http.openapi.parameters import documented
from pb_http.openapi.problems import MEANINGS, RATES, bodiless, common, headers, problem
from pb_http.openapi.schemas import Given

OperationIds = Callable[[HTTPRouteHandler, HttpMethod | Method, list[str | PathParameterDefinition]], str]

API_KEY: list[dict[str, list[str]]] = [{"ApiKey": []}]
ADMIN_KEY: list[dict[str, list[str]]] = [{"AdminKey": []}]
HEAD_HEALTH, HEAD_IMAGE, HEAD_PLAN = "headHealth", "checkTaskImage", "checkTaskPlan"
_HEADS = {HEAD_HEALTH, HEAD_IMAGE, HEAD_PLAN}
_WITHOUT_CONTENT = {"204", "304"}


@dataclass
class ApiOperation(Operation):
    """An operation that documents what the API answers rather than what the framework assumes."""

    def __post_init__(self) -> None:
        """Describe parameters, errors, headers and examples as they are."""
        self.security = self.security or []
        self.parameters = [
            documented(parameter) if isinstance(parameter, Parameter) else parameter
            for parameter in self.parameters or ()
        ] or None
        answers = {status: found for status, found in (self.responses or {}).items() if status < "400"}
        answers |= self.answers()
        own = {int(status) for status in self.responses or () if status > "400"}
        secured_by = [name for scheme in self.security or () for name in scheme]
        errors = own | common(secured_by=secured_by, body=self.request_body is not None)
        is_head = self.operation_id in _HEADS
        errors -= {416} if is_head else set()  # ranges are for those who read
        self.responses = {
            **{status: self._told(status, found, is_head=is_head) for status, found in answers.items()},
            **{str(status): bodiless(status) if is_head else problem(status) for status in sorted(errors)},
            **self.errors(),
        }
        self._show_requests()

    def answers(self) -> dict[str, OpenAPIResponse]:
        """What is answered on success where the route does not say it, by status."""
        return {}

    def errors(self) -> dict[str, OpenAPIResponse]:
        """Errors that are told otherwise than all others, by status."""
        return {}

    def _told(self, status: str, response: OpenAPIResponse | Reference, *, is_head: bool) -> OpenAPIResponse:
        if isinstance(response, Reference):
            raise TypeError(f"{self.operation_id} describes its answer elsewhere")
        names = ("ETag",) if status == "304" else tuple(response.headers or ())
        response.headers = headers(*names, *(RATES if self.security else ())) or None
        if is_head or status in _WITHOUT_CONTENT:
            response.content = None
        example = ANSWERS.get((self.operation_id or "", status))
        json = (response.content or {}).get("application/json")
        if example is not None and json is not None:
            json.examples = {"reference": Given(value=example)}
        return response

    def _show_requests(self) -> None:
        if self.request_body is None or isinstance(self.request_body, Reference):
            return
        examples = REQUESTS.get(self.operation_id or "", [])
        for media in self.request_body.content.values():
            media.examples = {f"example{number}": one for number, one in enumerate(examples, start=1)} or None


ANY_BYTES = "application/octet-stream"
PANEL_TYPES = ("image/png", "image/jpeg", "image/svg+xml", "application/pdf")
"""What pictures are uploaded as, beside ``ANY_BYTES``."""


@dataclass
class UploadOperation(ApiOperation):
    """An operation that takes the bytes of a picture."""

    def __post_init__(self) -> None:
        """Describe the body, which no data parameter declares, as the one kind that every generator can send."""
        told = f"The picture, as {ANY_BYTES} or as what it is: {', '.join(PANEL_TYPES)}."
        self.request_body = RequestBody(content=_bytes_of((ANY_BYTES,)), description=told, required=True)
        super().__post_init__()


@dataclass
class DownloadOperation(ApiOperation):
    """An operation that answers with the bytes of a picture, whole or in part."""

    def answers(self) -> dict[str, OpenAPIResponse]:
        """The whole, and for those who read it a part, or where it is."""
        types = tuple((MEDIA_TYPES | EXPORT_TYPES).values())
        whole = _binary("The picture", types, "ETag", "Accept-Ranges", "Content-Disposition")
        if self.operation_id == HEAD_IMAGE:
            return {"200": whole}
        part = _binary("The part asked for", types, "ETag", "Accept-Ranges", "Content-Range")
        told = "Where the server has its pictures downloaded from its bucket: the picture is at `Location`, for a while"
        return {
            "200": whole,
            "206": part,
            "307": OpenAPIResponse(description=told, headers=headers("Location", "ETag")),
        }


@dataclass
class PlanOperation(ApiOperation):
    """An operation that answers with a plan, as JSON or as text."""

    def answers(self) -> dict[str, OpenAPIResponse]:
        """Both forms."""
        content = {
            "application/json": OpenAPIMediaType(
                schema=Schema(type=OpenAPIType.OBJECT), examples={"reference": Given(value=PLAN)}
            ),
            "text/vnd.mermaid": OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING)),
        }
        named = headers("ETag", "Content-Disposition")
        return {"200": OpenAPIResponse(description="The plan", headers=named, content=content)}


@dataclass
class BundleOperation(ApiOperation):
    """An operation that answers with a ZIP file."""

    def answers(self) -> dict[str, OpenAPIResponse]:
        """The file."""
        return {"200": _binary("The bundle", ("application/zip",), "Content-Disposition")}


@dataclass
class HistoryOperation(ApiOperation):
    """An operation that answers with a page of the history, or with all of it as CSV."""

    def __post_init__(self) -> None:
        """Add the second form to the first."""
        super().__post_init__()
        answer = (self.responses or {})["200"]
        if isinstance(answer, OpenAPIResponse) and answer.content is not None:
            answer.content["text/csv"] = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))


@dataclass
class EventsOperation(ApiOperation):
    """An operation that answers with a stream of events."""

    def answers(self) -> dict[str, OpenAPIResponse]:
        """The stream; what a stream is made of cannot be said in this version of OpenAPI."""
        example = Given(value='id: …-7\nevent: step\ndata: {"name":"plan","state":"finished",…}\n\n')
        media = OpenAPIMediaType(examples={"reference": example})
        told = "Server-sent events: `step` with a StepProgress, `task` with a TaskLineAnswer"
        return {"200": OpenAPIResponse(description=told, content={"text/event-stream": media})}


@dataclass
class ReadinessOperation(ApiOperation):
    """An operation that tells in the same form that the server is ready, and that it is not."""

    def errors(self) -> dict[str, OpenAPIResponse]:
        """What is answered by a server that is not."""
        ready = (self.responses or {})["200"]
        content = ready.content if isinstance(ready, OpenAPIResponse) else None
        schema = content["application/json"].schema if content else None
        media = OpenAPIMediaType(schema=schema, examples={"reference": Given(value=ANSWERS["getReady", "503"])})
        told = "The server cannot take work: `detail` says why"
        return {
            "503": OpenAPIResponse(
                description=told, headers=headers("Retry-After"), content={"application/json": media}
            )
        }


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """The errors that are particular to a route: those that it does not share with all of its kind."""
    return {status: ResponseSpec(None, description=MEANINGS[status].description) for status in statuses}


def not_modified() -> dict[int, ResponseSpec]:
    """Document a 304."""
    return {304: ResponseSpec(None, description="The caller's copy is still good", generate_examples=False)}


def answered_with(*names: str) -> list[ResponseHeader]:
    """The headers of a route's answer on success."""
    return [ResponseHeader(name=name, documentation_only=True) for name in names]


def per_method(**names: str) -> OperationIds:
    """An operation id for each method of one handler."""
    return lambda _handler, method, _path: names[method]


def _binary(description: str, types: tuple[str, ...], *names: str) -> OpenAPIResponse:
    return OpenAPIResponse(description=description, headers=headers(*names), content=_bytes_of(types))


def _bytes_of(types: tuple[str, ...]) -> dict[str, OpenAPIMediaType]:
    return {
        media: OpenAPIMediaType(
            schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY, content_media_type=media)
        )
        for media in types
    }
