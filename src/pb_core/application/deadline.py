"""Deadline: how old a task is and how old it may become, by a clock that nobody puts forward or back."""

import math
from datetime import timedelta

import anyio

from pb_core.errors import DeadlinePassed

OVER = "The deadline of {:g} seconds after its acceptance has passed, and the task was ended"
NEVER = timedelta()


class Deadline:
    """The deadline of one task that was ``age`` old when this was made; ``NEVER`` as ``limit`` means none."""

    def __init__(self, age: timedelta = timedelta(), limit: timedelta = NEVER) -> None:
        self._born = anyio.current_time() - age.total_seconds()
        self._limit = limit.total_seconds()

    @property
    def age(self) -> timedelta:
        """How long ago the task was accepted."""
        return timedelta(seconds=anyio.current_time() - self._born)

    @property
    def at(self) -> float:
        """When it is over, by the event loop's clock."""
        return self._born + self._limit if self._limit > 0 else math.inf

    @property
    def is_over(self) -> bool:
        """Whether it has passed."""
        return anyio.current_time() >= self.at

    @property
    def sentence(self) -> str:
        """What a caller reads of a task that was ended by it."""
        return OVER.format(self._limit)

    def require(self) -> None:
        """Raise ``DeadlinePassed`` if it has passed."""
        if self.is_over:
            raise DeadlinePassed(self.sentence)
