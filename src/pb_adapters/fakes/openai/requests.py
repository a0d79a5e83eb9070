"""Requests to such servers: what each of them refuses, and a note for what it passes over."""

from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from pb_adapters.fakes.call import FakeCall, Rejected
from pb_adapters.fakes.chat_completions import (
    BadPicture,
    ChatMessage,
    Conversation,
    JsonSchema,
    ResponseFormat,
    chat_question,
)
from pb_adapters.fakes.exchange import Answer
from pb_adapters.fakes.gemini.replies import question_tokens
from pb_adapters.fakes.jobs import UploadStore
from pb_adapters.fakes.openai.servers import (
    MODELS,
    OLD_PAINTER,
    OLD_SIZES,
    PAINTER,
    SEER,
    WINDOW,
    WRITER,
    Server,
    is_strict,
)
from pb_adapters.fakes.prompt_parser import PAINTER as PAINTER_ROLE
from pb_adapters.fakes.prompt_parser import Question
from pb_adapters.fakes.request_checks import Opaque, as_struct, bearer_problem, read_json, refuse
from pb_adapters.fakes.responses import ResponsesRequest, as_chat, asked

SERVER, CUT, FREE, NUMBER = "server", "cut", "free", "n"
"""Fields of a question.

The kind of server, how many tokens of it are left, that no schema holds its answer, and how many answers are wanted.
"""

T = TypeVar("T")


class ChatRequest(Struct, frozen=True, kw_only=True):
    """The body of ``POST /chat/completions``."""

    model: str = ""
    messages: Annotated[tuple[ChatMessage, ...], Meta(min_length=1)]
    stream: bool = False
    stream_options: Opaque = None
    response_format: dict[str, Any] | None = None
    max_tokens: Annotated[int, Meta(ge=1)] | None = None
    max_completion_tokens: Annotated[int, Meta(ge=1)] | None = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: float | None = None
    seed: int | None = None
    stop: Opaque = None
    reasoning_effort: str | None = None
    n: Annotated[int, Meta(ge=1, le=128)] | None = None
    user: str | None = None


class ImageRequest(Struct, frozen=True, kw_only=True):
    """The body of ``POST /images/generations``."""

    model: str
    prompt: Annotated[str, Meta(min_length=1)]
    n: Annotated[int, Meta(ge=1, le=10)] = 1
    size: str = "auto"
    quality: str | None = None
    user: str | None = None


def check_key(call: FakeCall, server: Server) -> None:
    """A key is needed at OpenAI alone; a wrong one is refused where keys are looked at."""
    problem = bearer_problem(call)
    if problem and (server.needs_key or "authorization" in call.request.headers):
        refuse(server.error(401, "Invalid API Key", "authentication_error", "invalid_api_key"), problem)


def read(call: FakeCall, server: Server, shape: type[T]) -> T:
    """The body in its shape; unknown members are noted, and refused by OpenAI."""

    def invalid(problem: str) -> Answer:
        return server.error(400, f"invalid request: {problem}")

    document = read_json(call, invalid("Content-Type must be application/json"), invalid)
    return as_struct(call, document, shape, invalid)


def read_chat(call: FakeCall, server: Server) -> Question:
    """The question that a chat request asks."""
    return _chat_of(call, server, read(call, server, ChatRequest))


def read_response(call: FakeCall, server: Server) -> Question:
    """The question that a request for a response asks."""
    body = as_chat(read(call, server, ResponsesRequest))
    return asked(_chat_of(call, server, msgspec.convert(body, ChatRequest)))


def _chat_of(call: FakeCall, server: Server, body: ChatRequest) -> Question:
    model = MODELS.get(body.model) or (MODELS[WRITER] if server.any_model else None)
    if model is None:
        status, words = server.unknown_model
        refuse(server.error(status, words.format(model=body.model), code="model_not_found"), f"no model {body.model}")
    if server.refuses_max_tokens and body.max_tokens is not None:
        words = (
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
        )
        refuse(server.error(400, words, code="unsupported_parameter"), "max_tokens")
    wanted = body.max_completion_tokens if server.reads_completion_limit else None
    conversation = Conversation(
        model=model,
        messages=body.messages,
        response_format=_format(server, body),
        max_tokens=wanted or body.max_tokens,
        stream=body.stream,
        fields={SERVER: server.name, NUMBER: str(_choices(call, server, body.n or 1))},
    )
    try:
        question = chat_question(conversation, UploadStore())
    except BadPicture as fault:
        refuse(server.error(400, f"invalid image: {fault}"), str(fault))
    if (question.pictures or question.unread) and model.id != SEER:
        status, words = server.blind
        refuse(server.error(status, words.format(model=model.id), "server_error"), "a picture for a model without eyes")
    return _within(server, question)


def _choices(call: FakeCall, server: Server, wanted: int) -> int:
    """How many answers come where so many are wanted."""
    if server.most_choices is not None and wanted > server.most_choices:
        words = f"Field 'n': Value must be between 1 <= value <= {server.most_choices}, but got {wanted}"
        refuse(server.error(400, words), "n")
    if server.passes_over_n and wanted > 1:
        call.note("n is passed over")
        return 1
    return wanted


def _within(server: Server, question: Question) -> Question:
    """The question as far as it fits into the window."""
    asked, wanted = question_tokens(question), question.max_tokens or 0
    both = asked + wanted if server.counts_answer else asked
    if both <= WINDOW:
        return question
    if server.cuts_question:
        return replace(question, fields=question.fields | {CUT: str(WINDOW // 2 + 2)})
    status, words = server.too_long
    told = words.format(window=WINDOW, asked=asked, wanted=wanted, both=asked + wanted)
    raise Rejected(
        server.error(status, told, "exceed_context_size_error", "context_length_exceeded"), "a question too long"
    )


def _format(server: Server, body: ChatRequest) -> ResponseFormat | None:
    """The form of the answer as the server understands it; ``None`` where it passes over what was asked for."""
    asked = body.response_format
    match asked:
        case None | {"type": "text"}:
            return None
        case {"type": "json_schema", "json_schema": {"schema": dict(schema)}}:
            if server.strict and asked["json_schema"].get("strict") and not is_strict(schema):
                words = (
                    "Invalid schema for response_format 'answer': In context=(), 'additionalProperties' is required to "
                    "be supplied and to be false."
                )
                refuse(server.error(400, words), "a schema that is not strict")
            return ResponseFormat(type="json_schema", json_schema=JsonSchema(name="answer", schema=schema))
        case {"type": "json_object"} if server.takes_json_object:
            return ResponseFormat(type="json_object")
        case {"type": "json_object"}:
            raise Rejected(server.error(400, "'response_format.type' must be 'json_schema' or 'text'"), "json_object")
        case {"type": "json_schema"} if server.flat_schema:
            return None  # whatever comes is no schema of the documented place: it is passed over
        case _:
            words = "When response_format type is 'json_schema', the 'json_schema' field must be provided."
            raise Rejected(server.error(400, words), "no json_schema")


def read_image(call: FakeCall, server: Server) -> Question:
    """The picture that is asked for."""
    body = read(call, server, ImageRequest)
    if body.model not in {PAINTER, OLD_PAINTER}:
        status, words = server.unknown_model
        refuse(server.error(status, words.format(model=body.model)), f"no model {body.model}")
    if body.model == OLD_PAINTER and body.size not in OLD_SIZES:
        refuse(server.error(400, f"Invalid size '{body.size}'. Supported sizes are 1024x1024, 1536x1024."), body.size)
    width, _, height = body.size.partition("x")
    sides = (int(width), int(height)) if height else (1024, 1024)
    return Question(
        endpoint="images",
        model=body.model,
        role=PAINTER_ROLE,
        prompt=body.prompt,
        wants_picture=True,
        width=sides[0],
        height=sides[1],
        size=body.size,
        fields={SERVER: server.name},
    )
