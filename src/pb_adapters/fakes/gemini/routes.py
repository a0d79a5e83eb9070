"""The Gemini fake: routes of ``/v1beta``, and of ``/v1``, which the official SDK calls by default since its 3.x."""

import re
from collections.abc import Mapping

from pb_adapters.fakes.call import FakeCall, Rejected
from pb_adapters.fakes.exchange import Answer, html_answer, json_answer
from pb_adapters.fakes.gemini.faults import FAULTS, no_model
from pb_adapters.fakes.gemini.models import MODELS, Model
from pb_adapters.fakes.gemini.replies import GeminiReplies, invalid
from pb_adapters.fakes.gemini.requests import check_key, question_of, read_body
from pb_adapters.fakes.scripted_faults import Fault

_ACTION = re.compile(
    r"/(?P<version>v1|v1beta)/models/(?P<model>[^:]+):(?P<action>generateContent|streamGenerateContent|countTokens)"
)
_MODEL = re.compile(r"/(?P<version>v1|v1beta)/models(?:/(?P<model>[^:/]+))?")


class Gemini:
    """Plays ``generativelanguage.googleapis.com``."""

    name = "gemini"
    prefix = "/gemini"
    faults: Mapping[str, Fault] = FAULTS

    def __init__(self) -> None:
        self._replies = GeminiReplies()

    async def answer(self, call: FakeCall) -> Answer:
        """Answer a request; raises ``Rejected`` for a wrong one."""
        action = _ACTION.fullmatch(call.path)
        if action and call.request.method == "POST":
            return await self._act(call, action["version"], action["model"], action["action"])
        model = _MODEL.fullmatch(call.path)
        if model and call.request.method == "GET":
            call.at("models")
            check_key(call)
            return _listed(call, model["version"], model["model"])
        raise Rejected(html_answer(404, "Error 404 (Not Found)!!1"), f"no {call.request.method} {call.path}")

    def reset(self) -> None:
        """Nothing is remembered."""

    async def _act(self, call: FakeCall, version: str, name: str, action: str) -> Answer:
        call.at("count" if action == "countTokens" else "generate")
        check_key(call)
        model = MODELS.get(name)
        if model is None:
            raise Rejected(no_model(name, version), f"no model {name}")
        if action == "countTokens":
            return self._counted(call, model)
        question = question_of(call, read_body(call), model, stream=action == "streamGenerateContent")
        return await call.play(question, self._replies)

    def _counted(self, call: FakeCall, model: Model) -> Answer:
        question = question_of(call, read_body(call), model, stream=False)
        count = self._replies.tally(question, "", 0).input_tokens
        return json_answer({"totalTokens": count, "promptTokensDetails": [{"modality": "TEXT", "tokenCount": count}]})


def _listed(call: FakeCall, version: str, name: str | None) -> Answer:
    if name is not None:
        if name not in MODELS:
            raise Rejected(no_model(name, version), f"no model {name}")
        return json_answer(_described(MODELS[name]))
    size, start = call.request.query.get("pageSize", "50"), call.request.query.get("pageToken", "0")
    if not (size.isdecimal() and start.isdecimal()):
        raise Rejected(invalid("Request contains an invalid argument."), "pageSize or pageToken is no number")
    end = int(start) + int(size)
    page = [_described(model) for model in list(MODELS.values())[int(start) : end]]
    return json_answer({"models": page} | ({"nextPageToken": str(end)} if end < len(MODELS) else {}))


def _described(model: Model) -> dict[str, object]:
    return {
        "name": f"models/{model.id}",
        "version": "001",
        "displayName": model.id.replace("-", " ").title(),
        "inputTokenLimit": 1_048_576,
        "outputTokenLimit": 65_536,
        "supportedGenerationMethods": ["generateContent", "countTokens"],
        "thinking": model.thoughts > 0,
    }
