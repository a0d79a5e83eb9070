"""The planner's answer: method prose becomes a grounded graph."""

import re

from pb_adapters.vlm.offline.clauses import parse
from pb_adapters.vlm.offline.describe import describe
from pb_adapters.vlm.offline.entities import Node, Registry, stems_of
from pb_adapters.vlm.offline.extraction import Extraction, Extractor
from pb_adapters.vlm.offline.graph import Graph
from pb_adapters.vlm.offline.links import Link
from pb_adapters.vlm.offline.quoting import quote
from pb_adapters.vlm.offline.salience import caption_stems, cut
from pb_adapters.vlm.offline.text import BlockKind, Document, read
from pb_core.diagram import Connection, ConnectionKind, DiagramSpec, Element, Group, validate
from pb_core.errors import NothingToDraw
from pb_core.roles.answers import Plan
from pb_core.roles.briefs import PlanBrief

_FIGURE = re.compile(r"^\s*(?:fig(?:ure|\.)?|table)\s*\d+[a-z]?\s*[.:|–-]\s*", re.IGNORECASE)
_SMALLEST = 2


def plan(brief: PlanBrief) -> Plan:
    """Plan a diagram, or raise ``NothingToDraw`` with a sentence that says why."""
    document = read(brief.source)
    caption = _FIGURE.sub("", brief.caption)
    extraction = extract(document, caption)
    graph = assemble(document, extraction, caption)
    if len(graph.nodes) < _SMALLEST:
        message = "the text describes no steps, components or flow that a methodology figure could show"
        raise NothingToDraw(message)
    spec = validate(to_spec(document, graph))
    return Plan(spec=spec, description=describe(spec, brief.caption))


def extract(document: Document, caption: str) -> Extraction:
    """Everything that the sentences say about flow."""
    registry = Registry(caption_stems(caption), _system_names(caption))
    extractor = Extractor(document, registry)
    for number, sentence in enumerate(document.sentences):
        if sentence.kind is not BlockKind.HEADING:
            extractor.read(number, parse(sentence))
    return extractor.result


def _system_names(caption: str) -> frozenset[str]:
    """Proper names in the caption: what the figure as a whole is about."""
    words = [word.strip(".,:;()'’") for word in caption.split()]
    names = {word.lower() for word in words if word[1:] != word[1:].lower() or (word[:1].isupper() and word.isalpha())}
    full = re.findall(r"((?:[A-Z][\w-]+ ){1,5}[A-Z][\w-]+)", caption)
    return frozenset(names | {name.lower() for name in full})


def assemble(document: Document, extraction: Extraction, caption: str) -> Graph:
    """Links become one connected graph of readable size."""
    graph = Graph(extraction.registry.nodes, extraction.links)
    stems = caption_stems(caption)
    _connect(document, graph)
    cut(graph, stems)
    _connect(document, graph)
    graph.mark_feedback()
    graph.settle_kinds()
    return graph


def _connect(document: Document, graph: Graph) -> None:
    """Join the parts of the graph: by shared words, then by the order of telling."""
    while len(parts := graph.components()) > 1:
        parts.sort(key=lambda part: (-len(part), min(part)))
        main, other = parts[0], min(parts[1:], key=lambda part: min(graph.nodes[node].sentence for node in part))
        bridge = _bridge(document, graph, main, other)
        graph.add(bridge)


def _bridge(document: Document, graph: Graph, main: set[int], other: set[int]) -> Link:
    entries = [node for node in graph.reading_order() if node in other and not graph.incoming(node)]
    entry = entries[0] if entries else min(other)
    place = graph.nodes[entry].sentence
    kin = _kin(graph, main, entry)
    if kin is None:
        earlier = [node for node in main if graph.nodes[node].sentence <= place] or sorted(main)
        kin = max(earlier, key=lambda node: (graph.nodes[node].sentence, graph.nodes[node].start))
    sentence = document.sentences[place]
    if graph.nodes[kin].sentence > place:
        later = document.sentences[graph.nodes[kin].sentence]
        tail = max(other, key=lambda node: (graph.nodes[node].sentence, graph.nodes[node].start))
        return Link(
            source=tail, target=kin, sentence=graph.nodes[kin].sentence, start=later.start, end=later.end, stated=False
        )
    return Link(source=kin, target=entry, sentence=place, start=sentence.start, end=sentence.end, stated=False)


def _kin(graph: Graph, main: set[int], entry: int) -> int | None:
    words = graph.nodes[entry].stems()
    scored = [
        (len(words & graph.nodes[node].stems()), -abs(graph.nodes[node].sentence - graph.nodes[entry].sentence), node)
        for node in main
    ]
    best = max(scored)
    return best[2] if best[0] else None


def to_spec(document: Document, graph: Graph) -> DiagramSpec:
    """The graph as a specification with ids, evidence and groups."""
    ids = _ids([graph.nodes[node] for node in graph.reading_order()])
    elements = tuple(_element(document, graph.nodes[node], ids[node]) for node in graph.reading_order())
    connections = tuple(
        _connection(document, graph, link, ids) for link in sorted(graph.links, key=lambda x: (x.sentence, x.source))
    )
    groups: tuple[Group, ...] = ()
    return DiagramSpec(elements=elements, connections=connections, groups=groups)


def _ids(nodes: list[Node]) -> dict[int, str]:
    found: dict[int, str] = {}
    for node in nodes:
        slug = re.sub(r"[^a-z0-9]+", "-", node.label.lower()).strip("-")[:48] or "element"
        name, count = slug, 2
        while name in found.values():
            name, count = f"{slug}-{count}", count + 1
        found[node.id] = name
    return found


def _element(document: Document, node: Node, name: str) -> Element:
    sentence = document.sentences[node.sentence]
    return Element(
        id=name, label=node.label, kind=node.kind, detail=node.detail, repeat=node.repeat,
        evidence=quote(document, sentence.start, sentence.end, node.start),
    )  # fmt: skip


def _connection(document: Document, graph: Graph, link: Link, ids: dict[int, str]) -> Connection:
    focus = next(
        (graph.nodes[n].start for n in (link.target, link.source) if link.start <= graph.nodes[n].start < link.end),
        link.start,
    )
    return Connection(
        source=ids[link.source], target=ids[link.target], label=link.label, kind=link.kind,
        evidence=quote(document, link.start, link.end, focus),
    )  # fmt: skip


__all__ = ["ConnectionKind", "assemble", "extract", "plan", "stems_of", "to_spec"]
