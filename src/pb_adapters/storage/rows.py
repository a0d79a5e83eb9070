"""Rows and structs: one column per field, the column's form decided by the field's type."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from types import NoneType
from typing import Any, Generic, NamedTuple, Protocol, TypeVar, get_args, get_type_hints

import msgspec
from msgspec import Struct

S = TypeVar("S", bound=Struct)


UNREADABLE = (ValueError, TypeError)
"""What decoding raises of a column that another version wrote or that is damaged."""


class Codec(NamedTuple):
    """How a value that is not null goes into its column and comes back."""

    encode: Callable[[Any], object]
    decode: Callable[[Any], object]


class Row(Protocol):
    """A row as a database gives it: a value for each name of a column."""

    def __getitem__(self, name: str, /) -> Any:  # noqa: ANN401 - as the column is
        """The value in a column."""


class Rows(Generic[S]):
    """Turns structs of one type into rows and back; columns without a field of that name are left alone.

    ``scalars`` are the forms of values for which databases differ: ``TEXT_TIMES`` or ``NATIVE_TIMES``.
    """

    def __init__(self, struct: type[S], scalars: "Mapping[type, Codec] | None" = None) -> None:
        hints = get_type_hints(struct)
        self._struct = struct
        self._codecs = {field: codec(hints[field], scalars) for field in struct.__struct_fields__}

    def encode(self, value: S) -> dict[str, object]:
        """The column values of a struct, by name."""
        return {
            field: None if (plain := getattr(value, field)) is None else form.encode(plain)
            for field, form in self._codecs.items()
        }

    def decode(self, row: Row) -> S:
        """The struct of a row."""
        return self._struct(
            **{
                field: None if (stored := row[field]) is None else form.decode(stored)
                for field, form in self._codecs.items()
            }
        )

    def decode_with(self, row: Row, substitutes: Mapping[str, object]) -> tuple[S, tuple[str, ...]]:
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


def codec(hint: Any, scalars: "Mapping[type, Codec] | None" = None) -> Codec:  # noqa: ANN401 - a type expression has no narrower type
    """Scalars as they are or as ``scalars`` say, ``TEXT_TIMES`` unless given; everything else as JSON text."""
    plain = _without_none(hint)
    if plain in {int, float, str, bytes}:
        return Codec(_same, _same)
    form = (TEXT_TIMES if scalars is None else scalars).get(plain)
    if form is not None:
        return form
    if isinstance(plain, type) and issubclass(plain, StrEnum):
        return Codec(str, plain)
    return Codec(_json_text, msgspec.json.Decoder(plain).decode)


def time_text(value: datetime) -> str:
    """A time as UTC text of fixed width, so that the order of texts is the order of times."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def in_utc(value: datetime) -> datetime:
    """A time in UTC."""
    return value.astimezone(UTC)


def _json_text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _same(value: object) -> object:
    return value


TEXT_TIMES: Mapping[type, Codec] = {bool: Codec(int, bool), datetime: Codec(time_text, datetime.fromisoformat)}
"""For a database without times and truth values of its own: sortable text, and 0 and 1."""

NATIVE_TIMES: Mapping[type, Codec] = {bool: Codec(_same, _same), datetime: Codec(in_utc, in_utc)}
"""For a database that has both; it gives times in the zone of its session."""


def _without_none(hint: Any) -> Any:  # noqa: ANN401 - see codec
    members = get_args(hint)
    if NoneType not in members:
        return hint
    alternatives = [member for member in members if member is not NoneType]
    union = alternatives[0]
    for member in alternatives[1:]:
        union |= member
    return union
