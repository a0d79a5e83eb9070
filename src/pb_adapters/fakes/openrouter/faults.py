"""What goes wrong at OpenRouter, and how it is worded."""

from typing import Any

import msgspec

from pb_adapters.fakes.chat_completions import listed, text_in, with_choice, with_content, with_message, without
from pb_adapters.fakes.exchange import Answer, Delivery, json_answer
from pb_adapters.fakes.openrouter.replies import (
    CHAT,
    IMAGES,
    OpenRouterReplies,
    error,
    fault_body,
    invalid,
    model_of,
    no_endpoints,
)
from pb_adapters.fakes.openrouter.requests import RETURNED
from pb_adapters.fakes.prompt_parser import Question, Tally
from pb_adapters.fakes.scripted_faults import Document, Fault, fault, table

AFFORDABLE = 5120
_RAW = '{"error":{"code":503,"status":"UNAVAILABLE"}}'
_LIMITS = {"X-RateLimit-Limit": "20", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1764061260000"}


def _upstream(kind: str, raw: str = _RAW) -> dict[str, Any]:
    return {"error_type": kind, "provider_name": "Google", "raw": raw}


def _in_200(code: int, message: str, metadata: dict[str, Any] | None = None) -> Answer:
    return json_answer(fault_body(code, message, metadata))


def _broken_choice(question: Question) -> Answer:
    """A choice that failed half-way, inside HTTP 200."""
    document = OpenRouterReplies().completion(
        question, Tally(input_tokens=1, output_tokens=4), {"content": '{"verdict":'}
    )
    failure = {"code": 504, "message": "Upstream idle timeout", "metadata": {"error_type": "timeout"}}
    choice = document["choices"][0] | {"finish_reason": "error", "native_finish_reason": None, "error": failure}
    return json_answer(document | {"choices": [choice], "usage": document["usage"] | {"cost": 0}})


def _unaffordable(question: Question) -> Answer | None:
    """402 for who asks, or lets the model take, more tokens than there is money for."""
    wanted = question.max_tokens or 65_536
    if wanted <= AFFORDABLE:
        return None
    message = (
        "This request requires more credits, or fewer max_tokens. "
        f"You requested up to {wanted} tokens, but can only afford {AFFORDABLE}."
    )
    return error(402, message)


def _moderated(question: Question) -> Answer:
    metadata = {
        "reasons": ["violence"],
        "flagged_input": question.prompt[:40] + "…",
        "provider_name": model_of(question).provider,
        "model_slug": question.model,
    }
    return error(403, "Input was flagged by moderation", metadata)


def _all_busy(question: Question) -> Answer:
    """503 in the shape of the availability pages: no ``code``."""
    availability = {
        "code": "temporarily_unavailable",
        "retryable": True,
        "retry_after": 3,
        "requested_models": [question.model],
        "docs_url": "https://openrouter.ai/docs",
    }
    body = {"error_type": "provider_overloaded", "http_status": 503, "message": "All providers are busy"}
    return json_answer({"error": body | {"availability": availability}}, 503)


def _no_modalities(question: Question) -> Answer:
    return no_endpoints("No endpoints found that support the requested output modalities: image, text", question.model)


def _said_instead(question: Question, reason: str = "stop", **message: object) -> Answer:
    """A good-looking completion with another message; at ``/images``, no data."""
    replies = OpenRouterReplies()
    tally = replies.tally(question, "", 0)
    if question.endpoint == IMAGES:
        return json_answer({"created": 1764061213, "data": []})
    return json_answer(replies.completion(question, tally, message, reason))


def _refused(question: Question) -> Answer:
    words = "I am unable to draw this." if question.wants_picture else "I can't help with that request."
    return _said_instead(question, content=words)


def _blocked(question: Question) -> Answer:
    if question.endpoint == IMAGES:
        metadata = {"error_type": "content_policy_violation", "provider_code": "moderation_blocked"}
        return error(400, "The request was rejected by the safety system", metadata)
    return _said_instead(question, "content_filter", content=None)


def _refusal_field(question: Question) -> Answer:
    return _said_instead(question, content=None, refusal="I can't help with that.")


def _spent(question: Question) -> Answer:
    return _said_instead(question, "length", content=None)


def _twice(document: Document) -> Document:
    """The same picture two more times."""
    if "data" in document:
        return document | {"data": document["data"] * 3}
    return with_message(document, images=document["choices"][0]["message"].get("images", []) * 3)


def _in_content(document: Document) -> Document:
    """The picture as a Markdown data URL in the text, as some relays send it."""
    message = document["choices"][0]["message"]
    text = "".join(f"![image]({image['image_url']['url']})" for image in message.get("images", []))
    return with_message(document, content=text, images=[])


def _no_choices(document: Document) -> Document:
    return document | ({"data": []} if "data" in document else {"choices": []})


def _cut_at_limit(document: Document) -> Document:
    text = text_in(document)
    cut = with_content(document, text[: len(text) // 2])
    return with_choice(cut, finish_reason="length", native_finish_reason="MAX_TOKENS")


def _own_key(document: Document) -> Document:
    return document | {"usage": document["usage"] | {"is_byok": True, "cost": None}}


def _padded_error(_: Question) -> Answer:
    late = _in_200(502, RETURNED, _upstream("provider_unavailable"))
    return msgspec.structs.replace(late, delivery=Delivery(pad=b" \n", pads=5))


_LIMITED = "Rate limit exceeded"
_PER_DAY = "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day"
_BUSY = "google/gemini-3.8-flash is temporarily rate-limited upstream. Please retry shortly."

FAULTS = table(
    fault("throttled", "429 without Retry-After", error(429, _LIMITED, {"error_type": "rate_limit_exceeded"})),
    fault(
        "throttled-hint",
        "429 with Retry-After: 2",
        error(429, _LIMITED, {"error_type": "rate_limit_exceeded", "headers": _LIMITS}, retry_after="2"),
    ),
    fault("throttled-upstream", "429 of the upstream", error(429, RETURNED, _upstream("rate_limit_exceeded", _BUSY))),
    fault("exhausted-day", "429, the limit of the day", error(429, _PER_DAY, {"headers": _LIMITS})),
    fault("unavailable", "503 with availability and no code", _all_busy),
    fault("internal", "500", error(500, "Internal Server Error")),
    fault("upstream-down", "502 of the upstream", error(502, RETURNED, _upstream("provider_unavailable"))),
    fault("timed-out", "408", error(408, "Operation timed out. Please try again later.")),
    fault("deadline", "504 of the upstream", error(504, RETURNED, _upstream("timeout")), billed=True),
    fault("edge-timeout", "524 of the edge", error(524, "A timeout occurred"), billed=True),
    fault("overloaded", "529", error(529, "Provider is overloaded")),
    fault("error-in-200", "200 with a 502 at the top", _in_200(502, RETURNED, _upstream("provider_unavailable"))),
    fault("internal-in-200", "200 with a 500 at the top", _in_200(500, "Internal Server Error")),
    fault(
        "throttled-in-200", "200 with a 429 at the top", _in_200(429, RETURNED, _upstream("rate_limit_exceeded", _BUSY))
    ),
    Fault(
        name="error-in-choice",
        what="200 with an error in its choice",
        billed=False,
        instead=_broken_choice,
        endpoints=(CHAT,),
    ),
    fault("padded-error", "white space, then a 502 inside 200", _padded_error),
    fault("bad-key", "401, the key is wrong", error(401, "User not found.", {"error_type": "authentication"})),
    fault("no-key", "401, no key was sent", error(401, "Missing Authentication header")),
    fault("key-limit", "403, the limit of the key", error(403, "Key limit exceeded (total limit).")),
    fault(
        "no-money", "402, no credits", error(402, "Insufficient credits. Add more using https://openrouter.ai/credits")
    ),
    fault("no-money-tokens", "402 unless max_tokens is small enough", _unaffordable),
    fault("moderated", "403, the prompt was flagged", _moderated),
    fault(
        "retired-model",
        "404, no endpoints for the model",
        lambda q: no_endpoints(f"No endpoints found for {q.model}.", q.model),
    ),
    fault(
        "data-policy",
        "404, no endpoints for the data policy",
        lambda q: no_endpoints("No endpoints found matching your data policy.", q.model),
    ),
    fault("no-modalities", "404, no endpoints for these modalities", _no_modalities),
    fault("bad-field", "400, a field is wrong", invalid()),
    fault("upstream-bad-field", "400 of the upstream", error(400, RETURNED, _upstream("invalid_request"))),
    fault("too-large", "413", error(413, "Payload too large", {"error_type": "payload_too_large"})),
    Fault(
        name="blocked", what="200 with content_filter, or 400 and free at /images", instead=_blocked, free_at=(IMAGES,)
    ),
    fault("refused", "200, a refusal in words, or no data at /images", _refused, billed=True),
    Fault(
        name="refusal-field", what="200, a refusal in its own member", billed=True, instead=_refusal_field, only="words"
    ),
    Fault(name="max-tokens", what="200, length without content", billed=True, instead=_spent, only="words"),
    Fault(name="max-tokens-cut", what="200, length in mid-text", reply=_cut_at_limit, only="words"),
    Fault(name="content-null", what="200, content null", reply=lambda d: with_message(d, content=None), only="words"),
    Fault(name="content-list", what="200, content as a list of parts", reply=listed, only="words"),
    Fault(name="empty-candidates", what="200 without choices", reply=_no_choices),
    Fault(name="duplicate-pictures", what="the same picture three times", reply=_twice, only="picture"),
    Fault(
        name="picture-in-content",
        what="the picture as Markdown in the text",
        reply=_in_content,
        only="picture",
        endpoints=(CHAT,),
    ),
    Fault(name="own-key", what="cost null: the caller's own key at the upstream", reply=_own_key),
    Fault(name="no-usage", what="no usage", reply=without("usage")),
)
