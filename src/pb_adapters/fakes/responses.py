"""OpenAI's Responses API as far as the fakes play it: one answer in words, at once, to a text or to messages."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from pb_adapters.fakes.call import WordReplies
from pb_adapters.fakes.exchange import Answer, json_answer
from pb_adapters.fakes.prompt_parser import Question, Tally
from pb_adapters.fakes.request_checks import Opaque

RESPONSES = "responses"
CREATED = 1_764_000_000


class InputPart(Struct, frozen=True, kw_only=True):
    """One piece of a message: ``input_text``, or ``input_image`` with its address."""

    type: str
    text: str = ""
    image_url: str | None = None
    detail: Opaque = None


class InputMessage(Struct, frozen=True, kw_only=True):
    """One message."""

    role: str
    content: str | tuple[InputPart, ...]
    type: Literal["message"] = "message"


class TextOptions(Struct, frozen=True, kw_only=True):
    """The form of the answer: ``format`` is ``json_schema`` with its members beside the type."""

    format: dict[str, Any] | None = None
    verbosity: str | None = None


class ResponsesRequest(Struct, frozen=True, kw_only=True):
    """The body of ``POST /responses``; streams and kept conversations are not played."""

    model: str
    input: str | Annotated[tuple[InputMessage, ...], Meta(min_length=1)]
    instructions: str | None = None
    max_output_tokens: Annotated[int, Meta(ge=1)] | None = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: float | None = None
    text: TextOptions | None = None
    reasoning: Opaque = None
    store: bool | None = None
    stream: Literal[False] | None = None
    user: str | None = None
    metadata: Opaque = None


def as_chat(body: ResponsesRequest) -> dict[str, Any]:
    """The same request as a body of chat completions."""
    given = body.input if not isinstance(body.input, str) else (InputMessage(role="user", content=body.input),)
    messages = [{"role": message.role, "content": _content(message)} for message in given]
    if body.instructions:
        messages.insert(0, {"role": "system", "content": body.instructions})
    document: dict[str, Any] = {"model": body.model, "messages": messages}
    form = body.text.format if body.text else None
    if form is not None:
        named = {name: value for name, value in form.items() if name != "type"}
        document["response_format"] = {"type": form.get("type"), **({form["type"]: named} if named else {})}
    if body.max_output_tokens is not None:
        document["max_completion_tokens"] = body.max_output_tokens
    return document


def _content(message: InputMessage) -> Any:  # noqa: ANN401 - a text or parts
    if isinstance(message.content, str):
        return message.content
    return [
        {"type": "image_url", "image_url": {"url": part.image_url}}
        if part.image_url is not None
        else {"type": "text", "text": part.text}
        for part in message.content
    ]


def asked(question: Question) -> Question:
    """The question of a chat, asked here."""
    return replace(question, endpoint=RESPONSES)


class ResponsesReplies:
    """Good answers of this API, at the prices of the provider's chat."""

    def __init__(self, chat: WordReplies) -> None:
        self._chat = chat

    def tally(self, question: Question, words: str, pictures: int) -> Tally:
        """What the same answer of a chat is worth."""
        return self._chat.tally(question, words, pictures)

    def with_words(self, question: Question, words: str, tally: Tally) -> Any:  # noqa: ANN401 - a JSON document
        """A completed response with one message."""
        text = {"type": "output_text", "text": words, "annotations": []}
        said = {"type": "message", "id": f"msg_{question.name}", "status": "completed", "role": "assistant"}
        counted = tally.output_tokens + tally.thought_tokens
        usage = {
            "input_tokens": tally.input_tokens,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": counted,
            "output_tokens_details": {"reasoning_tokens": tally.thought_tokens},
            "total_tokens": tally.input_tokens + counted,
        }
        return {
            "id": f"resp_{question.name}",
            "object": "response",
            "created_at": CREATED,
            "status": "completed",
            "model": question.model,
            "output": [said | {"content": [text]}],
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
            "usage": usage,
        }

    def sent(self, question: Question, document: Any) -> Answer:  # noqa: ANN401, ARG002 - as the port has it
        """JSON."""
        return json_answer(document)
