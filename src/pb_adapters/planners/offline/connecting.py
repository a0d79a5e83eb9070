"""Joining the parts of a graph by the order of telling, and closing loops that the text tells."""

import re

import msgspec

from pb_adapters.planners.offline.entities import Node
from pb_adapters.planners.offline.graph import Graph
from pb_adapters.planners.offline.links import Link, implied
from pb_adapters.planners.offline.story import Extraction
from pb_adapters.planners.offline.text import Document
from pb_adapters.planners.offline.vocabulary import SENSORS
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind

_WORKING = frozenset(
    {ElementKind.PROCESS, ElementKind.MODEL, ElementKind.OPERATION, ElementKind.DECISION, ElementKind.STORE}
)

_FOCUS = 2.5
_LONG = 24  # things; a longer text tells several stories at once


def connect(document: Document, graph: Graph, extraction: Extraction) -> None:
    """Add the fewest links that make the graph one piece; each quotes the later sentence."""
    while len(parts := graph.components()) > 1:
        main = max(parts, key=lambda part: (len(part), -min(part)))
        other = min((part for part in parts if part is not main), key=lambda part: (_first(graph, part), min(part)))
        graph.add(_bridge(document, graph, extraction, main, other))


def root_latecomers(document: Document, graph: Graph, extraction: Extraction) -> None:
    """People and working parts that come up later in the story go on from what was told before."""
    if len(graph.nodes) > _LONG:
        return
    for node_id in graph.reading_order()[1:]:
        node = graph.nodes[node_id]
        focus = _told_before(graph, node, extraction.focus_before.get(node.sentence))
        if focus in graph.nodes and focus != node_id and _is_latecomer(graph, node):
            graph.add(implied(document, focus, node_id, node.sentence))


def _told_before(graph: Graph, node: Node, focus: int | None) -> int | None:
    """What the same sentence told just before, else what the sentence before it ended with."""
    near = [n for n in graph.nodes.values() if n.sentence == node.sentence and n.start < node.start]
    return max(near, key=lambda n: (not graph.outgoing(n.id), n.start)).id if near else focus


def _is_latecomer(graph: Graph, node: Node) -> bool:
    kinds = (*_WORKING - {ElementKind.STORE}, ElementKind.ACTOR)
    rootless = not graph.incoming(node.id) and bool(graph.outgoing(node.id))
    return rootless and node.kind in kinds and node.head not in SENSORS


def _first(graph: Graph, part: set[int]) -> int:
    return min(graph.nodes[node].sentence for node in part)


def _bridge(document: Document, graph: Graph, extraction: Extraction, main: set[int], other: set[int]) -> Link:
    """From what was told before to what is told next."""
    if _first(graph, other) >= _first(graph, main):
        return _forward(document, graph, extraction, main, other)
    return _forward(document, graph, extraction, other, main)


def _forward(document: Document, graph: Graph, extraction: Extraction, earlier: set[int], later: set[int]) -> Link:
    entry = _entry(graph, later, _first(graph, later))
    place = graph.nodes[entry].sentence
    before = [node for node in earlier if graph.nodes[node].sentence <= place] or sorted(earlier)
    focus = extraction.focus_before.get(place)
    near = [
        node
        for node in before
        if graph.nodes[node].sentence == place and graph.nodes[node].start < graph.nodes[entry].start
    ]
    if near and earlier is not later:
        focus = max(near, key=lambda node: (not graph.outgoing(node), graph.nodes[node].start))
    source = max(before, key=lambda node: (_fit(graph, node, entry) + (_FOCUS if node == focus else 0.0), node))
    return implied(document, source, entry, place)


def _entry(graph: Graph, part: set[int], place: int) -> int:
    """Where a part is entered: its first working element, else its first element."""
    order = [node for node in graph.reading_order() if node in part]
    start = [node for node in order if graph.nodes[node].sentence <= place + 1]
    working = [node for node in start if graph.nodes[node].kind in _WORKING]
    free = [node for node in order if not graph.incoming(node) and graph.nodes[node].kind in _WORKING]
    return next(iter([node for node in free if node in start] or working or order))


def _fit(graph: Graph, source: int, entry: int) -> float:
    """Shared words count most, then loose ends, then nearness."""
    node, target = graph.nodes[source], graph.nodes[entry]
    shared = len(node.stems() & target.stems())
    loose = not [link for link in graph.outgoing(source) if link.kind is not ConnectionKind.FEEDBACK]
    distance = (
        target.sentence - max(place for place in node.sentences if place <= target.sentence)
        if node.sentence <= target.sentence
        else 9
    )
    objective = node.kind is ElementKind.OBJECTIVE
    weight = 0.3 * min(node.mentions, 3) + 0.5 * (node.kind in _WORKING)
    return weight + 2.0 * shared + 1.5 * loose - 0.5 * min(distance, 8) - 3.0 * objective


def _numbered(document: Document, label: str) -> list[int]:
    """Sentences of the step that a word like "Steps 4" numbers."""
    digits = "".join(re.findall(r"\d+", label)[:1])
    marks = re.compile(rf"(?i)(?:step|stage|phase)?\s*\(?{digits}[.):]\s*$")
    return [
        number for number, sentence in enumerate(document.sentences)
        if digits and marks.search(document.source[max(0, sentence.start - 14) : sentence.start])
    ]  # fmt: skip


def close_loops(document: Document, graph: Graph, extraction: Extraction) -> None:
    """A loop that is told leads from what came last to the first step that works."""
    for loop in extraction.loops:
        starts = [node for node in graph.reading_order() if graph.nodes[node].kind in _WORKING and node != loop.source]
        first = _numbered(document, document.source[loop.start : loop.start + 12])
        starts = [node for node in starts if graph.nodes[node].sentence >= first[0]] if first else starts
        if loop.source in graph.nodes and starts:
            graph.add(msgspec.structs.replace(loop, target=starts[0]))
