"""Nodes without words where lines only meet: they are no things, so that arrows pass through them."""

from collections.abc import Mapping

from msgspec.structs import replace

from pb_adapters.notation.mermaid_frames import Frames
from pb_adapters.notation.mermaid_parts import Link, Part
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind, Heads, Tip

_FEW = 4  # arrows that may stand for those of one join


def without_joins(nodes: Mapping[str, Part], frames: Frames, links: list[Link]) -> tuple[dict[str, Part], list[Link]]:
    """The nodes and arrows with each way through a join as one arrow.

    A join is a node whose label is blank, at which plain lines or arrows arrive and others leave: one of either sort or
    few in all. Nodes stay that say more, and those whose arrows do: a decision, a node with a kind of its own or a
    comment of ours, the only one of its subgraph, the end of a loop, and one whose arrows could not be told by one
    label, one comment and one sign at the end.
    """
    kept = dict(nodes)
    homes = frames.homes
    for word, node in nodes.items():
        is_alone = word in homes and sum(homes.get(other) == homes[word] for other in kept) == 1
        if is_alone or not _is_blank(node):
            continue
        others = [link for link in links if word not in {link.source, link.target}]
        through = _through(word, links)
        if through and not any(_is_lost(link, [*others, *through], frames) for link in through):
            links = others + through
            del kept[word]
    return kept, sorted(links, key=lambda link: link.line)


def _is_blank(node: Part) -> bool:
    """Whether a node says nothing at all."""
    said = node.label != "" or node.sign or node.comment or node.fixed
    return not said and node.kind is not ElementKind.DECISION


def _through(word: str, links: list[Link]) -> list[Link]:
    """The arrows that stand for all ways through a node; none if it is no join."""
    into = [link for link in links if link.target == word]
    out = [link for link in links if link.source == word]
    ends = [link.source for link in into], [link.target for link in out]
    few = min(len(into), len(out)) == 1 or len(into) * len(out) <= _FEW
    if not few or not into or not out or not {*ends[0], word}.isdisjoint(ends[1]) or not _is_way(into, out):
        return []
    return [_joined(first, second) for first in into for second in out]


def _is_way(into: list[Link], out: list[Link]) -> bool:
    """Whether these arrows are told by their ends, the comments and signs of those that leave, and one label each."""
    heads = {link.arrow.heads for link in into}, {link.arrow.heads for link in out}
    headed = Heads.BOTH not in heads[0] | heads[1] and not (Heads.TARGET in heads[0] and Heads.NONE in heads[1])
    signed = any(link.comment or link.arrow.tip is not Tip.ARROW for link in into)
    started = any(link.comment and link.comment.leads_from for link in out)
    labels = [{link.label for link in side} - {""} for side in (into, out)]
    answers = len(labels[1]) > 1
    return headed and not signed and not started and not answers and not all(labels)


def _is_lost(link: Link, links: list[Link], frames: Frames) -> bool:
    """Whether an arrow would join a subgraph with a part of its own, or be one with an arrow that says more or less."""
    if frames.holds(link.source, link.target) or frames.holds(link.target, link.source):
        return True
    same = [other for other in links if (other.source, other.target) == (link.source, link.target)]
    return any(_said(other) != _said(link) for other in same)


def _said(link: Link) -> tuple[object, ...]:
    return link.label, link.arrow.heads, link.arrow.tip, link.comment


def _joined(first: Link, second: Link) -> Link:
    """Two arrows one after the other as one: with the head of the second, and dashes only where both have them."""
    kinds = {first.arrow.kind, second.arrow.kind}
    kind = kinds.pop() if len(kinds) == 1 else ConnectionKind.FLOW
    arrow = replace(second.arrow, kind=kind, heavy=first.arrow.heavy and second.arrow.heavy)
    line = max(first.line, second.line)
    return replace(second, source=first.source, label=first.label or second.label, arrow=arrow, line=line)
