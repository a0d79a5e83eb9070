"""What matters: a score per thing, and the cut to a readable number of boxes."""

from pb_adapters.planners.offline.entities import Node
from pb_adapters.planners.offline.graph import Graph
from pb_adapters.planners.offline.morphology import stem
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind

IDEAL = 15
_KIND_WEIGHT = {
    ElementKind.MODEL: 2.0, ElementKind.OBJECTIVE: 2.0, ElementKind.PROCESS: 1.2, ElementKind.STORE: 1.2,
    ElementKind.OPERATION: 0.5, ElementKind.DECISION: 1.0, ElementKind.ACTOR: 0.5, ElementKind.DATA: 0.0,
}  # fmt: skip
_CAPTION_WEIGHT = 1.5
_MENTION_CAP = {ElementKind.DATA: 3, ElementKind.ACTOR: 3}
_WORKING_CAP = 6
_DEGREE_CAP = 4
_CONTENT = 4  # letters; shorter words say little
_GENERIC = -0.7  # data called by one word


def score(graph: Graph, node: Node, caption: frozenset[str]) -> float:
    """Mentions, links, kind and words shared with the caption."""
    shared = len(node.stems() & caption)
    return (
        min(node.mentions, _MENTION_CAP.get(node.kind, _WORKING_CAP)) + min(graph.degree(node.id), _DEGREE_CAP)
        + _KIND_WEIGHT.get(node.kind, 0.0) + _CAPTION_WEIGHT * shared + (0.5 if node.proper else 0.0)
        + (_GENERIC if node.kind is ElementKind.DATA and " " not in node.label else 0.0)
    )  # fmt: skip


def caption_stems(caption: str) -> frozenset[str]:
    """Stems of the words of a caption."""
    return frozenset(stem(word.strip(".,:;()").lower()) for word in caption.split() if len(word) >= _CONTENT)


def cut(graph: Graph, caption: frozenset[str]) -> None:
    """Fold or drop the least of the nodes until at most ``IDEAL`` are left."""
    while len(graph.nodes) > IDEAL:
        victim = _least(graph, caption)
        if victim is None:
            return
        if graph.incoming(victim) and graph.outgoing(victim):
            graph.contract(victim)
        else:
            graph.remove(victim)
        for orphan in [node for node in graph.nodes if graph.degree(node) == 0]:
            graph.remove(orphan)


def _least(graph: Graph, caption: frozenset[str]) -> int | None:
    candidates: list[tuple[float, int]] = []
    for node in graph.nodes.values():
        before, after = graph.incoming(node.id), graph.outgoing(node.id)
        passes = len(before) * len(after)
        if passes > 2 or any(link.kind is ConnectionKind.SKIP for link in (*before, *after)):  # noqa: PLR2004 - would tangle
            continue
        if not passes and graph.degree(node.id) > 1:
            continue
        penalty = 1.0 if passes else 0.0
        candidates.append((score(graph, node, caption) + penalty, -node.id))
    return -min(candidates)[1] if candidates else None
