"""What goes wrong at such servers, and what weak models say."""

from collections.abc import Callable

from pb_adapters.fakes.chat_completions import CHAT_FAULTS, with_content
from pb_adapters.fakes.exchange import Answer, html_answer
from pb_adapters.fakes.openai.requests import SERVER
from pb_adapters.fakes.openai.servers import SERVERS, by_code
from pb_adapters.fakes.prompt_parser import Question
from pb_adapters.fakes.scripted_faults import Document, Fault, fault, table

ENDLESS_PIECES = 20_000


def _error(status: int, message: str, kind: str = "server_error", code: object = None) -> Callable[[Question], Answer]:
    return lambda question: SERVERS[question.fields[SERVER]].error(status, message, kind, code)


def _says(name: str, what: str, words: Callable[[str], str]) -> Fault:
    return Fault(name=name, what=what, words=words)


def _endless(document: Document) -> Document:
    return with_content(document, '{"elements": [' + '{"id": "e1"}, ' * ENDLESS_PIECES)


FAULTS = CHAT_FAULTS | table(
    fault("throttled", "429", _error(429, "Rate limit reached", "requests", "rate_limit_exceeded")),
    fault("no-money", "429", by_code(429, "You exceeded your current quota", "q", "insufficient_quota")),
    fault("bad-key", "401", _error(401, "Invalid API Key", "authentication_error", "invalid_api_key")),
    fault("bad-key-mute", "401 without a body", Answer(status=401, content_type=None)),
    fault("bad-field", "400 about a field", _error(400, "type must be number, but is string")),
    fault("loading", "503 while the model loads", _error(503, "Loading model", "unavailable_error", 503)),
    fault("unavailable", "503", _error(503, "server busy, please try again")),
    fault("bad-gateway", "502 of a proxy", html_answer(502, "Bad gateway")),
    fault("schema-refused", "400: no response_format", _error(400, "response_format is not supported")),
    fault("blocked-at-once", "400", by_code(400, "Rejected by our safety system", "c", "content_policy_violation")),
    _says("thinking", "thoughts between tags before the JSON", lambda text: f"<think>Is it {{so}}?</think>{text}"),
    _says("thinking-open", "only the end of the thoughts is tagged", lambda text: f"Well, {{so}}.</think>{text}"),
    _says("another-language", "words in another language", lambda _: "对不起，我不明白这个问题。"),
    _says("two-megabytes", "2 MB of words that never end", lambda _: '{"elements": "' + "lorem ipsum dolor " * 120_000),
    Fault(name="endless", what="the same piece without an end", reply=_endless, only="words"),
)
