"""The graph of a flowchart put together: elements, groups and connections in the words of a plan."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from msgspec.structs import replace

from pb_adapters.notation.mermaid_frames import Frame, Frames
from pb_adapters.notation.mermaid_joins import without_joins
from pb_adapters.notation.mermaid_lengths import LONGEST
from pb_adapters.notation.mermaid_node_words import NodeWords
from pb_adapters.notation.mermaid_notes import Notes
from pb_adapters.notation.mermaid_parts import Link, Part
from pb_adapters.notation.refusals import refuse
from pb_core.domain.diagrams.flowchart_shapes import natural_form
from pb_core.domain.diagrams.notation import PartComment
from pb_core.domain.diagrams.roles import Ends, ends_of, role_of, topics
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind, Group
from pb_core.domain.diagrams.twins import distinct
from pb_core.errors import InvalidRequest

P = TypeVar("P", Element, Group)


def joined(
    nodes: Mapping[str, Part], frames: Frames, links: list[Link], notes: Notes
) -> tuple[DiagramSpec, dict[str, str]]:
    """The graph, and the id of every word in it; raises ``InvalidRequest`` with a line.

    Joins are nodes where a graph without them could not be drawn.
    """
    itself = frames.settle()
    if itself is not None:
        refuse(itself.line, f"the subgraph '{itself.word}' contains itself")
    boxes = {word: node for word, node in nodes.items() if word not in frames.by_word}
    kept, through = without_joins(boxes, frames, links)
    joins = [word for word in boxes if word not in kept]
    if not joins or not _is_accepted(_Joining(nodes, kept, frames, through, Notes())):
        return _Joining(nodes, boxes, frames, links, notes).spec()
    for word in joins:
        notes.passed(word)
    return _Joining(nodes, kept, frames, through, notes).spec()


def _is_accepted(joining: "_Joining") -> bool:
    try:
        joining.spec()
    except InvalidRequest:
        return False
    return True


class _Joining:
    def __init__(
        self, nodes: Mapping[str, Part], boxes: Mapping[str, Part], frames: Frames, links: list[Link], notes: Notes
    ) -> None:
        self._frames, self._notes = frames, notes
        self._nodes, self._links = boxes, links
        for word, node in nodes.items():
            if word in frames.by_word:
                _note_frame(frames.by_word[word], node, notes)
        self._boxed = self._empty_but_joined()
        self._words = NodeWords(nodes.values(), notes)

    def spec(self) -> tuple[DiagramSpec, dict[str, str]]:
        elements = self._elements()
        groups = self._groups()
        if not elements:
            refuse(1, "the flowchart has no node")
        ids = {word: element.id for word, element in elements.items()}
        connections = self._connections(ids)
        ends = ends_of(connections)
        messages = topics((word, node.label or word, node.detail) for word, node in self._nodes.items())
        for word, node in self._nodes.items():
            plain = word in messages and node.form is None and node.kind is ElementKind.PROCESS
            known = replace(node, kind=ElementKind.DATA) if plain else node
            elements[word] = _with_role(elements[word], known, ends.get(ids[word], Ends()))
        return (
            DiagramSpec(
                elements=_placed(elements, {w: n.comment for w, n in self._nodes.items()}),
                groups=_placed(groups, {w: f.comment for w, f in self._frames.by_word.items()}),
                connections=connections,
            ),
            ids,
        )

    def _empty_but_joined(self) -> dict[str, Frame]:
        """Subgraphs without a node to which an arrow goes: they are boxes."""
        filled = {home for word, home in self._frames.homes.items() if word in self._nodes}
        parents = {frame.parent for frame in self._frames.by_word.values()}
        ends = {end for link in self._links for end in (link.source, link.target)}
        return {
            word: frame
            for word, frame in self._frames.by_word.items()
            if word in ends and word not in filled and word not in parents
        }

    def _group_id(self, word: str | None) -> str | None:
        frame = self._frames.by_word.get(word or "")
        return _id(frame.word, frame.comment) if frame else None

    def _elements(self) -> dict[str, Element]:
        found = {}
        for word, node in self._nodes.items():
            extra = node.comment or PartComment()
            label, detail = self._words.of(word, node, extra.lines)
            found[word] = Element(
                id=_id(word, node.comment),
                label=label,
                detail="\n".join(line for line in (detail, extra.detail) if line),
                group=self._group_id(self._frames.homes.get(word)),
                repeat=extra.repeat,
                state=extra.state,
                color=extra.color,
                category=extra.category or node.category,
                category_color=extra.category_color or node.category_color,
                zoom=extra.zoom,
                aliases=extra.aliases,
                evidence=extra.evidence,
            )
        for word, frame in self._boxed.items():
            found[word] = Element(id=word, label=frame.name, group=self._group_id(frame.parent))
        return found

    def _groups(self) -> dict[str, Group]:
        found = {}
        for word, frame in self._frames.by_word.items():
            extra = frame.comment or PartComment()
            if word not in self._boxed:
                found[word] = Group(
                    id=_id(word, frame.comment),
                    title=frame.title,
                    parent=self._group_id(frame.parent),
                    repeat=extra.repeat,
                    evidence=extra.evidence,
                )
        return found

    def _connections(self, ids: Mapping[str, str]) -> tuple[Connection, ...]:
        """The arrows; those with words that look alike and join the same are one, if no comment keeps them apart."""
        kept: dict[Hashable, Connection] = {}
        for link in self._links:
            if self._joins_its_own(link):
                self._notes.say(
                    f"The arrow between '{link.source}' and '{link.target}' is not drawn (line {link.line}): one of the"
                    " two is a subgraph that holds the other, which its panel shows."
                )
                continue
            connection = self._connection(link, ids)
            is_apart = bool(link.comment and link.comment.apart)
            look = (connection.heads, connection.tip, connection.heavy) if connection.label else ()
            key = (connection.source, connection.target, connection.kind, connection.label if is_apart else look)
            kept[key] = self._merged(kept[key], connection, link.line) if key in kept else connection
        found = {id(connection): connection for connection in distinct(kept.values())}
        for lost in (connection for connection in kept.values() if id(connection) not in found):
            self._notes.say(f"Arrows from '{lost.source}' to '{lost.target}' with the same words are drawn as one.")
        return tuple(found.values())

    def _joins_its_own(self, link: Link) -> bool:
        """Whether an arrow joins a subgraph with what it holds, and no comment says at which node it is meant."""
        told = link.comment and (link.comment.leads_from or link.comment.leads_to)
        return not told and (self._holds(link.source, link.target) or self._holds(link.target, link.source))

    def _is_frame(self, word: str) -> bool:
        return word not in self._nodes and word not in self._boxed

    def _holds(self, word: str, other: str) -> bool:
        return self._is_frame(word) and self._frames.holds(word, other)

    def _connection(self, link: Link, ids: Mapping[str, str]) -> Connection:
        source = self._end(link.source, link, outgoing=True)
        target = self._end(link.target, link, outgoing=False)
        if source == target and link.source != link.target:
            refuse(link.line, "an arrow joins a subgraph with a node of its own")
        extra = link.comment or PartComment()
        groups = self._framed(link.source, target), self._framed(link.target, source)
        return Connection(
            source=ids[source],
            target=ids[target],
            label=link.label,
            kind=extra.kind or link.arrow.kind,
            heads=link.arrow.heads,
            tip=extra.tip or link.arrow.tip,
            heavy=link.arrow.heavy or extra.heavy,
            source_group=groups[0],
            target_group=groups[1],
            evidence=extra.evidence,
        )

    def _end(self, word: str, link: Link, *, outgoing: bool) -> str:
        """The node that an arrow to or from a subgraph leads to: what its comment says, else where its flow is open."""
        if not self._is_frame(word):
            return word
        members = [name for name in self._nodes if self._frames.holds(word, name)]
        named = link.comment and (link.comment.leads_from if outgoing else link.comment.leads_to)
        if named:
            return self._named(named, members, link)
        if not members:
            refuse(link.line, f"the subgraph '{word}' has no node that the arrow could be drawn at")
        inner = [(a.source, a.target) for a in self._links if a.source in members and a.target in members]
        used = {pair[0 if outgoing else 1] for pair in inner}
        free = [name for name in members if name not in used] or members
        return free[-1] if outgoing else free[0]

    def _named(self, name: str, members: list[str], link: Link) -> str:
        """The node in a subgraph that a comment names by its id."""
        found = next((word for word in members if _id(word, self._nodes[word].comment) == name), None)
        return found or refuse(link.line, f"the arrow's comment names '{name[:40]}', which is not in the subgraph")

    def _framed(self, word: str, other: str) -> str | None:
        """The group that an arrow meets as a whole, if it is one that does not hold the other end."""
        return self._group_id(word) if self._is_frame(word) and not self._holds(word, other) else None

    def _merged(self, first: Connection, second: Connection, line: int) -> Connection:
        labels = dict.fromkeys(label for label in (first.label, second.label) if label)
        label = (", " if any("/" in label for label in labels) else " / ").join(labels)
        if len(label) > LONGEST["label of an arrow"]:
            refuse(
                line, f"several arrows go from '{first.source}' to '{first.target}'; their labels are too long for one"
            )
        self._notes.say(f"Several arrows from '{first.source}' to '{first.target}' are drawn as one (line {line}).")
        return replace(first, label=label)


def _note_frame(frame: Frame, node: Part, notes: Notes) -> None:
    """Say what a node that is a subgraph as well loses by it: Mermaid draws the subgraph and no node."""
    if node.comment:
        refuse(node.line, f"the comment is about '{frame.word}', which is a subgraph and a node")
    words = " ".join(f"{node.label or ''} {node.detail}".split())
    if words and words != frame.name:
        notes.say(
            f"The text of the node '{frame.word}' is not drawn (line {node.line}): it is the subgraph"
            f" '{frame.name}', of which Mermaid shows the title."
        )
    if node.category:
        notes.class_name(node.category)


def _with_role(element: Element, node: Part, ends: Ends) -> Element:
    """An element with the kind and the shape that its node, its name and its arrows say.

    An id in capitals that stands for a node without a text is no symbol of a loss.
    """
    natural = natural_form(node.fixed) if node.fixed else None
    is_constant = node.label is None and "_" in element.label and element.label.isupper()
    kind, shape = role_of(node.kind, node.form, node.fixed, "" if is_constant else element.label, natural, ends)
    return replace(element, kind=kind, shape=node.comment.shape or shape if node.comment else shape)


def _id(word: str, comment: PartComment | None) -> str:
    return comment.id if comment and comment.id else word


def _placed(parts: Mapping[str, P], comments: Mapping[str, PartComment | None]) -> tuple[P, ...]:
    """The parts in the order of their places, or of their lines where none has a place."""
    places = {word: comment.place for word, comment in comments.items() if comment and comment.place is not None}
    order = sorted(parts, key=lambda word: places.get(word, len(parts))) if places else list(parts)
    return tuple(parts[word] for word in order)
