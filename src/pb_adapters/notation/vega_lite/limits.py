"""What a specification may hold at all: its size and depth are bounded, and it brings no data along."""

from collections.abc import Mapping
from typing import Any

from pb_adapters.notation.vega_lite.parts import refuse, within
from pb_core.domain.strict_json import parse
from pb_core.errors import InvalidRequest

MOST_CHARACTERS = 1_000_000
MOST_VALUES = 20_000
MOST_DEPTH = 40

_LARGEST = 1e300
_DATA = frozenset({"data", "datasets"})


def document_of(source: str | Mapping[str, Any], what: str) -> dict[str, Any]:
    """A specification as an object of bounded size without data.

    Raises:
        InvalidRequest: it is no JSON object, too large, too deep, or brings data along.
    """
    if isinstance(source, str) and len(source) > MOST_CHARACTERS:
        raise InvalidRequest(f"{what} has {len(source):,} characters; at most {MOST_CHARACTERS:,} are read")
    document = parse(source, what) if isinstance(source, str) else source
    if not isinstance(document, dict):
        raise InvalidRequest(f"{what} must be a JSON object")
    _require_bounds(document, what)
    return document


def _require_bounds(document: dict[str, Any], what: str) -> None:
    waiting: list[tuple[str, object, int]] = [(what, document, 1)]
    characters = values = 0
    while waiting:
        path, value, depth = waiting.pop()
        values += 1
        if depth > MOST_DEPTH:
            raise InvalidRequest(f"{what} is nested too deeply: {MOST_DEPTH} levels are read")
        if isinstance(value, dict):
            _require_no_data(value, path)
            characters += sum(map(len, value))
            waiting += [(within(path, name), inner, depth + 1) for name, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{path}[{number}]", inner, depth + 1) for number, inner in enumerate(value)]
        elif isinstance(value, str):
            characters += len(value)
        else:
            _require_scalar(value, path)
        if values + len(waiting) > MOST_VALUES or characters > MOST_CHARACTERS:
            raise InvalidRequest(
                f"{what} is too large: {MOST_VALUES:,} values and {MOST_CHARACTERS:,} characters are read"
            )


def _require_scalar(value: object, path: str) -> None:
    """Refuse what JSON has no place for, and numbers that 64-bit floating point has none for."""
    if isinstance(value, int | float) and not -_LARGEST <= value <= _LARGEST:
        refuse(path, "is too large a number, or none")
    if value is not None and not isinstance(value, bool | int | float):
        refuse(path, f"is no JSON value but {type(value).__name__}")


def _require_no_data(value: dict[str, Any], path: str) -> None:
    """Refuse data in an object, unless they are merely absent."""
    for name, inner in value.items():
        if not isinstance(name, str):
            refuse(path, "has a field whose name is no text")
        if name in _DATA and inner:
            refuse(within(path, name), "data come from data_json: leave them out of the specification")


def without_data(document: dict[str, Any]) -> dict[str, Any]:
    """The object without the fields of data that ``document_of`` found to be empty."""
    return {name: value for name, value in document.items() if name not in _DATA}
