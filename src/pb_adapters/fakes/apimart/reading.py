"""Reading requests to APIMart: 400 for what is no request, 500 for wrong values, a note for what is passed over."""

import re
from typing import NoReturn, TypeVar

import msgspec

from pb_adapters.fakes.answering import role_of
from pb_adapters.fakes.apimart.models import GOOGLE, PAINTERS, TALKERS, ImageModel
from pb_adapters.fakes.apimart.wire import ChatRequest, ImageRequest
from pb_adapters.fakes.apimart.wording import VERSION, VERSION_HEADER, build_failed, error
from pb_adapters.fakes.chat_wire import BadPicture
from pb_adapters.fakes.desk import Desk, Rejected
from pb_adapters.fakes.exchange import Answer
from pb_adapters.fakes.files import Shelf
from pb_adapters.fakes.gemini.reading import question_of, read_body
from pb_adapters.fakes.jobs import CREATE
from pb_adapters.fakes.questions import Question
from pb_adapters.fakes.relays import Conversation, chat_question, pictures_of
from pb_adapters.fakes.sizes import pixels
from pb_adapters.fakes.strictness import unknown_fields

T = TypeVar("T")

NUMBER = "n"
GEMINI = "gemini"
"""The endpoint of Gemini's own dialect."""

_PIXELS = re.compile(r"(?P<width>\d{2,4})x(?P<height>\d{2,4})")


def refuse(answer: Answer, why: str) -> NoReturn:
    """Turn the request down."""
    raise Rejected(answer, why)


def version_of(desk: Desk) -> str:
    """The form of answers that was asked for."""
    return desk.request.headers.get(VERSION_HEADER, "")


def side(desk: Desk, endpoint: str) -> Question:
    """What a call that makes nothing is about."""
    return Question(endpoint=endpoint, model="", fields={VERSION: version_of(desk)})


def check_key(desk: Desk) -> None:
    """The key stands behind ``Bearer`` on every route."""
    if "x-goog-api-key" in desk.request.headers:
        desk.note("x-goog-api-key is not read here, yet holds a key")
    header = desk.request.headers.get("authorization")
    if header != f"Bearer {desk.key}":
        why = "no Authorization header" if header is None else "wrong key"
        refuse(error(version_of(desk), 401, "Invalid API key"), why)


def read(desk: Desk, shape: type[T]) -> T:
    """The body in its shape; unknown members are noted, as APIMart passes them over."""
    version = version_of(desk)
    if not desk.request.headers.get("content-type", "").startswith("application/json"):
        refuse(error(version, 400, "Content-Type must be application/json"), "Content-Type is not JSON")
    try:
        document = desk.request.json()
        body = msgspec.convert(document, shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        refuse(error(version, 400, f"invalid request: {fault}"), str(fault))
    for path in unknown_fields(document, shape):
        desk.note(f"unknown field {path} ignored")
    return body


def read_chat(desk: Desk, shelf: Shelf) -> Question:
    """The question that a chat request asks."""
    body = read(desk, ChatRequest)
    if body.model not in TALKERS:
        refuse(error(version_of(desk), 404, f"model {body.model} not found"), f"no chat model {body.model}")
    told = Conversation(
        model=TALKERS[body.model],
        messages=body.messages,
        response_format=body.response_format,
        max_tokens=body.max_completion_tokens or body.max_tokens,
        stream=body.stream,
        fields={VERSION: version_of(desk)},
    )
    try:
        return chat_question(told, shelf)
    except BadPicture as fault:
        refuse(error(version_of(desk), 400, f"invalid image: {fault}"), str(fault))


def read_google(desk: Desk, name: str) -> Question:
    """The question that Gemini's own dialect asks; what Google would refuse is 400 here too."""
    version = version_of(desk)
    model = GOOGLE.get(name)
    if model is None:
        refuse(error(version, 404, f"model {name} not found"), f"no model {name}")
    try:
        question = question_of(desk, read_body(desk), model, stream=False)
    except Rejected as rejected:
        told = msgspec.json.decode(rejected.answer.body)["error"]["message"]
        refuse(error(version, 400, told), rejected.why)
    return msgspec.structs.replace(question, endpoint=GEMINI, fields=question.fields | {VERSION: version})


def read_order(desk: Desk, shelf: Shelf) -> Question:
    """The question that an order of pictures asks."""
    body, version = read(desk, ImageRequest), version_of(desk)
    model = PAINTERS.get(body.model)
    if model is None:
        refuse(error(version, 404, f"model {body.model} not found"), f"no model {body.model}")
    if body.n > model.most:
        refuse(build_failed(version, f"invalid n: {body.n}"), f"{model.id} takes at most {model.most} for n")
    if body.webhook:
        desk.note("webhook is not called by this fake")
    size = _resolution(desk, body, model)
    width, height = _measures(desk, body, model, size)
    pictures, unread = _references(desk, body, model, shelf)
    return Question(
        endpoint=CREATE,
        model=model.id,
        role=role_of(None, body.prompt, wants_picture=True),
        prompt=body.prompt,
        pictures=pictures,
        unread=unread,
        wants_picture=True,
        ratio=body.size or "",
        size=size,
        width=width,
        height=height,
        fields={VERSION: version, NUMBER: str(body.n)},
    )


def _resolution(desk: Desk, body: ImageRequest, model: ImageModel) -> str:
    """The resolution as the model spells it: the case counts."""
    usual = next(iter(model.prices))
    if body.resolution is None or body.resolution in model.prices:
        return body.resolution or usual
    if model.is_lenient or not usual:
        desk.note(f"resolution {body.resolution} ignored by {model.id}")
        return usual
    refuse(build_failed(version_of(desk), f"invalid resolution: {body.resolution}"), f"resolution {body.resolution}")


def _measures(desk: Desk, body: ImageRequest, model: ImageModel, size: str) -> tuple[int, int]:
    """Width and height in pixels of the wished ratio, or as wished."""
    exact = _PIXELS.fullmatch(body.size or "")
    if exact and model.exact:
        return int(exact["width"]), int(exact["height"])
    if body.size is not None and body.size not in model.ratios:
        refuse(build_failed(version_of(desk), f"invalid size: {body.size}"), f"{model.id} takes no size {body.size}")
    return pixels(body.size or "", size)


def _references(desk: Desk, body: ImageRequest, model: ImageModel, shelf: Shelf) -> tuple[tuple[bytes, ...], int]:
    version = version_of(desk)
    if len(body.image_urls) > model.references:
        refuse(build_failed(version, f"too many image_urls: {len(body.image_urls)}"), "too many references")
    if not all(url.startswith(("https://", "http://", "data:image/")) for url in body.image_urls):
        refuse(build_failed(version, "invalid image_urls"), "a reference is neither an address nor a data URL")
    if any(url.startswith("data:") for url in body.image_urls):
        desk.note("a reference as data URL: the page of uploads says that it is not supported any more")
    try:
        return pictures_of(body.image_urls, shelf)
    except BadPicture as fault:
        refuse(build_failed(version, f"invalid image_urls: {fault}"), str(fault))
