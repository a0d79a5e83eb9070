"""What every fake checks of a request: its key, that its body is JSON of the documented form, and unknown members."""

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import msgspec
import msgspec.inspect as kinds

from pb_adapters.fakes.call import FakeCall, Rejected
from pb_adapters.fakes.exchange import Answer

Opaque = Any
"""Something that a fake accepts and does not look into."""

T = TypeVar("T")


def refuse(answer: Answer, why: str) -> NoReturn:
    """Turn the request down."""
    raise Rejected(answer, why)


def bearer_problem(call: FakeCall) -> str | None:
    """What is wrong with the key behind ``Bearer``; ``None`` if it is the good one."""
    header = call.request.headers.get("authorization")
    if header == f"Bearer {call.key}":
        return None
    return "no Authorization header" if header is None else "wrong key"


def read_json(call: FakeCall, no_json_type: Answer, no_json: Callable[[str], Answer]) -> Any:  # noqa: ANN401 - any JSON
    """The body as JSON; the answers turn down another content type and what is no JSON."""
    if not call.request.headers.get("content-type", "").startswith("application/json"):
        refuse(no_json_type, "Content-Type is not JSON")
    try:
        return call.request.json()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        refuse(no_json(str(error)), str(error))


def as_struct(call: FakeCall, document: object, kind: type[T], invalid: Callable[[str], Answer]) -> T:
    """The document as a struct; unknown members are noted, as the provider passes them over."""
    try:
        body = msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        refuse(invalid(str(error)), str(error))
    for path in unknown_fields(document, kind):
        call.note(f"unknown field {path} ignored")
    return body


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
