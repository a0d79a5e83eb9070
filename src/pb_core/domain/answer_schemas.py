"""Answer schemas: the JSON Schema of an answer's type in a form that every server with a grammar takes.

Such servers build a grammar from the schema. They refuse boolean schemas and ``prefixItems``, stumble over long
repetitions, and expand each reference where it stands. So a schema says what has what form, inlined, and how long short
lists may be, since small models fill a list without an end for ever. Other lengths and the like are checked when the
answer is decoded. A member that may be left out is not offered ``null`` as well.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import msgspec

Schema = dict[str, Any]
"""A JSON Schema, or a part of one."""

LARGEST = 8_000
"""The most bytes that the schema of a question to a model has, as compact JSON."""

_KEPT = ("type", "enum", "const", "required", "minItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_NOTED = ("description", "default")
_SHORT = 60
_MANY = 17  # items; grammars are large for longer lists of a largest length
_ALTERNATIVES = re.compile(r"\^(?:\((?P<words>\w+(?:\|\w+)*)\)|\[(?P<letters>\w+)\])\$")
_NULL: Schema = {"type": "null"}


@cache
def schema_of(answer: type) -> bytes:
    """The schema of an answer's type as JSON text, with the words that explain it."""
    return msgspec.json.encode(inlined(answer, described=True))


def inlined(answer: object, *, described: bool = False) -> Schema:
    """The schema of a type without references; ``described`` keeps descriptions and short defaults.

    The type must not contain itself.
    """
    whole = msgspec.json.schema(answer)
    return _Inliner(whole.get("$defs", {}), described=described).part(whole)


class _Inliner:
    """Puts the named parts of a schema where they are referred to."""

    def __init__(self, named: Mapping[str, Schema], *, described: bool) -> None:
        self._named, self._described = named, described

    def part(self, part: Schema) -> Schema:
        if "$ref" in part:
            described = {name: part[name] for name in _NOTED if name in part}
            part = {**self._named[part["$ref"].rpartition("/")[2]], **described}
        found = {name: part[name] for name in _KEPT if part.get(name) not in (None, [])}
        found |= _alternatives(part.get("pattern", ""))
        if _is_choice(found) and all(isinstance(choice, str) for choice in _choices(found)):
            found["type"] = "string"
        found |= self._noted(part) | self._items(part)
        choices = part.get("anyOf") or part.get("oneOf")
        if choices:
            found["anyOf"] = [self.part(choice) for choice in choices]
        if "properties" in part:
            found["properties"] = self._members(part)
        return found

    def _noted(self, part: Schema) -> Schema:
        if not self._described:
            return {}
        words = " ".join(part.get("description", "").split())
        noted = {"description": words} if words else {}
        default = part.get("default")
        return noted | ({"default": default} if default and len(str(default)) <= _SHORT else {})

    def _items(self, part: Schema) -> Schema:
        most = {"maxItems": part["maxItems"]} if part.get("maxItems", _MANY) < _MANY else {}
        if "prefixItems" in part:
            each = [self.part(item) for item in part["prefixItems"]]
            kinds = [item for at, item in enumerate(each) if item not in each[:at]]
            kind = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
            return {"items": kind, "minItems": len(each), "maxItems": len(each)}
        return {"items": self.part(part["items"])} | most if isinstance(part.get("items"), dict) else {}

    def _members(self, part: Schema) -> Schema:
        required = part.get("required", ())
        return {
            name: self.part(member) if name in required else without_null(self.part(member))
            for name, member in part["properties"].items()
        }


def without_null(part: Schema) -> Schema:
    """The schema of a member that is left out where it would be ``null``."""
    choices = [choice for choice in part.get("anyOf", ()) if choice != _NULL]
    if "anyOf" not in part or len(choices) == len(part["anyOf"]):
        return part
    rest = {name: value for name, value in part.items() if name != "anyOf"}
    return rest | (choices[0] if len(choices) == 1 else {"anyOf": choices})


def flattened(choices: Iterable[Schema]) -> Schema:
    """Tagged objects as one object with the members of all, of which the shared ones are required.

    It allows more than the alternatives do and is much smaller. Members that are not of the tag are ignored when the
    answer is decoded.
    """
    given = tuple(choices)
    members: Schema = {}
    for choice in given:
        for name, member in choice["properties"].items():
            members[name] = joined(members[name], member) if name in members else member
    required = [name for name in members if all(name in choice.get("required", ()) for choice in given)]
    return {"type": "object", "properties": members} | ({"required": required} if required else {})


def joined(one: Schema, other: Schema) -> Schema:
    """A schema that allows what either does."""
    if one == other:
        return one
    if _is_choice(one) and _is_choice(other):
        return {"type": "string", "enum": list(dict.fromkeys((*_choices(one), *_choices(other))))}
    if one.get("type") == other.get("type") == "array":
        return {"type": "array", "items": joined(one["items"], other["items"])}
    if "type" in one and one["type"] == other.get("type"):
        return {"type": one["type"]}
    return {"anyOf": _different(one, other)}


def _different(one: Schema, other: Schema) -> list[Schema]:
    kinds: dict[str, Schema] = {}
    for part in (*one.get("anyOf", (one,)), *other.get("anyOf", (other,))):
        kind = part.get("type", "")
        kinds[kind] = joined(kinds[kind], part) if kind in kinds else part
    return list(kinds.values())


def _is_choice(part: Schema) -> bool:
    return "const" in part or "enum" in part


def _choices(part: Schema) -> list[str]:
    return [part["const"]] if "const" in part else list(part["enum"])


def _alternatives(pattern: str) -> Schema:
    """A pattern of alternatives as the choice that it is."""
    found = _ALTERNATIVES.fullmatch(pattern)
    if found is None:
        return {}
    return {"enum": found["words"].split("|") if found["words"] else list(found["letters"])}


def without_nulls(value: object) -> object:
    """A JSON value without the members that are ``null``: models that must write every member leave one out so."""
    if isinstance(value, dict):
        return {name: without_nulls(member) for name, member in value.items() if member is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value
