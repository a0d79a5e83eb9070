"""DiagramSpec: the typed graph that a diagram is drawn from, and how it shall look."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from pb_core.domain.print_styling import NARROWEST, WIDEST, Theme
from pb_core.errors import InvalidSpec


class Palette(StrEnum):
    """The curated palettes; each is safe for colour-blind readers and in greyscale."""

    HARBOR = "harbor"
    MEADOW = "meadow"
    SLATE = "slate"


class Direction(StrEnum):
    """The main reading direction."""

    AUTO = "auto"
    RIGHT = "right"
    DOWN = "down"
    LEFT = "left"
    UP = "up"


class Styling(Struct, frozen=True, kw_only=True):
    """The look of one diagram; ``emphasis`` lists the element ids drawn in the accent colour.

    ``width`` is that of the print in millimetres, ``None`` that of the theme: 170, for a column of ``ieee`` 88.9.
    """

    palette: Palette = Palette.HARBOR
    theme: Theme = Theme.PRINT
    width: Annotated[float, Meta(ge=NARROWEST, le=WIDEST)] | None = None
    direction: Direction = Direction.AUTO
    emphasis: Annotated[tuple[str, ...], Meta(max_length=6)] = ()


Identifier = Annotated[str, Meta(min_length=1, max_length=64, description="Unique among all ids of the spec.")]
Label = Annotated[str, Meta(min_length=1, max_length=120)]
Evidence = Annotated[str, Meta(max_length=2000, description="Words quoted verbatim from the source.")]


class ElementKind(StrEnum):
    """What an element is; each kind is drawn with a shape of its own."""

    INPUT = "input"
    OUTPUT = "output"
    DATA = "data"
    PROCESS = "process"
    MODEL = "model"
    OPERATION = "operation"
    DECISION = "decision"
    STORE = "store"
    OBJECTIVE = "objective"
    ACTOR = "actor"


class Shape(StrEnum):
    """An outline that the source itself draws, as a flowchart does; ``text`` is none."""

    ROUNDED = "rounded"
    STADIUM = "stadium"
    SUBROUTINE = "subroutine"
    HEXAGON = "hexagon"
    CYLINDER = "cylinder"
    DIAMOND = "diamond"
    CIRCLE = "circle"
    DOUBLE_CIRCLE = "double-circle"
    TRAPEZOID = "trapezoid"
    FUNNEL = "funnel"
    LEAN_RIGHT = "lean-right"
    LEAN_LEFT = "lean-left"
    FLAG = "flag"
    STACK = "stack"
    LINED = "lined"
    TAGGED = "tagged"
    TEXT = "text"


class State(StrEnum):
    """Whether the weights of a part change in what the figure shows; drawn as a mark at its corner."""

    FROZEN = "frozen"
    TRAINED = "trained"


class Hue(StrEnum):
    """A colour that the author wants for a box; without one the drawing chooses by stage or role."""

    BLUE = "blue"
    GREEN = "green"
    GREY = "grey"
    PURPLE = "purple"
    ORANGE = "orange"
    RED = "red"
    TEAL = "teal"
    YELLOW = "yellow"


class ConnectionKind(StrEnum):
    """How an arrow is to be read; each kind has a line style of its own."""

    FLOW = "flow"
    FEEDBACK = "feedback"
    SKIP = "skip"
    BRANCH = "branch"
    CONTROL = "control"
    REFERENCE = "reference"


class Heads(StrEnum):
    """Where a connection has arrow heads: a line without any joins two elements in no direction."""

    TARGET = "target"
    BOTH = "both"
    NONE = "none"


class Tip(StrEnum):
    """What stands at the heads of a connection."""

    ARROW = "arrow"
    CROSS = "cross"
    CIRCLE = "circle"


class Element(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One box: a component, datum, decision or objective that the source names.

    ``aliases`` are other names that the source uses for it; ``shape`` is the outline that it has there, ``None`` for
    that of its kind; ``color`` is what its author wants, and ``category`` the sort that its author calls it, as a
    class of a flowchart does, with ``category_color`` for all of that sort: the drawing takes the nearest that is free.
    ``zoom`` is the group elsewhere that shows its inside.
    """

    id: Identifier
    label: Label
    kind: ElementKind = ElementKind.PROCESS
    shape: Shape | None = None
    detail: Annotated[str, Meta(max_length=160, description="A short second line, also words of the source.")] = ""
    group: Identifier | None = None
    repeat: Annotated[int, Meta(ge=2, le=100_000)] | None = None
    state: State | None = None
    color: Hue | None = None
    category: Annotated[str, Meta(max_length=40)] = ""
    category_color: Hue | None = None
    zoom: Identifier | None = None
    aliases: Annotated[tuple[Label, ...], Meta(max_length=12)] = ()
    evidence: Evidence = ""


AUTHORS_OWN = ("color", "category", "category_color", "zoom")
"""What of an element only its author says: no planner is asked for it, or believed."""


class Connection(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One arrow between two elements; ``heavy`` and ``tip`` as the source itself draws it.

    ``source_group`` and ``target_group`` are the groups as a whole that it begins and ends at: it is drawn from and to
    their frames, and led to the element inside.
    """

    source: Identifier = msgspec.field(name="from")
    target: Identifier = msgspec.field(name="to")
    label: Annotated[str, Meta(max_length=120)] = ""
    kind: ConnectionKind = ConnectionKind.FLOW
    heads: Heads = Heads.TARGET
    tip: Tip = Tip.ARROW
    heavy: bool = False
    source_group: Identifier | None = msgspec.field(name="from_group", default=None)
    target_group: Identifier | None = msgspec.field(name="to_group", default=None)
    evidence: Evidence = ""

    @property
    def name(self) -> str:
        """How findings and checklists call this connection: ``from->to`` (see ``twins`` where several have that)."""
        return f"{self.source}->{self.target}"

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What tells it from every other connection: its ends, its kind and the words of its label, blanks alike."""
        return self.source, self.target, self.kind.value, " ".join(self.label.split())

    @property
    def ends(self) -> tuple[str, str]:
        """The ids of what it joins: elements, or groups as a whole."""
        return self.source_group or self.source, self.target_group or self.target


class Group(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A titled frame around elements, possibly inside another frame, possibly repeated (×N)."""

    id: Identifier
    title: Label
    parent: Identifier | None = None
    repeat: Annotated[int, Meta(ge=2, le=100_000)] | None = None
    evidence: Evidence = ""


class DiagramSpec(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The typed graph that every picture format of a figure is drawn from.

    Order matters: elements appear in reading order. ``validate`` checks the references.
    """

    elements: Annotated[tuple[Element, ...], Meta(min_length=1, max_length=60)]
    connections: Annotated[tuple[Connection, ...], Meta(max_length=150)] = ()
    groups: Annotated[tuple[Group, ...], Meta(max_length=20)] = ()
    title: Annotated[str, Meta(max_length=200)] = ""


def validate(spec: DiagramSpec) -> DiagramSpec:
    """Return the spec unchanged, or raise ``InvalidSpec`` naming every broken reference."""
    found = tuple(dict.fromkeys(_faults(spec)))
    if found:
        raise InvalidSpec("; ".join(found))
    return spec


def _faults(spec: DiagramSpec) -> Iterator[str]:
    group_ids = [group.id for group in spec.groups]
    element_ids = [element.id for element in spec.elements]
    yield from _unique(element_ids + group_ids)
    yield from _known("element group", (e.group for e in spec.elements if e.group), group_ids)
    yield from _known("group parent", (g.parent for g in spec.groups if g.parent), group_ids)
    for connection in spec.connections:
        yield from _known(f"connection {connection.name}", (connection.source, connection.target), element_ids)
        yield from _framed(connection, spec, group_ids)
    if len({connection.identity for connection in spec.connections}) != len(spec.connections):
        yield "the same connection is listed twice"
    yield from _cycles({g.id: g.parent for g in spec.groups})
    zooms = {element.id: element.zoom for element in spec.elements if element.zoom}
    yield from _known("zoom of an element", zooms.values(), group_ids)
    for name in closed_zooms(zooms, spec):
        yield f"the inside of '{name}' is shown by '{zooms[name]}', which must not hold it: choose a group elsewhere"


def _unique(ids: list[str]) -> Iterator[str]:
    for identifier in ids:
        if ids.count(identifier) > 1:
            yield f"the id '{identifier}' is used more than once"


def _known(what: str, used: Iterable[str], known: list[str]) -> Iterator[str]:
    for identifier in used:
        if identifier not in known:
            yield f"{what} refers to the unknown id '{identifier}'"


def _framed(connection: Connection, spec: DiagramSpec, group_ids: list[str]) -> Iterator[str]:
    """The groups that a connection meets and that do not hold its end there, or hold the other one as well."""
    ends = ((connection.source, connection.source_group), (connection.target, connection.target_group))
    for (name, group), (other, _) in zip(ends, reversed(ends), strict=True):
        if group is not None and group not in group_ids:
            yield from _known(f"connection {connection.name}", (group,), group_ids)
        elif group is not None and (group not in ancestors(name, spec) or group in ancestors(other, spec)):
            yield f"connection {connection.name} meets the group '{group}', which must hold '{name}' and not '{other}'"


def names_of(spec: DiagramSpec) -> dict[str, str]:
    """The labels of elements and titles of groups by their ids, each in one line."""
    labels = {group.id: group.title for group in spec.groups} | {e.id: e.label for e in spec.elements}
    return {name: " ".join(label.split()) for name, label in labels.items()}


def ancestors(name: str, spec: DiagramSpec) -> tuple[str, ...]:
    """The groups around an element, from the innermost out."""
    home = next((element.group for element in spec.elements if element.id == name), None)
    return (home, *above(home, parents_of(spec))) if home else ()


def parents_of(spec: DiagramSpec) -> dict[str, str | None]:
    """The group around each group."""
    return {group.id: group.parent for group in spec.groups}


def above(group: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """The groups around a group, from the innermost out, by the parent of each; a cycle ends where it closes."""
    found: list[str] = []
    parent = parents.get(group)
    while parent is not None and parent not in found:
        found.append(parent)
        parent = parents.get(parent)
    return tuple(found)


def closed_zooms(zooms: Mapping[str, str], spec: DiagramSpec) -> tuple[str, ...]:
    """The elements, by the groups that show their insides, that stand inside of themselves, at once or by others."""
    around = {name: ancestors(name, spec) for name in zooms}
    inside = {name: [other for other in zooms if group in around[other]] for name, group in zooms.items()}
    found = []
    for name in zooms:
        reached, waiting = set[str](), [name]
        while waiting:
            fresh = set(inside[waiting.pop()]) - reached
            reached |= fresh
            waiting += fresh
        if name in reached:
            found.append(name)
    return tuple(found)


def _cycles(parents: dict[str, str | None]) -> Iterator[str]:
    for start, outer in parents.items():
        seen = {start}
        parent = outer
        while parent is not None and parent not in seen:
            seen.add(parent)
            parent = parents.get(parent)
        if parent is not None:
            yield f"group '{start}' contains itself"
