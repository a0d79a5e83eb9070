"""Nodes without words where lines only meet: they are no things, so that arrows pass through them."""

from collections.abc import Mapping

from msgspec.structs import replace

from pb_adapters.notation.mermaid_parts import Link, Part
from pb_core.domain.diagrams.spec import ConnectionKind, Heads

_FEW = 4  # arrows that may stand for those of one join


def without_joins(
    nodes: Mapping[str, Part], homes: Mapping[str, str], links: list[Link]
) -> tuple[dict[str, Part], list[Link]]:
    """The nodes and arrows with each way through a join as one arrow.

    A join is a node whose label is blank, at which plain lines or arrows arrive and others leave: one of either sort or
    few in all. A node with a comment of ours, the only one of its subgraph and the end of a loop stay nodes.
    """
    kept = dict(nodes)
    for word, node in nodes.items():
        is_alone = word in homes and sum(homes.get(other) == homes[word] for other in kept) == 1
        if node.label != "" or node.sign or node.comment or is_alone:
            continue
        through = _through(word, links)
        if through:
            links = [link for link in links if word not in {link.source, link.target}] + through
            del kept[word]
    return kept, sorted(links, key=lambda link: link.line)


def _through(word: str, links: list[Link]) -> list[Link]:
    """The arrows that stand for all ways through a node; none if it is no join."""
    into = [link for link in links if link.target == word]
    out = [link for link in links if link.source == word]
    ends = [link.source for link in into], [link.target for link in out]
    heads = {link.arrow.heads for link in into}, {link.arrow.heads for link in out}
    is_way = Heads.BOTH not in heads[0] | heads[1] and not (Heads.TARGET in heads[0] and Heads.NONE in heads[1])
    few = min(len(into), len(out)) == 1 or len(into) * len(out) <= _FEW
    if not is_way or not few or not into or not out or not {*ends[0], word}.isdisjoint(ends[1]):
        return []
    return [_joined(first, second) for first in into for second in out]


def _joined(first: Link, second: Link) -> Link:
    """Two arrows one after the other as one: with the head of the second, and dashes only where both have them."""
    kinds = {first.arrow.kind, second.arrow.kind}
    kind = kinds.pop() if len(kinds) == 1 else ConnectionKind.FLOW
    arrow = replace(second.arrow, kind=kind, heavy=first.arrow.heavy and second.arrow.heavy)
    label = " / ".join(dict.fromkeys(label for label in (first.label, second.label) if label))
    return replace(second, source=first.source, label=label, arrow=arrow, line=max(first.line, second.line))
