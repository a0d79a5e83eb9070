"""Reading a ``generateContent`` request as strictly as Gemini does."""

import base64
import binascii
import re
from typing import NoReturn

import msgspec

from pb_adapters.fakes.answering import role_of
from pb_adapters.fakes.desk import Desk, Rejected
from pb_adapters.fakes.exchange import Answer
from pb_adapters.fakes.gemini.faults import bad_key, format_trap, level_refused, no_key
from pb_adapters.fakes.gemini.models import FOURTEEN, Model
from pb_adapters.fakes.gemini.wire import Content, GenerationConfig, Part, Request, ThinkingConfig, canonical, snake
from pb_adapters.fakes.gemini.wording import NO_THINKING, invalid
from pb_adapters.fakes.painting import size_of
from pb_adapters.fakes.questions import Question
from pb_adapters.fakes.sizes import pixels

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


def refuse(answer: Answer, why: str) -> NoReturn:
    """Turn the request down."""
    raise Rejected(answer, why)


def check_key(desk: Desk) -> None:
    """The key stands in ``x-goog-api-key``, or, noted, in the address."""
    key = desk.request.headers.get("x-goog-api-key")
    if key is None and "key" in desk.request.query:
        desk.note("the key stands in the address, where logs keep it")
        key = desk.request.query["key"]
    if key is None:
        refuse(no_key(), "no x-goog-api-key header")
    if key != desk.key:
        refuse(bad_key(), "wrong key")


def read_body(desk: Desk) -> Request:
    """The body, with 400 for all that does not belong there."""
    request = desk.request
    if not request.headers.get("content-type", "").startswith("application/json"):
        refuse(invalid("Invalid JSON payload received. Unexpected content type."), "Content-Type is not JSON")
    if len(request.body) > LARGEST:
        refuse(invalid(f"Request payload size exceeds the limit: {LARGEST} bytes."), "body too large")
    try:
        document = request.json()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        refuse(invalid("Invalid JSON payload received. Unexpected token."), str(error))
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


def question_of(desk: Desk, body: Request, model: Model, *, stream: bool) -> Question:
    """The question that a checked request asks."""
    config = body.generation_config
    if not body.contents:
        refuse(invalid("* GenerateContentRequest.contents: contents is not specified"), "no contents")
    _check_thinking(config.thinking_config, model)
    wants = _wants_picture(desk, config, model)
    ratio, size = _picture_config(config, model)
    schema = _schema(config, model)
    pictures, unread = _pictures(body.contents, model)
    prompt = "\n".join(part.text for turn in body.contents for part in turn.parts if part.text)
    system = body.system_instruction.parts if body.system_instruction else ()
    width, height = pixels(ratio, size)
    return Question(
        endpoint="generate",
        model=model.id,
        role=role_of(schema, prompt, wants_picture=wants),
        system="\n".join(part.text for part in system if part.text),
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
        fields=_fields(desk, config.thinking_config),
    )


def _fields(desk: Desk, thinking: ThinkingConfig | None) -> dict[str, str]:
    fields = {"sse": "yes"} if desk.request.query.get("alt") == "sse" else {}
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


def _wants_picture(desk: Desk, config: GenerationConfig, model: Model) -> bool:
    modalities = {modality.upper() for modality in config.response_modalities}
    if modalities - {"TEXT", "IMAGE", "AUDIO"}:
        refuse(invalid("Invalid value at 'generation_config.response_modalities'"), "unknown modality")
    if not model.paints and modalities - {"TEXT"}:
        message = "Model does not support the requested response modalities: " + ",".join(sorted(modalities)).lower()
        refuse(invalid(message), f"{model.id} does not paint")
    if model.paints and not modalities:
        desk.note("an image model without responseModalities: its default is not documented")
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
