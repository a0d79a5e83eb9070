"""What goes wrong at APIMart, at once and with pictures that were ordered, and how it is worded."""

from collections.abc import Callable
from email.utils import formatdate
from time import time
from typing import Any

import msgspec

from pb_adapters.fakes.apimart.replies import MODERATED, VERSION, answered, build_failed, error
from pb_adapters.fakes.chat_completions import CHAT_FAULTS as RELAY_FAULTS
from pb_adapters.fakes.chat_completions import reply_fault
from pb_adapters.fakes.exchange import Answer, json_answer
from pb_adapters.fakes.jobs import CREATE, LOOK_FAULTS, Change, JobFault, address_faults, poll_fault
from pb_adapters.fakes.jobs import FAULTS as FILE_FAULTS
from pb_adapters.fakes.prompt_parser import Question
from pb_adapters.fakes.scripted_faults import FOREVER, Document, Fault, fault, table

AT_ONCE, FORGETFUL = "result-at-once", "idempotency-ignored"


def _data(**changes: object) -> Change:
    return lambda document: document | {"data": document["data"] | changes}


def _finished(change: Change) -> Change:
    """A change that waits for the pictures."""
    return lambda document: change(document) if "result" in document["data"] else document


def _images(document: Document) -> list[dict[str, Any]]:
    images: list[dict[str, Any]] = document["data"]["result"]["images"]
    return images


def _urls(document: Document) -> list[str]:
    urls: list[str] = _images(document)[0]["url"]
    return urls


def _with_urls(document: Document, urls: list[str]) -> Document:
    return _data(result={"images": [image | {"url": urls} for image in _images(document)]})(document)


def _old_shape(document: Document) -> Document:
    """The older page: ``succeeded``, and a string for the address."""
    images = [image | {"url": image["url"][0]} for image in _images(document)]
    return _data(status="succeeded", result={"images": images})(document)


def _no_cost(document: Document) -> Document:
    free = {name: value for name, value in document["data"].items() if name not in {"cost", "credits_cost"}}
    return document | {"data": free}


def _renamed(**names: str) -> Change:
    """Status words of other pages."""

    def change(document: Document) -> Document:
        status = document["data"]["status"]
        return _data(status=names.get(status, status))(document)

    return change


def _in_upper_case(document: Document) -> Document:
    return _data(status=document["data"]["status"].upper())(document)


def _with_error(spelt: Callable[[dict[str, Any]], object], status: str = "failed") -> Change:
    """Another form of the error of a failed task."""

    def change(document: Document) -> Document:
        data = document["data"]
        return _data(status=status, error=spelt(data["error"]))(document) if "error" in data else document

    return change


def _as_object(document: Document) -> Document:
    data = document["data"]
    return document | {"data": data[0]} if isinstance(data, list) else document


def _as_id(document: Document) -> Document:
    data = document["data"]
    if not isinstance(data, list):
        return document
    return document | {"data": [{"status": "submitted", "id": data[0]["task_id"]}]}


def _fails(name: str, what: str, message: str, **more: Any) -> JobFault:  # noqa: ANN401 - fields of JobFault
    return JobFault(name=name, what=what, failure=("task_failed", message), **({"billed": False} | more))


TASK_FAULTS = (
    LOOK_FAULTS
    | address_faults(_finished, _urls, _with_urls)
    | table(
        JobFault(name="not-there-yet", what="two looks answer 404", unseen=2),
        JobFault(name="never-there", what="every look answers 404", unseen=FOREVER),
        JobFault(name="pending", what="three looks find the task under way", pending=3),
        JobFault(
            name="odd-states",
            what="the same in the words of other pages",
            pending=3,
            record=_renamed(submitted="pending", processing="in_progress", completed="success"),
        ),
        JobFault(
            name="unknown-states",
            what="under way in words that nobody knows",
            pending=3,
            record=_renamed(submitted="dreaming", processing="polishing"),
        ),
        JobFault(name="upper-case", what="status words in capitals", pending=2, record=_in_upper_case),
        JobFault(name="never-ends", what="the task is under way for ever", pending=FOREVER, billed=False),
        _fails("fails-internal", "the task fails", "Generation failed upstream"),
        _fails("fails-moderated", "the task fails: moderation", MODERATED),
        _fails("fails-bad-field", "the task fails: a field", "build_request_failed: invalid size: 7:5"),
        _fails("fails-late", "three looks find it under way, then it fails", "Generation failed upstream", pending=3),
        _fails(
            "fails-in-a-string",
            "the task fails, its error is a string",
            "generation failed",
            record=_with_error(lambda error: error["message"]),
        ),
        _fails(
            "fails-by-number",
            "the task fails, its error has a number",
            "generation failed",
            record=_with_error(lambda error: error | {"code": 500}, "failure"),
        ),
        _fails("cancelled", "the task is cancelled", "cancelled", record=_with_error(lambda error: error, "cancelled")),
        _fails("fails-charged", "the task fails and is not refunded", "Generation failed upstream", billed=True),
        JobFault(name="old-shape", what="succeeded, and a string for the address", record=_finished(_old_shape)),
        JobFault(name="no-cost", what="a finished task without its cost", record=_finished(_no_cost)),
        poll_fault(
            "poll-throttled",
            "a look answered by 429 with Retry-After: 1",
            answered(429, "Too many requests", retry_after="1"),
        ),
        poll_fault("poll-internal", "a look answered by 500", answered(500, "Internal server error")),
        JobFault(name=FORGETFUL, what="the key of an order that came before is not recognised"),
        JobFault(name=AT_ONCE, what="the answer to an order is the finished result"),
        Fault(
            name="data-object", what="the answer to an order: data is an object", reply=_as_object, endpoints=(CREATE,)
        ),
        Fault(name="data-id", what="the answer to an order: id in place of task_id", reply=_as_id, endpoints=(CREATE,)),
    )
)
"""What goes wrong with ordered pictures."""


REUSED, LOST = "idempotency_key_reused", "idempotency_result_indeterminate"
_BUSY_KEY = "A request with this key is still running"
_REUSED_KEY = "This key was used with another request"
_LOST_KEY = "Whether the request with this key was carried out is not known"
_NO_KEYS = "Idempotency is unavailable; the request was not carried out"


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
    fault("throttled", "429 without a hint", answered(429, "Too many requests")),
    fault("throttled-hint", "429 with Retry-After: 1", answered(429, "Too many requests", retry_after="1")),
    fault("throttled-date", "429 with Retry-After as a date", _dated),
    fault("no-money", "402", answered(402, "Insufficient balance")),
    fault("bad-key", "401", answered(401, "Invalid API key")),
    fault("forbidden", "403, the model is not for this key", answered(403, "This key may not use the model")),
    fault("unknown-model", "404, no such model", answered(404, "model not found")),
    fault("invalid", "400", answered(400, "invalid request")),
    fault("too-large", "413", answered(413, "Request body too large")),
    fault("bad-field", "500 that means: a field is wrong", _failed("invalid size: 7:5")),
    fault("moderated", "500 that means: the prompt was flagged", _failed(MODERATED)),
    fault("internal", "500", answered(500, "Internal server error")),
    fault("bad-gateway", "502 as JSON", answered(502, "Bad gateway")),
    fault("unavailable", "503", answered(503, "Service unavailable")),
    fault("no-channel", "503, no channel for the model", _no_channel),
    fault("deadline", "504, the work is billed", answered(504, "Gateway timeout"), billed=True),
    fault("error-in-200", "200 with a code and a message", json_answer({"code": 429, "message": "Too many requests"})),
    fault("success-false", "200 with success false", json_answer({"success": False, "message": "Internal error"})),
)
"""Errors in place of any answer."""

KEYS = table(
    fault(
        "idempotency-in-progress",
        "409, the same request is still running",
        answered(409, _BUSY_KEY, "idempotency_in_progress", retry_after="1"),
    ),
    fault("idempotency-reused", "409, the key belongs to another request", answered(409, _REUSED_KEY, REUSED)),
    fault("idempotency-indeterminate", "409, nobody knows what became of it", answered(409, _LOST_KEY, LOST)),
    fault("idempotency-unavailable", "503, not carried out", answered(503, _NO_KEYS, "idempotency_unavailable")),
)
"""What the keys of orders can lead to."""

CHAT = RELAY_FAULTS | table(
    reply_fault("chat-wrapped", "the completion inside an envelope", _wrapped),
    reply_fault("chat-priced", "a completion with credits and cost_cents", _priced),
    Fault(name="sse-unasked", what="events though no stream was asked for", question=_as_stream, only="words"),
)
"""What goes wrong with chat."""

NATIVE = table(
    _native("unwrapped", "Gemini's answer without an envelope", _unwrapped),
    _native("usage-inside", "usageMetadata inside the envelope", _usage_inside),
    _native("picture-in-text", "the picture as Markdown in a text part", _in_text, only="picture"),
)
"""What goes wrong in Gemini's own API."""

FAULTS = ERRORS | KEYS | TASK_FAULTS | CHAT | NATIVE | FILE_FAULTS
