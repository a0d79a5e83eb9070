"""What a node of a flowchart is: told by its outline, its name and the arrows that meet there."""

import re
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.diagrams.flowchart_shapes import RING, SQUARE
from pb_core.domain.diagrams.spec import Connection, ElementKind, Shape

_TERMINALS = {
    Shape.STADIUM: ElementKind.PROCESS,
    Shape.DOUBLE_CIRCLE: ElementKind.PROCESS,
    Shape.LEAN_RIGHT: ElementKind.DATA,
    Shape.LEAN_LEFT: ElementKind.DATA,
}
"""Outlines of what enters or leaves, and what they are in the middle of a flow."""

_LEAST_ANSWERS = 2
_SYMBOL = re.compile(r"\$?(?:\\(?:mathcal|mathscr|mathbb|mathrm)\{L\}|[Lℒ])(?:[_^](?:\{[^{}$]*\}|[^\W_]+))+\$?")
_LOSS = re.compile(r"(?is)(?:(?P<of>.*\S)[\s-])?loss(?:es)?(?: (?:functions?|terms?))?(?:\s*\(.*\))?")
_OTHER_LOSSES = frozenset(
    {"bone", "data", "energy", "hair", "hearing", "heat", "memory", "packet", "power", "pressure", "signal", "weight"}
)
_OF_CLAUSES = re.compile(
    r"(?<=\s)(?:an?|the|each|every|its|their|by|for|from|into|of|on|using|via|with)(?!\S)"
    r"|^(?:back-?propagate|calculate|check|compute|decrease|estimate|evaluate|get|measure|minimi[sz]e|monitor|optimi[sz]e"
    r"|plot|print|propagate|record|reduce|report|track|update|weight)s?\b"
)
"""Words that make a clause of what ends with "loss", and verbs that this begins with: no name of a loss has them."""

_OMISSIONS = frozenset({"...", "…", "⋮", "⋯"})

_TOPIC = re.compile(r"(?:/[a-z\d_]+)+(?:, (?:/[a-z\d_]+)+)*")
_MESSAGE = re.compile(r"\w+_msgs/\w+")


class Ends(Struct, frozen=True):
    """How many arrows come in and go out of one element, and how many labels these have; none of its own count.

    Labels of arrows that are drawn as one are parted by slashes.
    """

    incoming: int = 0
    outgoing: int = 0
    answers: int = 0


def ends_of(connections: Iterable[Connection]) -> dict[str, Ends]:
    """The ends at every element that an arrow meets."""
    found: dict[str, Ends] = {}
    for connection in connections:
        if connection.source != connection.target:
            source, target = found.get(connection.source, Ends()), found.get(connection.target, Ends())
            answers = source.answers + len([part for part in connection.label.split(" / ") if part])
            found[connection.source] = replace(source, outgoing=source.outgoing + 1, answers=answers)
            found[connection.target] = replace(target, incoming=target.incoming + 1)
    return found


def role_of(
    kind: ElementKind, form: Shape | None, fixed: ElementKind | None, label: str, natural: Shape | None, ends: Ends
) -> tuple[ElementKind, Shape | None]:
    """The kind and the shape of a node whose outline is ``form`` and usually says ``kind``.

    ``fixed`` is the kind that its author states and ``natural`` the outline that this kind is written with: then the
    shape is none of its own. Otherwise what only sends is an input and what only receives an output, a loss is an
    objective, a question with two answers a decision, and three dots, or an outline without words, are bare text.
    """
    if fixed is not None:
        return fixed, None if form is natural else form
    if label in {RING, SQUARE}:
        return kind, Shape.TEXT
    if form in _TERMINALS:
        kind = _terminal(kind, form, ends)
    elif kind is ElementKind.PROCESS and names_objective(label):
        return ElementKind.OBJECTIVE, None
    elif kind is ElementKind.PROCESS and form is None:
        if label.strip() in _OMISSIONS:
            return kind, Shape.TEXT
        if label.rstrip().endswith("?") and ends.answers >= _LEAST_ANSWERS:
            return ElementKind.DECISION, None
    return kind, None if (kind, form) in _OWN else form


_OWN = frozenset(
    {
        (ElementKind.DECISION, Shape.DIAMOND),
        (ElementKind.STORE, Shape.CYLINDER),
        (ElementKind.INPUT, Shape.LEAN_RIGHT),
        (ElementKind.OUTPUT, Shape.STADIUM),
    }
)
"""Outlines that kinds have by themselves."""


def _terminal(kind: ElementKind, form: Shape, ends: Ends) -> ElementKind:
    if not ends.incoming and not ends.outgoing:
        return kind
    if not ends.incoming:
        return ElementKind.INPUT
    return _TERMINALS[form] if ends.outgoing else ElementKind.OUTPUT


def topics(nodes: Iterable[tuple[str, str, str]]) -> frozenset[str]:
    """The names of the nodes that are topics of ROS, which are data: paths, where one has a type of message below it.

    Nodes are given by their name, label and small print.
    """
    paths = [(name, detail) for name, label, detail in nodes if _TOPIC.fullmatch(label)]
    typed = any(_MESSAGE.fullmatch(detail) for _, detail in paths)
    return frozenset(name for name, _ in paths) if typed else frozenset()


def names_objective(label: str) -> bool:
    """Whether a name is that of a loss: ``L_rec``, or words that end with "loss" and say nothing to do with one."""
    if _SYMBOL.fullmatch(label.strip()):
        return True
    found = _LOSS.fullmatch(label.strip())
    before = (found["of"] or "").casefold() if found else ""
    is_other = bool(before and (before.split()[-1] in _OTHER_LOSSES or _OF_CLAUSES.search(before)))
    return found is not None and not is_other
