"""What this program last saw of blobs in a store that it cannot ask at once."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

MOST = 20_000
"""Of so many blobs it is known what was seen; those used least lately are forgotten."""

TRUSTED_SECONDS = 3_600.0
"""How long what was seen of a blob stands for what is there."""

Copies = tuple[str, ...]
"""The names of a blob's copies, in ascending order."""


class Known:
    """The copies of each blob, as they were when it was put or read last."""

    def __init__(self, most: int = MOST, now: Callable[[], float] = monotonic) -> None:
        self._most, self._now = most, now
        self._seen: OrderedDict[tuple[str, str], tuple[Copies, float]] = OrderedDict()

    def learn(self, owner: str, digest: str, copies: Copies) -> None:
        """Remember the copies of a blob; without any it is forgotten."""
        self._seen.pop((owner, digest), None)
        if copies:
            self._seen[owner, digest] = copies, self._now() + TRUSTED_SECONDS
        while len(self._seen) > self._most:
            self._seen.popitem(last=False)

    def copies(self, owner: str, digest: str) -> Copies:
        """The copies as they were last seen, however long ago; none where nothing is known."""
        return self._seen.get((owner, digest), ((), 0.0))[0]

    def trusted(self, owner: str, digest: str) -> Copies | None:
        """The copies, if they were seen lately."""
        copies, until = self._seen.get((owner, digest), ((), 0.0))
        return copies if self._now() < until else None

    def forget_owner(self, owner: str) -> None:
        """Forget every blob of an owner."""
        for name in [name for name in self._seen if name[0] == owner]:
            del self._seen[name]
