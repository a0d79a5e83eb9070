"""What goes wrong at Gemini, and how it is worded."""

import base64
from typing import Any

import msgspec

from pb_adapters.fakes.exchange import Answer, json_answer
from pb_adapters.fakes.gemini.replies import GOOGLE_RPC, GeminiReplies, candidate, envelope, error, invalid
from pb_adapters.fakes.prompt_parser import Question
from pb_adapters.fakes.scripted_faults import Document, Fault, fault, table

HIGH_DEMAND = (
    "This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try again later."
)
QUOTA = "You exceeded your current quota, please check your plan and billing details."
EXHAUSTED = "RESOURCE_EXHAUSTED"
_REPLIES = GeminiReplies()


def _info(reason: str) -> dict[str, Any]:
    service = {"service": "generativelanguage.googleapis.com"}
    return {"@type": f"{GOOGLE_RPC}.ErrorInfo", "reason": reason, "domain": "googleapis.com", "metadata": service}


def bad_key(message: str = "API key not valid. Please pass a valid API key.") -> Answer:
    """HTTP 400: the key is wrong or has expired."""
    localized = {"@type": f"{GOOGLE_RPC}.LocalizedMessage", "locale": "en-US", "message": message}
    return error(400, "INVALID_ARGUMENT", message, _info("API_KEY_INVALID"), localized)


def no_key() -> Answer:
    """HTTP 403: no key was sent."""
    message = (
        "Method doesn't allow unregistered callers (callers without established identity). "
        "Please use API Key or other form of API consumer identity to call this API."
    )
    return error(403, "PERMISSION_DENIED", message)


def no_model(model: str, version: str = "v1beta") -> Answer:
    """HTTP 404: unknown and retired models alike."""
    message = (
        f"models/{model} is not found for API version {version}, or is not supported for generateContent. "
        "Call ListModels to see the list of available models and their supported methods."
    )
    return error(404, "NOT_FOUND", message)


def format_trap(field: str, kind: str, value: str) -> Answer:
    """HTTP 400: ``responseFormat.image`` wants the names of a proto enum and was given a plain string."""
    proto = f"type.googleapis.com/google.ai.generativelanguage.v1beta.ImageResponseFormat.{kind}"
    return invalid(f"Invalid value at 'generation_config.response_format.image.{field}' ({proto}), \"{value}\"")


def level_refused(level: str) -> Answer:
    """HTTP 400: this model does not think at this level."""
    return invalid(f"Thinking level {level} is not supported for this model.")


def _quota(question: Question, quota_id: str, value: str, delay: str | None, **headers: str) -> Answer:
    violation = {
        "quotaMetric": "generativelanguage.googleapis.com/generate_requests_per_model",
        "quotaId": quota_id,
        "quotaDimensions": {"model": question.model, "location": "global"},
        "quotaValue": value,
    }
    details: list[dict[str, Any]] = [
        {"@type": f"{GOOGLE_RPC}.QuotaFailure", "violations": [violation]},
        {"@type": f"{GOOGLE_RPC}.Help", "links": [{"description": "Quotas", "url": "https://ai.google.dev/quotas"}]},
    ]
    if delay is not None:
        details.append({"@type": f"{GOOGLE_RPC}.RetryInfo", "retryDelay": delay})
    return error(429, EXHAUSTED, QUOTA, *details, **headers)


def _ended(question: Question, reason: str, message: str = "") -> Answer:
    """A candidate that ended without content."""
    tally = _REPLIES.tally(question, "", 0)
    more = {"finishMessage": message} if message else {}
    return json_answer(envelope(question, [{"finishReason": reason, "index": 0, **more}], tally))


def _blocked(question: Question, reason: str) -> Answer:
    tally = msgspec.structs.replace(_REPLIES.tally(question, "", 0), thought_tokens=0)
    return json_answer(envelope(question, None, tally, promptFeedback={"blockReason": reason}))


def _candidates(question: Question, candidates: list[dict[str, Any]] | None) -> Answer:
    return json_answer(envelope(question, candidates, _REPLIES.tally(question, "", 0)))


def _refused_in_words(question: Question) -> Answer:
    what = "create that picture, but I can describe it" if question.wants_picture else "help with that request"
    return _candidates(question, [candidate([{"text": f"I can't {what}."}])])


def _drew_nothing(question: Question) -> Answer:
    return _candidates(question, [candidate(None, "NO_IMAGE")])


def _parts_of(document: Document) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = document["candidates"][0]["content"]["parts"]
    return parts


def _with_parts(document: Document, parts: list[dict[str, Any]]) -> Document:
    first = document["candidates"][0]
    content = {**first["content"], "parts": parts}
    return {**document, "candidates": [{**first, "content": content}, *document["candidates"][1:]]}


def _thoughts_first(document: Document) -> Document:
    """A planning text and two interim pictures before the real one."""
    interim = {"inlineData": {"mimeType": "image/jpeg", "data": base64.b64encode(b"\xff\xd8\xff\xe0interim").decode()}}
    thoughts: list[dict[str, Any]] = [
        {"text": "Planning the layout", "thought": True},
        *([interim | {"thought": True}] * 2),
    ]
    return _with_parts(document, [*thoughts, *_parts_of(document)])


def _split(document: Document) -> Document:
    """The text over three parts, after a thought."""
    text = "".join(part.get("text", "") for part in _parts_of(document))
    third = max(1, len(text) // 3)
    pieces = [text[:third], text[third : 2 * third], text[2 * third :]]
    return _with_parts(document, [{"text": "Thinking", "thought": True}, *({"text": piece} for piece in pieces)])


def _odd_ending(document: Document) -> Document:
    first = {**document["candidates"][0], "finishReason": "SOLAR_FLARE"}
    return {**document, "candidates": [first]}


def _cut_at_limit(document: Document) -> Document:
    parts = [{**part, "text": part["text"][: len(part["text"]) // 2]} for part in _parts_of(document)]
    cut = _with_parts(document, parts)
    return {**cut, "candidates": [{**cut["candidates"][0], "finishReason": "MAX_TOKENS"}]}


def _listed_500(_: Question) -> Answer:
    return json_answer(
        [{"error": {"code": 500, "message": "An internal error has occurred.", "status": "INTERNAL"}}], 500
    )


def _retired(question: Question) -> Answer:
    return no_model(question.model)


def _full() -> Answer:
    return error(429, EXHAUSTED, "No capacity available for this model.", _info("MODEL_CAPACITY_EXHAUSTED"))


def _restricted() -> Answer:
    message = "Requests to this API generativelanguage.googleapis.com are blocked."
    return error(403, "PERMISSION_DENIED", message, _info("API_KEY_SERVICE_BLOCKED"))


_PER_MINUTE, _PER_DAY = "GenerateRequestsPerMinutePerProjectPerModel", "GenerateRequestsPerDayPerProjectPerModel"
_SAFETY = "The image was not produced because it may break the usage rules. You were not charged for it."

FAULTS = table(
    fault(
        "throttled", "429 without any hint", error(429, EXHAUSTED, "Resource has been exhausted (e.g. check quota).")
    ),
    fault("throttled-hint", "429 with RetryInfo 3.25 s", lambda q: _quota(q, _PER_MINUTE, "60", "3.25s")),
    fault("throttled-header", "429 with Retry-After: 2", lambda q: _quota(q, _PER_MINUTE, "60", None, retry_after="2")),
    fault("exhausted-day", "429, the quota of the day", lambda q: _quota(q, _PER_DAY, "1500", None)),
    fault("no-billing", "429, quota 0: no billing account", lambda q: _quota(q, f"{_PER_DAY}-FreeTier", "0", None)),
    fault("no-capacity", "429, the model is full", _full()),
    fault("unavailable", "503, high demand", error(503, "UNAVAILABLE", HIGH_DEMAND)),
    fault("internal", "500", error(500, "INTERNAL", "An internal error has occurred.")),
    fault("internal-list", "500, wrapped in a list", _listed_500),
    fault("deadline", "504, the server gave up", error(504, "DEADLINE_EXCEEDED", "Deadline expired."), billed=True),
    fault("bad-key", "400, the key is wrong", bad_key()),
    fault("expired-key", "400, the key has expired", bad_key("API key expired. Please renew the API key.")),
    fault("no-key", "403, no key was sent", no_key()),
    fault("restricted-key", "403, the key is not for this API", _restricted()),
    fault(
        "leaked-key", "403, the key was leaked", error(403, "PERMISSION_DENIED", "Your API key was reported as leaked.")
    ),
    fault(
        "wrong-region",
        "400, the country is not served",
        error(400, "FAILED_PRECONDITION", "User location is not supported for the API use."),
    ),
    fault("retired-model", "404, the model is gone", _retired),
    fault(
        "too-large",
        "400, the payload is too large",
        invalid("Request payload size exceeds the limit: 104857600 bytes."),
    ),
    fault("bad-field", "400, an unknown field", invalid("Request contains an invalid argument.")),
    fault("format-trap", "400, responseFormat.image wants an enum", format_trap("aspect_ratio", "AspectRatio", "16:9")),
    fault("thinking-level", "400, MINIMAL is not taken", level_refused("MINIMAL")),
    fault("blocked", "200, the prompt is blocked", lambda q: _blocked(q, "PROHIBITED_CONTENT"), billed=True),
    fault("blocked-answer", "200, the answer is blocked", lambda q: _ended(q, _unsafe(q), _SAFETY), billed=True),
    fault("recitation", "200, stopped for recitation", lambda q: _ended(q, "RECITATION"), billed=True),
    fault("no-image", "200, NO_IMAGE: it chose to draw nothing", _drew_nothing, billed=True),
    fault("refused", "200, a refusal in words", _refused_in_words, billed=True),
    fault("max-tokens", "200, MAX_TOKENS without content", lambda q: _candidates(q, [_spent()]), billed=True),
    fault("no-candidates", "200, no candidates at all", lambda q: _candidates(q, None), billed=True),
    fault("empty-candidates", "200, an empty list of candidates", lambda q: _candidates(q, []), billed=True),
    fault("no-parts", "200, content without parts", lambda q: _candidates(q, [candidate(None)]), billed=True),
    fault("empty-parts", "200, an empty list of parts", lambda q: _candidates(q, [candidate([])]), billed=True),
    Fault(name="max-tokens-cut", what="200, MAX_TOKENS in mid-text", reply=_cut_at_limit, only="words"),
    Fault(name="thoughts-first", what="thought pictures before the real one", reply=_thoughts_first, only="picture"),
    Fault(name="split-text", what="the text over several parts", reply=_split, only="words"),
    Fault(name="odd-ending", what="a finishReason that nobody knows", reply=_odd_ending),
)


def _unsafe(question: Question) -> str:
    return "IMAGE_SAFETY" if question.wants_picture else "SAFETY"


def _spent() -> dict[str, Any]:
    return candidate(None, "MAX_TOKENS")
