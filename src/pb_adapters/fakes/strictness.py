"""Strictness: which fields of a request its provider does not know."""

from typing import Any

import msgspec.inspect as kinds


def unknown_fields(document: Any, shape: type) -> tuple[str, ...]:  # noqa: ANN401 - any JSON
    """The paths of members of ``document`` that the Struct ``shape`` has no field for, such as ``input.imageSize``."""
    return tuple(_unknown(document, kinds.type_info(shape), ""))


def _unknown(value: Any, kind: kinds.Type, at: str) -> list[str]:  # noqa: ANN401 - any JSON
    match kind:
        case kinds.StructType() if isinstance(value, dict):
            fields = {field.encode_name: field.type for field in kind.fields}
            strange = [f"{at}{name}" for name in value if name not in fields]
            known = [name for name in value if name in fields]
            return strange + [path for name in known for path in _unknown(value[name], fields[name], f"{at}{name}.")]
        case kinds.VarTupleType() | kinds.ListType() if isinstance(value, list):
            items = enumerate(value)
            return [path for place, item in items for path in _unknown(item, kind.item_type, f"{at}{place}.")]
        case kinds.UnionType():
            structured = [option for option in kind.types if _holds_structs(option)]
            return _unknown(value, structured[0], at) if structured else []
        case _:
            return []


def _holds_structs(kind: kinds.Type) -> bool:
    return isinstance(kind, kinds.StructType | kinds.VarTupleType | kinds.ListType)
