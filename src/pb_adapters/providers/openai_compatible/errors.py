"""What the errors of such servers mean, in whatever shape and under whatever status they come."""

import re
from typing import Any

from pb_adapters.upstream.errors import by_status, retry_after_of, with_words
from pb_adapters.upstream.exchange import Answer, Upstream
from pb_core.errors import (
    Billed,
    BlindEngine,
    ContentBlocked,
    EngineError,
    EngineMisconfigured,
    EngineUnavailable,
    OutOfFunds,
    RequestRejected,
)

OK = 200
_NOT_FOUND, _BAD_GATEWAY = 404, 502
LOADING_SECONDS = 5.0
"""After how long a server that loads its model is asked again."""

_WINDOW = (
    "context length", "context size", "context_length", "context_size", "n_ctx", "exceeds the available",
    "must have less than", "max_new_tokens", "max_total_tokens",
)  # fmt: skip
_BLIND = (
    "image input is not supported", "does not support image", "not a multimodal model", "do not support image",
    "images are not supported", "mmproj", "image_url is only supported", "data required for image input",
)  # fmt: skip
_MODEL = re.compile(
    r"model .{0,200}(not found|does not exist|not exist)|no such model|invalid model name|no models? loaded|"
    r"unknown model",
    re.IGNORECASE | re.DOTALL,
)
_BLOCKED = ("content_policy", "content_filter", "content management policy", "moderation")
_LOADING = ("loading model", "model is loading", "still loading")
_NUMBERS = re.compile(r"\d{3,}")


def failure_of(upstream: Upstream, answer: Answer, document: object, model: str) -> EngineError | None:
    """The error in an answer, which may stand inside a success; ``None`` if there is none."""
    error = _error_in(document)
    if answer.status == OK and not error:
        return None
    code, words = _code_and_words(error or document)
    status = answer.status if answer.status != OK else int(code) if code.isdecimal() else _BAD_GATEWAY
    meant = _meaning(upstream, status, f"{code} {words}", model)
    if meant is not None:
        return meant
    text = upstream.redacted_without_prompt(words)
    return by_status(upstream.provider, status, text, retry_after_of(answer.headers))


def _error_in(document: object) -> object:
    """The error of a document in one of the shapes of OpenAI, SGLang, Ollama, LM Studio and FastAPI."""
    if not isinstance(document, dict):
        return None
    if document.get("object") == "error":
        return document
    return document.get("error") or ("choices" not in document and "data" not in document and document.get("detail"))


def _code_and_words(error: Any) -> tuple[str, str]:  # noqa: ANN401 - a JSON document of unknown form
    match error:
        case str():
            return "", error
        case {"message": str(words)} | {"detail": str(words)} | {"error": str(words)}:
            return f"{error.get('code') or error.get('type') or ''}", words
        case _:
            return "", ""


def _meaning(upstream: Upstream, status: int, words: str, model: str) -> EngineError | None:
    """What the words say, whatever the status; ``None`` if the status must do."""
    lower, name = words.lower(), upstream.provider
    if any(word in lower for word in _BLIND):
        return _blind(name, model)
    if any(word in lower for word in _WINDOW):
        return RequestRejected(_too_long(name, lower))
    if _MODEL.search(words):
        return _unknown(name, model)
    if any(word in lower for word in _LOADING):
        return EngineUnavailable(f"{name} is still loading {model}.", retry_after=LOADING_SECONDS)
    return _of_account(upstream, status, words)


def _of_account(upstream: Upstream, status: int, words: str) -> EngineError | None:
    """What is no matter of the model: money, content, the address."""
    lower, name = words.lower(), upstream.provider
    if "insufficient_quota" in lower:
        return OutOfFunds(with_words(f"{name} says that the account has no money left", upstream.redacted(words)))
    if any(word in lower for word in _BLOCKED):  # the words may quote the prompt
        return ContentBlocked(f"{name} blocked the request; change the text.", billed=Billed.NO)
    if status == _NOT_FOUND:
        return EngineMisconfigured(
            f"{name} does not know the address that it was asked at: OPENAI_COMPATIBLE_BASE_URL is what stands before "
            "/chat/completions, mostly with /v1 at its end."
        )
    return None


def _blind(name: str, model: str) -> BlindEngine:
    return BlindEngine(
        f"{name} says that {model} reads no pictures: choose a model that does, or set OPENAI_COMPATIBLE_SEES_IMAGES "
        "to false.",
        billed=Billed.NO,
    )


def _unknown(name: str, model: str) -> EngineMisconfigured:
    return EngineMisconfigured(
        f"{name} does not know the model {model}: load it there, or name one of those that `pb models list` shows."
    )


def _too_long(name: str, words: str) -> str:
    numbers = " and ".join(f"{int(number):,}" for number in _NUMBERS.findall(words)[:2])
    told = f" (it says {numbers} tokens)" if numbers else ""
    return (
        f"{name} says that the question is longer than its model's window{told}: start it with a larger context, "
        "or shorten the source."
    )
