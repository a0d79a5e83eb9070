"""Kie as all its engines share it: the key, the envelope around every answer, and credits as money."""

from msgspec import Struct

from pb_adapters.providers.kie import BASE_URL
from pb_adapters.upstream.exchange import Upstream, UpstreamPool, bearer_upstream
from pb_adapters.upstream.json_wire import converted
from pb_adapters.upstream.reported import reported_micros

OK = 200
CREDIT_MICROS = 5_000
"""A credit is half a cent."""


class Envelope(Struct, frozen=True):
    """What is around every answer but that of a chat that succeeded; ``message`` and ``error`` are older forms."""

    code: int | str | None = None
    msg: str | None = None
    message: str | None = None
    error: object = None
    data: object = None

    @property
    def text(self) -> str:
        """Kie's words."""
        words = self.error.get("message") if isinstance(self.error, dict) else self.error
        return self.msg or self.message or (words if isinstance(words, str) else "")


def kie_upstream(pool: UpstreamPool, *, key: str, base_url: str = BASE_URL) -> Upstream:
    """Kie as seen with a key; ``base_url`` has no version in it."""
    return bearer_upstream(pool, "Kie", key=key, base_url=base_url)


def envelope_of(document: object) -> Envelope:
    """The envelope of an answer; an empty one where it has another form."""
    return converted(document, Envelope) or Envelope()


def micros_of(credits: object) -> int | None:  # noqa: A002 - Kie's word, and the built-in is for consoles
    """Credits as micros, rounded up; ``None`` for none, or for what cannot be."""
    return reported_micros("Kie", [credits], CREDIT_MICROS)
