"""The OpenRouter fake: routes of ``/api/v1`` and what stands behind them."""

from collections.abc import Mapping
from typing import Any

from pb_adapters.fakes.desk import Desk, Rejected
from pb_adapters.fakes.exchange import Answer, html_answer, json_answer
from pb_adapters.fakes.faults import Fault
from pb_adapters.fakes.openrouter.faults import FAULTS
from pb_adapters.fakes.openrouter.models import MODELS, Model, model_named
from pb_adapters.fakes.openrouter.reading import chat_question, check_key, image_question, read_body
from pb_adapters.fakes.openrouter.wire import ChatRequest, ImageRequest
from pb_adapters.fakes.openrouter.wording import OpenRouterVoice, error

API = "/api/v1"


class OpenRouter:
    """Plays ``openrouter.ai``."""

    name = "openrouter"
    prefix = "/openrouter"
    faults: Mapping[str, Fault] = FAULTS

    def __init__(self) -> None:
        self._voice = OpenRouterVoice()

    async def answer(self, desk: Desk) -> Answer:
        """Answer a request; raises ``Rejected`` for a wrong one."""
        match desk.request.method, desk.path.removeprefix(API):
            case "POST", "/chat/completions":
                desk.at("chat")
                check_key(desk)
                return await desk.play(chat_question(desk, read_body(desk, ChatRequest)), self._voice)
            case "POST", "/images" | "/images/generations":
                desk.at("images")
                check_key(desk)
                return await desk.play(image_question(desk, read_body(desk, ImageRequest)), self._voice)
            case "GET", path:
                return self._read(desk, path)
            case _:
                raise Rejected(html_answer(404, "404: This page could not be found."), f"no {desk.path}")

    def reset(self) -> None:
        """Forget what generations cost."""
        self._voice = OpenRouterVoice()

    def _read(self, desk: Desk, path: str) -> Answer:
        desk.at(path.strip("/").partition("/")[0])
        if path == "/models":
            return json_answer({"data": [_described(model) for model in MODELS.values()]})
        if path == "/images/models":
            return json_answer({"data": [_described(model) for model in MODELS.values() if "image" in model.outputs]})
        if path.endswith("/endpoints"):
            return _endpoints(path.removesuffix("/endpoints").removeprefix("/images").removeprefix("/models/"))
        check_key(desk)
        match path:
            case "/key":
                limits = {"limit": None, "limit_remaining": None, "usage": self._spent(), "is_free_tier": False}
                return json_answer({"data": {"label": "sk-or-v1-fake", **limits}})
            case "/credits":
                raise Rejected(
                    error(403, "Only management keys can perform this operation"), "credits with a usual key"
                )
            case "/generation":
                return self._generation(desk.request.query.get("id", ""))
            case _:
                raise Rejected(html_answer(404, "404: This page could not be found."), f"no {desk.path}")

    def _spent(self) -> float:
        return sum(tally.cost_micros for tally in self._voice.generations.values()) / 1_000_000

    def _generation(self, name: str) -> Answer:
        tally = self._voice.generations.get(name)
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
