"""Briefs: what one of our prompts was rendered from, read back out of its labelled sections."""

import json
from collections.abc import Callable, Iterable
from string import Template
from typing import TypeVar

import msgspec

from pb_core.diagram import DiagramSpec
from pb_core.roles.asking import template
from pb_core.roles.briefs import Brief, OptimizeBrief, PlanBrief, PlotPlanBrief, StyleBrief
from pb_core.tables.profile import TableProfile

T = TypeVar("T")

PAGES_ONLY = "(see the pictures of the pages)"
STAND_IN = "The encoder maps tokens to vectors. The vectors are passed to the decoder, which writes the summary."
"""What a fake that cannot read pictures of pages makes of them."""

_REPAIR = "\n\nYour previous answer could not be used:"
_NONE, _FREE = "(none)", "free"


def sections(role_prompt: str, prompt: str) -> dict[str, str] | None:
    """The fields of a role's prompt by their placeholders; ``None`` if it is not that prompt.

    What a client put before or after the prompt is cut off in front and stays in the last field at the end.
    """
    fields: dict[str, str] = {}
    before = ""
    rest = prompt.partition(_REPAIR)[0]
    for literal, name in _pieces(template(role_prompt)):
        head, found, rest = rest.partition(literal)
        if not found:
            return None
        fields[before] = head
        before = name
    fields[before] = rest
    del fields[""]
    return fields


def brief_of(role: str, prompt: str) -> Brief | None:
    """The brief of a planner, stylist, optimizer or plot planner; ``None`` for other roles and foreign prompts."""
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


def _json(text: str, kind: type[T]) -> T:
    """The first JSON value of a text."""
    _, end = json.JSONDecoder().raw_decode(text.lstrip())
    return msgspec.json.decode(text.lstrip()[:end], type=kind)


def _ratio(fields: dict[str, str]) -> str | None:
    return None if fields["aspect_ratio"] == _FREE else fields["aspect_ratio"]


def _told(text: str) -> str:
    return "" if text == _NONE else text


def _plan(fields: dict[str, str]) -> PlanBrief:
    source = STAND_IN if fields["source"].startswith(PAGES_ONLY) else fields["source"]
    return PlanBrief(source=source, caption=fields["caption"], aspect_ratio=_ratio(fields))


def _style(fields: dict[str, str]) -> StyleBrief:
    return StyleBrief(
        spec=_json(fields["spec"], DiagramSpec),
        caption=fields["caption"],
        source=fields["source"],
        guide=fields["guide"],
        aspect_ratio=_ratio(fields),
    )


def _optimize(fields: dict[str, str]) -> OptimizeBrief:
    return OptimizeBrief(
        description=fields["description"].strip(),
        diagram_type=fields["diagram_type"].replace(" ", "_"),
        guidelines=fields["guidelines"],
        source_context=_told(fields["source_context"]),
        caption=_told(fields["caption"]),
    )


def _plot_plan(fields: dict[str, str]) -> PlotPlanBrief:
    return PlotPlanBrief(
        intent=fields["intent"],
        profile=_json(fields["profile"], TableProfile),
        guide=fields["guide"],
        aspect_ratio=_ratio(fields),
    )


_READERS: dict[str, tuple[str, Callable[[dict[str, str]], Brief]]] = {
    "planner": ("planner", _plan),
    "stylist": ("stylist", _style),
    "optimizer": ("optimizer", _optimize),
    "plot-planner": ("plot_planner", _plot_plan),
}
