"""Requests and answers of OpenRouter; source: its OpenAPI document and the guides at https://openrouter.ai/docs.

Members that no engine of ours needs are left out; unknown ones in answers are passed over, and any may be null.
"""

from typing import Any

from msgspec import UNSET, Raw, Struct, UnsetType, field


class _Wire(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What all objects of the wire share."""


class ImageUrl(_Wire, frozen=True):
    """Where a picture is: here always a data URL."""

    url: str = ""


class ContentPart(_Wire, frozen=True):
    """A piece of a message; its type is ``text`` or ``image_url``."""

    type: str | UnsetType = UNSET
    text: str | None = None
    image_url: ImageUrl | None = None


# --- POST /chat/completions ---------------------------------------------------------------------


class Message(_Wire, frozen=True):
    """A message to the model."""

    role: str
    content: str | tuple[ContentPart, ...]


class JsonSchema(_Wire, frozen=True):
    """A named schema; ``strict`` holds the answer to it."""

    name: str
    schema: Raw
    strict: bool


class ResponseFormat(_Wire, frozen=True):
    """How the answer is formed: by a ``json_schema``, or as any ``json_object``."""

    type: str
    json_schema: JsonSchema | None = None


class Reasoning(_Wire, frozen=True):
    """How much to think."""

    effort: str


class Routing(_Wire, frozen=True):
    """``require_parameters`` keeps the call from upstreams that would pass over a member of it."""

    require_parameters: bool | UnsetType = UNSET


class ChatRequest(_Wire, frozen=True):
    """The body of a chat completion; without ``max_tokens`` the model's whole window is reserved, which may be 402."""

    model: str
    messages: tuple[Message, ...]
    max_tokens: int
    response_format: ResponseFormat
    provider: Routing
    temperature: float | None = None
    reasoning: Reasoning | None = None


class CostDetails(_Wire, frozen=True):
    """What the upstream took where the caller's own key at it was used."""

    upstream_inference_cost: float | None = None


class ApiUsage(_Wire, frozen=True):
    """Tokens and US dollars; with a key of one's own at the upstream, ``cost`` is only OpenRouter's fee."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: float | None = None
    is_byok: bool | None = None
    cost_details: CostDetails | None = None


class Reply(_Wire, frozen=True):
    """The model's message; ``refusal`` is set where it declines."""

    content: str | tuple[ContentPart, ...] | None = None
    refusal: str | None = None


class Availability(_Wire, frozen=True):
    """Why no upstream serves the call, and whether that will change."""

    retryable: bool | None = None
    retry_after: float | None = None


class Metadata(_Wire, frozen=True):
    """More about an error; moderation gives ``reasons``, a guardrail ``patterns``."""

    error_type: str | None = None
    reasons: Any = None
    patterns: Any = None


class ApiError(_Wire, frozen=True):
    """What went wrong: ``code``, or else ``http_status``, is an HTTP status whatever the answer's own."""

    code: int | str | None = None
    http_status: int | None = None
    error_type: str | None = None
    message: str | None = None
    metadata: Metadata | None = None
    availability: Availability | None = None


class Choice(_Wire, frozen=True):
    """One answer; it may have failed half-way."""

    message: Reply | None = None
    finish_reason: str | None = None
    error: ApiError | None = None


class ChatResponse(_Wire, frozen=True):
    """A chat completion."""

    choices: tuple[Choice, ...] | None = None
    usage: ApiUsage | None = None


class ErrorBody(_Wire, frozen=True):
    """The body of an error, also of one inside HTTP 200."""

    error: ApiError = field(default_factory=ApiError)


# --- POST /images -------------------------------------------------------------------------------


class ImageRequest(_Wire, frozen=True):
    """The body of a picture's request."""

    model: str
    prompt: str
    aspect_ratio: str | None = None
    resolution: str | None = None


class ImageData(_Wire, frozen=True):
    """A picture in base64, or as a data URL; what is said of its type may be wrong."""

    b64_json: str | None = None
    url: str | None = None


class ImageResponse(_Wire, frozen=True):
    """The pictures; there may be none."""

    data: tuple[ImageData, ...] | None = None
    usage: ApiUsage | None = None
