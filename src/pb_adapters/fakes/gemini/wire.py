"""The request body of ``generateContent``, in the canonical camelCase; source: the REST reference of ``v1beta``."""

from typing import Annotated, Any

from msgspec import Meta, Struct

Opaque = Any
"""Something that the fake accepts and does not look into."""


class _Wire(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """What every object of the wire shares."""


class Blob(_Wire, frozen=True):
    """Bytes in base64 without a ``data:`` prefix."""

    mime_type: str
    data: str


class FileData(_Wire, frozen=True):
    """A file of the Files API, or a public address."""

    file_uri: str
    mime_type: str = ""


class Part(_Wire, frozen=True):
    """One piece of a turn."""

    text: str | None = None
    inline_data: Blob | None = None
    file_data: FileData | None = None
    thought: bool = False
    thought_signature: str | None = None
    media_resolution: Opaque = None
    video_metadata: Opaque = None
    function_call: Opaque = None
    function_response: Opaque = None
    executable_code: Opaque = None
    code_execution_result: Opaque = None


class Content(_Wire, frozen=True):
    """One turn."""

    parts: tuple[Part, ...] = ()
    role: str = "user"


class ImageConfig(_Wire, frozen=True):
    """Ratio and size of a picture, as plain strings."""

    aspect_ratio: str = ""
    image_size: str = ""


class TextFormat(_Wire, frozen=True):
    """The new spelling of JSON output."""

    mime_type: str = ""
    schema: Opaque = None


class ResponseFormat(_Wire, frozen=True):
    """The new spelling; its picture half wants the names of a proto enum."""

    image: ImageConfig | None = None
    text: TextFormat | None = None


class ThinkingConfig(_Wire, frozen=True):
    """How much to think: a level (3.x) or a budget of tokens (2.5)."""

    include_thoughts: bool = False
    thinking_budget: int | None = None
    thinking_level: str | None = None


class GenerationConfig(_Wire, frozen=True):
    """How to answer."""

    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    top_k: float | None = None
    seed: int | None = None
    candidate_count: Annotated[int, Meta(ge=1, le=8)] = 1
    max_output_tokens: Annotated[int, Meta(ge=1)] | None = None
    stop_sequences: Annotated[tuple[str, ...], Meta(max_length=5)] = ()
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    response_logprobs: bool | None = None
    logprobs: int | None = None
    response_mime_type: str = ""
    response_schema: Opaque = None
    response_json_schema: Opaque = None
    response_modalities: tuple[str, ...] = ()
    response_format: ResponseFormat | None = None
    image_config: ImageConfig | None = None
    thinking_config: ThinkingConfig | None = None
    media_resolution: str | None = None
    speech_config: Opaque = None


class SafetySetting(_Wire, frozen=True):
    """How strict to be about one kind of harm."""

    category: str
    threshold: str


class Request(_Wire, frozen=True):
    """The whole body."""

    contents: tuple[Content, ...] = ()
    system_instruction: Content | None = None
    generation_config: GenerationConfig = GenerationConfig()
    safety_settings: tuple[SafetySetting, ...] = ()
    tools: Opaque = None
    tool_config: Opaque = None
    cached_content: str | None = None
    model: str | None = None


OPAQUE = frozenset({"responseSchema", "responseJsonSchema", "schema", "functionCall", "functionResponse", "tools"})
"""Members whose insides are the caller's own and keep their spelling."""


def camel(name: str) -> str:
    """``inline_data`` as ``inlineData``; the service reads both."""
    first, *others = name.lstrip("_").split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in others)


def snake(name: str) -> str:
    """``inlineData`` as ``inline_data``: how the service's errors spell it."""
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name)


def canonical(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """The same JSON with every member that is not opaque in camelCase."""
    if isinstance(value, list):
        return [canonical(item) for item in value]
    if not isinstance(value, dict):
        return value
    named = {camel(name): member for name, member in value.items()}
    return {name: member if name in OPAQUE else canonical(member) for name, member in named.items()}
