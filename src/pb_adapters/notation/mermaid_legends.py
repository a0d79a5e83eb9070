"""Subgraphs that explain the signs of a flowchart: a figure has a legend of its own, so that they are no part of it."""

from collections.abc import Mapping

from pb_adapters.notation.mermaid_frames import Frame, Frames
from pb_adapters.notation.mermaid_notes import Notes
from pb_adapters.notation.mermaid_parts import Link, Part
from pb_core.domain.diagrams.words import fold

_NAMES = frozenset({"legend", "légende", "legende", "leyenda", "legenda", "图例"})


def without_legends(
    nodes: Mapping[str, Part], frames: Frames, links: list[Link], notes: Notes
) -> tuple[dict[str, Part], list[Link]]:
    """The nodes and links of a flowchart but for those of its legends, whose subgraphs are taken from the frames.

    A legend is a subgraph that is called so, that no link leaves or enters, and beside which there are other nodes.
    """
    kept, others = dict(nodes), list(links)
    for word, frame in list(frames.by_word.items()):
        inside = {name for name in (*nodes, *frames.by_word) if name == word or frames.holds(word, name)}
        crossed = any((link.source in inside) != (link.target in inside) for link in others)
        if not _is_legend(frame) or crossed or inside.issuperset(kept):
            continue
        notes.legend(frame.name)
        kept = {name: node for name, node in kept.items() if name not in inside}
        others = [link for link in others if link.source not in inside]
        frames.leave_out(inside)
    return kept, others


def _is_legend(frame: Frame) -> bool:
    names = ("".join(filter(str.isalpha, fold(text))) for text in (frame.title, frame.word))
    return frame.comment is None and not _NAMES.isdisjoint(names)
