"""Cells: a text of a table as the value that a field of a request takes."""

import json
from typing import Any

import msgspec
from msgspec import Struct, inspect

LIST_SEPARATOR = ";"
"""Between the items of a list that is not written as JSON."""

_TEXT = (inspect.StrType, inspect.LiteralType, inspect.EnumType)
_NUMBERS = (inspect.IntType, inspect.FloatType)
_LISTS = (inspect.ListType, inspect.VarTupleType)


def set_cell(fields: dict[str, Any], kind: type[Struct], name: str, cell: str) -> None:
    """Put a cell into the fields of a request of a kind; ``styling.palette`` names a field of a field."""
    outer, _, inner = name.partition(".")
    found = _field(kind, outer)
    if inner and isinstance(struct := _struct(found), inspect.StructType):
        value = fields.setdefault(outer, {})
        if isinstance(value, dict):
            set_cell(value, struct.cls, inner, cell)
            return
    fields[name] = _value(found, cell)


def _value(types: tuple[inspect.Type, ...], cell: str) -> object:
    """The cell as the first of these types that it can be; as a text where it is none, which is refused later."""
    if any(isinstance(one, _LISTS) for one in types):
        return _list(cell)
    if any(isinstance(one, _NUMBERS) for one in types):
        return _number(cell)
    if any(isinstance(one, inspect.BoolType) for one in types) and cell.lower() in {"true", "false"}:
        return cell.lower() == "true"
    if types and not any(isinstance(one, _TEXT) for one in types):
        return _json(cell)
    return cell


def _list(cell: str) -> object:
    if cell.lstrip().startswith("["):
        return _json(cell)
    return [item.strip() for item in cell.split(LIST_SEPARATOR) if item.strip()]


def _number(cell: str) -> object:
    value = _json(cell)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else cell


def _json(cell: str) -> object:
    try:
        return json.loads(cell)
    except (json.JSONDecodeError, RecursionError):
        return cell


def _field(kind: type[Struct], name: str) -> tuple[inspect.Type, ...]:
    """The types of a field; none for one that the kind does not have."""
    told = msgspec.inspect.type_info(kind)
    fields = told.fields if isinstance(told, inspect.StructType) else ()
    return next((tuple(_flat(field.type)) for field in fields if field.encode_name == name), ())


def _flat(told: inspect.Type) -> list[inspect.Type]:
    if isinstance(told, inspect.Metadata):
        return _flat(told.type)
    if isinstance(told, inspect.UnionType):
        return [part for one in told.types for part in _flat(one)]
    return [told]


def _struct(types: tuple[inspect.Type, ...]) -> inspect.Type | None:
    return next((one for one in types if isinstance(one, inspect.StructType)), None)
