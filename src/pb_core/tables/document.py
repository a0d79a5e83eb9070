"""parse_document: strict JSON, told in one sentence what is wrong with it."""

import json
import math
import re
from collections import Counter
from typing import NoReturn

from pb_core.tables.raw import refuse, shown
from pb_core.tables.table import TableLimits

MAX_DIGITS = 308
"""More digits than this is more than a number can hold."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def parse_document(text: str, limits: TableLimits) -> object:
    """The array or object that a caller's ``data_json`` holds.

    Raises:
        InvalidRequest: it is blank, past ``max_document`` or ``max_depth``, not JSON, a scalar or empty; it repeats
            a key, holds NaN, Infinity or a number beyond 64-bit floating point, or a lone surrogate.
    """
    if not text.strip():
        refuse("must not be blank")
    if len(text) > limits.max_document:
        refuse(f"has {len(text):,} characters but at most {limits.max_document:,} are read")
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
