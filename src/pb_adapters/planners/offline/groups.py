"""Frames: containers, headed sections and arms become groups around the boxes that belong together."""

import itertools

import msgspec
from msgspec import Struct

from pb_adapters.planners.offline.entities import SYSTEM, Node
from pb_adapters.planners.offline.graph import Graph
from pb_adapters.planners.offline.labels import LONGEST, lower_first, tidy
from pb_adapters.planners.offline.links import Container, Link
from pb_adapters.planners.offline.morphology import singular
from pb_adapters.planners.offline.story import Extraction
from pb_adapters.planners.offline.text import BlockKind, Document
from pb_adapters.planners.offline.vocabulary import HEADINGS
from pb_adapters.planners.offline.wordlists import words

_ARM_HEADS = words("arm stage phase branch stream step pass round group track")
_SMALLEST = 2


class Frame(Struct, frozen=True, kw_only=True):
    """A titled frame: its members, how often it repeats, and where the source says so."""

    title: str
    members: frozenset[int]
    start: int
    end: int
    repeat: int | None = None


def open_containers(graph: Graph, extraction: Extraction) -> list[Frame]:
    """Replace each container by its members, in a frame that carries its name."""
    frames: list[Frame] = []
    absorbed: dict[int, int] = {}
    for container in extraction.containers:
        members = [node for node in container.members if node != container.owner]
        if container.owner != SYSTEM and len(members) == 1 and extraction.registry.nodes[members[0]].repeat:
            _absorb(graph, extraction.registry.nodes[container.owner], extraction.registry.nodes[members[0]])
            absorbed[members[0]] = container.owner
            continue
        for member in members:
            graph.nodes.setdefault(member, extraction.registry.nodes[member])
        _relate(graph, container, members)
        if container.owner == SYSTEM or len(members) < _SMALLEST:
            continue
        owner = extraction.registry.nodes[container.owner]
        if owner.id in absorbed:
            owner = extraction.registry.nodes[absorbed[owner.id]]
        _redirect(graph, owner, members, parallel=container.parallel)
        frames.append(
            Frame(
                title=f"{owner.label} ({owner.detail})" if owner.repeat and owner.detail else owner.label,
                members=frozenset(members),
                start=container.start,
                end=container.end,
                repeat=owner.repeat,
            )
        )
    return frames


def _absorb(graph: Graph, owner: Node, part: Node) -> None:
    """As in "The separator consists of a stack of eight blocks": one repeated box."""
    owner.repeat, owner.detail = part.repeat, lower_first(part.label)
    graph.replace_links(
        msgspec.structs.replace(
            link,
            source=owner.id if link.source == part.id else link.source,
            target=owner.id if link.target == part.id else link.target,
        )
        for link in graph.links
    )
    graph.nodes.setdefault(owner.id, owner)
    graph.remove(part.id)


def _relate(graph: Graph, container: Container, members: list[int]) -> None:
    """Parts that nothing else connects follow one another in the order told."""
    linked = any(link.source in members and link.target in members for link in graph.links)
    if linked or container.parallel or (container.owner == SYSTEM and all(graph.degree(node) for node in members)):
        return
    for first, second in itertools.pairwise(members):
        graph.add(
            Link(source=first, target=second, sentence=container.sentence, start=container.start, end=container.end)
        )


def _redirect(graph: Graph, owner: Node, members: list[int], *, parallel: bool) -> None:
    inside = set(members)
    entries = [n for n in members if not any(link.source in inside for link in graph.incoming(n))] or members[:1]
    exits = [n for n in members if not any(link.target in inside for link in graph.outgoing(n))] or members[-1:]
    entries, exits = (entries, exits) if parallel else (entries[:1], exits[-1:])
    links: list[Link] = []
    for link in graph.links:
        if owner.id not in (link.source, link.target):
            links.append(link)
        elif link.target == owner.id and link.source not in inside:
            links += [msgspec.structs.replace(link, target=entry) for entry in entries]
        elif link.source == owner.id and link.target not in inside:
            links += [msgspec.structs.replace(link, source=leaving) for leaving in exits]
    graph.replace_links(links)
    graph.remove(owner.id)


def section_frames(document: Document, graph: Graph) -> list[Frame]:
    """Headed sections with at least two boxes each, and "In the first arm, …" likewise."""
    frames = [
        frame for frame in [*_headed(document, graph), *_arms(document, graph)] if len(frame.members) >= _SMALLEST
    ]
    return frames if len(frames) > 1 else []


def _headed(document: Document, graph: Graph) -> list[Frame]:
    places = [number for number, sentence in enumerate(document.sentences) if sentence.kind is BlockKind.HEADING]
    frames: list[Frame] = []
    for place, following in itertools.pairwise([*places, len(document.sentences)]):
        sentence = document.sentences[place]
        words = [token for token in sentence.tokens if not token.text[0].isdigit() and token.text not in ":–—-"]
        words = words[1:] if len(words) > 1 and len(words[0].text) == 1 else words
        plain = [token for token in words if token.lower not in HEADINGS and token.lower not in ("and", "the", "of")]
        if not plain or sum(len(token.text) + 1 for token in words) > LONGEST + 8:
            continue
        members = frozenset(n.id for n in graph.nodes.values() if place < n.sentence < following)
        frames.append(Frame(title=_title(words), members=members, start=sentence.start, end=sentence.end))
    return frames


def _title(words: list) -> str:  # type: ignore[type-arg]  # tokens
    return tidy(words)


def _arms(document: Document, graph: Graph) -> list[Frame]:
    openers: list[tuple[int, int, int, str]] = []
    for number, sentence in enumerate(document.sentences):
        words = [token.lower for token in sentence.tokens[:6]]
        if len(words) > 3 and words[0] in ("in", "during") and words[1] in ("the", "this"):  # noqa: PLR2004 - "In the first arm"
            stop = next((at for at, word in enumerate(words) if singular(word) in _ARM_HEADS), None)
            if stop is not None and stop >= 3:  # noqa: PLR2004 - an ordinal or a name stands between
                openers.append((number, sentence.start, sentence.end, tidy(sentence.tokens[2 : stop + 1])))
    frames: list[Frame] = []
    for place, (number, start, end, title) in enumerate(openers):
        limit = openers[place + 1][0] if place + 1 < len(openers) else number + 1
        members = frozenset(n.id for n in graph.nodes.values() if number <= n.sentence < limit)
        frames.append(Frame(title=title, members=members, start=start, end=end))
    return frames


def keep_present(frames: list[Frame], graph: Graph) -> list[Frame]:
    """Frames cut down to boxes that are still there, none in two frames, none too small or all-embracing."""
    taken: set[int] = set()
    kept: list[Frame] = []
    for frame in frames:
        members = frozenset(node for node in frame.members if node in graph.nodes and node not in taken)
        enough = len(members) >= _SMALLEST or (frame.repeat and members)
        if enough and len(members) < len(graph.nodes):
            kept.append(msgspec.structs.replace(frame, members=members))
            taken |= members
    return kept
