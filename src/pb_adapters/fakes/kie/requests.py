"""Requests to Kie, read as strictly as it reads them: wrong values are code 500, unknown members are passed over.

Source: its OpenAPI documents.
"""

from typing import Annotated, Any, Literal, NoReturn, TypeVar

import msgspec
from msgspec import Meta, Struct

from pb_adapters.fakes.answers import role_of
from pb_adapters.fakes.call import FakeCall, Rejected
from pb_adapters.fakes.chat_completions import (
    THINKS,
    BadPicture,
    ChatMessage,
    Conversation,
    ResponseFormat,
    chat_question,
    pictures_of,
    unknown_fields,
)
from pb_adapters.fakes.exchange import Answer
from pb_adapters.fakes.jobs import CREATE, FORMAT, UploadStore
from pb_adapters.fakes.kie.models import PAINTERS, TALKERS, ImageModel
from pb_adapters.fakes.kie.replies import PARAM, bad_key, failure, outside
from pb_adapters.fakes.pictures import pixels
from pb_adapters.fakes.prompt_parser import Question

Opaque = Any
"""Something that the fake accepts and does not look into."""


class ChatRequest(Struct, frozen=True, kw_only=True):
    """The body of ``POST /{model}/v1/chat/completions``; the model in it is not looked at."""

    messages: Annotated[tuple[ChatMessage, ...], Meta(min_length=1)]
    model: str = ""
    stream: bool = True
    include_thoughts: bool = True
    reasoning_effort: Literal["low", "high"] = "high"
    response_format: ResponseFormat | None = None
    max_tokens: Annotated[int, Meta(ge=1)] | None = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    tools: Opaque = None
    tool_choice: Opaque = None


T = TypeVar("T")

REQUIRED = "This field is required"
URL_CHARACTERS = 2048


def refuse(answer: Answer, why: str) -> NoReturn:
    """Turn the request down."""
    raise Rejected(answer, why)


def check_key(call: FakeCall) -> None:
    """The key stands behind ``Bearer``."""
    if call.request.headers.get("authorization") != f"Bearer {call.key}":
        refuse(bad_key(), "wrong key" if "authorization" in call.request.headers else "no Authorization header")


def read_object(call: FakeCall) -> dict[str, Any]:
    """The body as a JSON object."""
    if not call.request.headers.get("content-type", "").startswith("application/json"):
        refuse(failure(500, "Content-Type is not supported"), "Content-Type is not JSON")
    try:
        document = call.request.json()
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        refuse(failure(422, "The request body is not valid JSON"), str(fault))
    if not isinstance(document, dict):
        refuse(failure(422, "The request body is not valid JSON"), "the body is no object")
    return document


def read_chat(call: FakeCall, model: str, uploads: UploadStore) -> Question:
    """The question that a chat request asks."""
    document = read_object(call)
    try:
        body = msgspec.convert(document, ChatRequest)
    except msgspec.ValidationError as fault:
        refuse(failure(500, REQUIRED if "missing" in str(fault) else f"Invalid parameter: {fault}"), str(fault))
    for path in unknown_fields(document, ChatRequest):
        call.note(f"unknown field {path} ignored")
    if model not in TALKERS:
        refuse(failure(422, "The model is not supported"), f"no chat model {model}")
    if body.tools and body.response_format and body.response_format.type != "text":
        refuse(failure(500, "response_format cannot be used together with tools"), "tools with response_format")
    told = Conversation(
        model=TALKERS[model],
        messages=body.messages,
        response_format=body.response_format,
        max_tokens=body.max_tokens,
        stream=body.stream,
        fields={THINKS: "yes"} if body.include_thoughts else {},
    )
    try:
        return chat_question(told, uploads)
    except BadPicture as fault:
        refuse(failure(500, f"Invalid value: {fault}"), str(fault))


def read_order(call: FakeCall, uploads: UploadStore) -> Question:
    """The question that ``createTask`` asks."""
    document = read_object(call)
    wanted, name = document.get("input"), document.get("model")
    if name is None or not isinstance(wanted, dict):
        refuse(failure(500, REQUIRED), "no model or no input")
    model = PAINTERS.get(str(name))
    if model is None:
        refuse(failure(422, "The model is not supported"), f"no model {name}")
    _note_unknown(call, document, wanted, model)
    _check_required(wanted, model)
    ratio = _chosen(wanted, "aspect_ratio", model.ratios, model.usual_ratio)
    size = _chosen(wanted, "resolution", model.sizes, "1K" if model.sizes else "")
    form = _chosen(wanted, "output_format", model.formats, model.formats[0] if model.formats else "png")
    asked = str(wanted.get("aspect_ratio", ""))
    if asked in model.forbidden.get(size, ()):
        refuse(outside("resolution"), f"{model.id} takes no {size} at {asked or 'no ratio'}")
    pictures, unread = _references(wanted, model, uploads)
    width, height = pixels(ratio, size)
    return Question(
        endpoint=CREATE,
        model=model.id,
        role=role_of(None, str(wanted["prompt"]), wants_picture=True),
        prompt=str(wanted["prompt"]),
        pictures=pictures,
        unread=unread,
        wants_picture=True,
        ratio=ratio,
        size=size,
        width=width,
        height=height,
        fields={PARAM: _param(document), FORMAT: form},
    )


def _note_unknown(call: FakeCall, document: dict[str, Any], wanted: dict[str, Any], model: ImageModel) -> None:
    for member in document:
        if member not in {"model", "input", "callBackUrl"}:
            call.note(f"unknown field {member} ignored")
    if document.get("callBackUrl"):
        call.note("callBackUrl is not called by this fake")
    for member in wanted:
        if member not in model.members:
            call.note(f"unknown field input.{member} ignored")


def _check_required(wanted: dict[str, Any], model: ImageModel) -> None:
    missing = [member for member in model.required if not wanted.get(member)]
    if missing:
        refuse(failure(500, REQUIRED), f"no input.{missing[0]}")
    if not isinstance(wanted["prompt"], str):
        refuse(failure(500, "Invalid parameter: prompt"), "the prompt is no string")
    if len(wanted["prompt"]) > model.characters:
        message = f"The prompt is too long: at most {model.characters} characters"
        refuse(failure(500, message), f"{model.id} takes {model.characters} characters")


def _chosen(wanted: dict[str, Any], member: str, values: tuple[str, ...], usual: str) -> str:
    """The value of a member that the model knows, spelt exactly; the usual one where it is missing or unknown."""
    if not values or member not in wanted:
        return usual
    if wanted[member] not in values:
        refuse(outside(member), f"{member} {wanted[member]}")
    return str(wanted[member])


def _references(wanted: dict[str, Any], model: ImageModel, uploads: UploadStore) -> tuple[tuple[bytes, ...], int]:
    member = model.references
    urls = wanted.get(member, []) if member else []
    if not isinstance(urls, list) or len(urls) > model.most:
        refuse(outside(member), f"{model.id} takes a list of at most {model.most} in {member}")
    if not all(isinstance(url, str) and _is_public(url) for url in urls):
        refuse(failure(500, f"Invalid value in {member}: file type not supported"), f"{member} holds no public URLs")
    return pictures_of(tuple(urls), uploads)


def _is_public(url: str) -> bool:
    return url.startswith(("https://", "http://")) and len(url) <= URL_CHARACTERS


def _param(document: dict[str, Any]) -> str:
    """What ``recordInfo`` shows of an order: JSON whose ``input`` is JSON again."""
    told = {"input": msgspec.json.encode(document["input"]).decode(), "model": document["model"]}
    called_back = {"callBackUrl": document["callBackUrl"]} if document.get("callBackUrl") else {}
    return msgspec.json.encode(told | called_back).decode()
