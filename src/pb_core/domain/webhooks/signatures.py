"""Signatures of webhooks: the reference's own header, and those of Standard Webhooks 1.0 beside it.

Both sign the raw body by HMAC-SHA256; the standard's also its id and the time of the try, against replays.
"""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime

STANDARD_PREFIX = "whsec_"
"""What a secret begins with whose key is the base64 behind it (Standard Webhooks, Signature scheme)."""


def signature(body: bytes, secret: str) -> str:
    """The value of ``X-PaperBanana-Signature``: HMAC-SHA256 of the raw body (reference: Signature Verification)."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def signing_key(secret: str) -> bytes:
    """The standard's key of a secret: its UTF-8 bytes, or what ``whsec_`` and base64 stand for.

    Padding may be left out. What follows ``whsec_`` and is no base64 makes a secret like any other.
    """
    encoded = secret.removeprefix(STANDARD_PREFIX)
    if encoded in {secret, ""}:
        return secret.encode()
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError):
        return secret.encode()


def standard_headers(
    message_id: str, at: datetime, body: bytes, secrets: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """``webhook-id``, ``webhook-timestamp`` and, with a signature for each secret, ``webhook-signature``.

    The id has no full stop in it, and is the same for every try.
    """
    timestamp = str(int(at.timestamp()))
    headers = (("webhook-id", message_id), ("webhook-timestamp", timestamp))
    if not secrets:
        return headers
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    return (*headers, ("webhook-signature", " ".join(_signed(signed, secret) for secret in secrets)))


def _signed(content: bytes, secret: str) -> str:
    return "v1," + base64.b64encode(hmac.digest(signing_key(secret), content, hashlib.sha256)).decode("ascii")
