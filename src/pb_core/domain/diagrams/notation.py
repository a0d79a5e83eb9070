"""Diagrams as Mermaid flowcharts: which shape and arrow says what, and the writing of them.

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

from pb_core.domain.diagrams.plan import FixedStyling
from pb_core.domain.diagrams.spec import (
    Connection,
    ConnectionKind,
    DiagramSpec,
    Direction,
    Element,
    ElementKind,
    Group,
    Heads,
    Palette,
    State,
)
from pb_core.domain.diagrams.support import SupportReport
from pb_core.domain.print_styling import PrintWidth, Theme

COMMENT = "%% pb:"
EMPHASIS = "emphasis"
"""The class of elements that stand out: ``class a,b emphasis``."""

BRACKETS: Mapping[tuple[str, str], ElementKind] = {
    ("[", "]"): ElementKind.PROCESS,
    ("(", ")"): ElementKind.PROCESS,
    ("(-", "-)"): ElementKind.PROCESS,
    ("([", "])"): ElementKind.OUTPUT,
    ("(((", ")))"): ElementKind.OUTPUT,
    ("[[", "]]"): ElementKind.MODEL,
    ("[(", ")]"): ElementKind.STORE,
    ("((", "))"): ElementKind.OPERATION,
    ("[/", "\\]"): ElementKind.OPERATION,
    ("[\\", "/]"): ElementKind.OPERATION,
    ("{", "}"): ElementKind.DECISION,
    ("{{", "}}"): ElementKind.PROCESS,
    ("[/", "/]"): ElementKind.INPUT,
    ("[\\", "\\]"): ElementKind.OUTPUT,
    (">", "]"): ElementKind.DATA,
}
"""What a node between these brackets is."""

_NAMED: Mapping[ElementKind, str] = {
    ElementKind.PROCESS: "rect rectangle proc process rounded event ellipse text div-rect div-proc divided-rectangle "
    "divided-process lin-rect lin-proc lined-rectangle lined-process shaded-process st-rect procs processes "
    "stacked-rectangle tag-rect tag-proc tagged-rectangle tagged-process cloud bang hex hexagon prepare",
    ElementKind.OUTPUT: "stadium terminal pill dbl-circ double-circle fr-circ framed-circle stop lean-l lean-left "
    "out-in curv-trap curved-trapezoid display",
    ElementKind.INPUT: "lean-r lean-right in-out sm-circ small-circle start sl-rect sloped-rectangle manual-input",
    ElementKind.MODEL: "fr-rect framed-rectangle subproc subprocess subroutine",
    ElementKind.STORE: "cyl cylinder db database h-cyl horizontal-cylinder das lin-cyl lined-cylinder disk win-pane "
    "window-pane internal-storage bow-rect bow-tie-rectangle stored-data datastore data-store",
    ElementKind.OPERATION: "circle circ trap-b trapezoid trapezoid-bottom priority trap-t trapezoid-top inv-trapezoid "
    "manual fork join hourglass collate bolt com-link lightning-bolt delay half-rounded-rectangle tri triangle extract "
    "f-circ filled-circle junction notch-pent notched-pentagon loop-limit cross-circ crossed-circle summary",
    ElementKind.DECISION: "diam diamond decision question",
    ElementKind.DATA: "odd doc document docs documents st-doc stacked-document lin-doc lined-document tag-doc "
    "tagged-document flag paper-tape flip-tri flipped-triangle manual-file notch-rect notched-rectangle card brace "
    "brace-l brace-r braces comment",
}
SHAPES: Mapping[str, ElementKind] = {name: kind for kind, names in _NAMED.items() for name in names.split()} | {
    kind.value: kind for kind in ElementKind
}
"""What a node with ``@{ shape: … }`` is, by the shape's short name and its other names; our kinds are names too."""

_ALIKE = (
    "rect rectangle proc process rounded event stadium terminal pill fr-rect framed-rectangle subproc subprocess "
    "subroutine cyl cylinder db database datastore data-store diam diamond decision question "
    "lean-r lean-right in-out doc document"
)
COUNTERPARTS = frozenset((*_ALIKE.split(), *(kind.value for kind in ElementKind)))
"""Names of shapes that look as the kind is drawn; the others are drawn as the nearest kind."""

SIGNS: Mapping[str, str] = {
    name: sign
    for sign, names in {
        "●": "sm-circ small-circle start f-circ filled-circle junction",
        "◉": "fr-circ framed-circle stop",
        "▬": "fork join",
        "▷◁": "hourglass collate",
        "↯": "bolt com-link lightning-bolt",
        "⊗": "cross-circ crossed-circle summary",
    }.items()
    for name in names.split()
}
"""What stands in the box of a shape that Mermaid draws without text."""

WRITTEN: Mapping[ElementKind, tuple[str, str]] = {
    ElementKind.INPUT: ("[/", "/]"),
    ElementKind.OUTPUT: ("([", "])"),
    ElementKind.DATA: (">", "]"),
    ElementKind.PROCESS: ("(", ")"),
    ElementKind.MODEL: ("[[", "]]"),
    ElementKind.OPERATION: ("[/", "\\]"),
    ElementKind.DECISION: ("{", "}"),
    ElementKind.STORE: ("[(", ")]"),
    ElementKind.OBJECTIVE: ("{{", "}}"),
    ElementKind.ACTOR: ("((", "))"),
}
"""The brackets that each kind is written with: those of the shape that is most like the one we draw."""

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
_TO_ESCAPE = re.compile(r"[^\S ]|^ | $| (?= )|[\"#<>&`\\]|(?<=\$)\$|\$(?=\$)|:(?=fa-)|%(?=%)|[\x00-\x1f\x7f]")
_DOTTED = frozenset({ConnectionKind.FEEDBACK, ConnectionKind.SKIP, ConnectionKind.CONTROL, ConnectionKind.REFERENCE})


class PartComment(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a comment adds to the node, arrow or subgraph of the next line.

    ``id`` stands where Mermaid cannot write the id, ``place`` where elements or groups come in another order than
    their lines. ``lines`` is how many lines of a node are its label, where it has several; those after them are its
    small print. ``verdict`` is told and never believed.
    """

    id: str | None = None
    place: int | None = None
    kind: ConnectionKind | None = None
    detail: str = ""
    lines: Annotated[int, Meta(ge=1)] | None = None
    repeat: int | None = None
    state: State | None = None
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
        self._arrows = [verdict.support.value for verdict in support.connections]
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
        extra = PartComment(
            id=self._own(element.id),
            place=None if self._ordered else self._spec.elements.index(element),
            detail=element.detail,
            lines=element.label.count("\n") + 1 if "\n" in element.label else None,
            repeat=element.repeat,
            state=element.state,
            aliases=element.aliases,
            evidence=element.evidence,
            verdict=self._verdicts.get(element.id),
        )
        yield from _comments(extra, indent)
        first, last = WRITTEN[element.kind]
        kind = "" if BRACKETS[first, last] is element.kind else f":::{element.kind.value}"
        yield f'{indent}{self._words[element.id]}{first}"{escaped(element.label)}"{last}{kind}'

    def _arrow(self, connection: Connection, verdict: str | None) -> Iterator[str]:
        dotted = connection.kind in _DOTTED
        read = ConnectionKind.REFERENCE if dotted else ConnectionKind.FLOW
        kind = None if connection.kind is read else connection.kind
        yield from _comments(PartComment(kind=kind, evidence=connection.evidence, verdict=verdict), "  ")
        line = {
            Heads.TARGET: ("-->", "-.->"),
            Heads.BOTH: ("<-->", "<-.->"),
            Heads.NONE: ("---", "-.-"),
        }[connection.heads][dotted]
        label = f'|"{escaped(connection.label)}"|' if connection.label else ""
        yield f"  {self._words[connection.source]} {line}{label} {self._words[connection.target]}"

    def _own(self, name: str) -> str | None:
        """An id that another word stands for."""
        return None if self._words[name] == name else name


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
