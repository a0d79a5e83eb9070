"""How Kie words good answers and errors, and what it charges."""

import time
from collections.abc import Sequence
from typing import Any

import msgspec

from pb_adapters.fakes.chat_completions import completion, stream, words_tally
from pb_adapters.fakes.exchange import Answer, json_answer
from pb_adapters.fakes.gemini.replies import tokens
from pb_adapters.fakes.jobs import Job, Stage
from pb_adapters.fakes.kie.models import CHAT_MODELS, CREDIT_MICROS, IMAGE_MODELS
from pb_adapters.fakes.prompt_parser import Question, Tally

JSON = "application/json;charset=UTF-8"
PARAM = "param"
ENDING = ("usage", "credits_consumed")  # what the last chunk of a stream tells
PICTURE_TOKENS = 1120
NO_MONEY = "Credits insufficient : Your current balance isn't enough to run this request. Please top up to continue."
OFTEN = "Your call frequency is too high. Please try again later."
INTERNAL = "Internal Error, Please try again later."
_STATES = {
    Stage.WAITING: "waiting",
    Stage.WORKING: "generating",
    Stage.DONE: "success",
    Stage.FAILED: "fail",
}


def envelope(data: object, code: int = 200, msg: str = "success") -> dict[str, Any]:
    """What is around everything but a good chat."""
    return {"code": code, "msg": msg, "data": data}


def sent(document: object, status: int = 200) -> Answer:
    """JSON, under HTTP 200 whatever it says."""
    return msgspec.structs.replace(json_answer(document, status), content_type=JSON)


def failure(code: int, msg: str, status: int = 200) -> Answer:
    """An error: the truth is ``code``, and HTTP says 200."""
    return sent(envelope(None, code, msg), status)


def bad_key() -> Answer:
    """Code 401."""
    return sent({"code": 401, "msg": "You do not have access permissions"})


def outside(member: str) -> Answer:
    """Code 500, which is how Kie says that a parameter is wrong."""
    return failure(500, f"This {member} is not within the range of allowed options")


TOO_OFTEN = failure(429, OFTEN)
MISSING = failure(422, "recordInfo is null")


def credits_of(micros: int) -> float:
    """A price in credits."""
    return round(micros / CREDIT_MICROS, 4)


class KieReplies:
    """Good answers of chat: no envelope, no Content-Type."""

    def tally(self, question: Question, words: str, pictures: int) -> Tally:
        """Tokens by length and tile, price by token."""
        return msgspec.structs.replace(words_tally(question, CHAT_MODELS[question.model], words), pictures=pictures)

    def with_words(self, question: Question, words: str, tally: Tally) -> Any:  # noqa: ANN401 - a JSON document
        """A completion that says what it cost in credits."""
        return completion(question, words, tally) | {"credits_consumed": credits_of(tally.cost_micros)}

    def sent(self, question: Question, document: Any) -> Answer:  # noqa: ANN401 - a JSON document
        """Events unless they were declined; JSON goes without a Content-Type."""
        if question.stream and document.get("choices"):
            last = {name: document[name] for name in ENDING if name in document}
            return stream({name: value for name, value in document.items() if name not in ENDING}, last=last)
        return msgspec.structs.replace(json_answer(document), content_type=None)


def picture_tally(question: Question) -> Tally:
    """What an ordered picture is worth."""
    price = IMAGE_MODELS[question.model].credits[question.size]
    return Tally(
        input_tokens=tokens(question.prompt),
        output_tokens=PICTURE_TOKENS,
        pictures=1,
        cost_micros=round(price * CREDIT_MICROS),
    )


def record(job: Job, stage: Stage, urls: Sequence[str]) -> dict[str, Any]:
    """``recordInfo`` of a job that is found."""
    created = round(job.created * 1000)
    ended = stage in {Stage.DONE, Stage.FAILED}
    completed = max(created + 1, round(time.time() * 1000)) if ended else None
    code, message = (job.job_fault.failure or ("", "")) if stage is Stage.FAILED else (None, None)
    result = msgspec.json.encode({"resultUrls": urls}).decode() if stage is Stage.DONE else ""
    charged = stage is Stage.DONE or job.job_fault.billed
    shown: dict[str, Any] = {
        "taskId": job.name,
        "model": job.question.model,
        "state": _STATES[stage],
        "param": job.question.fields[PARAM],
        "resultJson": result,
        "failCode": code,
        "failMsg": message,
        "costTime": None if completed is None else -(-(completed - created) // 1000),
        "completeTime": completed,
        "createTime": created,
    }
    return shown | ({"creditsConsumed": credits_of(job.tally.cost_micros) if charged else 0} if ended else {})
