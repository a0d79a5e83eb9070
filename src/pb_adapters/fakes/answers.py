"""What a fake says when no script decides it: the smallest value of a schema, or a plausible answer of a role."""

import io
import json
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from pb_adapters.fakes.critics import CRITICS, revision, verdict
from pb_adapters.fakes.prompt_parser import PAINTER, Question, brief_of
from pb_core.domain.questions.vision_probe import read_token
from pb_core.errors import EngineError, UnreadablePicture
from pb_core.ports.vlm import VlmEngine, VlmRequest

Schema = dict[str, Any]
"""A JSON Schema, or a part of one; also Gemini's OpenAPI form with upper-case types and ``nullable``."""

_DEEPEST = 40


def members(schema: bytes | None) -> frozenset[str]:
    """The names of the top level's properties; none for what is no object schema."""
    if schema is None:
        return frozenset()
    whole = msgspec.json.decode(schema)
    return frozenset(_resolved(whole, whole).get("properties", {})) if isinstance(whole, dict) else frozenset()


def trailing_schema(text: str) -> bytes | None:
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


Answerer = Callable[[Question], Awaitable[str]]
"""What the model says: JSON text where the question has a schema, else prose."""

REVISERS = frozenset({"reviser", "plot-reviser"})
"""The roles that revise figures; the fakes leave plots as they are."""

VISION = "vision"
"""The role that asks which token a picture shows."""

OTHER = "other"
"""The role of a question for words that is none of ours."""

_MEMBERS = {
    "part-planner": {"parts"},
    "hand-over-planner": {"hand_overs"},
    "planner": {"spec"},
    "plot-chooser": {"charts", "heard"},
    "stylist": {"description", "styling"},
    "optimizer": {"description"},
    VISION: {"text"},
    "critic": {"items", "defects", "scores", "suggestions", "revised_description", "revised_spec", "revised_styling"},
    "plot-critic": {"items", "defects", "scores", "suggestions"},
    "reviser": {"spec", "styling", "description"},
    "editor": {"operations"},
}
_OPENINGS = {
    "Which parts does the figure show?": "part-planner",
    "What do these parts hand to each other?": "hand-over-planner",
    "You plan methodology figures for scientific papers.": "planner",
    "You hear what a plot of a scientific paper shall show.": "plot-chooser",
    "You choose how a table is shown in a scientific paper.": "plot-planner",
    "You are the art director of scientific figures.": "stylist",
    "You polish prompts for scientific illustrations.": "optimizer",
    "You referee figures of scientific papers.": "critic",
    "You referee plots of scientific papers.": "plot-critic",
    "You revise figures of scientific papers.": "reviser",
    "You revise plots of scientific papers.": "plot-reviser",
    "You edit figures of scientific papers as their authors instruct you.": "editor",
    "You edit plots of scientific papers as their authors instruct you.": "plot-editor",
    "You read text in pictures.": VISION,
}


def role_of(schema: bytes | None, prompt: str, *, system: str = "", wants_picture: bool = False) -> str:
    """The role by how its question or the system's words open.

    Where a client writes its own prompt, by the members of its JSON Schema.
    """
    if wants_picture:
        return PAINTER
    opened = next((role for opening, role in _OPENINGS.items() if opening in prompt or opening in system), "")
    named = members(schema)
    return opened or next((role for role, expected in _MEMBERS.items() if named == expected), OTHER)


async def by_schema(question: Question) -> str:
    """Say the smallest value of the schema, or, without one, in a sentence what was asked.

    A schema in the last line of the system's text or of the prompt counts as well: some providers take none elsewhere.
    """
    schema = question.schema or trailing_schema(question.system) or trailing_schema(question.prompt)
    if schema is not None:
        return instance(schema)
    words = " ".join(question.prompt.split())[:120]
    return f"You showed me {len(question.pictures) + question.unread} pictures and wrote: {words}"


GUESS = "PICTURE"


def token_in(picture: bytes) -> str | None:
    """The token that a picture shows, at whatever size and in whatever format; ``None`` for other pictures."""
    from PIL import Image  # noqa: PLC0415 - Pillow is loaded where it reads

    try:
        with Image.open(io.BytesIO(picture)) as image:
            grey = image.convert("L")
    except (OSError, SyntaxError, ValueError):
        return None
    pixels = grey.tobytes()
    rows = [pixels[start : start + grey.width] for start in range(0, len(pixels), grey.width)]
    try:
        return read_token(rows)
    except UnreadablePicture:
        return None


def token_answer(question: Question) -> str:
    """The answer to a probe: the token of the first picture that shows one, else a guess."""
    tokens = filter(None, map(token_in, question.pictures))
    return json.dumps({"text": next(tokens, GUESS)})


def by_engine(engine: VlmEngine, *, revises: bool = True) -> Answerer:
    """An answerer that asks ``engine`` for plans, looks and prompts, and judges drawings itself.

    It wants every diagram revised once, where another round may be drawn, and finds all else good; with ``revises``
    false it finds those good too. The engine must answer from the typed brief, as the offline engine does; the brief
    is read back out of the prompt. What the engine refuses is said in words, as models do. Questions that are none of
    ours get the smallest value of their schema.
    """

    async def answer(question: Question) -> str:
        if question.role in CRITICS:
            return verdict(question, revises=revises)
        if question.role in REVISERS:
            return revision(question)
        if question.role == VISION:
            return token_answer(question)
        brief = brief_of(question.role, question.prompt)
        if brief is None:
            return await by_schema(question)
        request = VlmRequest(
            role=question.role,
            system=question.system,
            prompt=question.prompt,
            schema=question.schema or b"{}",
            brief=brief,
        )
        try:
            return (await engine.complete(request)).text
        except EngineError as error:
            return f"I cannot do that: {error}"

    return answer
