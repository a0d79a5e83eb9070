"""The figure in the making: things and links, cleaned, connected and cut to a readable size."""

from collections.abc import Iterable

import msgspec

from pb_adapters.planners.offline.entities import Node
from pb_adapters.planners.offline.links import Link
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind

_LINE_LABEL = 24  # characters that fit on a line
_SIDE = (ConnectionKind.CONTROL, ConnectionKind.FEEDBACK)


class Graph:
    """Nodes by id and the links among them; every change keeps both consistent."""

    def __init__(self, nodes: Iterable[Node], links: Iterable[Link]) -> None:
        self.links = _unique(links)
        used = {node for link in self.links for node in (link.source, link.target)}
        self.nodes = {node.id: node for node in nodes if node.id in used}

    @property
    def links(self) -> list[Link]:
        """The links in reading order; set a new list to change them."""
        return self._links

    @links.setter
    def links(self, links: list[Link]) -> None:
        self._links = links
        self._incoming: dict[int, list[Link]] = {}
        self._outgoing: dict[int, list[Link]] = {}
        for link in links:
            self._incoming.setdefault(link.target, []).append(link)
            self._outgoing.setdefault(link.source, []).append(link)

    def incoming(self, node: int) -> list[Link]:
        """Links that end here."""
        return self._incoming.get(node, [])

    def outgoing(self, node: int) -> list[Link]:
        """Links that start here."""
        return self._outgoing.get(node, [])

    def degree(self, node: int) -> int:
        """How many links touch a node; a link of a node to itself is one."""
        return len(self.outgoing(node)) + sum(link.source != node for link in self.incoming(node))

    def add(self, link: Link) -> None:
        """One more link, unless the same pair is linked already."""
        self.links = _unique([*self.links, link])

    def replace_links(self, links: Iterable[Link]) -> None:
        """Take these links instead, one per pair."""
        self.links = [link for link in _unique(links) if link.source != link.target]

    def remove(self, node: int) -> None:
        """Take a node and its links out."""
        self.nodes.pop(node, None)
        self.links = [link for link in self.links if node not in (link.source, link.target)]

    def contract(self, node: int) -> None:
        """Replace a pass-through node by links between its neighbours that carry its name."""
        label = self.nodes[node].label if self.nodes[node].kind is ElementKind.DATA else ""
        label = label if len(label) <= _LINE_LABEL else ""
        made = [
            msgspec.structs.replace(after, source=before.source, label=after.label or label, stated=False)
            for before in self.incoming(node) for after in self.outgoing(node)
            if before.source != after.target
        ]  # fmt: skip
        self.remove(node)
        self.links = _unique([*self.links, *made])

    def components(self) -> list[set[int]]:
        """Sets of nodes that hang together, in reading order of their first node."""
        neighbours: dict[int, set[int]] = {node: set() for node in self.nodes}
        for link in self.links:
            neighbours[link.source].add(link.target)
            neighbours[link.target].add(link.source)
        found: list[set[int]] = []
        left = dict.fromkeys(self.nodes)
        while left:
            stack, seen = [next(iter(left))], set[int]()
            while stack:
                node = stack.pop()
                if node not in seen:
                    seen.add(node)
                    stack += neighbours[node] - seen
            for node in seen:
                left.pop(node)
            found.append(seen)
        return found

    def mark_feedback(self) -> None:
        """Turn each link that closes a cycle into feedback; of a cycle, the link told last closes it."""
        onward: dict[int, list[int]] = {}
        for place in sorted(range(len(self.links)), key=lambda at: (self.links[at].sentence, at)):
            link = self.links[place]
            if link.kind is ConnectionKind.FEEDBACK:
                continue
            if _reaches(onward, link.target, link.source):
                self.links[place] = msgspec.structs.replace(link, kind=ConnectionKind.FEEDBACK)
            else:
                onward.setdefault(link.source, []).append(link.target)

    def simplify(self) -> None:
        """Drop links that only the order of telling or a fold supports where another way leads there."""
        for link in sorted(
            (x for x in self.links if not x.stated and not x.label), key=lambda x: (x.sentence, x.source)
        ):
            rest = [other for other in self.links if other is not link]
            onward: dict[int, list[int]] = {}
            for other in rest:
                onward.setdefault(other.source, []).append(other.target)
            if _reaches(onward, link.source, link.target) or (link.target, link.source) in {
                (o.source, o.target) for o in rest
            }:
                self.links = rest

    def reaches(self, start: int, goal: int) -> bool:
        """Whether links other than feedback lead from one node to another."""
        onward: dict[int, list[int]] = {}
        for link in self.links:
            if link.kind is not ConnectionKind.FEEDBACK:
                onward.setdefault(link.source, []).append(link.target)
        return _reaches(onward, start, goal)

    def reading_order(self) -> list[int]:
        """Nodes in the order in which the text names them."""
        return sorted(self.nodes, key=lambda node: (self.nodes[node].sentence, self.nodes[node].start, node))

    def settle_kinds(self) -> None:
        """Data that nothing makes is an input; data that nothing takes, an output."""
        for node in self.nodes.values():
            flows_in = [link for link in self.incoming(node.id) if link.kind not in _SIDE]
            flows_out = list(self.outgoing(node.id))
            if node.kind is ElementKind.DATA and not flows_in and flows_out:
                node.kind = ElementKind.INPUT
            elif node.kind is ElementKind.DATA and flows_in and not flows_out:
                node.kind = ElementKind.OUTPUT


def _reaches(onward: dict[int, list[int]], start: int, goal: int) -> bool:
    stack, seen = [start], set[int]()
    while stack:
        node = stack.pop()
        if node == goal:
            return True
        if node not in seen:
            seen.add(node)
            stack += onward.get(node, [])
    return False


def _unique(links: Iterable[Link]) -> list[Link]:
    """One link per pair of nodes; the first stated one wins, and takes a label if it has none."""
    chosen: dict[tuple[int, int], Link] = {}
    for link in links:
        pair = (link.source, link.target)
        known = chosen.get(pair)
        if (
            known is None
            or (link.stated and not known.stated)
            or (known.kind is ConnectionKind.FLOW and link.kind is ConnectionKind.SKIP)
        ):
            chosen[pair] = link
    return list(chosen.values())
