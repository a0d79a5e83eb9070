"""What an adapter declares about itself, for the table that ``python -m pb_core.testing`` prints."""

from collections.abc import Callable

Declare = Callable[[str, object], None]
"""pytest's fixture ``record_property``."""

DECLARED = "declares "
"""How the names of these properties begin."""


def declare(record: Declare, **values: object) -> None:
    """Record what an adapter says of itself."""
    for name, value in values.items():
        record(DECLARED + name, ", ".join(map(str, value)) or "none" if isinstance(value, tuple) else value)
