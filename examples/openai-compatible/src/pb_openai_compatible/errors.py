"""What a server's refusals mean: the errors of OpenAI's API, and the shapes in which others send them."""

from typing import Any

from pb_adapters.upstream.errors import by_status, retry_after_of
from pb_adapters.upstream.exchange import Answer, Upstream
from pb_core.errors import ContentBlocked, EngineError, OutOfFunds

OK = 200
_BAD_GATEWAY = 502


def failure_of(upstream: Upstream, answer: Answer, document: object) -> EngineError | None:
    """The error in an answer, which may stand inside a success; ``None`` if there is none."""
    error = document.get("error") if isinstance(document, dict) else None
    if answer.status == OK and not error:
        return None
    code, words = _code_and_words(error or document)
    text = upstream.redacted(words)
    if code == "insufficient_quota":
        return OutOfFunds(f"{upstream.provider} says that the account has no money left: {text}")
    if code in {"content_policy_violation", "content_filter"}:
        return ContentBlocked(f"{upstream.provider} blocked the request: {text}")
    status = answer.status if answer.status != OK else int(code) if code.isdecimal() else _BAD_GATEWAY
    return by_status(upstream.provider, status, text, retry_after_of(answer.headers))


def is_about_the_schema(answer: Answer) -> bool:
    """Whether a server turns the request down since it knows no ``response_format`` of this kind."""
    return answer.status != OK and any(word in answer.body for word in (b"response_format", b"json_schema"))


def _code_and_words(error: Any) -> tuple[str, str]:  # noqa: ANN401 - a JSON document of unknown form
    match error:
        case str():
            return "", error
        case {"message": str(words)} | {"detail": str(words)}:
            return str(error.get("code") or ""), words
        case _:
            return "", ""
