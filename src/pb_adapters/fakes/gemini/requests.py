"""A ``generateContent`` request: its members on the wire, read as strictly as Gemini reads them."""

import base64
import binascii
import re
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from pb_adapters.fakes.answers import role_of
from pb_adapters.fakes.call import FakeCall
from pb_adapters.fakes.gemini.faults import bad_key, format_trap, level_refused, no_key
from pb_adapters.fakes.gemini.models import FOURTEEN, Model
from pb_adapters.fakes.gemini.replies import NO_THINKING, invalid
from pb_adapters.fakes.pictures import pixels, size_of
from pb_adapters.fakes.prompt_parser import Question
from pb_adapters.fakes.request_checks import Opaque, read_json, refuse


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


LARGEST = 100 * 2**20
PICTURE_TYPES = frozenset(
    {"image/png", "image/jpeg", "image/webp", "image/heic", "image/heif", "image/gif", "image/avif"}
)
UNMEASURED = frozenset({"image/heic", "image/heif", "image/avif"})
"""Types that the fake takes on trust."""

_NUMBERS = ("ONE", "TWO", "THREE", "FOUR", "FIVE", "EIGHT", "NINE", "SIXTEEN", "TWENTY_ONE")
_RATIO_NAMES = {
    f"ASPECT_RATIO_{wide}_BY_{high}": f"{w}:{h}"
    for wide, w in zip(_NUMBERS, (1, 2, 3, 4, 5, 8, 9, 16, 21), strict=True)
    for high, h in zip(_NUMBERS, (1, 2, 3, 4, 5, 8, 9, 16, 21), strict=True)
    if f"{w}:{h}" in FOURTEEN
}
_SIZE_NAMES = {
    "IMAGE_SIZE_FIVE_TWELVE": "512",
    "IMAGE_SIZE_ONE_K": "1K",
    "IMAGE_SIZE_TWO_K": "2K",
    "IMAGE_SIZE_FOUR_K": "4K",
}
_UNKNOWN = re.compile(r"unknown field `(?P<name>[^`]*)`(?: - at `\$\.?(?P<at>[^`]*)`)?")
_AT = re.compile(r" - at `\$\.?(?P<at>[^`]*)`")


def check_key(call: FakeCall) -> None:
    """The key stands in ``x-goog-api-key``, or, noted, in the address."""
    key = call.request.headers.get("x-goog-api-key")
    if key is None and "key" in call.request.query:
        call.note("the key stands in the address, where logs keep it")
        key = call.request.query["key"]
    if key is None:
        refuse(no_key(), "no x-goog-api-key header")
    if key != call.key:
        refuse(bad_key(), "wrong key")


def read_body(call: FakeCall) -> Request:
    """The body, with 400 for all that does not belong there."""
    if len(call.request.body) > LARGEST:
        refuse(invalid(f"Request payload size exceeds the limit: {LARGEST} bytes."), "body too large")
    document = read_json(
        call,
        invalid("Invalid JSON payload received. Unexpected content type."),
        lambda _: invalid("Invalid JSON payload received. Unexpected token."),
    )
    try:
        return msgspec.convert(canonical(document), Request)
    except msgspec.ValidationError as error:
        refuse(invalid(_worded(str(error))), str(error))


def _worded(fault: str) -> str:
    """A decoder's complaint in the service's words."""
    unknown = _UNKNOWN.search(fault)
    if unknown:
        at = _path(unknown["at"] or "")
        place = f" at '{at}'" if at else ""
        return f'Invalid JSON payload received. Unknown name "{snake(unknown["name"])}"{place}: Cannot find field.'
    where = _AT.search(fault)
    return f"Invalid value at '{_path(where['at'] if where else '')}': {_AT.sub('', fault)}"


def _path(at: str) -> str:
    return snake(at).replace("[...]", "[0]")


def question_of(call: FakeCall, body: Request, model: Model, *, stream: bool) -> Question:
    """The question that a checked request asks."""
    config = body.generation_config
    if not body.contents:
        refuse(invalid("* GenerateContentRequest.contents: contents is not specified"), "no contents")
    _check_thinking(config.thinking_config, model)
    wants = _wants_picture(call, config, model)
    ratio, size = _picture_config(config, model)
    schema = _schema(config, model)
    pictures, unread = _pictures(body.contents, model)
    prompt = "\n".join(part.text for turn in body.contents for part in turn.parts if part.text)
    told = body.system_instruction.parts if body.system_instruction else ()
    system = "\n".join(part.text for part in told if part.text)
    width, height = pixels(ratio, size)
    return Question(
        endpoint="generate",
        model=model.id,
        role=role_of(schema, prompt, system=system, wants_picture=wants),
        system=system,
        prompt=prompt,
        schema=schema,
        pictures=pictures,
        unread=unread,
        wants_picture=wants,
        ratio=ratio,
        size=size,
        width=width,
        height=height,
        stream=stream,
        max_tokens=config.max_output_tokens,
        fields=_fields(call, config.thinking_config),
    )


def _fields(call: FakeCall, thinking: ThinkingConfig | None) -> dict[str, str]:
    fields = {"sse": "yes"} if call.request.query.get("alt") == "sse" else {}
    off = thinking is not None and (thinking.thinking_level == "MINIMAL" or thinking.thinking_budget == 0)
    return fields | ({NO_THINKING: "yes"} if off else {})


def _check_thinking(thinking: ThinkingConfig | None, model: Model) -> None:
    if thinking is None:
        return
    level, budget = thinking.thinking_level, thinking.thinking_budget
    if level is not None and budget is not None:
        refuse(invalid("You can only set only one of thinking budget and thinking level."), "level and budget")
    if level is not None and level.upper() not in model.levels:
        refuse(level_refused(level), f"{model.id} takes no thinking level {level}")
    if budget is not None and budget != -1:
        low, high = model.budget or (0, -1)
        if not low <= budget <= high:
            message = f"The thinking budget {budget} is invalid. Please choose a value between {low} and {high}."
            refuse(invalid(message), f"{model.id} takes no thinking budget {budget}")


def _wants_picture(call: FakeCall, config: GenerationConfig, model: Model) -> bool:
    modalities = {modality.upper() for modality in config.response_modalities}
    if modalities - {"TEXT", "IMAGE", "AUDIO"}:
        refuse(invalid("Invalid value at 'generation_config.response_modalities'"), "unknown modality")
    if not model.paints and modalities - {"TEXT"}:
        message = "Model does not support the requested response modalities: " + ",".join(sorted(modalities)).lower()
        refuse(invalid(message), f"{model.id} does not paint")
    if model.paints and not modalities:
        call.note("an image model without responseModalities: its default is not documented")
    return model.paints and (not modalities or "IMAGE" in modalities)


def _picture_config(config: GenerationConfig, model: Model) -> tuple[str, str]:
    image = config.image_config
    ratio, size = (image.aspect_ratio, image.image_size) if image else ("", "")
    if config.response_format and config.response_format.image:
        ratio, size = _named(config.response_format.image.aspect_ratio, config.response_format.image.image_size)
    if not model.paints and (ratio or size):
        refuse(invalid("Image generation is not enabled for this model."), f"{model.id} takes no imageConfig")
    if ratio and ratio not in model.ratios:
        refuse(invalid("Request contains an invalid argument."), f"{model.id} takes no ratio {ratio}")
    if size and not (model.takes_size and size in model.sizes):
        refuse(invalid("Request contains an invalid argument."), f"{model.id} takes no imageSize {size}")
    return ratio, size


def _named(ratio: str, size: str) -> tuple[str, str]:
    """Ratio and size from the names of the proto enum."""
    if ratio and ratio not in _RATIO_NAMES:
        refuse(format_trap("aspect_ratio", "AspectRatio", ratio), "responseFormat.image with a plain ratio")
    if size and size not in _SIZE_NAMES:
        refuse(format_trap("image_size", "ImageSize", size), "responseFormat.image with a plain size")
    return _RATIO_NAMES.get(ratio, ""), _SIZE_NAMES.get(size, "")


def _schema(config: GenerationConfig, model: Model) -> bytes | None:
    text = config.response_format.text if config.response_format else None
    schemas = [config.response_schema, config.response_json_schema, text.schema if text else None]
    given = [schema for schema in schemas if schema is not None]
    mime_type = config.response_mime_type or (text.mime_type if text else "")
    if mime_type not in {"", "text/plain", "application/json", "text/x.enum"}:
        refuse(invalid("response_mime_type: allowed mimetypes are `text/plain`, `application/json`."), "mime type")
    if len(given) > 1:
        refuse(invalid("Only one of response_schema and response_json_schema can be set."), "two schemas")
    if given and mime_type not in {"application/json", "text/x.enum"}:
        message = "response_schema is only allowed when response mime type is application/json"
        refuse(invalid(f"* GenerateContentRequest.generation_config.{message}"), "a schema without JSON")
    if mime_type == "application/json" and model.paints:
        refuse(invalid(f"JSON mode is not enabled for models/{model.id}"), f"{model.id} makes no JSON")
    if mime_type == "application/json" and not given:
        return b'{"type":"object"}'
    return msgspec.json.encode(given[0]) if given else None


def _pictures(contents: tuple[Content, ...], model: Model) -> tuple[tuple[bytes, ...], int]:
    parts = [part for turn in contents for part in turn.parts]
    pictures = tuple(_bytes(part) for part in parts if part.inline_data)
    unread = sum(part.file_data is not None for part in parts)
    if model.paints and len(pictures) + unread > model.references:
        refuse(invalid("Request contains an invalid argument."), f"more than {model.references} reference pictures")
    return pictures, unread


def _bytes(part: Part) -> bytes:
    blob = part.inline_data
    if blob is None:
        return b""
    if blob.mime_type not in PICTURE_TYPES:
        refuse(invalid(f"Unsupported MIME type: {blob.mime_type}"), f"picture of type {blob.mime_type}")
    text = blob.data.replace("-", "+").replace("_", "/")  # proto JSON reads both alphabets
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        message = "Invalid value at 'contents[0].parts[0].inline_data.data' (TYPE_BYTES), Base64 decoding failed"
        refuse(invalid(message), "picture is not base64")
    if blob.mime_type not in UNMEASURED and size_of(data) == (0, 0):
        refuse(invalid("Unable to process input image. Please retry or report."), "picture cannot be read")
    return data
