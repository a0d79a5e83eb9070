"""Relays: what is the same where other vendors' models are resold: prices, chat questions, completions."""

import time
from typing import Any

from msgspec import Struct

from pb_adapters.fakes.answering import role_of
from pb_adapters.fakes.chat_wire import ChatMessage, ResponseFormat, from_data_url, picture_urls, schema_of, texts
from pb_adapters.fakes.files import Shelf
from pb_adapters.fakes.gemini.wording import picture_tokens, tokens
from pb_adapters.fakes.questions import Question, Tally
from pb_adapters.fakes.schemas import told_in

CHAT = "chat"
LONGEST_ANSWER = 65_536
THINKS = "thinks"
THOUGHTS = "Reading the request, then answering it."


class ChatModel(Struct, frozen=True, kw_only=True):
    """A model for words; prices in US dollars per million tokens, ``thoughts`` in tokens per answer."""

    id: str
    price_in: float = 0.2
    price_out: float = 1.6
    thoughts: int = 0


class Conversation(Struct, frozen=True, kw_only=True):
    """What a chat request says, however its provider spells the rest of it."""

    model: ChatModel
    messages: tuple[ChatMessage, ...]
    response_format: ResponseFormat | None = None
    max_tokens: int | None = None
    stream: bool = False
    fields: dict[str, str] = {}


def pictures_of(urls: tuple[str, ...], shelf: Shelf) -> tuple[tuple[bytes, ...], int]:
    """The pictures of data URLs and of uploaded files, and how many stand elsewhere; raises ``BadPicture``."""
    kept = [shelf.at(url) for url in urls]
    read = [upload.data if upload else from_data_url(url) for upload, url in zip(kept, urls, strict=True)]
    pictures = tuple(data for data in read if data is not None)
    return pictures, len(read) - len(pictures)


def chat_question(told: Conversation, shelf: Shelf) -> Question:
    """The question that a chat request asks; raises ``BadPicture``."""
    pictures, unread = pictures_of(picture_urls(told.messages), shelf)
    schema = schema_of(told.response_format)
    prompt = texts(told.messages, "user", "assistant", "tool")
    system = texts(told.messages, "system", "developer")
    return Question(
        endpoint=CHAT,
        model=told.model.id,
        role=role_of(schema or told_in(system) or told_in(prompt), prompt),
        system=system,
        prompt=prompt,
        schema=schema,
        pictures=pictures,
        unread=unread,
        stream=told.stream,
        max_tokens=told.max_tokens,
        fields=told.fields,
    )


def words_tally(question: Question, model: ChatModel, words: str) -> Tally:
    """Tokens by length, all within ``max_tokens``; 258 for every tile of a picture that was seen."""
    limit = question.max_tokens or LONGEST_ANSWER
    thoughts = min(model.thoughts, limit)
    asked = tokens(question.system + question.prompt) + sum(map(picture_tokens, question.pictures))
    said = min(tokens(words), limit - thoughts)
    return Tally(
        input_tokens=asked,
        output_tokens=said,
        thought_tokens=thoughts,
        cost_micros=round(asked * model.price_in + (said + thoughts) * model.price_out),
    )


def completion(question: Question, words: str, tally: Tally) -> dict[str, Any]:
    """The body of a chat completion; cut by ``max_tokens`` with finish reason ``length``."""
    is_whole = tokens(words) <= tally.output_tokens
    text = words if is_whole else words.encode()[: 4 * tally.output_tokens].decode(errors="ignore")
    message: dict[str, Any] = {"role": "assistant", "content": text}
    if THINKS in question.fields:
        message["reasoning_content"] = THOUGHTS
    return {
        "id": f"chatcmpl-{question.name}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": question.model,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop" if is_whole else "length"}],
        "usage": {
            "prompt_tokens": tally.input_tokens,
            "completion_tokens": tally.output_tokens + tally.thought_tokens,
            "total_tokens": tally.input_tokens + tally.output_tokens + tally.thought_tokens,
            "completion_tokens_details": {"reasoning_tokens": tally.thought_tokens, "text_tokens": tally.output_tokens},
        },
    }
