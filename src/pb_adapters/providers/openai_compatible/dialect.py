"""Dialects: what a server has shown that it takes; what it refuses once is put in another way from then on."""

import re
from copy import copy
from enum import StrEnum
from urllib.parse import urlsplit

from pb_adapters.upstream.exchange import Answer
from pb_core.errors import RequestRejected

_REFUSALS = {400, 422, 500, 501}
_STRICT_ONLY = ("additionalproperties", "'required' is required", "invalid schema for response_format")
_SCHEMA = ("response_format", "json_schema", "json schema", "grammar", "structured output", "guided")
_WINDOW = re.compile(
    r"maximum context length (?:is|of) (?P<window>\d+) tokens.*?"
    r"(?P<asked>\d+) (?:in the messages|input tokens|tokens from the input)",
    re.DOTALL,
)
_OPENAI = "api.openai.com"
_MARGIN = 1.02
_LEAST_ROOM = 512
"""Tokens of an answer below which a question counts as too long for its window."""


class Held(StrEnum):
    """How an answer is held to its schema."""

    SCHEMA = "schema"
    """By the server, to the schema as it is."""

    STRICT = "strict"
    """By the server, to OpenAI's strict form of it."""

    WORDS = "words"
    """By nobody: the schema stands in the system's words."""


class Dialect:
    """What one model of a server is asked with; each refusal that names a member changes it.

    Args:
        held: How answers are held to schemas at first.
        limit: What the member for the most tokens of an answer is called.
    """

    def __init__(self, held: Held = Held.SCHEMA, limit: str = "max_tokens") -> None:
        self.held, self.limit = held, limit
        self.takes_temperature = self.takes_effort = self.counts_streams = True
        self.spells_schema = False
        """Whether the schema stands in the system's words too, since an answer showed that nothing held it."""
        self.tells_progress = False
        """Whether a server is asked to tell how far it has read; llama.cpp's knows the word."""
        self.window: int | None = None
        self._tokens_per_character = 0.0

    def room(self, characters: int, wanted: int) -> int:
        """How many tokens an answer may have beside a question of so many characters, of those wanted."""
        if self.window is None:
            return wanted
        asked = int(characters * self._tokens_per_character * _MARGIN) + 1
        return min(wanted, max(self.window - asked, _LEAST_ROOM))

    def as_now(self) -> "Dialect":
        """What a request is put in, kept as it is now: another request's refusal may change this dialect meanwhile."""
        return copy(self)

    def learnt(
        self, answer: Answer, provider: str, sent: "Dialect", wanted: int, characters: int
    ) -> RequestRejected | None:
        """An error that may be tried again where the refusal names what can be put in another way; else ``None``.

        ``sent`` is what the request was put in, ``wanted`` how many tokens the answer was allowed, ``characters`` how
        long the question was. What another refusal has taught since then is not learnt once more.
        """
        if answer.status not in _REFUSALS:
            return None
        words = answer.body.decode("utf-8", "replace")
        what = self._room_in(words, sent, wanted, characters) or self._member_in(words.lower(), sent)
        if what is None:
            return None
        return RequestRejected(
            f"{provider} does not take {what}; it is asked in another way from now on.", retryable=True
        )

    def ignored_schema(self) -> None:
        """Note that an answer came with words around it although the server was to hold it to a schema."""
        self.spells_schema = True

    def _room_in(self, words: str, sent: "Dialect", wanted: int, characters: int) -> str | None:
        found = _WINDOW.search(words)
        if found is None:
            return None
        window, asked = int(found["window"]), int(found["asked"])
        if not _LEAST_ROOM <= window - asked < wanted or sent.window == window:
            return None
        self.window = window
        self._tokens_per_character = max(self._tokens_per_character, asked / max(characters, 1))
        return f"an answer of {wanted:,} tokens"

    def _member_in(self, words: str, sent: "Dialect") -> str | None:
        if sent.limit == "max_tokens" and "max_completion_tokens" in words and "instead" in words:
            self.limit = "max_completion_tokens"
            return "max_tokens"
        if sent.takes_effort and any(word in words for word in ("reasoning_effort", "does not support thinking")):
            self.takes_effort = False
            return "a reasoning effort"
        if sent.counts_streams and "stream_options" in words:
            self.counts_streams = False
            return "stream_options"
        if sent.takes_temperature and "temperature" in words:
            self.takes_temperature = False
            return "this temperature"
        return self._schema_in(words, sent)

    def _schema_in(self, words: str, sent: "Dialect") -> str | None:
        if sent.held is Held.WORDS or not any(word in words for word in _SCHEMA):
            return None
        to_strict = sent.held is Held.SCHEMA and any(word in words for word in _STRICT_ONLY)
        if self.held is sent.held:
            self.held = Held.STRICT if to_strict else Held.WORDS
        return "this form of JSON Schema" if to_strict else "JSON Schemas"


class Dialects:
    """The dialects of one server, by model."""

    def __init__(self) -> None:
        self._known: dict[str, Dialect] = {}

    def of(self, model: str, base_url: str = "") -> Dialect:
        """What is known of a model; of OpenAI itself, whose address this may be, more than of others."""
        if urlsplit(base_url).hostname == _OPENAI:
            return self._known.setdefault(model, Dialect(Held.STRICT, "max_completion_tokens"))
        return self._known.setdefault(model, Dialect())
