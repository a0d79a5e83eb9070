"""The planner's answer: method prose becomes a grounded graph."""

import re

from msgspec import Struct

from pb_adapters.planners.offline.chains import Link as Member
from pb_adapters.planners.offline.chains import chains
from pb_adapters.planners.offline.clauses import parse
from pb_adapters.planners.offline.connecting import close_loops, connect, root_latecomers
from pb_adapters.planners.offline.derive import derive
from pb_adapters.planners.offline.describe import describe
from pb_adapters.planners.offline.entities import Node, Registry
from pb_adapters.planners.offline.extraction import read_sentence, take_in_chain
from pb_adapters.planners.offline.graph import Graph
from pb_adapters.planners.offline.groups import Frame, keep_present, open_containers, section_frames
from pb_adapters.planners.offline.links import Link
from pb_adapters.planners.offline.quoting import quote
from pb_adapters.planners.offline.reading import check_readable, method_sentences, without_orders
from pb_adapters.planners.offline.salience import caption_stems, cut
from pb_adapters.planners.offline.story import Extraction, Story
from pb_adapters.planners.offline.text import Document, read
from pb_adapters.planners.offline.vocabulary import KIND_OF
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, validate
from pb_core.domain.questions import Plan, PlanBrief
from pb_core.errors import NothingToDraw

_FIGURE = re.compile(r"^\s*(?:fig(?:ure|\.)?|table)\s*\d+[a-z]?\s*[.:|–-]\s*", re.IGNORECASE)
_SMALLEST = 2
_LEAST_TELLING = 0.25  # of the sentences
_ENOUGH_TELLING = 12  # sentences; a method section within a long paper


def plan(brief: PlanBrief) -> Plan:
    """Plan a diagram, or raise ``NothingToDraw`` with a sentence that says why."""
    document = read(brief.source)
    caption = _FIGURE.sub("", brief.caption)
    written = chains(document)
    if not written:
        check_readable(document)
    extraction = extract(document, caption, written)
    draft = assemble(document, extraction, caption)
    check_method(extraction, draft.graph, len(document.sentences))
    spec = validate(to_spec(document, draft))
    return Plan(spec=spec, description=describe(spec, brief.caption))


def check_method(extraction: Extraction, graph: Graph, sentences: int) -> None:
    """Raise ``NothingToDraw`` where too little of the text speaks of flow."""
    telling = {link.sentence for link in extraction.links if link.stated}
    if len(graph.nodes) >= _SMALLEST and len(telling) >= min(_LEAST_TELLING * sentences, _ENOUGH_TELLING):
        return
    message = "the text describes no steps, components or flow that a methodology figure could show"
    raise NothingToDraw(message)


def extract(document: Document, caption: str, written: list[list[Member]]) -> Extraction:
    """Everything that the sentences say about flow."""
    registry = Registry(caption_stems(caption), _system_names(caption))
    story = Story(document, registry)
    for chain in written:
        take_in_chain(story, chain)
    if not written:
        told = [(number, parse(document.sentences[number])) for number in method_sentences(document)]
        for number, parsed in without_orders(told):
            read_sentence(story, number, parsed)
    return story.result


def _system_names(caption: str) -> frozenset[str]:
    """Proper names in the caption: what the figure as a whole is about."""
    words = [word.strip(".,:;()'’") for word in caption.split()]
    inside = {
        word.lower() for word in words[1:] if word[:1].isupper() and word.isalpha() and word.lower() not in KIND_OF
    }
    names = inside | {word.lower() for word in words if any(c.isupper() for c in word[1:]) and not word.isupper()}
    full = re.findall(r"((?:[A-Z][\w-]+ ){1,5}[A-Z][\w-]+)", caption)
    return frozenset(names | {name.lower() for name in full})


class Draft(Struct, frozen=True, kw_only=True):
    """The figure before it becomes a specification."""

    graph: Graph
    frames: tuple[Frame, ...]


def assemble(document: Document, extraction: Extraction, caption: str) -> Draft:
    """Links become one connected graph of readable size, with frames around what belongs together."""
    graph = Graph(extraction.registry.nodes, extraction.links)
    stems = caption_stems(caption)
    derive(document, graph, extraction)
    frames = open_containers(graph, extraction)
    root_latecomers(document, graph, extraction)
    close_loops(document, graph, extraction)
    connect(document, graph, extraction)
    cut(graph, stems)
    connect(document, graph, extraction)
    graph.simplify()
    graph.mark_feedback()
    graph.settle_kinds()
    frames = keep_present([*frames, *section_frames(document, graph)], graph)
    return Draft(graph=graph, frames=tuple(frames))


def to_spec(document: Document, draft: Draft) -> DiagramSpec:
    """The graph as a specification with ids, evidence and groups."""
    graph = draft.graph
    order = graph.reading_order()
    ids = _ids([(node, graph.nodes[node].label) for node in order])
    names = _ids([(-place - 1, f"group {frame.title}") for place, frame in enumerate(draft.frames)])
    home = {node: names[-place - 1] for place, frame in enumerate(draft.frames) for node in frame.members}
    connections = sorted(graph.links, key=lambda link: (link.sentence, link.source))
    return DiagramSpec(
        elements=tuple(_element(document, graph.nodes[node], ids[node], home.get(node)) for node in order),
        connections=tuple(_connection(document, graph, link, ids) for link in connections),
        groups=tuple(
            Group(
                id=names[-place - 1],
                title=frame.title,
                repeat=frame.repeat,
                evidence=quote(document, frame.start, frame.end, frame.start),
            )
            for place, frame in enumerate(draft.frames)
        ),
    )


def _ids(labels: list[tuple[int, str]]) -> dict[int, str]:
    found: dict[int, str] = {}
    for key, label in labels:
        slug = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:48] or "element"
        name, count = slug, 2
        while name in found.values():
            name, count = f"{slug}-{count}", count + 1
        found[key] = name
    return found


def _element(document: Document, node: Node, name: str, group: str | None) -> Element:
    sentence = document.sentences[node.sentence]
    return Element(
        id=name, group=group, label=node.label, kind=node.kind, detail=node.detail, repeat=node.repeat,
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
