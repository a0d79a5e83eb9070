"""Answers: what a poll is answered with is encoded once, picture included, not once per poll."""

from collections import OrderedDict

DEFAULT_CAPACITY = 64 * 2**20
"""Bytes of encoded answers kept in memory."""

Name = tuple[str, str]
"""A task's id and the entity tag of its answer: the tag changes whenever the answer does."""


class Answers:
    """The most recently read answers as JSON, bounded by their total length in bytes."""

    def __init__(self, capacity: int = DEFAULT_CAPACITY) -> None:
        self._capacity = capacity
        self._size = 0
        self._bodies: OrderedDict[Name, bytes] = OrderedDict()

    def get(self, name: Name) -> bytes | None:
        """The answer, if it is held."""
        body = self._bodies.get(name)
        if body is not None:
            self._bodies.move_to_end(name)
        return body

    def keep(self, name: Name, body: bytes) -> None:
        """Hold an answer and drop the least recently read ones past the capacity."""
        if name in self._bodies or len(body) > self._capacity:
            return
        self._bodies[name] = body
        self._size += len(body)
        while self._size > self._capacity:
            _, dropped = self._bodies.popitem(last=False)
            self._size -= len(dropped)
