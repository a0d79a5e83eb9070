"""Strict JSON bodies: one object, each name once, exact types; what is wrong is said in one sentence."""

import json
import re
from typing import Any, Generic, NoReturn, TypeVar

import msgspec
from msgspec import Struct

from pb_core.body_validation import sentence, shown
from pb_core.errors import InvalidRequest
from pb_http.unknown_fields import warnings_about

T = TypeVar("T", bound=Struct)

MAX_MARKS = 2_000_000
"""Commas and opening brackets allowed in one body outside strings: small values cost far more than their bytes."""

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")


class Decoded(Struct, Generic[T], frozen=True):
    """A body and what to tell its sender about the fields that were ignored."""

    value: T
    warnings: tuple[str, ...]


def decode(body: bytes, kind: type[T]) -> Decoded[T]:
    """Decode a JSON object into a struct without coercion; raises ``InvalidRequest``.

    Refused are malformed JSON, invalid UTF-8, lone surrogates, NaN and infinities, a name given twice in one
    object, nesting too deep for the parser, wrong types and broken constraints; blank text is the core's to refuse.
    Unknown fields are ignored with a warning each.
    """
    document = _parse(body)
    if not isinstance(document, dict):
        message = "The body must be a JSON object"
        raise InvalidRequest(message)
    try:
        value = msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        raise InvalidRequest(sentence(str(error), kind)) from error
    return Decoded(value, warnings_about(document.keys(), kind))


def _parse(body: bytes) -> object:
    if _marks(body) > MAX_MARKS and _marks(_STRING.sub(b"", body)) > MAX_MARKS:
        message = f"The body holds more than {MAX_MARKS} values"
        raise InvalidRequest(message)
    try:
        document: object = _PARSER.decode(str(body, "utf-8"))
        if _SURROGATE_ESCAPE.search(body):
            msgspec.json.encode(document)
    except UnicodeDecodeError as error:
        message = f"The body is not valid UTF-8 at byte {error.start}"
        raise InvalidRequest(message) from error
    except UnicodeEncodeError as error:
        message = "The body holds half of a surrogate pair, which is no character"
        raise InvalidRequest(message) from error
    except json.JSONDecodeError as error:
        message = f"The body is not valid JSON at line {error.lineno}, column {error.colno}"
        raise InvalidRequest(message) from error
    except RecursionError as error:
        message = "The body is nested too deeply"
        raise InvalidRequest(message) from error
    except ValueError as error:
        message = "The body holds a number with too many digits"
        raise InvalidRequest(message) from error
    return document


def _marks(body: bytes) -> int:
    return sum(body.count(mark) for mark in (b",", b"[", b"{"))


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]  # add() is the "not yet"
        message = f"The body gives the field {shown(twice)} twice"
        raise InvalidRequest(message)
    return found


def _no_constant(name: str) -> NoReturn:
    message = f"The body is not valid JSON: {name} is not a JSON number"
    raise InvalidRequest(message)


_PARSER = json.JSONDecoder(object_pairs_hook=_each_name_once, parse_constant=_no_constant)
