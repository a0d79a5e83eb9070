"""Idempotency: what a caller's idempotency key stands for, the same in every version of this program."""

import hashlib

import msgspec
from msgspec.structs import asdict

from pb_core.domain.requests import Body, Grounding, ReviseBody
from pb_core.domain.tasks import Idempotency
from pb_core.errors import InvalidRequest

MAX_IDEMPOTENCY_KEY = 255

_ADDED: dict[str, tuple[object, ...]] = {
    "plan": (None,),
    "styling": (None,),
    "grounding": (None, Grounding.STRICT),
    "candidates": (None, 1),
}
"""Fields that digests of earlier versions do not have: with these values they leave a request's digest as it was."""


def idempotency_of(key: str, endpoint: str, body: Body | ReviseBody) -> Idempotency:
    """The key with the digest of the request; raises ``InvalidRequest`` for a key that is blank or too long."""
    if not key.strip() or len(key) > MAX_IDEMPOTENCY_KEY:
        raise InvalidRequest(f"Idempotency-Key must have 1 to {MAX_IDEMPOTENCY_KEY} characters")
    added = {} if isinstance(body, ReviseBody) else _ADDED  # earlier versions had no revisions
    fields = {name: value for name, value in asdict(body).items() if value not in added.get(name, ())}
    digest = hashlib.sha256(endpoint.encode() + msgspec.json.encode(fields)).hexdigest()
    return Idempotency(key=key, digest=digest)
