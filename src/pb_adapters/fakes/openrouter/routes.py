"""The OpenRouter fake: routes of ``/api/v1`` and what stands behind them."""

from collections.abc import Mapping
from typing import Any

from pb_adapters.fakes.call import FakeCall, Rejected
from pb_adapters.fakes.exchange import Answer, html_answer, json_answer
from pb_adapters.fakes.openrouter.faults import FAULTS
from pb_adapters.fakes.openrouter.models import MODELS, Model, model_named
from pb_adapters.fakes.openrouter.replies import OpenRouterReplies, error
from pb_adapters.fakes.openrouter.requests import (
    ChatRequest,
    ImageRequest,
    chat_question,
    check_key,
    image_question,
    read_body,
)
from pb_adapters.fakes.scripted_faults import Fault

API = "/api/v1"


class OpenRouter:
    """Plays ``openrouter.ai``."""

    name = "openrouter"
    prefix = "/openrouter"
    faults: Mapping[str, Fault] = FAULTS

    def __init__(self) -> None:
        self._replies = OpenRouterReplies()

    async def answer(self, call: FakeCall) -> Answer:
        """Answer a request; raises ``Rejected`` for a wrong one."""
        match call.request.method, call.path.removeprefix(API):
            case "POST", "/chat/completions":
                call.at("chat")
                check_key(call)
                return await call.play(chat_question(call, read_body(call, ChatRequest)), self._replies)
            case "POST", "/images" | "/images/generations":
                call.at("images")
                check_key(call)
                return await call.play(image_question(call, read_body(call, ImageRequest)), self._replies)
            case "GET", path:
                return self._read(call, path)
            case _:
                raise Rejected(html_answer(404, "404: This page could not be found."), f"no {call.path}")

    def reset(self) -> None:
        """Forget what generations cost."""
        self._replies = OpenRouterReplies()

    def _read(self, call: FakeCall, path: str) -> Answer:
        call.at(path.strip("/").partition("/")[0])
        if path == "/models":
            return json_answer({"data": [_described(model) for model in MODELS.values()]})
        if path == "/images/models":
            return json_answer({"data": [_described(model) for model in MODELS.values() if "image" in model.outputs]})
        if path.endswith("/endpoints"):
            return _endpoints(path.removesuffix("/endpoints").removeprefix("/images").removeprefix("/models/"))
        check_key(call)
        match path:
            case "/key":
                limits = {"limit": None, "limit_remaining": None, "usage": self._spent(), "is_free_tier": False}
                return json_answer({"data": {"label": "sk-or-v1-fake", **limits}})
            case "/credits":
                raise Rejected(
                    error(403, "Only management keys can perform this operation"), "credits with a usual key"
                )
            case "/generation":
                return self._generation(call.request.query.get("id", ""))
            case _:
                raise Rejected(html_answer(404, "404: This page could not be found."), f"no {call.path}")

    def _spent(self) -> float:
        return sum(tally.cost_micros for tally in self._replies.generations.values()) / 1_000_000

    def _generation(self, name: str) -> Answer:
        tally = self._replies.generations.get(name)
        if tally is None:
            raise Rejected(error(404, f"Generation {name} not found"), f"no generation {name}")
        counted = {"tokens_prompt": tally.input_tokens, "tokens_completion": tally.output_tokens + tally.thought_tokens}
        return json_answer({"data": {"id": name, "total_cost": tally.cost_micros / 1_000_000, **counted}})


def _endpoints(name: str) -> Answer:
    model = model_named(name)
    if model is None:
        raise Rejected(error(404, "Model not found"), f"no model {name}")
    described = _described(model)
    endpoint = {"name": f"{model.provider} | {model.id}", "provider_name": model.provider, "status": 0}
    return json_answer({"data": {**described, "endpoints": [{**endpoint, "pricing": described["pricing"]}]}})


def _described(model: Model) -> dict[str, Any]:
    pricing: dict[str, Any] = {"prompt": str(model.price_in / 1e6), "completion": str(model.price_out / 1e6)}
    if model.picture_price:
        pricing["image"] = str(model.picture_price)
    takes = ["max_tokens", "temperature", "seed"]
    takes += ["response_format", "structured_outputs", "reasoning"] if model.schemas else []
    takes += ["aspect_ratio"] if model.ratios else []
    takes += ["resolution"] if model.resolutions else []
    takes += ["quality"] if model.quality else []
    return {
        "id": model.id,
        "name": model.id.partition("/")[2],
        "created": 1764000000,
        "context_length": 1_048_576,
        "architecture": {"input_modalities": ["text", "image"], "output_modalities": list(model.outputs)},
        "pricing": pricing,
        "supported_parameters": takes,
    }
