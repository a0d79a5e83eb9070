"""JSON on the wire: schemas in the subsets that models are held to, and answers as they really come."""

import json
import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from pb_adapters.upstream.exchange import Answer
from pb_core.errors import BadAnswer, EmptyAnswer, EngineRefused, OutcomeUnknown

T = TypeVar("T")

Schema = dict[str, Any]
"""A JSON Schema, or a part of one."""

_KEPT = (
    "type",
    "description",
    "enum",
    "properties",
    "required",
    "items",
    "prefixItems",
    "minItems",
    "minimum",
    "maximum",
)
_EXCLUSIVE = {"exclusiveMinimum": "More than", "exclusiveMaximum": "Less than"}
_MANY = 17
"""From how many items on the largest length of a list is not told."""

_NULL: Schema = {"type": "null"}
_ALTERNATIVES = re.compile(r"\^(?:\((?P<words>\w+(?:\|\w+)*)\)|\[(?P<letters>\w+)\])\$")

GEMINI_HOLDS = 16_000
"""Up to how many bytes Gemini is asked to hold an answer to a schema.

No limit is documented. Schemas with many branches are answered with HTTP 400 ("too many states for serving",
googleapis/python-genai #660); clients report 15 kB as good and 49 kB as too much.
"""


SPELT = "\n\nAnswer with one JSON value that satisfies this JSON Schema, and with nothing else:\n"


def in_words(schema: bytes) -> str:
    """What to add to the words of the system or of the question where the model cannot be held to the schema."""
    return f"{SPELT}{schema.decode()}"


@lru_cache(maxsize=64)
def reduced(schema: bytes) -> bytes:
    """The schema in the subset that Gemini documents for ``responseJsonSchema``.

    References stand alone and the root is no reference. Defaults, lengths, patterns and discriminators are left out; a
    pattern of alternatives becomes an ``enum``, an exclusive bound a bound and words. Large ``maxItems`` are left out
    too: the service adds the maxima of all lists up and answers a large sum with HTTP 400 (googleapis/python-genai
    #2170). Small ones stay, since small models fill a list without an end for ever. The caller holds the answer against
    the whole schema.
    """
    return _converted(schema, strict=False)


@lru_cache(maxsize=64)
def strict(schema: bytes) -> bytes:
    """The schema in the subset of OpenAI's strict mode, which relays to other models take as well.

    As ``reduced``; besides, every member is required, or ``null`` where it could be left out, and no other allowed,
    defaults are put in words, a tuple is a list of that length, and exclusive bounds stay.
    """
    return _converted(schema, strict=True)


def _converted(schema: bytes, *, strict: bool) -> bytes:
    whole: Schema = msgspec.json.decode(schema)
    named: Schema = whole.get("$defs", {})
    root = named[_name(whole["$ref"])] if "$ref" in whole else whole
    found = _part(root, strict=strict)
    parts = {name: _part(part, strict=strict) for name, part in named.items()}
    used = _reachable(found, parts)
    return msgspec.json.encode(
        found | ({"$defs": {name: parts[name] for name in parts if name in used}} if used else {})
    )


def _part(part: Schema, *, strict: bool) -> Schema:
    description = _description(part, strict=strict)
    if "$ref" in part:
        reference = {"$ref": part["$ref"]}
        return {"anyOf": [reference], "description": description} if description and strict else reference
    found: Schema = {name: part[name] for name in _KEPT if name in part}
    found |= {"description": description} if description else {}
    found |= _choice(part) | _bounds(part, strict=strict)
    for name in ("anyOf", "oneOf"):
        if name in part:
            found["anyOf"] = [_part(choice, strict=strict) for choice in part[name]]
    if "properties" in part:
        found["properties"] = _members(part, strict=strict)
        found |= {"required": list(part["properties"]), "additionalProperties": False} if strict else {}
    return found | _list(part, found, strict=strict)


def _members(part: Schema, *, strict: bool) -> Schema:
    needed = part.get("required", ())
    members = {name: _part(member, strict=strict) for name, member in part["properties"].items()}
    if not strict:
        return members
    return {name: member if name in needed else _nullable(member) for name, member in members.items()}


def _nullable(member: Schema) -> Schema:
    if "$ref" in member or "enum" in member:
        return {"anyOf": [member, _NULL]}
    choices = member.get("anyOf")
    if choices is not None:
        return member if _NULL in choices else member | {"anyOf": [*choices, _NULL]}
    return member | {"type": [member["type"], "null"]} if isinstance(member.get("type"), str) else member


def _description(part: Schema, *, strict: bool) -> str:
    """The description, and in words what the subset has no member for."""
    words = " ".join(part.get("description", "").split())
    if strict and "default" in part:
        words += f" Default: {msgspec.json.encode(part['default']).decode()}."
    if not strict:
        words += "".join(f" {bound} {part[name]}." for name, bound in _EXCLUSIVE.items() if name in part)
    return words.strip()


def _bounds(part: Schema, *, strict: bool) -> Schema:
    given = {name: part[name] for name in _EXCLUSIVE if name in part}
    return given if strict else {name.replace("exclusiveM", "m"): bound for name, bound in given.items()}


def _choice(part: Schema) -> Schema:
    """Constants and patterns of alternatives as the choice that they are."""
    choices = [part["const"]] if "const" in part else part.get("enum")
    alternatives = _ALTERNATIVES.fullmatch(part.get("pattern", ""))
    if alternatives:
        choices = alternatives["words"].split("|") if alternatives["words"] else list(alternatives["letters"])
    if choices is None:
        return {}
    return {"enum": choices} | ({"type": "string"} if all(isinstance(choice, str) for choice in choices) else {})


def _list(part: Schema, found: Schema, *, strict: bool) -> Schema:
    items = part.get("items")
    inner = {"items": _part(items, strict=strict)} if isinstance(items, dict) else {}
    if part.get("maxItems", _MANY) < _MANY:
        inner["maxItems"] = part["maxItems"]
    if "prefixItems" not in part:
        return inner
    found.pop("items", None)
    each = [_part(item, strict=strict) for item in part["prefixItems"]]
    if not strict:
        return inner | {"prefixItems": each}
    del found["prefixItems"]
    kinds = [item for at, item in enumerate(each) if item not in each[:at]]
    return {"items": kinds[0] if len(kinds) == 1 else {"anyOf": kinds}, "minItems": len(each), "maxItems": len(each)}


def _reachable(root: Schema, parts: dict[str, Schema]) -> set[str]:
    used: set[str] = set()
    waiting = list(_references(root))
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += _references(parts[name])
    return used


def _references(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _references(item)
    elif isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield _name(value["$ref"])
        for member in value.values():
            yield from _references(member)


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


_BOM = b"\xef\xbb\xbf"
_ERROR = 400
_CUT = "truncated"
_DECODER = json.JSONDecoder()
_STARTS = 20
"""From how many brackets of a text reading JSON is tried."""


def json_of(answer: Answer, provider: str) -> object:
    """The answer's JSON, past white space, a byte order mark and keep-alive lines that start with a colon.

    A list of one error is that error. With an error status, a body that is no JSON is ``None``.

    Raises:
        OutcomeUnknown: A success without any JSON, or with one that was cut: the call may have been billed.
        BadAnswer: A success with something else than JSON.
    """
    body = _unpadded(answer.body)
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        lenient = _with_odd_numbers(body)
        if lenient is not None or answer.status >= _ERROR:
            return lenient
        if not body or _CUT in str(error):
            raise OutcomeUnknown(f"{provider} sent no whole answer; the call may have been billed.") from None
        raise BadAnswer(f"{provider} answered with something else than JSON.") from None
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict) and "error" in value[0]:
        return value[0]
    return value


def _with_odd_numbers(body: bytes) -> object:
    """JSON that is none only for numbers such as ``NaN`` or ``1e999``, which become ``null``; ``None`` for all else."""
    try:
        value = json.loads(body, parse_constant=lambda _: None, parse_float=_finite)
        return msgspec.json.decode(json.dumps(value))
    except (ValueError, RecursionError):
        return None


def _finite(text: str) -> float | None:
    value = float(text)
    return value if math.isfinite(value) else None


def converted(value: object, kind: type[T], *, strict: bool = True) -> T | None:
    """The JSON value as a struct; ``None`` where it has another form."""
    try:
        return msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError:
        return None


def documented(value: object, kind: type[T], provider: str) -> T:
    """The JSON value of a success as a struct; raises ``BadAnswer`` where it has another form."""
    found = converted(value, kind)
    if found is None:
        raise BadAnswer(f"{provider} answered in a form that is not documented.")
    return found


def events_of(answer: Answer) -> tuple[bytes, ...]:
    """The ``data`` of each server-sent event in the body, ``[DONE]`` left out; empty if it is no event stream."""
    lines = _unpadded(answer.body).splitlines()
    if not lines or not lines[0].startswith((b"data:", b"event:", b"id:", b"retry:")):
        return ()
    found = (line[5:].strip() for line in lines if line.startswith(b"data:"))
    return tuple(data for data in found if data != b"[DONE]")


def first_json(text: str) -> str:
    """The first JSON object in a model's text, else its first list, without the fences and words around it.

    A text that holds none, or only the beginning of one, is returned without the blanks around it: whoever parses it
    says what is wrong. A part of an object that was cut is never taken for the whole.
    """
    for bracket in "{[":
        start = -1
        for _ in range(_STARTS):
            start = text.find(bracket, start + 1)
            if start < 0:
                break
            try:
                _, end = _DECODER.raw_decode(text, start)
            except (ValueError, RecursionError):
                if _is_cut(text[start:]):
                    return text.strip()
                continue
            return text[start:end]
    return text.strip()


def is_json(text: str) -> bool:
    """Whether a text is one JSON object and nothing else."""
    try:
        return isinstance(msgspec.json.decode(text), dict)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return False


def _is_cut(text: str) -> bool:
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        return _CUT in str(error)
    return False


def _unpadded(body: bytes) -> bytes:
    body = body.removeprefix(_BOM).lstrip()
    while body.startswith(b":"):
        body = body.partition(b"\n")[2].lstrip()
    return body


def answer_in(provider: str, text: str) -> str:
    """The JSON in a model's words, without fences and words around it; whoever asked holds it against the schema.

    Raises:
        EmptyAnswer: There is no word.
        EngineRefused: There are words and no JSON: the model declines. They may quote the prompt, so
            they are the error's ``said`` and no part of its sentence.
    """
    if not text.strip():
        raise EmptyAnswer(f"{provider} answered without a word.")
    if "{" not in text and "[" not in text:
        error = EngineRefused(f"{provider} answered in words and not in JSON: the model declines to do this.")
        error.said = text
        raise error
    return first_json(text)
