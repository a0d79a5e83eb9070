"""The OpenAPI document: security schemes, the errors of every route, and the examples of the reference."""

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
    Reference,
    RequestBody,
    Schema,
    SecurityScheme,
)
from litestar.types import Method
from litestar.types.internal_types import PathParameterDefinition

from pb_core.domain.pictures import EXPORT_TYPES, MEDIA_TYPES
from pb_http.openapi_administration import ADMIN_ANSWERS, WEBHOOK
from pb_http.schemas import Problem

_TASK = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
_PANEL = "panel_9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_ADDRESS = "https://api.paperbanana.me"
_AT = "2026-02-15T10:30:00+00:00"
_MASKED = {
    "key": "pb_a1b2c3...",
    "name": "my-app",
    "quota_remaining": 87,
    "quota_total": 100,
    "total_used": 13,
    "active": True,
    "created_at": _AT,
}
_ADDED = {"webhook_url": "https://your-server.com/callback", "id": "0f1e2d3c4b5a69788796a5b4c3d2e1f0"}

GENERATE = [
    Example(
        summary="A diagram of a text",
        value={
            "source_context": "Our model uses a 6-layer Transformer encoder with multi-head self-attention.",
            "caption": "Figure 1: Transformer encoder architecture",
            "iterations": 3,
            "aspect_ratio": "16:9",
            "output_formats": ["png"],
        },
    ),
]
ESTIMATE = [
    Example(
        summary="What a diagram would cost",
        value={"kind": "generate", "body": GENERATE[0].value},
    ),
]
GENERATE_FROM_PDF = [
    Example(
        summary="A diagram of some pages",
        value={
            "pdf_base64": "JVBERi0xLjcK...",
            "caption": "Figure 1: Overall methodology pipeline",
            "pages": "2-4",
            "output_formats": ["png"],
        },
    ),
]
OPTIMIZE_PROMPT = [
    Example(
        summary="A clearer prompt",
        value={
            "description": "Draw a transformer encoder with token embeddings, positional encoding, 6 encoder blocks, "
            "and a classifier head.",
            "caption": "Figure 1: Transformer encoder architecture",
            "diagram_type": "methodology",
        },
    ),
]
PLOT = [
    Example(
        summary="A bar chart",
        value={
            "data_json": '{"models":["ResNet-50","ViT-B/16","EfficientNet-B4"],"accuracy":[76.1,81.8,82.9]}',
            "intent": "Bar chart comparing model accuracy with value labels",
            "iterations": 3,
            "aspect_ratio": "4:3",
            "output_formats": ["png", "svg", "pdf"],
        },
    ),
]
COMPOSITE = [
    Example(
        summary="Three panels in a row",
        value={
            "source_task_ids": [_TASK, _TASK, _TASK],
            "layout": "1x3",
            "labels": ["(a)", "(b)", "(c)"],
            "spacing": 20,
            "label_position": "bottom",
            "label_font_size": 32,
        },
    ),
]
REVISE = [
    Example(summary="In words", value={"instruction": "merge the two heads, make the encoder blue"}),
    Example(summary="By a plan", value={"plan": "flowchart LR\n  text[/Text/] --> encoder[[Encoder]]"}),
]
CREATE_KEY = [Example(summary="A key with 100 units", value={"name": "my-app", "quota": 100})]
CHANGE_KEY = [Example(summary="More units", value={"quota_remaining": 150, "quota_total": 200, "active": True})]
ROTATE_SECRET = [Example(summary="A new secret", value={"webhook_secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"})]

_PENDING = {"task_id": _TASK, "status": "pending"}
_COMPLETED = {
    "task_id": _TASK,
    "status": "completed",
    "diagram_type": "methodology",
    "image_base64": "iVBORw0KGgo...",
    "artifacts": {
        "png": {"format": "png", "media_type": "image/png", "download_url": f"{_ADDRESS}/api/tasks/{_TASK}/image"}
    },
    "description": "The diagram shows...",
    "error": None,
    "created_at": _AT,
    "completed_at": "2026-02-15T10:31:25+00:00",
    "steps": [
        {
            "name": "plan",
            "state": "finished",
            "engine": "gemini/gemini-3.8-flash",
            "model": "gemini/gemini-3.8-flash",
            "started_at": _AT,
            "finished_at": "2026-02-15T10:30:01+00:00",
            "cost_usd": 0.0041,
            "cost_source": "table",
        }
    ],
    "notes": [],
    "confidence": 0.83,
    "alt_text": "Flow diagram of 3 parts. It leads from Tokens to Classifier. Parts: Tokens, Encoder, Classifier.",
    "long_description": "Flow diagram of 3 parts. Parts: Tokens, Encoder (repeated 6 times), Classifier. "
    "Arrows: Tokens leads to Encoder; Encoder leads to Classifier.",
    "provenance": {
        "generator": "PaperBanana",
        "version": "0.1.0",
        "task": _TASK,
        "models": [{"step": "plan", "engine": "gemini/gemini-3.8-flash", "model": "gemini/gemini-3.8-flash"}],
        "request_digest": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "created": _AT,
    },
}
_CREATED = {
    **_MASKED,
    "key": "pb_a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6",
    "quota_remaining": 100,
    "total_used": 0,
    **_ADDED,
}
_DETAIL = {
    **_MASKED,
    "usage_log": [{"id": 1, "task_id": _TASK, "endpoint": "generate", "created_at": "2026-02-15T11:00:00+00:00"}],
    **_ADDED,
    "cost_usd": 0.0,
    "weight": 1,
    "secret_rotating": False,
}

_PLAN = {
    "version": 1,
    "elements": [
        {"id": "encoder", "label": "Encoder", "kind": "model", "evidence": "The encoder maps tokens to vectors."},
        {"id": "decoder", "label": "Decoder", "kind": "model", "evidence": "The decoder reads the vectors."},
    ],
    "connections": [{"from": "encoder", "to": "decoder", "label": "vectors", "evidence": "reads the vectors"}],
    "styling": {"palette": "harbor", "direction": "right", "emphasis": ["encoder"]},
}

ANSWERS: dict[tuple[str, str], object] = {
    ("getHealth", "200"): {"status": "ok", "version": "0.1.0"},
    ("generate", "202"): _PENDING,
    ("generateFromPdf", "202"): _PENDING,
    ("optimizePrompt", "202"): _PENDING,
    ("plot", "202"): _PENDING,
    ("composite", "202"): _PENDING,
    ("reviseTask", "202"): _PENDING,
    ("estimate", "200"): {
        "kind": "generate",
        "cost_usd": {"least": 0.011, "most": 0.093},
        "seconds": {"least": 14.2, "most": 171.0},
        "steps": [
            {
                "role": "plan",
                "engine": "gemini/gemini-3.8-flash",
                "calls": {"least": 1, "most": 2},
                "cost_usd": {"least": 0.004, "most": 0.014},
                "seconds": {"least": 6.1, "most": 31.0},
                "seen": 200,
            }
        ],
    },
    ("uploadPanel", "201"): {
        "panel_id": _PANEL,
        "format": "jpeg",
        "media_type": "image/jpeg",
        "size": 48213,
        "width": 1600,
        "height": 1200,
        "kept_until": "2026-02-16T10:30:00+00:00",
    },
    ("getOwnKey", "200"): {
        "name": "my-app",
        "quota_remaining": 87,
        "quota_total": 100,
        "total_used": 13,
        "cost_usd": 0.52,
    },
    ("getTask", "200"): _COMPLETED,
    ("getTaskWebhook", "200"): WEBHOOK,
    ("redeliverTaskWebhook", "202"): WEBHOOK,
    ("getWebhook", "200"): WEBHOOK,
    ("redeliverWebhook", "202"): WEBHOOK,
    **ADMIN_ANSWERS,
    ("createKey", "201"): _CREATED,
    ("listKeys", "200"): [{**_MASKED, **_ADDED}],
    ("getKey", "200"): _DETAIL,
    ("beginSecretRotation", "200"): {**_MASKED, **_ADDED, "secret_rotating": True},
    ("completeSecretRotation", "200"): {**_MASKED, **_ADDED},
    ("updateKey", "200"): {**_MASKED, "quota_remaining": 150, "quota_total": 200, **_ADDED},
}
"""What each operation answers on success, by operation id and status."""


OperationIds = Callable[[HTTPRouteHandler, HttpMethod | Method, list[str | PathParameterDefinition]], str]

API_KEY: list[dict[str, list[str]]] = [{"ApiKey": []}]
HEAD_IMAGE = "checkTaskImage"
HEAD_PLAN = "checkTaskPlan"
ADMIN_KEY: list[dict[str, list[str]]] = [{"AdminKey": []}]

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
    429: (
        "Too many requests, or tasks of this key that wait, where the server limits them",
        "Too many requests with this key: at most 60 in 60 seconds",
    ),
    503: (
        "The server cannot use its store now, or has no room: come back later",
        "The server cannot use its store now; try again later",
    ),
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
            example = ANSWERS.get((self.operation_id or "", status))
            for media in (response.content or {}).values() if isinstance(response, OpenAPIResponse) else ():
                if example is not None:
                    media.examples = {"reference": Example(value=example)}


PANEL_TYPES = ("image/png", "image/jpeg", "image/svg+xml", "application/pdf")
"""What pictures are uploaded as."""


@dataclass
class UploadOperation(ApiOperation):
    """An operation that takes the bytes of a picture."""

    def __post_init__(self) -> None:
        """Describe the body, which no data parameter declares."""
        content = {kind: OpenAPIMediaType(schema=Schema(content_media_type=kind)) for kind in PANEL_TYPES}
        self.request_body = RequestBody(content=content, required=True)
        super().__post_init__()


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


@dataclass
class PlanOperation(ApiOperation):
    """An operation that answers with a plan, as JSON or as text."""

    def __post_init__(self) -> None:
        """Describe both forms."""
        super().__post_init__()
        named: dict[str, OpenAPIHeader | Reference] = {
            name: OpenAPIHeader(schema=Schema(type=OpenAPIType.STRING)) for name in ("ETag", "Content-Disposition")
        }
        content = {
            "application/json": OpenAPIMediaType(
                schema=Schema(type=OpenAPIType.OBJECT), examples={"reference": Example(value=_PLAN)}
            ),
            "text/vnd.mermaid": OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING)),
        }
        (self.responses or {})["200"] = OpenAPIResponse(description="The plan", headers=named, content=content)


@dataclass
class BundleOperation(ApiOperation):
    """An operation that answers with a ZIP file."""

    def __post_init__(self) -> None:
        """Describe the file."""
        super().__post_init__()
        named: dict[str, OpenAPIHeader | Reference] = {
            "Content-Disposition": OpenAPIHeader(schema=Schema(type=OpenAPIType.STRING))
        }
        content = {"application/zip": OpenAPIMediaType(schema=Schema(content_media_type="application/zip"))}
        (self.responses or {})["200"] = OpenAPIResponse(description="The bundle", headers=named, content=content)


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

    def __post_init__(self) -> None:
        """Describe the stream."""
        super().__post_init__()
        example = Example(value='id: …-7\nevent: step\ndata: {"name":"plan","state":"finished",…}\n\n')
        text = Schema(type=OpenAPIType.STRING)
        event = Schema(type=OpenAPIType.OBJECT, properties={"id": text, "event": text, "data": text})
        media = OpenAPIMediaType(schema=event, examples={"reference": example})
        (self.responses or {})["200"] = OpenAPIResponse(
            description="Events `step` and `task`", content={"text/event-stream": media}
        )


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """Document the errors of a route."""
    return {status: _problem(*_MEANINGS[status]) for status in statuses}


def not_modified() -> dict[int, ResponseSpec]:
    """Document a 304."""
    return {304: ResponseSpec(None, description="The caller's copy is still good", generate_examples=False)}


def per_method(**names: str) -> OperationIds:
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
    content = {
        media: OpenAPIMediaType(schema=Schema(content_media_type=media))
        for media in (MEDIA_TYPES | EXPORT_TYPES).values()
    }
    return OpenAPIResponse(description=description, headers={**named}, content=content)
