"""Diagrams as Mermaid flowcharts: which comment says what, and the writing of them.

Structure, kinds and look are Mermaid's own words. The rest of a plan stands in comments that other readers ignore,
``%% pb: {…}``, each about what the next line declares.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, zip_longest
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from pb_core.domain.diagrams.flowchart_shapes import BRACKETS, BRACKETS_OF, FORMS, WRITTEN, natural_form
from pb_core.domain.diagrams.plan import FixedStyling
from pb_core.domain.diagrams.roles import Ends, ends_of, role_of
from pb_core.domain.diagrams.spec import (
    Connection,
    ConnectionKind,
    DiagramSpec,
    Direction,
    Element,
    Group,
    Heads,
    Hue,
    Palette,
    Shape,
    State,
    Tip,
)
from pb_core.domain.diagrams.support import SupportReport
from pb_core.domain.diagrams.twins import has_twin
from pb_core.domain.print_styling import PrintWidth, Theme

COMMENT = "%% pb:"
EMPHASIS = "emphasis"
"""The class of elements that stand out: ``class a,b emphasis``."""

DIRECTIONS: Mapping[str, Direction] = {
    "LR": Direction.RIGHT,
    ">": Direction.RIGHT,
    "RL": Direction.LEFT,
    "<": Direction.LEFT,
    "TD": Direction.DOWN,
    "TB": Direction.DOWN,
    "v": Direction.DOWN,
    "BT": Direction.UP,
    "^": Direction.UP,
}

RESERVED = frozenset(
    {"graph", "flowchart", "subgraph", "end", "direction", "style", "linkstyle", "classdef", "class", "click"}
    | {"default", "interpolate", "call", "href", "acctitle", "accdescr", "v"}
)
"""Words that are no ids and begin none before a hyphen, whatever their case."""

_PLAIN_ID = re.compile(r"([A-Za-z][A-Za-z0-9_]*)(?:-[A-Za-z0-9_]+)*")
_TO_ESCAPE = re.compile(r"[^\S ]|^ | $| (?= )|[\"#<>&`\\]|(?<=\$)\$|\$(?=\$)|:(?=fa-)|\*(?=\*)|%(?=%)|[\x00-\x1f\x7f]")
_DOTTED = frozenset({ConnectionKind.FEEDBACK, ConnectionKind.SKIP, ConnectionKind.CONTROL, ConnectionKind.REFERENCE})


class PartComment(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a comment adds to the node, arrow or subgraph of the next line.

    ``id`` stands where Mermaid cannot write the id, ``place`` where elements or groups come in another order than
    their lines. ``leads_from`` and ``leads_to`` are the elements that an arrow between subgraphs joins, ``lines`` is
    how many lines of a node are its label, where it has several; those after them are its small print. An arrow that
    stands ``apart`` is not one with others with words between the same two. ``verdict`` is told and never believed.
    """

    id: str | None = None
    place: int | None = None
    kind: ConnectionKind | None = None
    shape: Shape | None = None
    heavy: bool = False
    leads_from: str | None = None
    leads_to: str | None = None
    apart: bool = False
    tip: Tip | None = None
    detail: str = ""
    lines: Annotated[int, Meta(ge=1)] | None = None
    repeat: int | None = None
    state: State | None = None
    color: Hue | None = None
    category: str = ""
    category_color: Hue | None = None
    zoom: str | None = None
    aliases: tuple[str, ...] = ()
    evidence: str = ""
    verdict: str | None = None


class PlanComment(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a comment says of the whole plan; ``version`` tells it from the others."""

    version: Literal[1]
    palette: Palette | None = None
    theme: Theme | None = None
    width: PrintWidth | None = None
    direction: Literal["auto"] | None = None
    emphasis: Literal["none"] | None = None


def write_mermaid(
    spec: DiagramSpec,
    styling: FixedStyling = FixedStyling(),  # noqa: B008 - frozen
    support: SupportReport = SupportReport(),  # noqa: B008 - frozen
) -> str:
    """The plan as a Mermaid flowchart, which ``ports.notation`` reads back unchanged.

    Verdicts of a report of this plan stand in the comments; whoever reads it judges anew.
    """
    return "\n".join(_Writer(spec, styling, support).lines()) + "\n"


class _Writer:
    """One text: every id by the word that stands for it."""

    def __init__(self, spec: DiagramSpec, styling: FixedStyling, support: SupportReport) -> None:
        self._spec, self._styling = spec, styling
        self._verdicts = {part.subject: part.support.value for part in (*support.elements, *support.groups)}
        self._ends = ends_of(spec.connections)
        self._arrows = [verdict.support.value for verdict in support.connections]
        self._worded = [connection for connection in spec.connections if connection.label]
        self._words = _words([*(element.id for element in spec.elements), *(group.id for group in spec.groups)])
        self._places = _first_places(spec)
        order = list(self._parts(None))
        self._ordered = [part for part in order if isinstance(part, Element)] == list(spec.elements)
        self._grouped = [part for part in order if isinstance(part, Group)] == list(spec.groups)

    def lines(self) -> Iterator[str]:
        styling = self._styling
        if self._spec.title:
            yield from ("---", f"title: {json.dumps(self._spec.title)}", "---")
        header = {Direction.RIGHT: " LR", Direction.LEFT: " RL", Direction.DOWN: " TD", Direction.UP: " BT"}
        yield "flowchart" + (header.get(styling.direction, "") if styling.direction else "")
        plan = PlanComment(
            version=1,
            palette=styling.palette,
            theme=styling.theme,
            width=styling.width,
            direction="auto" if styling.direction is Direction.AUTO else None,
            emphasis="none" if styling.emphasis == () else None,
        )
        if plan != PlanComment(version=1):
            yield _comment(plan)
        yield from self._inside(None, "  ")
        for connection, verdict in zip_longest(self._spec.connections, self._arrows):
            yield from self._arrow(connection, verdict)
        if styling.emphasis:
            yield f"  class {','.join(self._words[name] for name in styling.emphasis)} {EMPHASIS}"

    def _children(self, home: str | None) -> list[Element | Group]:
        """The elements and groups in a group, each group where its first element stands."""
        inside: list[Element | Group] = [element for element in self._spec.elements if element.group == home]
        inside += [group for group in self._spec.groups if group.parent == home]
        return sorted(inside, key=lambda part: self._places[part.id])

    def _parts(self, home: str | None) -> Iterator[Element | Group]:
        """Elements and groups in the order in which they are written."""
        for part in self._children(home):
            yield part
            if isinstance(part, Group):
                yield from self._parts(part.id)

    def _inside(self, home: str | None, indent: str) -> Iterator[str]:
        for part in self._children(home):
            if isinstance(part, Element):
                yield from self._node(part, indent)
            else:
                yield from self._frame(part, indent)

    def _frame(self, group: Group, indent: str) -> Iterator[str]:
        extra = PartComment(
            id=self._own(group.id),
            place=None if self._grouped else self._spec.groups.index(group),
            repeat=group.repeat,
            evidence=group.evidence,
            verdict=self._verdicts.get(group.id),
        )
        yield from _comments(extra, indent)
        yield f'{indent}subgraph {self._words[group.id]}["{escaped(group.title)}"]'
        yield from self._inside(group.id, indent + "  ")
        yield f"{indent}end"

    def _node(self, element: Element, indent: str) -> Iterator[str]:
        brackets = BRACKETS_OF.get(element.shape, WRITTEN[element.kind]) if element.shape else WRITTEN[element.kind]
        ends = self._ends.get(element.id, Ends())
        wanted = element.kind, element.shape
        plain, classed = (
            role_of(BRACKETS[brackets], FORMS.get(brackets), fixed, element.label, natural_form(element.kind), ends)
            for fixed in (None, element.kind)
        )
        shape = None if wanted in (plain, classed) else element.shape
        extra = PartComment(
            id=self._own(element.id),
            place=None if self._ordered else self._spec.elements.index(element),
            shape=shape,
            detail=element.detail,
            lines=element.label.count("\n") + 1 if "\n" in element.label else None,
            repeat=element.repeat,
            state=element.state,
            color=element.color,
            category=element.category,
            category_color=element.category_color,
            zoom=element.zoom,
            aliases=element.aliases,
            evidence=element.evidence,
            verdict=self._verdicts.get(element.id),
        )
        yield from _comments(extra, indent)
        first, last = brackets
        kind = "" if plain == wanted else f":::{element.kind.value}"
        yield f'{indent}{self._words[element.id]}{first}"{escaped(element.label)}"{last}{kind}'

    def _arrow(self, connection: Connection, verdict: str | None) -> Iterator[str]:
        dotted = connection.kind in _DOTTED
        read = ConnectionKind.REFERENCE if dotted else ConnectionKind.FLOW
        kind = None if connection.kind is read else connection.kind
        extra = PartComment(
            kind=kind,
            heavy=connection.heavy and dotted,
            leads_from=connection.source if connection.source_group else None,
            leads_to=connection.target if connection.target_group else None,
            apart=bool(connection.label) and has_twin(connection, self._worded),
            tip=connection.tip if connection.heads is Heads.NONE and connection.tip is not Tip.ARROW else None,
            evidence=connection.evidence,
            verdict=verdict,
        )
        yield from _comments(extra, "  ")
        source = self._words[connection.source_group or connection.source]
        target = self._words[connection.target_group or connection.target]
        line = _line(connection, dotted=dotted)
        label = f'|"{escaped(connection.label)}"|' if connection.label else ""
        yield f"  {source} {line}{label} {target}"

    def _own(self, name: str) -> str | None:
        """An id that another word stands for."""
        return None if self._words[name] == name else name


def _line(connection: Connection, *, dotted: bool) -> str:
    """The link between two words."""
    start, end = {Tip.ARROW: ("<", ">"), Tip.CROSS: ("x", "x"), Tip.CIRCLE: ("o", "o")}[connection.tip]
    if connection.heads is not Heads.BOTH:
        start = ""
    if dotted:
        return f"{start}-.-{end if connection.heads is not Heads.NONE else ''}"
    stroke = "==" if connection.heavy else "--"
    return f"{start}{stroke}{end if connection.heads is not Heads.NONE else stroke[0]}"


def _first_places(spec: DiagramSpec) -> dict[str, int]:
    """The place of every element, and of every group that of its first element; those of empty groups are last."""
    places = {element.id: place for place, element in enumerate(spec.elements)}
    parents = {group.id: group.parent for group in spec.groups}
    places |= dict.fromkeys(parents, len(spec.elements))
    for place, element in reversed(list(enumerate(spec.elements))):
        home = element.group
        while home is not None:
            places[home] = place
            home = parents[home]
    return places


def escaped(text: str) -> str:
    """A text as it stands between quotation marks: lines by ``<br>``, what Mermaid reads otherwise as entities."""
    lines = text.split("\n")
    if len(lines) > 1 and all(line and " ".join(line.split()) == line for line in lines):
        return "<br>".join(map(escaped, lines))
    return _TO_ESCAPE.sub(lambda found: f"#{ord(found[0])};", text)


def is_plain_id(name: str) -> bool:
    """Whether Mermaid writes this id as it is."""
    found = _PLAIN_ID.fullmatch(name)
    return found is not None and found[1].lower() not in RESERVED


def _words(ids: Iterable[str]) -> dict[str, str]:
    """A word for every id: itself, else the first of n1, n2, … that is free."""
    names = list(ids)
    taken = set(names)
    free = (word for number in count(1) if (word := f"n{number}") not in taken)
    return {name: name if is_plain_id(name) else next(free) for name in names}


def _comments(extra: PartComment, indent: str) -> Iterator[str]:
    if extra != PartComment():
        yield f"{indent}{_comment(extra)}"


def _comment(extra: PartComment | PlanComment) -> str:
    return f"{COMMENT} {msgspec.json.encode(extra).decode()}"
