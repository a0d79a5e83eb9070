"""What a prompt asks for: the role, and the brief that the prompt was rendered from."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from functools import reduce
from string import Template
from typing import TypeVar

import msgspec
from msgspec import Struct

from pb_adapters.upstream.json_wire import SPELT
from pb_adapters.upstream.schema_outline import SHOWN
from pb_core.application.roles import REPAIR, template
from pb_core.domain.diagrams.part_plan import SaidPart
from pb_core.domain.diagrams.spec import DiagramSpec, Styling
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.questions import (
    Brief,
    EditBrief,
    HandOversBrief,
    OptimizeBrief,
    PartsBrief,
    PlanBrief,
    PlotChoiceBrief,
    PlotEditBrief,
    PlotPlanBrief,
    StyleBrief,
)
from pb_core.domain.tables.profile import TableProfile

PAINTER = "painter"
"""The role of every request for a picture."""


class Question(Struct, frozen=True, kw_only=True):
    """One request for words or for a picture.

    ``role`` names who asks (``planner``, ``critic``, …, ``painter``; empty if unknown), ``schema`` is the JSON Schema
    of the answer as JSON text, ``pictures`` are the bytes shown, ``unread`` counts those given by URL only.
    ``width`` and ``height`` are the pixels that the wished ratio and size stand for. ``fields`` keeps what only the
    provider's own API needs. ``is_auxiliary`` marks a call that makes nothing itself: a look at a job, a file or an
    upload.
    """

    endpoint: str
    model: str
    role: str = ""
    system: str = ""
    prompt: str = ""
    schema: bytes | None = None
    pictures: tuple[bytes, ...] = ()
    unread: int = 0
    wants_picture: bool = False
    ratio: str = ""
    size: str = ""
    width: int = 1024
    height: int = 1024
    stream: bool = False
    max_tokens: int | None = None
    fields: dict[str, str] = {}
    is_auxiliary: bool = False

    @property
    def name(self) -> str:
        """A short name that is the same for the same question, for ids in answers."""
        content = f"{self.model}\n{self.system}\n{self.prompt}\n{self.ratio}\n{self.size}".encode()
        return hashlib.sha256(content).hexdigest()[:12]


class Tally(Struct, frozen=True, kw_only=True):
    """What an answer is worth: tokens, pictures, and ``cost_micros`` in millionths of a US dollar."""

    input_tokens: int = 0
    output_tokens: int = 0
    thought_tokens: int = 0
    pictures: int = 0
    cost_micros: int = 0


class Painting(Struct, frozen=True, kw_only=True):
    """A painted picture and the media type that the provider says it has."""

    data: bytes
    media_type: str = "image/png"


Latency = Callable[[Question], float]
"""How many seconds pass before a question is answered."""


def no_latency(_: Question) -> float:
    """Answer at once."""
    return 0.0


def latency_of(seconds: float) -> Latency:
    """Let every answer take the same time."""
    return lambda _: seconds


def real_latency(question: Question) -> float:
    """About what clients of the real providers saw in autumn 2026: 3 s for words, 20 s for a picture, 60 s for 4K."""
    if not question.wants_picture:
        return 3.0
    return 60.0 if question.size.upper() == "4K" else 20.0


T = TypeVar("T")

PAGES_ONLY = "(see the pictures of the pages)"
STAND_IN = "The encoder maps tokens to vectors. The vectors are passed to the decoder, which writes the summary."
"""What a fake that cannot read pictures of pages makes of them."""

_LISTED = re.compile(r"\d+\. (?P<name>.*?): (?P<sentence>.*)")
_NONE, _FREE = "(none)", "free"


def sections(role_prompt: str, prompt: str) -> dict[str, str] | None:
    """The fields of a role's prompt by their placeholders; ``None`` if it is not that prompt.

    What a client put before or after the prompt is cut off in front and stays in the last field at the end.
    """
    fields: dict[str, str] = {}
    before = ""
    rest = reduce(_before, (REPAIR, SHOWN, SPELT), prompt)
    for literal, name in _pieces(template(role_prompt)):
        head, found, rest = rest.partition(literal)
        if not found:
            return None
        fields[before] = head
        before = name
    fields[before] = rest
    del fields[""]
    return fields


def _before(text: str, mark: str) -> str:
    return text.partition(mark)[0]


def brief_of(role: str, prompt: str) -> Brief | None:
    """The brief of a role that plans, chooses, styles or optimizes; ``None`` for others and for foreign prompts."""
    if role not in _READERS:
        return None
    name, reader = _READERS[role]
    fields = sections(name, prompt)
    try:
        return None if fields is None else reader(fields)
    except (msgspec.DecodeError, ValueError):
        return None


def _pieces(text: Template) -> Iterable[tuple[str, str]]:
    """Every literal of a template with the placeholder that follows it; empty literals and names mean none."""
    start = 0
    for match in text.pattern.finditer(text.template):
        yield text.template[start : match.start()], match["named"]
        start = match.end()
    ending = text.template[start:].rstrip()
    if ending:
        yield ending, ""


def first_json(text: str, kind: type[T]) -> T:
    """The first JSON value of a text."""
    _, end = json.JSONDecoder().raw_decode(text.lstrip())
    return msgspec.json.decode(text.lstrip()[:end], type=kind)


def _ratio(fields: dict[str, str]) -> str | None:
    return None if fields["aspect_ratio"] == _FREE else fields["aspect_ratio"]


def _given(text: str) -> str:
    return "" if text == _NONE else text


def _plan(fields: dict[str, str]) -> PlanBrief:
    source = STAND_IN if fields["source"].startswith(PAGES_ONLY) else fields["source"]
    return PlanBrief(source=source, caption=fields["caption"], aspect_ratio=_ratio(fields))


def _parts(fields: dict[str, str]) -> PartsBrief:
    return PartsBrief(plan=_plan({**fields, "aspect_ratio": _FREE}))


def _hand_overs(fields: dict[str, str]) -> HandOversBrief:
    asked = sections("hand_overs_question", fields["question"]) or {"parts": ""}
    listed = (_LISTED.fullmatch(line) for line in asked["parts"].splitlines())
    parts = tuple(SaidPart(name=found["name"], sentence=found["sentence"]) for found in listed if found)
    return HandOversBrief(plan=_parts(fields).plan, parts=parts)


def _style(fields: dict[str, str]) -> StyleBrief:
    return StyleBrief(
        spec=first_json(fields["spec"], DiagramSpec),
        caption=fields["caption"],
        source=fields["source"],
        guide=fields["guide"],
        aspect_ratio=_ratio(fields),
    )


def _edit(fields: dict[str, str]) -> EditBrief:
    return EditBrief(
        instruction=fields["instruction"],
        spec=first_json(fields["spec"], DiagramSpec),
        styling=first_json(fields["styling"], Styling),
        aspect_ratio=_ratio(fields),
        source=_given(fields["source"].strip()),
        caption=fields["caption"],
    )


def _plot_edit(fields: dict[str, str]) -> PlotEditBrief:
    return PlotEditBrief(
        instruction=fields["instruction"],
        spec=first_json(fields["spec"], PlotSpec),
        profile=first_json(fields["profile"], TableProfile),
        aspect_ratio=_ratio(fields),
        intent=_given(fields["intent"]),
    )


def _optimize(fields: dict[str, str]) -> OptimizeBrief:
    return OptimizeBrief(
        description=fields["description"].strip(),
        diagram_type=fields["diagram_type"].replace(" ", "_"),
        guidelines=fields["guidelines"],
        source_context=_given(fields["source_context"]),
        caption=_given(fields["caption"]),
    )


def _plot_choice(fields: dict[str, str]) -> PlotChoiceBrief:
    return PlotChoiceBrief(intent=fields["intent"], profile=first_json(fields["profile"], TableProfile))


def _plot_plan(fields: dict[str, str]) -> PlotPlanBrief:
    return PlotPlanBrief(
        intent=fields["intent"],
        profile=first_json(fields["profile"], TableProfile),
        guide=fields["guide"],
        aspect_ratio=_ratio(fields),
    )


_READERS: dict[str, tuple[str, Callable[[dict[str, str]], Brief]]] = {
    "planner": ("planner", _plan),
    "part-planner": ("part_planner", _parts),
    "hand-over-planner": ("part_planner", _hand_overs),
    "stylist": ("stylist", _style),
    "optimizer": ("optimizer", _optimize),
    "editor": ("editor", _edit),
    "plot-editor": ("plot_editor", _plot_edit),
    "plot-chooser": ("plot_chooser", _plot_choice),
    "plot-planner": ("plot_planner", _plot_plan),
}
