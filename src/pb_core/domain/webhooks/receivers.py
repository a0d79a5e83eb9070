"""Receivers: the far ends of webhooks, each with its share of the senders and a rest after it did not answer.

A receiver is the origin of a URL (scheme, host and port) as one API key calls it: what a key's callbacks meet there
delays no other key's.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from msgspec import Struct

from pb_core.domain.webhooks.callback_urls import plain_host

LONGEST_REST = timedelta(seconds=60)
"""The longest time that a receiver is left alone, so that one that is back is soon noticed."""

_PORTS = {"http": 80, "https": 443}
_AWAY = frozenset({429, 502, 503, 504})
"""Statuses that say of the whole receiver that it cannot take anything now."""


class Share(Struct, frozen=True, kw_only=True):
    """How many deliveries to one receiver, and of one API key, may be under way at a time; ``None``: any number."""

    per_receiver: int | None = None
    per_key: int | None = None


def origin_of(url: str) -> str:
    """The scheme, host and port of an absolute URL, the host as resolvers see it and the port always given.

    A text that is no URL is its own origin.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return url
    return f"{parts.scheme}://{plain_host(parts.hostname or '')}:{port}"


def rest_after(status: int | None, ended: datetime, number: int, delays: tuple[timedelta, ...]) -> datetime | None:
    """Until when a receiver is left alone after the try with this number of a delivery, which ended with a status.

    As long as the delivery itself waits for its next try, or did for its last, ``LONGEST_REST`` at most; so a single
    delivery is tried as ``delays`` say. ``None`` after an answer that says nothing of the whole receiver.
    """
    if not delays or (status is not None and status not in _AWAY):
        return None
    return ended + min(delays[min(number, len(delays)) - 1], LONGEST_REST)
