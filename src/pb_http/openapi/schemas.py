"""Schemas of bodies and answers, from the codec that reads and writes them, brought to what generators need.

The framework's own description of a struct loses bounds and descriptions, and knows nothing of what is always sent.
"""

import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, get_args

import msgspec
from litestar.openapi.spec import Example, Schema
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition
from msgspec import Struct

from pb_core.domain.billing import CostSource
from pb_core.domain.print_styling import AspectRatio
from pb_core.domain.requests import (
    CompositeBody,
    DiagramFormat,
    GenerateBody,
    GenerateFromPdfBody,
    KieImageModel,
    LabelPosition,
    OptimizePromptBody,
    PlotBody,
    PlotFormat,
    Resolution,
    ReviseBody,
    VlmProvider,
)
from pb_core.domain.tasks import TaskKind, TaskStatus
from pb_core.domain.webhooks import EVENTS, DeliveryState
from pb_http.schemas import ChangeKeyBody, CheckOutcome, CreateKeyBody, EstimateBody, RotateSecretBody, SubmissionKind

PREFIX = "#/components/schemas/"

BODIES: tuple[type[Struct], ...] = (
    *(GenerateBody, GenerateFromPdfBody, OptimizePromptBody, PlotBody, CompositeBody, ReviseBody, EstimateBody),
    *(CreateKeyBody, ChangeKeyBody, RotateSecretBody),
)
"""What callers send: fields with a default may be left out. Of all other structs they are always there."""

CHOICES: dict[str, tuple[str, ...]] = {
    "AspectRatio": get_args(AspectRatio),
    "CheckOutcome": get_args(CheckOutcome),
    "CostSource": get_args(CostSource),
    "DiagramFormat": get_args(DiagramFormat),
    "KieImageModel": get_args(KieImageModel),
    "LabelPosition": get_args(LabelPosition),
    "PlotFormat": get_args(PlotFormat),
    "Resolution": get_args(Resolution),
    "SubmissionKind": get_args(SubmissionKind),
    "VlmProvider": get_args(VlmProvider),
    "WebhookEvent": EVENTS,
}
"""Sets of words that the code has no class for, by the name that generated code gives them."""

_ENUMS: tuple[type[StrEnum], ...] = (TaskStatus, TaskKind, DeliveryState)
"""Those that parameters have too."""

_NAMES = {frozenset(words): name for name, words in CHOICES.items()} | {
    frozenset(kind): kind.__name__ for kind in _ENUMS
}

_NULL = {"type": "null"}
_PLAIN = {"string", "integer", "number", "boolean"}

Document = dict[str, Any]


@dataclass
class StructSchema(Schema):
    """Where a struct is described."""

    name: str = ""

    def to_schema(self) -> Document:
        """Point at the description."""
        return {"$ref": f"{PREFIX}{self.name}"}


@dataclass
class Given(Example):
    """An example with its nulls, which the framework would leave out."""

    def to_schema(self) -> Document:
        """The example as it is."""
        return {name: told for name in ("summary", "value") if (told := getattr(self, name)) is not None}


class CodecSchemas(OpenAPISchemaPlugin):
    """Points at the description of every struct that it is asked for, and keeps which those are."""

    def __init__(self) -> None:
        self.kinds: dict[str, type[Struct]] = {}

    @staticmethod
    def is_plugin_supported_type(value: object) -> bool:
        """Whether it is a struct."""
        return inspect.isclass(value) and issubclass(value, Struct)

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: object) -> Schema:
        """Point at the description of a struct."""
        del schema_creator
        kind = field_definition.annotation
        self.kinds[kind.__name__] = kind
        return StructSchema(name=kind.__name__)


def component_schemas(kinds: Iterable[type[Struct]]) -> Document:
    """The descriptions of these structs, and of everything that they are made of, by name."""
    asked = sorted(kinds, key=lambda kind: kind.__name__)
    bodies = _described(kind for kind in asked if kind in BODIES)
    answers = {name: _always_sent(schema) for name, schema in _described(set(asked) - {*BODIES}).items()}
    choices = {name: {"title": name, "type": "string", "enum": list(words)} for name, words in CHOICES.items()}
    of_words = {"type": "string"}
    found = {
        name: _members_tidied((of_words if "enum" in schema else {}) | schema)
        for name, schema in (bodies | answers | choices).items()
    }
    return dict(sorted(found.items()))


def tidy(schema: Any) -> Any:  # noqa: ANN401 - any JSON
    """The same schema in the form that generators read best.

    Sets of words are named once, what may be null has two types where that says it, an object whose members nobody
    fixes says so, and a description stands at its field rather than within it.
    """
    if isinstance(schema, list):
        return [tidy(member) for member in schema]
    if not isinstance(schema, dict):
        return schema
    found = _nullable(_members_tidied(schema))
    if "enum" in found:
        return _named(found)
    if found.get("type") == "object" and "properties" not in found:
        return {"additionalProperties": True} | found
    return found


def _described(kinds: Iterable[type[Struct]]) -> Document:
    found: Document = msgspec.json.schema_components(tuple(kinds), ref_template=PREFIX + "{name}")[1]
    return found


def _always_sent(schema: Document) -> Document:
    """Of an answer, every field is there but those whose absence says something, which have no default."""
    if "properties" not in schema:
        return schema
    fields: Document = schema["properties"]
    required = [name for name, field in fields.items() if "default" in field or name in schema["required"]]
    without = {name: {key: field[key] for key in field if key != "default"} for name, field in fields.items()}
    return schema | {"properties": without, "required": required}


def _members_tidied(schema: Document) -> Document:
    found = {name: _member_tidied(name, member) for name, member in schema.items()}
    return {name: member for name, member in found.items() if not (name == "default" and member is None)}


def _member_tidied(name: str, member: Any) -> Any:  # noqa: ANN401 - any JSON
    if name == "properties":
        return {field: tidy(schema) for field, schema in member.items()}
    if name == "description":
        return " ".join(inspect.cleandoc(member).split())
    return member if name in {"enum", "default", "examples", "required"} else tidy(member)


def _nullable(schema: Document) -> Document:
    """A choice between one schema and null, said at one place."""
    if "anyOf" not in schema:
        return schema
    around = {name: member for name, member in schema.items() if name != "anyOf"}
    choices: list[Document] = []
    for choice in schema["anyOf"]:
        around = {name: choice.pop(name) for name in ("description",) if name in choice} | around
        choices += choice["anyOf"] if set(choice) == {"anyOf"} else [choice]
    without = [choice for choice in choices if choice != _NULL]
    if len(without) == 1 and without[0].get("type") in _PLAIN:
        return around | without[0] | {"type": [without[0]["type"], "null"]}
    return around | {"anyOf": [*without, *([_NULL] if _NULL in choices else [])]}


def _named(schema: Document) -> Document:
    """A set of words that has a name, by it."""
    words = frozenset(schema["enum"])
    if words not in _NAMES:
        return {"type": "string"} | schema
    around = {name: member for name, member in schema.items() if name not in {"enum", "type", "title"}}
    return {"$ref": PREFIX + _NAMES[words]} | around
