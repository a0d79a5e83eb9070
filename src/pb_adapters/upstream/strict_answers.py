"""Strict answers: what models say that must write every member, without the ``null`` of those that may be left out."""

from collections.abc import Iterator
from typing import Any

import msgspec

Schema = dict[str, Any]
"""A JSON Schema, or a part of one."""


def without_fillers(text: str, schema: bytes) -> str:
    """An answer in the ``strict`` form of a schema as an answer of the schema itself.

    A text that is no JSON stays as it is: whoever parses it says what is wrong.
    """
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return text
    whole: Schema = msgspec.json.decode(schema)
    return msgspec.json.encode(_without(value, whole, whole.get("$defs", {}))).decode()


def _without(value: Any, part: Schema, named: Schema) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        item: Schema = next(
            (choice["items"] for choice in _choices(part, named) if isinstance(choice.get("items"), dict)), {}
        )
        return [_without(member, item, named) for member in value]
    if not isinstance(value, dict):
        return value
    kind = next((choice for choice in _choices(part, named) if _is_of(value, choice)), {})
    members, needed = kind.get("properties", {}), kind.get("required", ())
    return {
        name: _without(member, members.get(name, {}), named)
        for name, member in value.items()
        if member is not None or name in needed or name not in members
    }


def _choices(part: Schema, named: Schema) -> Iterator[Schema]:
    """The schema itself, or its alternatives."""
    if "$ref" in part:
        part = named.get(part["$ref"].rpartition("/")[2], {})
    alternatives = part.get("anyOf") or part.get("oneOf")
    if not alternatives:
        yield part
        return
    for alternative in alternatives:
        yield from _choices(alternative, named)


def _is_of(value: Schema, kind: Schema) -> bool:
    """Whether an object has the tags of one alternative."""
    members: Schema = kind.get("properties", {})
    tags = {name: member.get("enum", [member.get("const")]) for name, member in members.items() if _tags(member)}
    return bool(members) and all(value.get(name) in allowed for name, allowed in tags.items() if name in value)


def _tags(member: Schema) -> bool:
    return "const" in member or len(member.get("enum", ())) == 1
