"""Webhooks: whether one is genuine, and what it says.

The server signs by Standard Webhooks 1.0 (``webhook-id``, ``webhook-timestamp``, ``webhook-signature``) and by the
reference's ``X-PaperBanana-Signature``.
"""

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from paperbanana_client.errors import ForgedWebhook

TOLERANCE_SECONDS = 300


class Event(Struct, frozen=True, kw_only=True):
    """What a webhook says. ``event`` is ``task.completed`` or ``task.failed``; ``id`` stays through repetitions."""

    event: str
    task_id: str
    id: str = ""
    body: dict[str, Any] = {}


def verify_webhook(
    body: bytes,
    headers: Mapping[str, str],
    secret: str,
    *,
    tolerance: float = TOLERANCE_SECONDS,
    now: Callable[[], float] = time.time,
) -> Event:
    """Check the signature of a webhook and return what it says; ``body`` are the bytes as they came.

    With Standard Webhooks headers the time counts too: older or newer than ``tolerance`` seconds is refused, so that
    nobody can send a captured one later. Raises ``ForgedWebhook``.
    """
    given = {name.lower(): value for name, value in headers.items()}
    if "webhook-signature" in given:
        _require_standard(body, given, secret, tolerance, now())
    elif "x-paperbanana-signature" in given:
        wanted = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        _require_equal([given["x-paperbanana-signature"]], wanted)
    else:
        raise ForgedWebhook("The webhook carries no signature: give its API key a webhook secret")
    try:
        said = msgspec.json.decode(body, type=dict[str, Any])
        return Event(event=str(said["event"]), task_id=str(said["task_id"]), id=given.get("webhook-id", ""), body=said)
    except (msgspec.MsgspecError, KeyError) as error:
        raise ForgedWebhook("The webhook is signed, but is none of this API") from error


def _require_standard(body: bytes, given: Mapping[str, str], secret: str, tolerance: float, now: float) -> None:
    stamp, name = given.get("webhook-timestamp", ""), given.get("webhook-id", "")
    if not (stamp.isascii() and stamp.isdigit() and name):
        raise ForgedWebhook("The webhook's id or time is missing")
    if abs(now - int(stamp)) > tolerance:
        raise ForgedWebhook("The webhook is too old, or this machine's clock is wrong")
    signed = hmac.new(_key(secret), f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()
    _require_equal(given["webhook-signature"].split(), "v1," + base64.b64encode(signed).decode())


def _key(secret: str) -> bytes:
    """The bytes of a secret: what is in base64 behind ``whsec_``, else its UTF-8."""
    if secret.startswith("whsec_"):
        try:
            return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            pass
    return secret.encode()


def _require_equal(given: list[str], wanted: str) -> None:
    if not any(hmac.compare_digest(one.encode(), wanted.encode()) for one in given):
        raise ForgedWebhook("The webhook is not signed with this secret")
