"""Where a datum comes from when the text only hints at it: "the binned rates", "the estimates"."""

import msgspec

from pb_adapters.planners.offline.entities import Node
from pb_adapters.planners.offline.graph import Graph
from pb_adapters.planners.offline.links import implied
from pb_adapters.planners.offline.morphology import lemma_of, stem
from pb_adapters.planners.offline.story import Extraction
from pb_adapters.planners.offline.text import Document
from pb_core.domain.diagrams.spec import ElementKind

_GENERIC = frozenset(
    stem(word)
    for word in ["predict", "estimate", "generate", "compute", "output", "produce", "extract", "obtain", "decode"]
)
_VERBS_OF_NOUNS = {
    "fusion": "fuse",
    "synthesis": "synthesise",
    "analysis": "analyse",
    "comparison": "compare",
    "growth": "grow",
}
_KNOWN_WELL = 4  # mentions
_MAKERS = frozenset({ElementKind.MODEL, ElementKind.PROCESS, ElementKind.OPERATION})


def derive(document: Document, graph: Graph, extraction: Extraction) -> None:
    """Give each datum without origin the one that an earlier verb of the same stem tells."""
    for node_id in graph.reading_order():
        node = graph.nodes.get(node_id)
        if node is None or node.kind not in (ElementKind.DATA, ElementKind.ACTOR) or graph.incoming(node_id):
            continue
        origin = _origin(graph, extraction, node)
        if origin is None or origin == node_id or graph.reaches(node_id, origin):
            continue
        same = graph.nodes[origin].head != node.head or graph.incoming(origin)
        if graph.nodes[origin].step or (graph.nodes[origin].kind is ElementKind.DATA and same):
            _merge(graph, node_id, origin)
        else:
            graph.add(implied(document, origin, node_id, node.sentence))


def _origin(graph: Graph, extraction: Extraction, node: Node) -> int | None:
    head, described = root(node.keys[0][-1]), {root(word) for word in node.keys[0][:-1] if word.endswith(("ed", "ing"))}
    wanted = {head} | (described - _GENERIC)
    told = [
        result
        for verb, result, number in extraction.doings
        if verb in wanted and result in graph.nodes and number <= node.sentence and result != node.id
    ]
    if told:
        return told[-1]
    if node.of in graph.nodes and graph.nodes[node.of].kind in _MAKERS:
        return node.of
    earlier = [n for n in graph.nodes.values() if n.sentence < node.sentence and n.id != node.id]
    named = [n for n in earlier if n.kind in _MAKERS and {root(w) for w in n.keys[0]} & (described - _GENERIC)]
    if named:
        return max(named, key=lambda n: n.sentence).id
    if described & _GENERIC:
        makers = [n for n in earlier if n.kind in _MAKERS]
        return max(makers, key=lambda n: (n.sentence, n.start)).id if makers else None
    kin = [n for n in earlier if n.head == node.head and not graph.outgoing(n.id)]
    return max(kin, key=lambda n: n.sentence).id if kin and not node.mentions > _KNOWN_WELL else None


def root(word: str) -> str:
    """The stem of a word's verb, so that "conditioned" and "conditioning" agree."""
    return stem(_VERBS_OF_NOUNS.get(word, lemma_of(word)))


def _merge(graph: Graph, node: int, into: int) -> None:
    """The datum is what the step gave: its links become the step's."""
    graph.replace_links(
        msgspec.structs.replace(
            link,
            source=into if link.source == node else link.source,
            target=into if link.target == node else link.target,
        )
        for link in graph.links
    )
    graph.nodes[into].mentions += graph.nodes[node].mentions
    graph.remove(node)
