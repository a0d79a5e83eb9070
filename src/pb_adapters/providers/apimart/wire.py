"""APIMart as all its engines share it: the key, the envelopes of its three forms of answers, and dollars as micros."""

from typing import Any

from msgspec import Struct

from pb_adapters.providers.apimart import BASE_URL
from pb_adapters.upstream.exchange import Upstream, UpstreamPool, bearer_upstream
from pb_adapters.upstream.json_wire import converted
from pb_adapters.upstream.reported import reported_micros

OK = 200


class Failure(Struct, frozen=True, kw_only=True):
    """What went wrong: a number or a word as code, words, and a type such as ``server_error``."""

    code: int | str | None = None
    message: str = ""
    type: str = ""


class Envelope(Struct, frozen=True, kw_only=True):
    """All forms of the outside of an answer.

    Classic: ``code`` and ``data``, or ``error``; with ``X-APIMart-Response-Version``: ``request_id`` and ``data`` or
    ``error``; of old: ``success`` and ``message``.
    """

    code: int | str | None = None
    success: bool | None = None
    message: str | None = None
    error: Failure | str | None = None
    data: Any = None


def apimart_upstream(pool: UpstreamPool, *, key: str, base_url: str = BASE_URL) -> Upstream:
    """APIMart as seen with a key; ``base_url`` has no version in it."""
    return bearer_upstream(pool, "APIMart", key=key, base_url=base_url)


def envelope_of(document: object) -> Envelope:
    """The envelope of an answer; an empty one where it has another form."""
    return converted(document, Envelope) or Envelope()


def micros_of(dollars: object) -> int | None:
    """US dollars as micros, rounded up; ``None`` for none, or for what cannot be."""
    return reported_micros("APIMart", [dollars])
