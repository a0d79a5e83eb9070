"""What goes wrong at Kie, and how it is worded."""

import msgspec

from pb_adapters.fakes.exchange import Answer, html_answer, json_answer
from pb_adapters.fakes.faults import Document, Fault, said, table
from pb_adapters.fakes.files import FAULTS as FILE_FAULTS
from pb_adapters.fakes.jobs import UPLOAD
from pb_adapters.fakes.kie.job_faults import FAULTS as JOB_FAULTS
from pb_adapters.fakes.kie.wording import INTERNAL, NO_MONEY, OFTEN, TOO_OFTEN, bad_key, failure, outside, sent
from pb_adapters.fakes.relay_faults import FAULTS as RELAY_FAULTS
from pb_adapters.fakes.relay_faults import spoilt, without

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
    said("throttled", "200 with code 429", TOO_OFTEN),
    said("throttled-429", "HTTP 429 with code 429", failure(429, OFTEN, 429)),
    said("throttled-words", "200 with code 429 in other words", failure(429, "Rate limit exceeded")),
    said("throttled-hint", "HTTP 429 with Retry-After: 2", _hinted()),
    said("no-money", "200 with code 402", failure(402, NO_MONEY)),
    said("no-money-500", "200 with code 500 that means: no money", failure(500, NO_MONEY)),
    said("bad-key", "200 with code 401", bad_key()),
    said("key-limit", "200 with code 433: the limit of the key", failure(433, "The sub-key limit has been reached")),
    said("bad-field", "200 with code 500 that means: a field is wrong", outside("aspect_ratio")),
    said("required-field", "200 with code 500 that means: a field is missing", failure(500, "This field is required")),
    said("unknown-model", "200 with code 422: no such model", failure(422, "The model is not supported")),
    said("not-found", "200 with code 404", failure(404, "Not Found")),
    said("maintenance", "200 with code 455", failure(455, MAINTENANCE)),
    said("maintenance-500", "200 with code 500 that means: maintenance", failure(500, MAINTENANCE)),
    said("internal", "200 with code 500", failure(500, INTERNAL)),
    said("internal-500", "HTTP 500 with code 500", failure(500, INTERNAL, 500)),
    said("old-words", "200 with code 500 and message in place of msg", sent({"code": 500, "message": INTERNAL})),
    said("unavailable", "200 with code 503", failure(503, "Service Unavailable")),
    said("nobody", "200 with code 524: nobody to do it", sent({"code": 524, "msg": "no user can use"})),
    said("generation-failed", "200 with code 501", failure(501, "Generation failed")),
    said("disabled", "200 with code 505", failure(505, "The feature is disabled")),
    said("deadline", "200 with code 408: no result within ten minutes", failure(408, "Upstream timeout"), billed=True),
    said(
        "edge-timeout", "HTTP 524 of the edge, the work is billed", html_answer(524, "A timeout occurred"), billed=True
    ),
    said("openai-error", "HTTP 503 in the form of OpenAI", _openai_error(503, "server_error", "Service unavailable")),
)
"""Errors in place of any answer."""

WORDS = RELAY_FAULTS | table(
    spoilt("chat-wrapped", "the completion inside an envelope", _wrapped),
    spoilt("chat-candidates", "the answer in Gemini's form", _as_candidates),
    spoilt("no-credits", "no credits_consumed", without("credits_consumed")),
)
"""What goes wrong with chat."""

UPLOADS = table(
    Fault(
        name="upload-failed",
        what="an upload answered by 200 with code 500",
        billed=False,
        instead=lambda _: sent({"success": False, "code": 500, "msg": "File upload failed"}),
        endpoints=(UPLOAD,),
    ),
)
"""What goes wrong with uploads."""

FAULTS = ENVELOPES | JOB_FAULTS | WORDS | UPLOADS | FILE_FAULTS
