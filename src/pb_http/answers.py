"""Answers: encoded answers of tasks in memory, by the API key whose they are."""

from collections import OrderedDict

DEFAULT_CAPACITY = 64 * 2**20
"""Bytes of encoded answers kept in memory."""

Name = tuple[str, str]
"""A task's id and the entity tag of its answer: the tag changes whenever the answer does."""


class Answers:
    """The most recently read answers as JSON, bounded by their total length in bytes.

    Past the capacity the owner who holds most gives the answer up that was read longest ago, so that nobody fills the
    memory with answers of its own while others poll. Who is asked for an answer must have found its task first: what is
    kept says nothing of whether the task is still there.
    """

    def __init__(self, capacity: int = DEFAULT_CAPACITY) -> None:
        self._capacity, self._size = capacity, 0
        self._bodies: dict[str, OrderedDict[Name, bytes]] = {}
        self._sizes: dict[str, int] = {}

    @property
    def size(self) -> int:
        """Bytes in memory now."""
        return self._size

    def get(self, owner: str, name: Name) -> bytes | None:
        """The answer, if it is held."""
        bodies = self._bodies.get(owner)
        if bodies is None or name not in bodies:
            return None
        bodies.move_to_end(name)
        return bodies[name]

    def keep(self, owner: str, name: Name, body: bytes) -> None:
        """Hold an answer."""
        bodies = self._bodies.get(owner, OrderedDict())
        if name in bodies or len(body) > self._capacity:
            return
        bodies[name] = body
        self._bodies[owner] = bodies
        self._grow(owner, len(body))
        while self._size > self._capacity:
            self._drop_one(max(self._sizes, key=self._sizes.__getitem__))

    def forget(self, owner: str) -> None:
        """Drop all answers of an owner, who is gone."""
        self._bodies.pop(owner, None)
        self._size -= self._sizes.pop(owner, 0)

    def _drop_one(self, owner: str) -> None:
        _, dropped = self._bodies[owner].popitem(last=False)
        self._grow(owner, -len(dropped))
        if not self._bodies[owner]:
            self.forget(owner)

    def _grow(self, owner: str, size: int) -> None:
        self._size += size
        self._sizes[owner] = self._sizes.get(owner, 0) + size
