"""Artifact: one finished picture as the store holds it."""

from msgspec import Struct


class Artifact(Struct, frozen=True, kw_only=True):
    """A finished picture: where its bytes lie (SHA-256 in the artifact store) and what they are."""

    format: str
    media_type: str
    digest: str
    size: int
    width: int
    height: int
