"""Rows and structs: one column per field, the column's form decided by the field's type."""

import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from types import NoneType
from typing import Any, Generic, NamedTuple, TypeVar, get_args, get_type_hints

import msgspec
from msgspec import Struct

S = TypeVar("S", bound=Struct)


UNREADABLE = (ValueError, TypeError)
"""What decoding raises of a column that another version wrote or that is damaged."""


class Codec(NamedTuple):
    """How a value that is not null goes into its column and comes back."""

    encode: Callable[[Any], object]
    decode: Callable[[Any], object]


class Rows(Generic[S]):
    """Turns structs of one type into rows and back; columns without a field of that name are left alone."""

    def __init__(self, struct: type[S]) -> None:
        hints = get_type_hints(struct)
        self._struct = struct
        self._codecs = {field: codec(hints[field]) for field in struct.__struct_fields__}

    def encode(self, value: S) -> dict[str, object]:
        """The column values of a struct, by name."""
        return {
            field: None if (plain := getattr(value, field)) is None else form.encode(plain)
            for field, form in self._codecs.items()
        }

    def decode(self, row: sqlite3.Row) -> S:
        """The struct of a row."""
        return self._struct(
            **{
                field: None if (stored := row[field]) is None else form.decode(stored)
                for field, form in self._codecs.items()
            }
        )

    def decode_with(self, row: sqlite3.Row, substitutes: Mapping[str, object]) -> tuple[S, tuple[str, ...]]:
        """The struct of a row with substitutes for the fields that cannot be read, and the names of those."""
        values: dict[str, object] = {}
        unread = []
        for field, form in self._codecs.items():
            stored = row[field]
            try:
                values[field] = None if stored is None else form.decode(stored)
            except UNREADABLE:
                values[field] = substitutes.get(field)
                unread.append(field)
        return self._struct(**values), tuple(unread)


def codec(hint: Any) -> Codec:  # noqa: ANN401 - a type expression has no narrower type
    """Scalars as they are, times as sortable text, everything else as JSON text."""
    plain = _without_none(hint)
    if plain in {int, float, str, bytes}:
        return Codec(_same, _same)
    if plain is bool:
        return Codec(int, bool)
    if plain is datetime:
        return Codec(time_text, datetime.fromisoformat)
    if isinstance(plain, type) and issubclass(plain, StrEnum):
        return Codec(str, plain)
    return Codec(_json_text, msgspec.json.Decoder(plain).decode)


def time_text(value: datetime) -> str:
    """A time as UTC text of fixed width, so that the order of texts is the order of times."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _json_text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _same(value: object) -> object:
    return value


def _without_none(hint: Any) -> Any:  # noqa: ANN401 - see codec
    members = get_args(hint)
    if NoneType not in members:
        return hint
    alternatives = [member for member in members if member is not NoneType]
    union = alternatives[0]
    for member in alternatives[1:]:
        union |= member
    return union
