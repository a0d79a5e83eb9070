"""Port of the files that authors chose in a form and have not sent for good yet, kept for a while."""

from typing import Protocol

from msgspec import Struct

LIFETIME_SECONDS = 3600
"""How long a file is kept after it was last used."""
MOST_BYTES, MOST_OF_ONE = 128 * 2**20, 64 * 2**20
"""How much is kept in all, and for one API key; what was used longest ago goes first."""
MOST_FILES = 32
"""How many files of one API key are kept, however small."""


class HeldFile(Struct, frozen=True):
    """A file that a form is being filled with; its name is the sender's word."""

    name: str
    content: bytes


class Uploads(Protocol):
    """The files of forms, by names that nobody can guess, the same for all servers of an installation.

    Duties: a file is found by every server when ``keep`` returns, and given to its owner only. It may be forgotten at
    any time, and is an hour after its last use. Every method raises ``StorageError`` where the files cannot be reached.
    """

    async def keep(self, owner: str, name: str, content: bytes) -> str:
        """Keep a file and return what names it; the same file of the same owner keeps its name."""

    async def find(self, owner: str, token: str) -> HeldFile | None:
        """A file of this owner; ``None`` for names of others' files, and once it was dropped. It counts as used."""

    async def forget(self, owner: str) -> None:
        """Drop every file of an owner, who is gone."""

    async def clear(self) -> None:
        """Remove files that nobody used for an hour; called now and then by every server."""


class Share(Struct, frozen=True):
    """What a kept file takes: whose it is, when it was used, and its length in bytes."""

    token: str
    owner: str
    used: float
    size: int


def in_the_way(
    held: list[Share], owner: str, size: int, most: int = MOST_BYTES, most_of_one: int = MOST_OF_ONE
) -> list[str]:
    """The files to drop so that another one of an owner fits, those first that were used longest ago.

    One that is larger than a share stands alone in it.
    """
    dropped: list[Share] = []
    by_use = sorted(held, key=lambda share: share.used)
    own = [share for share in by_use if share.owner == owner]
    while own and (len(own) >= MOST_FILES or _size(own) + size > most_of_one):
        dropped.append(own.pop(0))
    every = [share for share in by_use if share not in dropped]
    while every and _size(every) + size > most:
        dropped.append(every.pop(0))
    return [share.token for share in dropped]


def _size(shares: list[Share]) -> int:
    return sum(share.size for share in shares)
