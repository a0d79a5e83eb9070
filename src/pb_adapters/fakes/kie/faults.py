"""What goes wrong at Kie, at once and with pictures that were ordered, and how it is worded."""

from typing import Any

import msgspec

from pb_adapters.fakes.chat_completions import CHAT_FAULTS as RELAY_FAULTS
from pb_adapters.fakes.chat_completions import reply_fault, without
from pb_adapters.fakes.exchange import Answer, html_answer, json_answer
from pb_adapters.fakes.jobs import CREATE, LOOK_FAULTS, UPLOAD, Change, JobFault, address_faults, poll_fault
from pb_adapters.fakes.jobs import FAULTS as FILE_FAULTS
from pb_adapters.fakes.kie.replies import INTERNAL, NO_MONEY, OFTEN, TOO_OFTEN, bad_key, failure, outside, sent
from pb_adapters.fakes.scripted_faults import FOREVER, Document, Fault, fault, table

_OUTSIDE = "This aspect_ratio is not within the range of allowed options"


def _data(**changes: object) -> Change:
    """A change of members of a found record."""
    return lambda document: document | {"data": document["data"] | changes} if document["data"] else document


def _of_success(change: Change) -> Change:
    """A change that waits for success."""

    def changed(document: Document) -> Document:
        data = document["data"]
        return change(document) if data and data["state"] == "success" else document

    return changed


def _urls(document: Document) -> list[str]:
    urls: list[str] = msgspec.json.decode(document["data"]["resultJson"])["resultUrls"]
    return urls


def _with_urls(document: Document, urls: list[str]) -> Document:
    return _data(resultJson=msgspec.json.encode({"resultUrls": urls}).decode())(document)


def _odd_success(document: Document) -> Document:
    return document | {"code": 505, "msg": "The feature is disabled"}


def _result_object(document: Document) -> Document:
    return _data(resultJson={"resultUrls": _urls(document)})(document)


def _new_record(document: Document) -> Document:
    """The members of newer documents, and their empty strings in place of null."""
    data = document["data"]
    if not data:
        return document
    state = data["state"]
    more = {
        "updateTime": data["createTime"] + 1000,
        "progress": {"waiting": 0, "generating": 45}.get(state, 100),
        "creditsConsumed": data.get("creditsConsumed", 0),
        "failCode": data["failCode"] or "",
        "failMsg": data["failMsg"] or "",
    }
    return _data(**more)(document)


def _milliseconds(document: Document) -> Document:
    return _data(costTime=document["data"]["completeTime"] - document["data"]["createTime"])(document)


def _queued(document: Document) -> Document:
    """States that recordings never showed."""
    data = document["data"]
    words = {"waiting": "queuing", "generating": "polishing"}
    return _data(state=words.get(data["state"], data["state"]))(document) if data else document


def _unseen_as_null(document: Document) -> Document:
    return document if document["data"] else {"code": 200, "msg": "success", "data": None}


def _no_record_id(document: Document) -> Document:
    return document | {"data": {"taskId": document["data"]["taskId"]}}


def _fails(name: str, what: str, code: str, message: str, **more: Any) -> JobFault:  # noqa: ANN401 - fields of JobFault
    return JobFault(name=name, what=what, failure=(code, message), **({"billed": False} | more))


JOB_FAULTS = (
    LOOK_FAULTS
    | address_faults(_of_success, _urls, _with_urls)
    | table(
        JobFault(name="not-there-yet", what="two looks do not find the new job", unseen=2),
        JobFault(
            name="not-there-yet-null", what="the same, with code 200 and no data", unseen=2, record=_unseen_as_null
        ),
        JobFault(name="never-there", what="no look ever finds the job", unseen=FOREVER),
        JobFault(name="pending", what="three looks find the job under way", pending=3),
        JobFault(name="odd-states", what="under way in words that nobody knows", pending=3, record=_queued),
        JobFault(name="never-ends", what="the job is under way for ever", pending=FOREVER, billed=False),
        _fails("fails-policy", "the job fails: policy", "422", "Invalid prompt: it holds prohibited content"),
        _fails("fails-sensitive", "the job fails: a word", "SENSITIVE_WORD_ERROR", "Sensitive words were found"),
        _fails("fails-unsafe", "the job fails: Google's word", "500", "PUBLIC_ERROR_UNSAFE_GENERATION"),
        _fails("fails-internal", "the job fails: internal", "500", "Internal Error"),
        _fails("fails-late", "three looks find it under way, then it fails", "500", "Internal Error", pending=3),
        _fails("fails-generation", "the job fails: code 501", "501", "Generation failed"),
        _fails("fails-no-money", "the job fails: no money", "402", NO_MONEY),
        _fails("fails-bad-field", "the job fails: a field", "422", _OUTSIDE),
        _fails("fails-charged", "the job fails and is charged for", "500", "Internal Error", billed=True),
        JobFault(name="odd-success", what="success under code 505", record=_of_success(_odd_success)),
        JobFault(name="new-record", what="records with newer members", pending=2, record=_new_record),
        JobFault(name="cost-time-ms", what="costTime in milliseconds", record=_of_success(_milliseconds)),
        JobFault(name="credits-zero", what="success that says 0 credits", record=_of_success(_data(creditsConsumed=0))),
        JobFault(name="result-object", what="resultJson is an object", record=_of_success(_result_object)),
        JobFault(
            name="result-garbage", what="resultJson is no JSON", record=_of_success(_data(resultJson="{resultUrls:"))
        ),
        poll_fault("poll-throttled", "a look answered by 200 with code 429", TOO_OFTEN),
        poll_fault("poll-internal", "a look answered by 200 with code 500", failure(500, INTERNAL)),
        Fault(
            name="no-record-id", what="the answer to an order as documented", reply=_no_record_id, endpoints=(CREATE,)
        ),
    )
)
"""What goes wrong with ordered pictures."""


MAINTENANCE = "The server is currently being maintained, please try again later~"


def _openai_error(status: int, kind: str, message: str) -> Answer:
    return json_answer({"error": {"message": message, "type": kind}}, status)


def _hinted() -> Answer:
    return msgspec.structs.replace(failure(429, OFTEN, 429), headers={"retry-after": "2"})


def _wrapped(document: Document) -> Document:
    return {"code": 200, "msg": "success", "data": document}


def _as_candidates(document: Document) -> Document:
    """Gemini's own shape, which one client met."""
    text = document["choices"][0]["message"]["content"]
    usage = document["usage"]
    return {
        "candidates": [{"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": "STOP", "index": 0}],
        "usageMetadata": {
            "promptTokenCount": usage["prompt_tokens"],
            "candidatesTokenCount": usage["completion_tokens"],
            "totalTokenCount": usage["total_tokens"],
        },
    }


ENVELOPES = table(
    fault("throttled", "200 with code 429", TOO_OFTEN),
    fault("throttled-429", "HTTP 429 with code 429", failure(429, OFTEN, 429)),
    fault("throttled-words", "200 with code 429 in other words", failure(429, "Rate limit exceeded")),
    fault("throttled-hint", "HTTP 429 with Retry-After: 2", _hinted()),
    fault("no-money", "200 with code 402", failure(402, NO_MONEY)),
    fault("no-money-500", "200 with code 500 that means: no money", failure(500, NO_MONEY)),
    fault("bad-key", "200 with code 401", bad_key()),
    fault("key-limit", "200 with code 433: the limit of the key", failure(433, "The sub-key limit has been reached")),
    fault("bad-field", "200 with code 500 that means: a field is wrong", outside("aspect_ratio")),
    fault("required-field", "200 with code 500 that means: a field is missing", failure(500, "This field is required")),
    fault("unknown-model", "200 with code 422: no such model", failure(422, "The model is not supported")),
    fault("not-found", "200 with code 404", failure(404, "Not Found")),
    fault("maintenance", "200 with code 455", failure(455, MAINTENANCE)),
    fault("maintenance-500", "200 with code 500 that means: maintenance", failure(500, MAINTENANCE)),
    fault("internal", "200 with code 500", failure(500, INTERNAL)),
    fault("internal-500", "HTTP 500 with code 500", failure(500, INTERNAL, 500)),
    fault("old-words", "200 with code 500 and message in place of msg", sent({"code": 500, "message": INTERNAL})),
    fault("unavailable", "200 with code 503", failure(503, "Service Unavailable")),
    fault("nobody", "200 with code 524: nobody to do it", sent({"code": 524, "msg": "no user can use"})),
    fault("generation-failed", "200 with code 501", failure(501, "Generation failed")),
    fault("disabled", "200 with code 505", failure(505, "The feature is disabled")),
    fault("deadline", "200 with code 408: no result within ten minutes", failure(408, "Upstream timeout"), billed=True),
    fault(
        "edge-timeout", "HTTP 524 of the edge, the work is billed", html_answer(524, "A timeout occurred"), billed=True
    ),
    fault("openai-error", "HTTP 503 in the form of OpenAI", _openai_error(503, "server_error", "Service unavailable")),
)
"""Errors in place of any answer."""

WORDS = RELAY_FAULTS | table(
    reply_fault("chat-wrapped", "the completion inside an envelope", _wrapped),
    reply_fault("chat-candidates", "the answer in Gemini's form", _as_candidates),
    reply_fault("no-credits", "no credits_consumed", without("credits_consumed")),
)
"""What goes wrong with chat."""

UPLOADS = table(
    Fault(
        name="upload-failed",
        what="an upload answered by 200 with code 500",
        billed=False,
        instead=lambda _: sent({"success": False, "code": 500, "msg": "File upload failed"}),
        endpoints=(UPLOAD,),
    )
)
"""What goes wrong with uploads."""

FAULTS = ENVELOPES | JOB_FAULTS | WORDS | UPLOADS | FILE_FAULTS
