"""Drafts: a request as a form has it, field by field, with what is wrong with it."""

import re
import secrets
from collections.abc import Mapping

import msgspec
from msgspec import Struct

ONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Draft(Struct, frozen=True, kw_only=True):
    """What stands in a form: ``values`` by the names of its fields, each as it was typed.

    ``errors`` are sentences by field, ``refused`` one about the whole. ``once`` names the request that the form is,
    so that sending it twice makes one task.
    """

    values: Mapping[str, str] = {}
    errors: Mapping[str, str] = {}
    refused: str = ""
    once: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(18))

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.values.get(name, "")

    def error(self, name: str) -> str:
        """What is wrong with a field; empty where nothing is."""
        return self.errors.get(name, "")


def drafted(document: Mapping[str, object]) -> dict[str, str]:
    """The fields of a form for the JSON document of a request: names within ``styling`` stand behind a dot."""
    values: dict[str, str] = {}
    for name, value in document.items():
        match value:
            case None:
                continue
            case dict() if name == "styling":
                values |= {f"styling.{inner}": _written(held) for inner, held in value.items()}
            case _:
                values[name] = _written(value)
    return values


def _written(value: object) -> str:
    match value:
        case str():
            return value
        case list() if all(isinstance(item, str) for item in value):
            return "\n".join(value)
        case float() if value.is_integer():
            return str(int(value))
        case dict() | list():
            return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
        case _:
            return str(value)


def placed(sentence: str, labels: Mapping[str, str]) -> tuple[str, str]:
    """The field that a refusal is about, and the refusal in the words of the page; no field where it names none."""
    for name in sorted(labels, key=len, reverse=True):
        for start in (name, labels[name]):
            rest = sentence[len(start) :]
            if sentence.startswith(start) and not re.match(r"\w", rest):
                is_inside = re.match(r"[.\[]\w", rest) is not None
                return name, sentence if is_inside else f"{labels[name]}{rest}"
    return "", f"{sentence[:1].upper()}{sentence[1:]}"
