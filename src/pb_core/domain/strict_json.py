"""Strict JSON: each name once, numbers that are numbers, and no field that a type does not know."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NoReturn, TypeVar

import msgspec
from msgspec import inspect

from pb_core.domain.request_rules import MISSING, PLACE, sentence, shown
from pb_core.errors import InvalidRequest

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_CHOICE = "Invalid enum value "
_LONGEST_PATH = 120


def parse(text: str, what: str) -> object:
    """The value of a JSON text; ``what`` names the text in the sentence of ``InvalidRequest``.

    Refused are malformed JSON, NaN and infinities, a name given twice in one object, and nesting too deep for the
    parser.
    """
    try:
        document: object = _decoder(what).decode(text)
    except json.JSONDecodeError as error:
        raise InvalidRequest(f"{what} is not valid JSON at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise InvalidRequest(f"{what} is nested too deeply") from error
    except ValueError as error:
        raise InvalidRequest(f"{what} holds a number with too many digits") from error
    return document


@cache
def _decoder(what: str) -> json.JSONDecoder:
    def each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            seen: set[str] = set()
            twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]  # add() is the "not yet"
            raise InvalidRequest(f"{what} gives the field {shown(twice)} twice")
        return found

    def no_constant(name: str) -> NoReturn:
        raise InvalidRequest(f"{what} is not valid JSON: {name} is not a JSON number")

    return json.JSONDecoder(object_pairs_hook=each_name_once, parse_constant=no_constant)


def unknown_field(document: object, kind: type, ignored: frozenset[str] = frozenset()) -> str | None:
    """The path of the first field, in the document's order, that ``kind`` does not know; ``None`` if it knows all.

    msgspec skips unknown fields of structs that are not declared strict; ``ignored`` names fields that may be there
    nevertheless. What does not fit the type otherwise is msgspec's to refuse.
    """
    return next(_unknown(document, inspect.type_info(kind), "", ignored), None)


def path_of(document: object, text: str) -> str | None:
    """The path of the first text in a document that equals ``text``, to point at what a sentence quotes."""
    return next((path for path, value in _texts(document, "") if value == text), None)


def _unknown(value: object, kind: inspect.Type, path: str, ignored: frozenset[str]) -> Iterator[str]:
    match value:
        case dict():
            struct = _struct_for(value, kind)
            if struct is None:
                return
            fields = {field.encode_name: field.type for field in struct.fields}
            for name, inner in value.items():
                where = f"{path}.{name}" if path else str(name)
                if name in fields:
                    yield from _unknown(inner, fields[name], where, ignored)
                elif name not in ignored and name != struct.tag_field:
                    yield where
        case list() | tuple():
            item = _item_of(kind)
            if item is not None:
                for number, inner in enumerate(value):
                    yield from _unknown(inner, item, f"{path}[{number}]", ignored)


def _options(kind: inspect.Type) -> Iterator[inspect.Type]:
    match kind:
        case inspect.Metadata(type=inner):
            yield from _options(inner)
        case inspect.UnionType(types=types):
            for option in types:
                yield from _options(option)
        case _:
            yield kind


def _struct_for(value: dict[str, Any], kind: inspect.Type) -> inspect.StructType | None:
    """The struct that msgspec would take an object for: the one with its tag, else the only one."""
    structs = [option for option in _options(kind) if isinstance(option, inspect.StructType)]
    tagged = [
        struct for struct in structs if struct.tag is not None and value.get(struct.tag_field or "") == struct.tag
    ]
    return next(iter(tagged or structs), None) if tagged or len(structs) == 1 else None


def _item_of(kind: inspect.Type) -> inspect.Type | None:
    sequences = (inspect.VarTupleType, inspect.ListType)
    return next((option.item_type for option in _options(kind) if isinstance(option, sequences)), None)


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield path, value
        case dict():
            for name, inner in value.items():
                yield from _texts(inner, f"{path}.{name}" if path else str(name))
        case list() | tuple():
            for number, inner in enumerate(value):
                yield from _texts(inner, f"{path}[{number}]")


T = TypeVar("T")


def converted(document: object, kind: type[T], what: str, ignored: frozenset[str] = frozenset()) -> T:
    """A parsed document as ``kind``, which is a struct; ``what`` names the document.

    Raises:
        InvalidRequest: it is no such thing; the sentence has the path of what is wrong or not known. Fields whose name
            is in ``ignored`` may be there.
    """
    if not isinstance(document, dict):
        raise InvalidRequest(f"{what} must be a JSON object")
    unknown = unknown_field(document, kind, ignored)
    if unknown is not None:
        raise InvalidRequest(f"{what}.{_short(unknown)} is not a field that is known")
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        raise InvalidRequest(f"{what}.{_reason(str(error), document, kind)}") from error
    except RecursionError as error:
        raise InvalidRequest(f"{what} is nested too deeply") from error


def _reason(message: str, document: object, kind: type) -> str:
    place = PLACE.search(message)
    if place and (missing := MISSING.match(message)):
        return f"{place['path'].lstrip('.')}.{missing['name']} is required"
    if place is None or not message.startswith(_CHOICE):
        return sentence(message, kind)
    found: inspect.Type | None = inspect.type_info(kind)
    for name, number in _STEP.findall(place["path"]):
        found = _inside(found, document, name) if name else _item_of(found) if found else None
        document = document[name or int(number)] if isinstance(document, dict | list) else None
    words = ", ".join(str(word) for option in _options(found) for word in _choices(option)) if found else ""
    return f"{place['path'].lstrip('.')} must be one of {words}; it is {shown(str(document))}"


def _inside(kind: inspect.Type | None, document: object, name: str) -> inspect.Type | None:
    struct = _struct_for(document, kind) if kind is not None and isinstance(document, dict) else None
    fields = struct.fields if struct else ()
    return next((field.type for field in fields if field.encode_name == name), None)


def _choices(kind: inspect.Type) -> Iterable[object]:
    match kind:
        case inspect.EnumType(cls=members):
            return [member.value for member in members]
        case inspect.LiteralType(values=values):
            return values
    return ()


def _short(path: str) -> str:
    return ascii(path)[1:-1] if len(path) <= _LONGEST_PATH else ascii(path[:_LONGEST_PATH])[1:-1] + "..."
