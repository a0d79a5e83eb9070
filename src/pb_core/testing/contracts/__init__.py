"""Contract suites, one per port: bind one to an adapter by a subclass with fixtures. They need pytest.

``Contract`` is the base of all: its tests are duties, and an adapter cannot opt out of one. ``declare`` records what an
adapter says of itself, for the table that ``python -m pb_core.testing`` prints.
"""

from collections.abc import Callable, Iterator
from inspect import iscoroutinefunction
from typing import ClassVar

import pytest

from pb_core.testing.contracts.time_limit import alarm, ends_in_time

GRACE_SECONDS = 5.0
"""How long a test that is cancelled at its limit may take to end."""


class Contract:
    """A contract suite is a subclass with tests; an adapter binds a suite by a subclass with fixtures.

    ``port`` and ``port_version`` are the suite's; a binding may state ``written_for``, the version of the port that the
    adapter was written for. ``seconds`` is how long a test may take; bindings to slow models state more.
    A subclass that overrides or removes an inherited test, takes itself out of collection or was written for another
    version raises ``TypeError`` when it is defined.
    """

    port: ClassVar[str] = ""
    port_version: ClassVar[int] = 1
    written_for: ClassVar[int | None] = None
    seconds: ClassVar[float] = 60.0

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        for name, test in list(vars(cls).items()):
            if not name.startswith("test"):
                continue
            if any(hasattr(base, name) for base in cls.__bases__):
                raise TypeError(f"{cls.__name__} overrides {name}: a duty holds for every adapter.")
            if iscoroutinefunction(test):
                setattr(cls, name, ends_in_time(test))
        if vars(cls).get("__test__", True) is not True:
            raise TypeError(f"{cls.__name__} takes itself out of collection: a duty holds for every adapter.")
        if cls.written_for not in {None, cls.port_version}:
            raise TypeError(
                f"{cls.__name__} was written for version {cls.written_for} of {cls.port}, and this package holds "
                f"adapters to version {cls.port_version}: read what has changed."
            )

    @pytest.fixture(autouse=True)
    def _is_stopped(self) -> Iterator[None]:
        """Every test ends, whatever the adapter does."""
        with alarm(self.seconds + GRACE_SECONDS):
            yield


Declare = Callable[[str, object], None]
"""pytest's fixture ``record_property``."""

DECLARED = "declares "
"""How the names of these properties begin."""


def declare(record: Declare, **values: object) -> None:
    """Record what an adapter says of itself."""
    for name, value in values.items():
        record(DECLARED + name, ", ".join(map(str, value)) or "none" if isinstance(value, tuple) else value)
