"""Strict decoding of bodies: each is one JSON object, and what its sender is told of fields that nobody knows."""

import re
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from pb_core.domain import strict_json
from pb_core.domain.request_rules import meant, sentence, shown
from pb_core.domain.requests import (
    CompositeBody,
    GenerateBody,
    GenerateFromPdfBody,
    OptimizePromptBody,
    PlotBody,
    ReviseBody,
)
from pb_core.errors import InvalidRequest
from pb_http.json_size import require_little

T = TypeVar("T", bound=Struct)

MAX_WARNINGS = 20

_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")

_ENDPOINTS: dict[str, type[Struct]] = {
    "/api/generate": GenerateBody,
    "/api/generate-from-pdf": GenerateFromPdfBody,
    "/api/optimize-prompt": OptimizePromptBody,
    "/api/plot": PlotBody,
    "/api/composite": CompositeBody,
    "/api/tasks/{id}/revise": ReviseBody,
}
_HOMES = {name: path for path, body in reversed(_ENDPOINTS.items()) for name in body.__struct_fields__}


def warnings_about(names: Iterable[str], kind: type[Struct]) -> tuple[str, ...]:
    """One sentence per name that ``kind`` does not know, with the field that was likely meant; the rest counted."""
    known = kind.__struct_fields__
    unknown = [name for name in names if name not in known]
    told = [_warning(name, known) for name in unknown[:MAX_WARNINGS]]
    if len(unknown) > MAX_WARNINGS:
        told.append(f"{len(unknown) - MAX_WARNINGS} more unknown fields were ignored")
    return tuple(told)


def _warning(name: str, known: tuple[str, ...]) -> str:
    if name in _HOMES:
        return f"{name} was ignored: it is a field of {_HOMES[name]}"
    return f"the unknown field {shown(name)} was ignored{meant(name, known)}"


class Decoded(Struct, Generic[T], frozen=True):
    """A body and what to tell its sender about the fields that were ignored."""

    value: T
    warnings: tuple[str, ...]


def decode(body: bytes | bytearray, kind: type[T]) -> Decoded[T]:
    """Decode a JSON object into a struct without coercion; raises ``InvalidRequest``.

    Refused are malformed JSON, invalid UTF-8, lone surrogates, NaN and infinities, a name given twice in one
    object, nesting too deep for the parser, wrong types and broken constraints; blank text is the core's to refuse.
    Unknown fields are ignored with a warning each. A ``bytearray`` is emptied as soon as it is a text: large bodies
    would else be in memory three times.
    """
    document = _parse(body)
    if not isinstance(document, dict):
        raise InvalidRequest("The body must be a JSON object")
    return of_document(document, kind)


def of_document(document: dict[str, Any], kind: type[T]) -> Decoded[T]:
    """A decoded JSON object as a struct, as ``decode``; raises ``InvalidRequest``."""
    try:
        value = msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        raise InvalidRequest(sentence(str(error), kind)) from error
    return Decoded(value, warnings_about(document.keys(), kind))


def _parse(body: bytes | bytearray) -> object:
    require_little(body)
    try:
        text, may_be_half = str(body, "utf-8"), b"\\" in body and _SURROGATE_ESCAPE.search(body) is not None
        if isinstance(body, bytearray):
            body.clear()
        document = strict_json.parse(text, "The body")
        if may_be_half:
            msgspec.json.encode(document)
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"The body is not valid UTF-8 at byte {error.start}") from error
    except UnicodeEncodeError as error:
        raise InvalidRequest("The body holds half of a surrogate pair, which is no character") from error
    return document
