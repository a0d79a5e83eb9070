"""Notes that only who holds the session's token can read: one may hold a new API key, which no database shall keep.

The database has a digest of the token, not the token. A note is added to a stream that SHAKE-256 makes of the token and
a nonce of its own (a one-time key for each note); the standard library has no cipher, and this one needs no more.
"""

import hashlib
import secrets

_NONCE_BYTES = 16


def seal(token: str, text: str) -> bytes:
    """The text, unreadable without the token."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _combined(text.encode(), token, nonce)


def unseal(token: str, sealed: bytes) -> str:
    """The text again."""
    nonce, data = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    return _combined(data, token, nonce).decode()


def _combined(data: bytes, token: str, nonce: bytes) -> bytes:
    stream = hashlib.shake_256(b"session note" + nonce + token.encode()).digest(len(data))
    return bytes(one ^ other for one, other in zip(data, stream, strict=True))
