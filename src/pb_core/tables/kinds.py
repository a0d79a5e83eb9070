"""What a JSON value is, as far as shapes are told apart by it, and how a sentence describes it."""

from typing import NoReturn, TypeGuard

from pb_core.tables.names import word_set
from pb_core.tables.raw import LISTED, counted, refuse, shown
from pb_core.tables.uncertainty import spread_of
from pb_core.tables.units import quantity_of

MISSING_MARKS = word_set(
    "- – — -- n/a na #n/a n.a. nan null none nil . .. ? missing inf -inf +inf infinity -infinity"
) | {""}
"""What people write, in any case, where a number or a time is missing or is none."""

EXAMPLES = (
    '[{"model": "A", "score": 1.5}, …], {"model": ["A", "B"], "score": [1.5, 2]} or '
    '{"A": {"test": 1.5}, "B": {"test": 2}}'
)


def is_scalar(value: object) -> bool:
    """Whether the value holds no others."""
    return not isinstance(value, dict | list)


def is_numeric(value: object) -> bool:
    """Whether the value is, or writes, a number or a missing one."""
    if isinstance(value, str):
        text = value.strip()
        return text.lower() in MISSING_MARKS or quantity_of(text) is not None or spread_of(text) is not None
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def is_object(value: object) -> TypeGuard[dict[str, object]]:
    """Whether the value is a JSON object that has members."""
    return isinstance(value, dict) and bool(value)


def is_objects(value: object) -> TypeGuard[list[dict[str, object]]]:
    """Whether the value is a list of objects."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def is_scalars(value: object) -> TypeGuard[list[object]]:
    """Whether the value is a list of scalars."""
    return isinstance(value, list) and all(map(is_scalar, value))


def is_numbers(value: object) -> TypeGuard[list[object]]:
    """Whether the value is a list of numbers, of which some may be missing."""
    return isinstance(value, list) and all(map(is_numeric, value))


def is_lists(value: object) -> TypeGuard[list[list[object]]]:
    """Whether the value is a list of lists of scalars."""
    return isinstance(value, list) and bool(value) and all(map(is_scalars, value))


def is_points(value: object) -> TypeGuard[list[list[object]]]:
    """Whether the value is a list of pairs, the second of each a number."""
    return is_lists(value) and all(len(pair) == 2 and is_numeric(pair[1]) for pair in value)  # noqa: PLR2004 - x and y


def is_grid(value: object) -> TypeGuard[list[list[object]]]:
    """Whether the value is a list of equally long lists of numbers."""
    return is_lists(value) and len({len(row) for row in value}) == 1 and bool(value[0]) and all(map(is_numbers, value))


def refuse_shape(document: object) -> NoReturn:
    """Refuse a document that is no table, saying what it is and what would be one."""
    refuse(f"is {described(document)}, which cannot be read as a table: send for example {EXAMPLES}")


def described(value: object) -> str:
    """The value in words: ``an object whose members are 'a' (a list of 3 numbers) and 'b' (a text)``."""
    if not isinstance(value, dict) or not value:
        return brief(value)
    members = [f"{shown(name)} ({brief(member)})" for name, member in list(value.items())[:LISTED]]
    more = [f"{len(value) - LISTED} more"] if len(value) > LISTED else []
    return f"an object whose members are {_joined([*members, *more])}"


def brief(value: object) -> str:
    """The value in a few words: ``a list of 3 numbers``."""
    if isinstance(value, list):
        kinds = sorted({_NOUNS.get(type(item), "number") for item in value})
        if len(kinds) > 1:
            return f"a list of {len(value):,} items, {_joined([f'{kind}s' for kind in kinds])}"
        return f"a list of {counted(len(value), kinds[0])}" if value else "an empty list"
    if isinstance(value, dict):
        return f"an object of {counted(len(value), 'member')}"
    if value is None:
        return "null"
    return {str: "a text", bool: "a boolean"}.get(type(value), "a number")


_NOUNS = {str: "text", bool: "boolean", list: "list", dict: "object", type(None): "null"}


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
