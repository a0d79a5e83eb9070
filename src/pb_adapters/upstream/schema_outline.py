"""The form of an answer in few words: servers hold a model to a schema without ever showing it."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import msgspec

Schema = dict[str, Any]
"""A JSON Schema without references, or a part of one."""

SHOWN = "\n\nForm of the answer (? may be left out): "
"""What the outline begins with behind a question."""

_MOST_CHOICES = 40


@lru_cache(maxsize=64)
def outline(schema: bytes) -> str:
    """One line such as ``{"label": string, "kind"?: "input" or "output"}``; ``?`` marks what may be left out.

    References and what only narrows a value down are left out.
    """
    return _part(msgspec.json.decode(schema))


def shown_form(schema: bytes) -> str:
    """What to add to a question beside a schema that the server holds the answer to."""
    return f"{SHOWN}{outline(schema)}"


def _part(part: Schema) -> str:
    choices = part.get("anyOf") or part.get("oneOf")
    if choices:
        return " or ".join(dict.fromkeys(map(_part, choices)))
    if "const" in part or "enum" in part:
        return _words(part.get("enum", [part.get("const")]))
    if "properties" in part:
        needed = part.get("required", ())
        members = (_member(name, member, name in needed) for name, member in part["properties"].items())
        return f"{{{', '.join(members)}}}"
    if isinstance(part.get("items"), dict):
        return f"[{_part(part['items'])}, …]"
    kinds = part.get("type", "any")
    return kinds if isinstance(kinds, str) else " or ".join(kinds)


def _member(name: str, part: Schema, is_needed: bool) -> str:  # noqa: FBT001 - a flag of one caller
    return f'"{name}"{"" if is_needed else "?"}: {_part(part)}'


def _words(choices: Iterable[object]) -> str:
    words = [msgspec.json.encode(choice).decode() for choice in choices]
    more = " or …" if len(words) > _MOST_CHOICES else ""
    return " or ".join(words[:_MOST_CHOICES]) + more
