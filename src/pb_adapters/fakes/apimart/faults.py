"""What goes wrong at APIMart, and how it is worded."""

from collections.abc import Callable
from email.utils import formatdate
from time import time
from typing import Any

import msgspec

from pb_adapters.fakes.apimart.task_faults import FAULTS as TASK_FAULTS
from pb_adapters.fakes.apimart.wording import MODERATED, VERSION, answered, build_failed, error
from pb_adapters.fakes.exchange import Answer, json_answer
from pb_adapters.fakes.faults import Document, Fault, said, table
from pb_adapters.fakes.files import FAULTS as FILE_FAULTS
from pb_adapters.fakes.questions import Question
from pb_adapters.fakes.relay_faults import FAULTS as RELAY_FAULTS
from pb_adapters.fakes.relay_faults import spoilt

REUSED, LOST = "idempotency_key_reused", "idempotency_result_indeterminate"
_BUSY_KEY = "A request with this key is still running"
_REUSED_KEY = "This key was used with another request"
_LOST_KEY = "Whether the request with this key was carried out is not known"
_NO_KEYS = "Idempotency is unavailable; the request was not carried out"

Change = Callable[[Document], Document]


def _failed(what: str) -> Callable[[Question], Answer]:
    return lambda question: build_failed(question.fields.get(VERSION, ""), what)


def _dated(question: Question) -> Answer:
    soon = formatdate(time() + 2, usegmt=True)
    return error(question.fields.get(VERSION, ""), 429, "Too many requests", retry_after=soon)


def _no_channel(question: Question) -> Answer:
    return answered(503, f"no available channel for model {question.model}")(question)


def reused_key(version: str) -> Answer:
    """HTTP 409: the key belongs to another request."""
    return error(version, 409, _REUSED_KEY, REUSED)


def no_task(version: str) -> Answer:
    """HTTP 404: the task is unknown, or was forgotten."""
    return error(version, 404, "task not found")


def _wrapped(document: Document) -> Document:
    return {"code": 200, "data": document}


def _priced(document: Document) -> Document:
    return document | {"credits": 0.01, "cost_cents": 0.1}


def _unwrapped(document: Document) -> Document:
    return document["data"] | {"usageMetadata": document["usageMetadata"]}


def _usage_inside(document: Document) -> Document:
    return {"code": 200, "data": _unwrapped(document)}


def _in_text(document: Document) -> Document:
    """The picture as a Markdown data URL in a text part."""
    first = document["data"]["candidates"][0]
    parts = [{"text": f"![image]({_as_url(part['inlineData'])})"} for part in first["content"]["parts"]]
    content = first["content"] | {"parts": parts}
    return document | {"data": document["data"] | {"candidates": [first | {"content": content}]}}


def _as_url(inline: dict[str, str]) -> str:
    return f"data:{inline['mimeType']};base64,{inline['data']}"


def _as_stream(question: Question) -> Question:
    return msgspec.structs.replace(question, stream=True)


def _native(name: str, what: str, reply: Change, **more: Any) -> Fault:  # noqa: ANN401 - fields of Fault
    return Fault(name=name, what=what, reply=reply, endpoints=("gemini",), **more)


ERRORS = table(
    said("throttled", "429 without a hint", answered(429, "Too many requests")),
    said("throttled-hint", "429 with Retry-After: 1", answered(429, "Too many requests", retry_after="1")),
    said("throttled-date", "429 with Retry-After as a date", _dated),
    said("no-money", "402", answered(402, "Insufficient balance")),
    said("bad-key", "401", answered(401, "Invalid API key")),
    said("forbidden", "403, the model is not for this key", answered(403, "This key may not use the model")),
    said("unknown-model", "404, no such model", answered(404, "model not found")),
    said("invalid", "400", answered(400, "invalid request")),
    said("too-large", "413", answered(413, "Request body too large")),
    said("bad-field", "500 that means: a field is wrong", _failed("invalid size: 7:5")),
    said("moderated", "500 that means: the prompt was flagged", _failed(MODERATED)),
    said("internal", "500", answered(500, "Internal server error")),
    said("bad-gateway", "502 as JSON", answered(502, "Bad gateway")),
    said("unavailable", "503", answered(503, "Service unavailable")),
    said("no-channel", "503, no channel for the model", _no_channel),
    said("deadline", "504, the work is billed", answered(504, "Gateway timeout"), billed=True),
    said("error-in-200", "200 with a code and a message", json_answer({"code": 429, "message": "Too many requests"})),
    said("success-false", "200 with success false", json_answer({"success": False, "message": "Internal error"})),
)
"""Errors in place of any answer."""

KEYS = table(
    said(
        "idempotency-in-progress",
        "409, the same request is still running",
        answered(409, _BUSY_KEY, "idempotency_in_progress", retry_after="1"),
    ),
    said("idempotency-reused", "409, the key belongs to another request", answered(409, _REUSED_KEY, REUSED)),
    said("idempotency-indeterminate", "409, nobody knows what became of it", answered(409, _LOST_KEY, LOST)),
    said("idempotency-unavailable", "503, not carried out", answered(503, _NO_KEYS, "idempotency_unavailable")),
)
"""What the keys of orders can lead to."""

CHAT = RELAY_FAULTS | table(
    spoilt("chat-wrapped", "the completion inside an envelope", _wrapped),
    spoilt("chat-priced", "a completion with credits and cost_cents", _priced),
    Fault(name="sse-unasked", what="events though no stream was asked for", hears=_as_stream, only="words"),
)
"""What goes wrong with chat."""

NATIVE = table(
    _native("unwrapped", "Gemini's answer without an envelope", _unwrapped),
    _native("usage-inside", "usageMetadata inside the envelope", _usage_inside),
    _native("picture-in-text", "the picture as Markdown in a text part", _in_text, only="picture"),
)
"""What goes wrong in Gemini's own dialect."""

FAULTS = ERRORS | KEYS | TASK_FAULTS | CHAT | NATIVE | FILE_FAULTS
