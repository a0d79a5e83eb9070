"""Schemas: the smallest value that satisfies a JSON Schema, and the names in one that tell who asks."""

from typing import Any

import msgspec

Schema = dict[str, Any]
"""A JSON Schema, or a part of one; also Gemini's OpenAPI dialect with upper-case types and ``nullable``."""

_DEEPEST = 40


def members(schema: bytes | None) -> frozenset[str]:
    """The names of the top level's properties; none for what is no object schema."""
    if schema is None:
        return frozenset()
    whole = msgspec.json.decode(schema)
    return frozenset(_resolved(whole, whole).get("properties", {})) if isinstance(whole, dict) else frozenset()


def told_in(text: str) -> bytes | None:
    """The object schema that is the last line of a text; ``None`` if that is something else."""
    last = text.rstrip().rpartition("\n")[2].encode()
    try:
        return last if last.startswith(b"{") and members(last) else None
    except msgspec.DecodeError:
        return None


def instance(schema: bytes) -> str:
    """The smallest value of a schema as JSON text: required members only, the first of every choice.

    ``pattern`` and ``format`` are not obeyed.
    """
    whole = msgspec.json.decode(schema)
    return msgspec.json.encode(_instance(whole, whole, 0)).decode()


def _resolved(part: Any, whole: Schema) -> Schema:  # noqa: ANN401 - a schema may be true, false or an object
    """The part with its references and single-member ``allOf`` followed."""
    for _ in range(_DEEPEST):
        if not isinstance(part, dict):
            return {}
        if "$ref" in part:
            part = _pointed(part["$ref"], whole)
        elif len(part.get("allOf", ())) == 1:
            part = {**part, **part["allOf"][0], "allOf": ()}
        else:
            return part
    return {}


def _pointed(reference: str, whole: Schema) -> Any:  # noqa: ANN401 - whatever stands there
    found: Any = whole
    for step in reference.removeprefix("#/").split("/"):
        found = found.get(step.replace("~1", "/").replace("~0", "~"), {})
    return found


def _instance(part: Any, whole: Schema, depth: int) -> Any:  # noqa: ANN401 - any JSON
    schema = _resolved(part, whole)
    choices = schema.get("anyOf") or schema.get("oneOf")
    if depth > _DEEPEST:
        return None
    if "const" in schema:
        return schema["const"]
    if "default" in schema and depth:
        return schema["default"]
    if schema.get("enum"):
        return schema["enum"][0]
    if choices:
        return _instance(_choice(choices, whole), whole, depth + 1)
    return _of_kind(schema, whole, depth)


def _of_kind(schema: Schema, whole: Schema, depth: int) -> Any:  # noqa: ANN401 - any JSON
    match _kind(schema):
        case "object":
            properties = schema.get("properties", {})
            return {name: _instance(properties.get(name), whole, depth + 1) for name in schema.get("required", ())}
        case "array":
            prefix = [_instance(item, whole, depth + 1) for item in schema.get("prefixItems", ())]
            missing = int(schema.get("minItems", 0)) - len(prefix)
            return prefix + [_instance(schema.get("items"), whole, depth + 1) for _ in range(missing)]
        case "string":
            return "text".ljust(int(schema.get("minLength", 0)), "x")[: int(schema.get("maxLength", 10**6))]
        case "integer" | "number":
            return _number(schema)
        case "boolean":
            return False
        case _:
            return None


def _choice(choices: list[Any], whole: Schema) -> Any:  # noqa: ANN401 - a schema
    """Null where it is allowed, so that values end early; else the first."""
    return next((choice for choice in choices if _kind(_resolved(choice, whole)) == "null"), choices[0])


def _kind(schema: Schema) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = "null" if "null" in kind else kind[0]
    if kind is None:
        return "object" if "properties" in schema else "null"
    return "null" if schema.get("nullable") else str(kind).lower()


def _number(schema: Schema) -> float:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    value = 0 if low is None else low + ("exclusiveMinimum" in schema and "minimum" not in schema)
    return high if high is not None and value > high else value
