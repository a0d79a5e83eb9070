"""Downloads of pictures from the store itself: an address that opens one picture for a while."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol, runtime_checkable

from pb_core.ports.artifacts import ArtifactStore

LIFETIME = timedelta(minutes=5)
"""How long an address opens its picture: a redirection is followed at once."""

AddressOf = Callable[[str, str], Awaitable[str | None]]
"""The address of an owner's blob; ``None`` for one that is not there."""


@runtime_checkable
class Signing(Protocol):
    """A store that lets anybody read one blob for a while."""

    async def signed_url(self, owner: str, digest: str, lifetime: timedelta) -> str | None:
        """An address under which it can be read; ``None`` where it is missing."""


def addresses_in(artifacts: ArtifactStore) -> AddressOf | None:
    """What makes the addresses; ``None`` of a store that has none."""
    if not isinstance(artifacts, Signing):
        return None
    signing: Signing = artifacts
    return lambda owner, digest: signing.signed_url(owner, digest, LIFETIME)
