"""How OpenRouter words good answers and errors, and what it charges."""

import base64
import itertools
import time
from typing import Any

import msgspec

from pb_adapters.fakes.chat_completions import data_url, stream
from pb_adapters.fakes.exchange import Answer, json_answer
from pb_adapters.fakes.gemini.replies import cut_to, question_tokens, tokens
from pb_adapters.fakes.openrouter.models import Model, model_named
from pb_adapters.fakes.prompt_parser import Painting, Question, Tally

NO_THINKING = "no-thinking"
CHAT, IMAGES = "chat", "images"
USER = "org_fake1"
_NATIVE = {"stop": "STOP", "length": "MAX_TOKENS", "content_filter": "SAFETY", "error": None}
_TIMES = {"512": 0.67, "2K": 1.5, "4K": 2.25}


def model_of(question: Question) -> Model:
    """The model of a question; it was checked when the question was read."""
    model = model_named(question.model)
    if model is None:
        raise LookupError(f"no model {question.model}")
    return model


def fault_body(code: int, message: str, metadata: dict[str, Any] | None = None, **more: object) -> dict[str, Any]:
    """The body of an error."""
    error = {"code": code, "message": message} | ({"metadata": metadata} if metadata else {})
    return {"error": error | more, "user_id": USER}


def error(code: int, message: str, metadata: dict[str, Any] | None = None, **headers: str) -> Answer:
    """An error under its own HTTP status."""
    return json_answer(fault_body(code, message, metadata), code, **headers)


def invalid(message: str = "Invalid request parameters", kind: str = "invalid_request") -> Answer:
    """HTTP 400."""
    return error(400, message, {"error_type": kind})


def no_endpoints(message: str, model: str) -> Answer:
    """HTTP 404: nothing serves this combination."""
    availability = {
        "code": "no_endpoints",
        "retryable": False,
        "requested_models": [model],
        "docs_url": "https://openrouter.ai/docs",
    }
    return json_answer(fault_body(404, message, availability=availability), 404)


class OpenRouterReplies:
    """Good answers of ``/chat/completions`` and ``/images``; remembers what every generation cost."""

    def __init__(self) -> None:
        self.generations: dict[str, Tally] = {}
        self._numbers = itertools.count(1)

    def tally(self, question: Question, words: str, pictures: int) -> Tally:
        """Tokens by length, thoughts by model, price by token or by picture; all within ``max_tokens``."""
        model = model_of(question)
        limit = question.max_tokens or 65_536
        thoughts = 0 if NO_THINKING in question.fields else min(model.thoughts, limit)
        asked = question_tokens(question)
        times = _TIMES.get(question.size, 1)
        drawn = round(model.picture_tokens * times) * pictures
        said = min(tokens(words), limit - thoughts)
        each_token = asked * model.price_in + (said + thoughts) * model.price_out
        return Tally(
            input_tokens=asked,
            output_tokens=said + drawn,
            thought_tokens=thoughts,
            pictures=pictures,
            cost_micros=round(each_token + pictures * times * model.picture_price * 1_000_000),
        )

    def with_words(self, question: Question, words: str, tally: Tally) -> Any:  # noqa: ANN401 - a JSON document
        """Words; cut by ``max_tokens``, or without any where thinking used them all up."""
        if tokens(words) <= tally.output_tokens:
            return self.completion(question, tally, {"content": words})
        return self.completion(question, tally, {"content": cut_to(words, tally.output_tokens)}, "length")

    def with_picture(self, question: Question, painting: Painting | None, tally: Tally) -> Any:  # noqa: ANN401 - a JSON document
        """A picture beside empty content, or the data of ``/images``."""
        if question.endpoint == IMAGES:
            return self._image_data(question, painting, tally)
        pictures: dict[str, Any] = {} if painting is None else {"images": [image_part(painting)]}
        return self.completion(question, tally, {"content": ""} | pictures)

    def sent(self, question: Question, document: Any) -> Answer:  # noqa: ANN401 - a JSON document
        """JSON, or events where a stream was asked for."""
        if question.stream and document.get("choices"):
            return stream(document, comments=("OPENROUTER PROCESSING",), x_generation_id=document["id"])
        if question.stream and question.endpoint == IMAGES:
            return _image_events(document)
        headers = {"x_generation_id": document["id"]} if "id" in document else {}
        return json_answer(document, **headers)

    def completion(
        self, question: Question, tally: Tally, message: dict[str, Any], reason: str = "stop"
    ) -> dict[str, Any]:
        """The body of a chat completion; ``message`` gives members of its message."""
        name = f"gen-{int(time.time())}-{next(self._numbers):06d}"
        self.generations[name] = tally
        whole = {"role": "assistant", "content": None, "refusal": None, "reasoning": None} | message
        choice = {
            "index": 0,
            "finish_reason": reason,
            "native_finish_reason": _NATIVE[reason],
            "logprobs": None,
            "message": whole,
        }
        return {
            "id": name,
            "provider": model_of(question).provider,
            "model": question.model,
            "object": "chat.completion",
            "created": int(time.time()),
            "system_fingerprint": None,
            "choices": [choice],
            "usage": usage(question, tally),
        }

    def _image_data(self, question: Question, painting: Painting | None, tally: Tally) -> dict[str, Any]:
        data = [] if painting is None else [_b64(painting)]
        return {"created": int(time.time()), "data": data, "usage": usage(question, tally)}


def usage(question: Question, tally: Tally) -> dict[str, Any]:
    """``usage``: thoughts and pictures are part of the completion tokens; ``cost`` is in US dollars."""
    completed = tally.output_tokens + tally.thought_tokens
    return {
        "prompt_tokens": tally.input_tokens,
        "completion_tokens": completed,
        "total_tokens": tally.input_tokens + completed,
        "cost": tally.cost_micros / 1_000_000,
        "is_byok": False,
        "cost_details": {"upstream_inference_cost": None},
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": tally.thought_tokens,
            "image_tokens": tally.output_tokens if question.wants_picture and tally.pictures else 0,
        },
    }


def image_part(painting: Painting) -> dict[str, Any]:
    """A picture as chat messages carry it."""
    return {"type": "image_url", "image_url": {"url": data_url(painting.data, painting.media_type)}}


def _b64(painting: Painting) -> dict[str, Any]:
    return {"b64_json": base64.b64encode(painting.data).decode(), "media_type": painting.media_type}


def _image_events(document: dict[str, Any]) -> Answer:
    """The pictures of ``/images`` as server-sent events."""
    shared = {name: document[name] for name in ("created", "usage")}
    events = [{"type": "image_generation.completed", **picture, **shared} for picture in document["data"]]
    lines = [f"event: {event['type']}\ndata: {msgspec.json.encode(event).decode()}\n\n" for event in events]
    return Answer(body="".join([*lines, "data: [DONE]\n\n"]).encode(), content_type="text/event-stream")
