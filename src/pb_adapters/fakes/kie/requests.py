"""Requests to Kie, read as strictly as it reads them: wrong values are code 500, unknown members are passed over.

Source: its OpenAPI documents.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from pb_adapters.fakes.answers import role_of
from pb_adapters.fakes.call import FakeCall
from pb_adapters.fakes.chat_completions import (
    THINKS,
    BadPicture,
    ChatMessage,
    Conversation,
    ResponseFormat,
    chat_question,
    pictures_of,
)
from pb_adapters.fakes.jobs import CREATE, FORMAT, UploadStore
from pb_adapters.fakes.kie.models import CHAT_MODELS, IMAGE_MODELS, ImageModel
from pb_adapters.fakes.kie.replies import PARAM, bad_key, failure, outside
from pb_adapters.fakes.pictures import pixels
from pb_adapters.fakes.prompt_parser import Question
from pb_adapters.fakes.request_checks import Opaque, as_struct, bearer_problem, read_json, refuse


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


REQUIRED = "This field is required"
URL_CHARACTERS = 2048


def check_key(call: FakeCall) -> None:
    """The key stands behind ``Bearer``."""
    problem = bearer_problem(call)
    if problem:
        refuse(bad_key(), problem)


def read_object(call: FakeCall) -> dict[str, Any]:
    """The body as a JSON object."""
    no_json = failure(422, "The request body is not valid JSON")
    document = read_json(call, failure(500, "Content-Type is not supported"), lambda _: no_json)
    if not isinstance(document, dict):
        refuse(no_json, "the body is no object")
    return document


def read_chat(call: FakeCall, model: str, uploads: UploadStore) -> Question:
    """The question that a chat request asks."""
    body = as_struct(
        call,
        read_object(call),
        ChatRequest,
        lambda problem: failure(500, REQUIRED if "missing" in problem else f"Invalid parameter: {problem}"),
    )
    if model not in CHAT_MODELS:
        refuse(failure(422, "The model is not supported"), f"no chat model {model}")
    if body.tools and body.response_format and body.response_format.type != "text":
        refuse(failure(500, "response_format cannot be used together with tools"), "tools with response_format")
    conversation = Conversation(
        model=CHAT_MODELS[model],
        messages=body.messages,
        response_format=body.response_format,
        max_tokens=body.max_tokens,
        stream=body.stream,
        fields={THINKS: "yes"} if body.include_thoughts else {},
    )
    try:
        return chat_question(conversation, uploads)
    except BadPicture as fault:
        refuse(failure(500, f"Invalid value: {fault}"), str(fault))


def read_order(call: FakeCall, uploads: UploadStore) -> Question:
    """The question that ``createTask`` asks."""
    document = read_object(call)
    wanted, name = document.get("input"), document.get("model")
    if name is None or not isinstance(wanted, dict):
        refuse(failure(500, REQUIRED), "no model or no input")
    model = IMAGE_MODELS.get(str(name))
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
    order = {"input": msgspec.json.encode(document["input"]).decode(), "model": document["model"]}
    called_back = {"callBackUrl": document["callBackUrl"]} if document.get("callBackUrl") else {}
    return msgspec.json.encode(order | called_back).decode()
