"""JSON before it is typed: strict parsing, what kind a value is, and tables of values that are still the caller's."""

import json
import math
import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import NoReturn, TypeGuard

from msgspec import Struct

from pb_core.domain.tables.column_names import word_set
from pb_core.domain.tables.quantities import quantity_of, spread_of
from pb_core.domain.tables.table import Shape, TableLimits
from pb_core.errors import InvalidRequest

SHOWN = 40
"""Characters of a caller's text that a sentence quotes."""

MAX_FIELDS = 2_000
"""Columns that are built at all, whatever the limits."""

MAX_CELLS = 4_000_000
"""Values that are built at all, whatever the limits: keys that differ in every record multiply."""

MARKS_PER_VALUE, FEWEST_MARKS = 4, 200_000
"""Commas and opening brackets that a document may have: per value that is read, and at least."""

LISTED = 8
"""Names that a sentence lists."""


class RawColumn(Struct, frozen=True):
    """A named list of JSON values; ``is_key`` when they were keys of an object, none of which is missing."""

    name: str
    values: list[object]
    is_key: bool = False


class RawTable(Struct, frozen=True):
    """Raw columns of equal length and what was assumed to get them."""

    shape: Shape
    columns: tuple[RawColumn, ...]
    notes: tuple[str, ...] = ()


def raw_table(shape: Shape, columns: dict[str, list[object]], *notes: str, keys: Collection[str] = ()) -> RawTable:
    """The table of these columns, in their order; ``keys`` names those whose values were keys of objects."""
    raw = tuple(RawColumn(name, values, name in keys) for name, values in columns.items())
    return RawTable(shape, raw, notes)


def check_cells(rows: int, columns: int) -> None:
    """Refuse to build more than could ever be drawn, before memory is spent on it."""
    if columns > MAX_FIELDS:
        refuse(f"has {columns:,} columns but at most {MAX_FIELDS:,} are ever read")
    if rows * columns > MAX_CELLS:
        refuse(f"has {rows:,} rows of {columns:,} columns but at most {MAX_CELLS:,} values are ever read")


def refuse(sentence: str) -> NoReturn:
    """Refuse the caller's data with a sentence whose subject is ``data_json``."""
    raise InvalidRequest(f"data_json {sentence}")


def refuse_csv(sentence: str) -> NoReturn:
    """Refuse a CSV text with a sentence whose subject is that text."""
    raise InvalidRequest(f"the CSV text {sentence}")


def shown(text: str, *, quoted: bool = True) -> str:
    """A caller's text for a sentence: shortened, and quoted by default."""
    short = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
    return repr(short) if quoted else short


def counted(count: int, noun: str) -> str:
    """``1 name``, ``2 names``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def listed(names: Collection[str]) -> str:
    """The first names, quoted, for a sentence."""
    first = ", ".join(shown(name) for name in list(names)[:LISTED])
    return first if len(names) <= LISTED else f"{first} and {len(names) - LISTED} more"


def fresh_name(name: str, taken: Collection[str]) -> str:
    """The name, numbered from 2 when it is taken."""
    return name if name not in taken else next(free for free in _numbered(name) if free not in taken)


def _numbered(name: str) -> Iterator[str]:
    number = 2
    while True:
        yield f"{name} {number}"
        number += 1


MISSING_MARKS = word_set(
    "- – — -- * ** *** #null! #value! #ref! #div/0! #name? #num! n/a na #n/a n.a. nan null none nil . .. ? missing inf"
    " -inf +inf infinity -infinity"
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


MAX_DIGITS = 308
"""More digits than this is more than a number can hold."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def parse_document(text: str, limits: TableLimits) -> object:
    """The array or object that a caller's ``data_json`` holds.

    Raises:
        InvalidRequest: it is blank, past ``max_document``, ``max_depth`` or far past ``max_points``, not JSON, a scalar
            or empty; it repeats a key, holds NaN, Infinity, a lone surrogate or a number beyond 64-bit floating point.
    """
    if not text.strip():
        refuse("must not be blank")
    if len(text) > limits.max_document:
        refuse(f"has {len(text):,} characters but at most {limits.max_document:,} are read")
    _check_marks(text, limits)
    if _SURROGATE.search(text):
        refuse("holds half of a surrogate pair, which is not a character")
    document = _decode(text.removeprefix("\ufeff"), limits)
    if not isinstance(document, dict | list):
        refuse(f"must be an object or an array, not {_kind(document)}")
    if not document:
        refuse("must not be empty")
    _check_depth(document, limits)
    if _ESCAPED_SURROGATE.search(text) and _has_surrogate(document):
        refuse("holds half of a surrogate pair, which is not a character")
    return document


def _check_marks(text: str, limits: TableLimits) -> None:
    """Refuse what is far too much before it is parsed, which would hold the interpreter and memory for long."""
    marks, most = sum(map(text.count, ",[{")), max(FEWEST_MARKS, MARKS_PER_VALUE * limits.max_points)
    if marks > most:
        refuse(f"has {marks:,} commas and brackets, where at most {limits.max_points:,} values are read")


def _decode(text: str, limits: TableLimits) -> object:
    try:
        return json.loads(
            text,
            object_pairs_hook=_without_duplicates,
            parse_float=_finite,
            parse_int=_integer,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        refuse(f"is not JSON at line {error.lineno}, column {error.colno}: {error.msg[:1].lower()}{error.msg[1:]}")
    except RecursionError:
        refuse(f"is nested more than {limits.max_depth} levels deep")


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        repeated = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        refuse(f"repeats the key {shown(repeated)} in one object")
    return members


def _finite(literal: str) -> float:
    value = float(literal)
    if math.isinf(value):
        _refuse_number(literal)
    return value


def _integer(literal: str) -> int:
    if len(literal) > MAX_DIGITS:
        _refuse_number(literal)
    return int(literal)


def _refuse_number(literal: str) -> NoReturn:
    refuse(f"holds the number {shown(literal, quoted=False)}, which is beyond what 64-bit floating point can hold")


def _refuse_constant(literal: str) -> NoReturn:
    refuse(f"holds {literal}, which JSON does not know: write null for a missing value")


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case str():
            return "a text"
        case _:
            return "a number"


def _check_depth(document: object, limits: TableLimits) -> None:
    level, depth = [document], 0
    while level:
        depth += 1
        if depth > limits.max_depth:
            refuse(f"is nested more than {limits.max_depth} levels deep")
        level = [child for parent in level for child in _children(parent) if type(child) in (dict, list)]


def _has_surrogate(document: object) -> bool:
    pending = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, str) and _SURROGATE.search(value):
            return True
        if isinstance(value, dict):
            pending.extend(value)
        pending.extend(_children(value))
    return False


def _children(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
