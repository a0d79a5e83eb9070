"""Question: what a client asks a fake for, told apart from how its provider spells it."""

import hashlib
from collections.abc import Callable

from msgspec import Struct

PAINTER = "painter"
"""The role of every request for a picture."""


class Question(Struct, frozen=True, kw_only=True):
    """One request for words or for a picture.

    ``role`` names who asks (``planner``, ``critic``, …, ``painter``; empty if unknown), ``schema`` is the JSON Schema
    of the answer as JSON text, ``pictures`` are the bytes shown, ``unread`` counts those given by URL only.
    ``width`` and ``height`` are the pixels that the wished ratio and size stand for. ``fields`` keeps what only the
    provider's own dialect needs. ``aside`` marks a call that makes nothing itself: a look at a job, a file, an upload.
    """

    endpoint: str
    model: str
    role: str = ""
    system: str = ""
    prompt: str = ""
    schema: bytes | None = None
    pictures: tuple[bytes, ...] = ()
    unread: int = 0
    wants_picture: bool = False
    ratio: str = ""
    size: str = ""
    width: int = 1024
    height: int = 1024
    stream: bool = False
    max_tokens: int | None = None
    fields: dict[str, str] = {}
    aside: bool = False

    @property
    def name(self) -> str:
        """A short name that is the same for the same question, for ids in answers."""
        told = f"{self.model}\n{self.system}\n{self.prompt}\n{self.ratio}\n{self.size}".encode()
        return hashlib.sha256(told).hexdigest()[:12]


class Tally(Struct, frozen=True, kw_only=True):
    """What an answer is worth: tokens, pictures, and ``cost_micros`` in millionths of a US dollar."""

    input_tokens: int = 0
    output_tokens: int = 0
    thought_tokens: int = 0
    pictures: int = 0
    cost_micros: int = 0


class Painting(Struct, frozen=True, kw_only=True):
    """A painted picture and the media type that the provider says it has."""

    data: bytes
    media_type: str = "image/png"


Latency = Callable[[Question], float]
"""How many seconds pass before a question is answered."""


def no_latency(_: Question) -> float:
    """Answer at once."""
    return 0.0


def latency_of(seconds: float) -> Latency:
    """Let every answer take the same time."""
    return lambda _: seconds


def real_latency(question: Question) -> float:
    """About what clients of the real providers saw in autumn 2026: 3 s for words, 20 s for a picture, 60 s for 4K."""
    if not question.wants_picture:
        return 3.0
    return 60.0 if question.size.upper() == "4K" else 20.0
