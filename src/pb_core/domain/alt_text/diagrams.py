"""What a diagram shows: its parts by group in reading order, what leads to what, and what is highlighted."""

from collections.abc import Iterator, Sequence

from pb_core.domain.alt_text import LONG, counted, fitting, listed, shortened, title_in
from pb_core.domain.diagrams.class_words import class_words
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, Heads, names_of
from pb_core.domain.diagrams.zooms import zooms_of
from pb_core.domain.provenance import FigureText

_FEW = 4
"""Names in a list of the short text."""


def diagram_text(spec: DiagramSpec, emphasis: Sequence[str], caption: str = "") -> FigureText:
    """A diagram in words; ``emphasis`` are the ids of the elements that stand out."""
    return _Diagram(spec, emphasis).text(caption)


class _Diagram:
    def __init__(self, spec: DiagramSpec, emphasis: Sequence[str]) -> None:
        self._spec, self._names = spec, names_of(spec)
        self._zooms = zooms_of(spec)
        self._highlighted = [self._names[name] for name in emphasis if name in self._names]

    def text(self, caption: str) -> FigureText:
        title = title_in(self._spec.title) or title_in(caption) or self._head().rstrip(".")
        return FigureText(
            title=title,
            alt_text=fitting(self._head(), self._short()),
            long_description=shortened(" ".join((self._head(), *self._long())), LONG),
            caption=caption,
        )

    def _head(self) -> str:
        kind = "Flow diagram" if any(one.heads is not Heads.NONE for one in self._spec.connections) else "Diagram"
        parts = counted(len(self._spec.elements), "part")
        groups = [group.title for group in self._spec.groups if group.parent is None]
        return f"{kind} of {parts}{f' in {_groups(groups)}' if groups else ''}."

    def _short(self) -> Iterator[str]:
        starts, ends = self._terminals()
        if starts and ends:
            yield f"It leads from {listed(starts, _FEW)} to {listed(ends, _FEW)}."
        if self._highlighted:
            yield f"Highlighted: {listed(self._highlighted)}."
        yield f"Parts: {', '.join(self._names[element.id] for element in self._spec.elements)}."

    def _terminals(self) -> tuple[list[str], list[str]]:
        """What only sends and what only receives, in reading order."""
        flows = [one for one in self._spec.connections if one.heads is Heads.TARGET and one.source != one.target]
        senders, receivers = {one.source for one in flows}, {one.target for one in flows}
        order = [element.id for element in self._spec.elements]
        starts = [self._names[name] for name in order if name in senders - receivers]
        return starts, [self._names[name] for name in order if name in receivers - senders]

    def _long(self) -> Iterator[str]:
        free = [element for element in self._spec.elements if element.group is None]
        if free:
            yield f"{'Outside the groups' if self._spec.groups else 'Parts'}: {_parts(free)}."
        for group in self._spec.groups:
            yield from self._group(group)
        if self._spec.connections:
            yield f"Arrows: {'; '.join(self._arrow(one) for one in self._spec.connections)}."
        if self._highlighted:
            yield f"Highlighted: {listed(self._highlighted)}."

    def _group(self, group: Group) -> Iterator[str]:
        held = [element for element in self._spec.elements if element.group == group.id]
        inner = [f"the group {each.title}" for each in self._spec.groups if each.parent == group.id]
        repeat = f", repeated {group.repeat:,} times" if group.repeat else ""
        shown = [self._names[name] for name, into in self._zooms.items() if into == group.id]
        inside = f", the inside of {listed(shown)}" if shown else ""
        parts = ", ".join(filter(None, (_parts(held), *inner)))
        if parts:
            yield f"Group {self._names[group.id]}{inside}{repeat}: {parts}."

    def _arrow(self, connection: Connection) -> str:
        source, target = (self._names.get(end, end) for end in connection.ends)
        label = f" ({' '.join(connection.label.split())})" if connection.label else ""
        verb = {Heads.TARGET: "leads to", Heads.BOTH: "leads to and from", Heads.NONE: "is joined with"}
        return f"{source} {verb[connection.heads]} {target}{label}"


def _groups(titles: Sequence[str]) -> str:
    names = [" ".join(title.split()) for title in titles]
    return f"the group {names[0]}" if len(names) == 1 else f"{len(names)} groups, {listed(names, _FEW)}"


def _parts(elements: Sequence[Element]) -> str:
    return ", ".join(_part(element) for element in elements)


def _part(element: Element) -> str:
    """An element with what stands in its box besides its name, and the sort that its author calls it."""
    marks = [
        " ".join(element.detail.split()),
        f"repeated {element.repeat:,} times" if element.repeat else "",
        element.state.value if element.state else "",
        class_words(element.category),
    ]
    told = ", ".join(filter(None, marks))
    return f"{' '.join(element.label.split())}{f' ({told})' if told else ''}"
