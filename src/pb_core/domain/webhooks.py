"""Webhooks: which URLs they may go to, the payload and its signature, when they are tried again, and every attempt.

A URL is absolute http(s), without credentials and without a private address.
"""

import base64
import hashlib
import hmac
import re
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from pb_core.domain.tasks import Lease, Task
from pb_core.errors import UnsafeUrl

Address = IPv4Address | IPv6Address

# An explicit list: the standard library's is_global says yes to several of these.
_FORBIDDEN = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23",
        "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip

# No name of the public internet ends in a number; resolvers read 2130706433, 127.1 and 0x7f.1 as 127.0.0.1.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet and embeds no other address."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    return not any(address.version == block.version and address in block for block in _FORBIDDEN)


def check_callback_url(url: str, *, allow_private: bool = False) -> str:
    """Return the URL unchanged, or raise ``UnsafeUrl`` saying what is wrong with it.

    Names are not resolved here: the notifier checks every address when it connects.
    """
    if any(ord(character) <= ord(" ") or ord(character) == 0x7F for character in url):  # noqa: PLR2004 - DEL
        raise UnsafeUrl("webhook_url contains blanks or control characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise UnsafeUrl("webhook_url is not a valid URL") from error
    if parts.scheme not in {"http", "https"} or not host or port == 0:
        raise UnsafeUrl("webhook_url must be an absolute http or https URL")
    if parts.username is not None or parts.password is not None:
        raise UnsafeUrl("webhook_url must not carry a user name or password")
    if not allow_private and _is_private_literal(host):
        raise UnsafeUrl("webhook_url points at a private address")
    return url


def _is_private_literal(host: str) -> bool:
    """Whether a host is local by its name, a private address, or an address in a form that hides which one."""
    host = host.removesuffix(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not is_public(ip_address(host.split("%", 1)[0]))
    except ValueError:
        return _NUMBER.fullmatch(host.rpartition(".")[2]) is not None


RETRY_DELAYS = (timedelta(seconds=5), timedelta(seconds=15), timedelta(seconds=60))
"""Waits before the second, third and fourth try (reference: Webhooks, Retry Policy)."""


class DeliveryState(StrEnum):
    """Whether a delivery still has tries left."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class Attempt(Struct, frozen=True, kw_only=True):
    """One try: the HTTP status that came back, or the error that prevented one."""

    number: int
    at: datetime
    status: int | None = None
    error: str | None = None

    @property
    def delivered(self) -> bool:
        """Every status below 400 counts as delivered; redirects are not followed."""
        return self.status is not None and self.status < 400  # noqa: PLR2004 - the reference's own number


class Delivery(Struct, frozen=True, kw_only=True):
    """One callback to one URL, with the exact bytes that every try sends."""

    id: str
    task_id: str
    key_id: str
    url: str
    event: str
    body: bytes
    next_at: datetime
    created_at: datetime
    state: DeliveryState = DeliveryState.PENDING
    attempts: tuple[Attempt, ...] = ()


def tried(delivery: Delivery, attempt: Attempt, next_at: datetime | None) -> Delivery:
    """The delivery after one more attempt: delivered, else pending until ``next_at``, else failed for good."""
    if attempt.delivered:
        state = DeliveryState.DELIVERED
    else:
        state = DeliveryState.FAILED if next_at is None else DeliveryState.PENDING
    return msgspec.structs.replace(
        delivery,
        state=state,
        attempts=(*delivery.attempts, attempt),
        next_at=next_at if next_at and state is DeliveryState.PENDING else delivery.next_at,
    )


class ClaimedDelivery(Struct, frozen=True, kw_only=True):
    """A delivery with the lease under which it may be tried; ``secret`` signs it, if the key has one."""

    delivery: Delivery
    lease: Lease
    secret: str | None


class Payload(Struct, frozen=True, kw_only=True):
    """The webhook body of the reference, fields in its order; then those that it does not have."""

    event: str
    task_id: str
    status: str
    diagram_type: str
    description: str | None
    image_url: str | None
    image_base64: str | None
    error: str | None
    created_at: str
    completed_at: str | None


def event_of(task: Task) -> str:
    """``task.completed`` or ``task.failed``."""
    return f"task.{task.status.value}"


def payload(task: Task, image: bytes | None) -> bytes:
    """Serialise the callback of a finished task; ``image`` is the PNG to include, if any."""
    result = task.result
    return msgspec.json.encode(
        Payload(
            event=event_of(task),
            task_id=task.id,
            status=task.status.value,
            diagram_type=task.kind.value,
            description=result.description if result else None,
            image_url=f"{task.public_url}/api/tasks/{task.id}/image" if result and result.artifacts else None,
            image_base64=base64.b64encode(image).decode("ascii") if image is not None else None,
            error=task.error,
            created_at=task.created_at.isoformat(),
            completed_at=task.completed_at.isoformat() if task.completed_at else None,
        )
    )


def signature(body: bytes, secret: str) -> str:
    """The value of ``X-PaperBanana-Signature``: HMAC-SHA256 of the raw body (reference: Signature Verification)."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def next_try(attempt: Attempt, delays: tuple[timedelta, ...]) -> datetime | None:
    """When to try again after a failed attempt, or ``None`` when the tries are used up."""
    return attempt.at + delays[attempt.number - 1] if attempt.number <= len(delays) else None
