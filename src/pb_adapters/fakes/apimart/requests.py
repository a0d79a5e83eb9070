"""Requests to APIMart: 400 for what is no request, 500 for wrong values, a note for what is passed over.

Sources: its documentation and its official client.
"""

import re
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from pb_adapters.fakes.answers import role_of
from pb_adapters.fakes.apimart.models import CHAT_MODELS, GOOGLE, IMAGE_MODELS, ImageModel
from pb_adapters.fakes.apimart.replies import VERSION, VERSION_HEADER, build_failed, error
from pb_adapters.fakes.call import FakeCall, Rejected
from pb_adapters.fakes.chat_completions import (
    BadPicture,
    ChatMessage,
    Conversation,
    ResponseFormat,
    chat_question,
    pictures_of,
)
from pb_adapters.fakes.exchange import Answer
from pb_adapters.fakes.gemini.requests import question_of, read_body
from pb_adapters.fakes.jobs import CREATE, UploadStore
from pb_adapters.fakes.pictures import pixels
from pb_adapters.fakes.prompt_parser import Question
from pb_adapters.fakes.request_checks import Opaque, as_struct, bearer_problem, read_json, refuse
from pb_adapters.fakes.responses import ResponsesRequest, as_chat, asked

Language = Literal["en", "zh", "ja", "ko", "ru", "fr", "de", "id", "pt", "es"]


class ImageRequest(Struct, frozen=True, kw_only=True):
    """The body of ``POST /v1/images/generations``; ``n`` is a number and no string."""

    model: str
    prompt: Annotated[str, Meta(min_length=1)]
    size: str | None = None
    resolution: str | None = None
    n: Annotated[int, Meta(ge=1)] = 1
    image_urls: tuple[str, ...] = ()
    official_fallback: bool = False
    nsfw_check: bool | None = None
    webhook: str | None = None
    language: Language | None = None


class BatchRequest(Struct, frozen=True, kw_only=True):
    """The body of ``POST /v1/tasks/batch``."""

    task_ids: Annotated[tuple[str, ...], Meta(min_length=1)]


class ChatRequest(Struct, frozen=True, kw_only=True):
    """The body of ``POST /v1/chat/completions``: OpenAI's."""

    model: str
    messages: Annotated[tuple[ChatMessage, ...], Meta(min_length=1)]
    stream: bool = False
    stream_options: Opaque = None
    response_format: ResponseFormat | None = None
    max_tokens: Annotated[int, Meta(ge=1)] | None = None
    max_completion_tokens: Annotated[int, Meta(ge=1)] | None = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    reasoning_effort: str | None = None
    seed: int | None = None
    stop: Opaque = None
    n: Literal[1] | None = None
    user: str | None = None
    tools: Opaque = None
    tool_choice: Opaque = None


T = TypeVar("T")

NUMBER = "n"
GEMINI = "gemini"
"""The endpoint of Gemini's own API."""

_PIXELS = re.compile(r"(?P<width>\d{2,4})x(?P<height>\d{2,4})")


def version_of(call: FakeCall) -> str:
    """The form of answers that was asked for."""
    return call.request.headers.get(VERSION_HEADER, "")


def auxiliary_question(call: FakeCall, endpoint: str) -> Question:
    """What a call that makes nothing is about."""
    return Question(endpoint=endpoint, model="", fields={VERSION: version_of(call)})


def check_key(call: FakeCall) -> None:
    """The key stands behind ``Bearer`` on every route."""
    if "x-goog-api-key" in call.request.headers:
        call.note("x-goog-api-key is not read here, yet holds a key")
    problem = bearer_problem(call)
    if problem:
        refuse(error(version_of(call), 401, "Invalid API key"), problem)


def read(call: FakeCall, shape: type[T]) -> T:
    """The body in its shape; unknown members are noted, as APIMart passes them over."""
    version = version_of(call)

    def invalid(problem: str) -> Answer:
        return error(version, 400, f"invalid request: {problem}")

    document = read_json(call, error(version, 400, "Content-Type must be application/json"), invalid)
    return as_struct(call, document, shape, invalid)


def read_chat(call: FakeCall, uploads: UploadStore) -> Question:
    """The question that a chat request asks."""
    return _chat_of(call, read(call, ChatRequest), uploads)


def read_response(call: FakeCall, uploads: UploadStore) -> Question:
    """The question that a request for a response asks."""
    body = as_chat(read(call, ResponsesRequest))
    return asked(_chat_of(call, msgspec.convert(body, ChatRequest), uploads))


def _chat_of(call: FakeCall, body: ChatRequest, uploads: UploadStore) -> Question:
    if body.model not in CHAT_MODELS:
        refuse(error(version_of(call), 404, f"model {body.model} not found"), f"no chat model {body.model}")
    conversation = Conversation(
        model=CHAT_MODELS[body.model],
        messages=body.messages,
        response_format=body.response_format,
        max_tokens=body.max_completion_tokens or body.max_tokens,
        stream=body.stream,
        fields={VERSION: version_of(call)},
    )
    try:
        return chat_question(conversation, uploads)
    except BadPicture as fault:
        refuse(error(version_of(call), 400, f"invalid image: {fault}"), str(fault))


def read_google(call: FakeCall, name: str) -> Question:
    """The question that Gemini's own API asks; what Google would refuse is 400 here too."""
    version = version_of(call)
    model = GOOGLE.get(name)
    if model is None:
        refuse(error(version, 404, f"model {name} not found"), f"no model {name}")
    try:
        question = question_of(call, read_body(call), model, stream=False)
    except Rejected as rejected:
        message = msgspec.json.decode(rejected.answer.body)["error"]["message"]
        refuse(error(version, 400, message), rejected.why)
    return msgspec.structs.replace(question, endpoint=GEMINI, fields=question.fields | {VERSION: version})


def read_order(call: FakeCall, uploads: UploadStore) -> Question:
    """The question that an order of pictures asks."""
    body, version = read(call, ImageRequest), version_of(call)
    model = IMAGE_MODELS.get(body.model)
    if model is None:
        refuse(error(version, 404, f"model {body.model} not found"), f"no model {body.model}")
    if body.n > model.most:
        refuse(build_failed(version, f"invalid n: {body.n}"), f"{model.id} takes at most {model.most} for n")
    if body.webhook:
        call.note("webhook is not called by this fake")
    size = _resolution(call, body, model)
    width, height = _measures(call, body, model, size)
    pictures, unread = _references(call, body, model, uploads)
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


def _resolution(call: FakeCall, body: ImageRequest, model: ImageModel) -> str:
    """The resolution as the model spells it: the case counts."""
    usual = next(iter(model.prices))
    if body.resolution is None or body.resolution in model.prices:
        return body.resolution or usual
    if not model.is_lenient and usual:
        refuse(
            build_failed(version_of(call), f"invalid resolution: {body.resolution}"), f"resolution {body.resolution}"
        )
    call.note(f"resolution {body.resolution} ignored by {model.id}")
    return usual


def _measures(call: FakeCall, body: ImageRequest, model: ImageModel, size: str) -> tuple[int, int]:
    """Width and height in pixels of the wished ratio, or as wished."""
    exact = _PIXELS.fullmatch(body.size or "")
    if exact and model.exact:
        return int(exact["width"]), int(exact["height"])
    if body.size is not None and body.size not in model.ratios:
        refuse(build_failed(version_of(call), f"invalid size: {body.size}"), f"{model.id} takes no size {body.size}")
    return pixels(body.size or "", size)


def _references(
    call: FakeCall, body: ImageRequest, model: ImageModel, uploads: UploadStore
) -> tuple[tuple[bytes, ...], int]:
    version = version_of(call)
    if len(body.image_urls) > model.references:
        refuse(build_failed(version, f"too many image_urls: {len(body.image_urls)}"), "too many references")
    if not all(url.startswith(("https://", "http://", "data:image/")) for url in body.image_urls):
        refuse(build_failed(version, "invalid image_urls"), "a reference is neither an address nor a data URL")
    if any(url.startswith("data:") for url in body.image_urls):
        call.note("a reference as data URL: the page of uploads says that it is not supported any more")
    try:
        return pictures_of(body.image_urls, uploads)
    except BadPicture as fault:
        refuse(build_failed(version, f"invalid image_urls: {fault}"), str(fault))
