"""Rules of requests: bodies are held to their types, however they were made, and to what no single field can express.

Each breach is one ``InvalidRequest``, a sentence that names the field.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from functools import lru_cache
from typing import Any, Literal, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from msgspec import Struct

from pb_core.errors import InvalidRequest

SHOWN_CHARACTERS = 40

PLACE = re.compile(r" - at `\$(?P<path>[^`]*)`$")
MISSING = re.compile(r"Object missing required field `(?P<name>[^`]*)`")
"""Where a ``msgspec.ValidationError`` says that the fault is, and how it begins for a field that is not there."""

_TYPE = re.compile(r"Expected `(?P<wanted>[^`]*)`, got `(?P<got>[^`]*)`")
_LENGTH = re.compile(r"Expected `(?P<kind>str|array)` of length (?P<sign>[<>]=) (?P<bound>\d+)")
_BOUND = re.compile(r"Expected `(?:int|float)` (?P<sign>[<>]=) (?P<bound>-?[\d.]+)")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>[^`]*)`")
_CHOICE = re.compile(r"Invalid enum value (?P<value>.*)", re.DOTALL)

_NAME = re.compile(r"[A-Za-z_]\w*")

_NOUNS = {
    "str": "a string",
    "int": "an integer",
    "float": "a number",
    "bool": "true or false",
    "array": "an array",
    "object": "an object",
    "null": "null",
}


_NOT_TEXT = (bytes, bytearray, memoryview, datetime, date, time, timedelta, UUID, Decimal)
"""What msgspec would turn into text before a field that holds text could refuse it."""


def require_valid(body: Struct) -> None:
    """Hold a body to the types, limits and choices that its struct declares; raises ``InvalidRequest``.

    A struct that Python code made was never checked: msgspec checks what it decodes, not what is constructed. A
    value of another type would be stored and could never be read again.
    """
    kind = type(body)
    try:
        document = msgspec.to_builtins(body, builtin_types=_NOT_TEXT)
        msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        raise InvalidRequest(sentence(str(error), kind)) from error
    except (TypeError, OverflowError, RecursionError) as error:
        raise InvalidRequest(
            f"{kind.__name__} holds a value that is no text, number, list or object: {error}"
        ) from error
    for name, text in _texts(document):
        _require_characters(name, text)


def shown(text: str) -> str:
    """Quote a caller's text in ASCII and cut short, so that it is safe in any message."""
    return ascii(text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "...")


def meant(name: str, known: Sequence[str]) -> str:
    """How a sentence about a name that is not known ends: with the known one that was likely meant, if there is one."""
    near = get_close_matches(name[:100], known, n=1)
    return f": did you mean {near[0]}?" if near else ""


def sentence(message: str, kind: type) -> str:
    """Word a ``msgspec.ValidationError`` raised while converting to ``kind``."""
    place = PLACE.search(message)
    path = place["path"].lstrip(".") if place else ""
    said = message[: place.start()] if place else message
    subject = path or "the body"
    if match := MISSING.fullmatch(said):
        return f"{match['name']} is required"
    if match := _TYPE.fullmatch(said):
        return _type_sentence(subject, match["wanted"], match["got"])
    if match := _LENGTH.fullmatch(said):
        return _length_sentence(subject, match["kind"], match["sign"], int(match["bound"]))
    if match := _BOUND.fullmatch(said):
        return f"{subject} must be {_limit(match['sign'])} {match['bound'].removesuffix('.0')}"
    return _name_sentence(subject, said, kind, _NAME.findall(path))


def _name_sentence(subject: str, said: str, kind: type, names: Sequence[str]) -> str:
    """Of a field or a word that is not known, in the struct that these names lead to; else as ``msgspec`` says it."""
    if match := _UNKNOWN.fullmatch(said):
        return f"{subject} has no field {shown(match['name'])}{meant(match['name'], _fields(kind, *names))}"
    if match := _CHOICE.fullmatch(said):
        allowed = ", ".join(choices(kind, *names))
        return f"{subject} must be one of {allowed}; it is {shown(match['value'].strip(chr(39)))}"
    return f"{subject} is not valid: {said.replace('`', '')}"


@lru_cache
def choices(kind: type, name: str, *inner: str) -> tuple[str, ...]:
    """The words that a field of a struct, or of a struct inside it, accepts, in the order declared."""
    annotation = get_type_hints(kind).get(name)
    if not inner:
        return tuple(_words(annotation))
    return tuple(word for struct in _structs(annotation) for word in choices(struct, *inner))


def _fields(kind: type, *inner: str) -> list[str]:
    """The fields of a struct, or of those inside it that these names lead to."""
    structs = _structs(kind)
    for name in inner:
        structs = [found for struct in structs for found in _structs(get_type_hints(struct).get(name))]
    return [field.encode_name for struct in structs for field in msgspec.structs.fields(struct)]


def _structs(annotation: Any) -> list[type[Struct]]:  # noqa: ANN401 - annotations have no common type
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        return [annotation]
    return [struct for part in get_args(annotation) for struct in _structs(part)]


def _words(annotation: Any) -> list[str]:  # noqa: ANN401 - annotations have no common type
    if get_origin(annotation) is Literal:
        return [str(word) for word in get_args(annotation)]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(member.value) for member in annotation]
    return [word for part in get_args(annotation) for word in _words(part)]


def _texts(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in document.items():
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, str):
                yield name, item


def _require_characters(name: str, text: str) -> None:
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidRequest(f"{name} holds half of a surrogate pair, which is no character") from error


def _type_sentence(subject: str, wanted: str, got: str) -> str:
    kinds = [kind for kind in wanted.split(" | ") if kind != "null"]
    if got == "null":
        return f"{subject} is required and must not be null"
    nouns = " or ".join(_NOUNS.get(kind, kind) for kind in kinds)
    given = {"bool": "a boolean", "float": "a number with a fraction"}.get(got) or _NOUNS.get(got, got)
    return f"{subject} must be {nouns}, not {given}"


def _length_sentence(subject: str, kind: str, sign: str, bound: int) -> str:
    if sign == ">=" and bound == 1:
        return f"{subject} must not be empty"
    unit = "characters" if kind == "str" else "items"
    return f"{subject} must have {_limit(sign)} {bound} {unit}"


def _limit(sign: str) -> str:
    return "at least" if sign == ">=" else "at most"


MAX_MODEL_NAME = 200
PATH_PROVIDERS = frozenset({"gemini", "kie"})
"""Providers that take the model as one part of a URL's path."""

SLICE = 2**20
"""Characters of base64 that are cleared of blanks in one go."""

_MODEL_NAME = re.compile(r"[A-Za-z0-9~@][A-Za-z0-9~@._:+/-]*")
_DATA_URL = re.compile(r"data:([^,;]*)(;[^,]*)?,", re.IGNORECASE)


def require_text(name: str, value: str) -> str:
    """Return the value unchanged, or refuse one that is empty or blank."""
    if not value.strip():
        raise InvalidRequest(f"{name} must not be blank")
    return value


def require_model_name(field: str, name: str, provider: str | None = None) -> str:
    """Return a model's name unchanged, or refuse one that no provider could have: it enters URLs and records."""
    if len(name) > MAX_MODEL_NAME:
        raise InvalidRequest(f"{field} must not be longer than {MAX_MODEL_NAME} characters")
    if not _MODEL_NAME.fullmatch(name) or ".." in name:
        raise InvalidRequest(
            f"{field} is not a model's name: it must begin with a letter or digit and hold only letters, digits "
            "and . _ : / + - ~ @, without '..'"
        )
    if "/" in name and provider in PATH_PROVIDERS:
        raise InvalidRequest(f"{field} must not hold a slash with the provider {provider}")
    return name


def picture_formats(asked: Sequence[str] | None) -> tuple[str, ...]:
    """The formats to deliver, each once: PNG always and first, since previews and callbacks carry it."""
    return tuple(dict.fromkeys(("png", *(asked or ()))))


def decode_pdf(text: str) -> bytes:
    """Decode base64, with or without line breaks, or a ``data:application/pdf;base64`` URL."""
    prefix = _DATA_URL.match(text[:200])
    if prefix is not None:
        if prefix[1].strip().lower() != "application/pdf" or not (prefix[2] or "").lower().endswith(";base64"):
            raise InvalidRequest(
                "pdf_base64 is a data URL of another kind; it must start with data:application/pdf;base64,"
            )
        text = text[prefix.end() :]
    try:
        return base64.b64decode("".join(_without_blanks(text)).encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise InvalidRequest("pdf_base64 is not valid base64") from error


def _without_blanks(text: str) -> Iterator[str]:
    """Slice by slice, so that one call on a whole document does not keep the other threads waiting."""
    for start in range(0, len(text), SLICE):
        yield "".join(text[start : start + SLICE].split())
