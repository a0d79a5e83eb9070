"""How APIMart words good answers and errors, and what it charges."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from pb_adapters.fakes.apimart.models import CHAT_MODELS, GOOGLE, IMAGE_MODELS
from pb_adapters.fakes.chat_completions import ChatModel, completion, stream, words_tally
from pb_adapters.fakes.exchange import Answer, json_answer
from pb_adapters.fakes.gemini.replies import candidate, picture_part, question_tokens, tokens, usage, words_candidate
from pb_adapters.fakes.jobs import Job, Stage
from pb_adapters.fakes.prompt_parser import Painting, Question, Tally

NEW_VERSION = "2026-07-27"
VERSION_HEADER = "x-apimart-response-version"
VERSION = "version"
"""The field of a question that names the form of answers that was asked for."""

MODERATED = "content moderation failed: sensitive content detected"
DAY = 86_400
PICTURE_TOKENS = 1120
ESTIMATE = 45
_STATES = {
    Stage.WAITING: ("submitted", 0),
    Stage.WORKING: ("processing", 40),
    Stage.DONE: ("completed", 100),
    Stage.FAILED: ("failed", 100),
}
_KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "payment_required",
    403: "permission_error",
    404: "not_found",
    409: "conflict_error",
    413: "invalid_request_error",
    429: "rate_limit_error",
    500: "server_error",
    502: "bad_gateway",
    503: "service_unavailable",
    504: "gateway_timeout",
}
_WORDS = {400: "invalid_request", 401: "invalid_api_key", 402: "insufficient_balance", 429: "rate_limited"}


def error(version: str, status: int, message: str, code: str = "", **headers: str) -> Answer:
    """An error under its own HTTP status, in the classic or the new form."""
    kind = _KINDS[status]
    if version != NEW_VERSION and not code:
        return json_answer({"error": {"code": status, "message": message, "type": kind}}, status, **headers)
    body = {"message": message, "type": kind, "param": None, "code": code or _WORDS.get(status, kind)}
    answer = json_answer({"request_id": _request_id(), "error": body}, status, **headers)
    return versioned(answer, version)


def answered(status: int, message: str, code: str = "", **headers: str) -> Callable[[Question], Answer]:
    """An error in the form that a question asked for."""
    return lambda question: error(question.fields.get(VERSION, ""), status, message, code, **headers)


def build_failed(version: str, what: str) -> Answer:
    """HTTP 500, which is how APIMart says that a parameter is wrong."""
    return error(version, 500, f"build_request_failed: {what}")


def versioned(answer: Answer, version: str, **headers: str) -> Answer:
    """The answer with the header that names its form, if the new one was asked for."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    marked = {VERSION_HEADER: version} if version == NEW_VERSION else {}
    return msgspec.structs.replace(answer, headers=answer.headers | marked | named)


def submitted(job: Job, version: str) -> dict[str, Any]:
    """The answer to an order: a list, or in the new form an object."""
    if version == NEW_VERSION:
        task = {"object": "generation.task", "id": job.name, "status": "submitted"}
        return {"request_id": _request_id(), "data": task}
    return {"code": 200, "data": [{"status": "submitted", "task_id": job.name}]}


def task(job: Job, stage: Stage, urls: Sequence[str]) -> dict[str, Any]:
    """What a look at a task shows."""
    status, progress = _STATES[stage]
    created = int(job.created)
    shown: dict[str, Any] = {"id": job.name, "status": status, "progress": progress, "created": created}
    if stage in {Stage.WAITING, Stage.WORKING}:
        return {**shown, "estimated_time": ESTIMATE}
    completed = max(created, int(time.time()))
    dollars = job.tally.cost_micros / 1_000_000 if stage is Stage.DONE or job.job_fault.billed else 0
    shown |= {"cost": dollars, "credits_cost": round(10 * dollars, 6), "completed": completed}
    shown |= {"estimated_time": ESTIMATE, "actual_time": completed - created}
    if stage is Stage.FAILED:
        code, message = job.job_fault.failure or ("", "")
        return {**shown, "error": {"code": code, "message": message, "type": "task_failed"}}
    images = [{"url": [url], "expires_at": completed + DAY} for url in urls]
    return {**shown, "result": {"images": images}}


def picture_tally(question: Question, number: int = 1) -> Tally:
    """What ordered pictures are worth."""
    return Tally(
        input_tokens=tokens(question.prompt),
        output_tokens=PICTURE_TOKENS * number,
        pictures=number,
        cost_micros=round(IMAGE_MODELS[question.model].prices[question.size] * 1_000_000) * number,
    )


class ApimartReplies:
    """Good answers of chat."""

    def tally(self, question: Question, words: str, pictures: int) -> Tally:
        """Tokens by length and tile, price by token."""
        return msgspec.structs.replace(words_tally(question, CHAT_MODELS[question.model], words), pictures=pictures)

    def with_words(self, question: Question, words: str, tally: Tally) -> Any:  # noqa: ANN401 - a JSON document
        """A completion without an envelope."""
        return completion(question, words, tally)

    def sent(self, question: Question, document: Any) -> Answer:  # noqa: ANN401 - a JSON document
        """JSON, or events with a comment that keeps the connection open."""
        if question.stream and document.get("choices"):
            return stream(document, comments=("ping",))
        return json_answer(document)


class GoogleReplies:
    """Good answers in the form of Gemini's API, inside APIMart's envelope."""

    def tally(self, question: Question, words: str, pictures: int) -> Tally:
        """As chat is charged, or by the picture."""
        if question.wants_picture:
            prices = IMAGE_MODELS[question.model].prices
            price = prices.get(question.size) or next(iter(prices.values()))
            return Tally(
                input_tokens=question_tokens(question),
                output_tokens=PICTURE_TOKENS * pictures,
                pictures=pictures,
                cost_micros=round(price * 1_000_000) * pictures,
            )
        model = CHAT_MODELS.get(question.model) or ChatModel(id=GOOGLE[question.model].id)
        return words_tally(question, model, words)

    def with_words(self, question: Question, words: str, tally: Tally) -> Any:  # noqa: ANN401 - a JSON document
        """Words in one part; cut by ``maxOutputTokens``."""
        return _wrapped(question, [words_candidate(words, tally)], tally)

    def with_picture(self, question: Question, painting: Painting | None, tally: Tally) -> Any:  # noqa: ANN401 - a JSON document
        """A picture in one part, or a candidate that holds nothing."""
        return _wrapped(question, [candidate([picture_part(painting)] if painting else [])], tally)

    def sent(self, question: Question, document: Any) -> Answer:  # noqa: ANN401 - a JSON document
        """JSON, with the header of the form that was asked for."""
        return versioned(json_answer(document), question.fields.get(VERSION, ""))


def _wrapped(question: Question, candidates: list[dict[str, Any]], tally: Tally) -> dict[str, Any]:
    """The documented envelope, with ``usageMetadata`` outside ``data``."""
    data = {"candidates": candidates, "promptFeedback": None}
    return {"code": 200, "data": data, "usageMetadata": usage(question, tally)}


def _request_id() -> str:
    return f"req_{time.time_ns():x}"
