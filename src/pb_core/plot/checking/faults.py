"""How a broken rule is reported."""

from typing import NoReturn

from pb_core.errors import InvalidSpec


def refuse(sentence: str) -> NoReturn:
    """Raise ``InvalidSpec`` with one sentence that says what is wrong and what would be right."""
    raise InvalidSpec(sentence)
