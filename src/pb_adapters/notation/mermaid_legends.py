"""Subgraphs that explain the signs of a flowchart: a figure has a legend of its own, so that they are no part of it."""

from collections.abc import Mapping

from pb_adapters.notation.mermaid_frames import Frames
from pb_adapters.notation.mermaid_notes import Notes
from pb_adapters.notation.mermaid_parts import Link, Part
from pb_core.domain.diagrams.notation import is_legend


def without_legends(
    nodes: Mapping[str, Part], frames: Frames, links: list[Link], notes: Notes
) -> tuple[dict[str, Part], list[Link]]:
    """The nodes and links of a flowchart but for those of its legends, whose subgraphs are taken from the frames.

    A legend is a subgraph that is called so and has no comment of ours, that no link leaves or enters, and beside which
    there are other nodes, and other links if it has any.
    """
    kept, others = dict(nodes), list(links)
    for word, frame in list(frames.by_word.items()):
        inside = {name for name in (*nodes, *frames.by_word) if name == word or frames.holds(word, name)}
        crossed = any((link.source in inside) != (link.target in inside) for link in others)
        left = [link for link in others if link.source not in inside]
        is_all = inside.issuperset(kept) or (others and not left)
        if frame.comment or not is_legend(frame.title, word) or crossed or is_all:
            continue
        notes.legend(frame.name)
        kept = {name: node for name, node in kept.items() if name not in inside}
        others = left
        frames.leave_out(inside)
    return kept, others
