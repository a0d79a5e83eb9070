"""Which nodes of a flowchart are what the figure is about: those that a class, a label or a title calls new."""

import re
from collections.abc import Collection, Mapping

from pb_adapters.notation.mermaid_frames import Frames
from pb_adapters.notation.mermaid_parts import Part
from pb_core.domain.diagrams.plan import MOST_EMPHASISED

CLAIMS = frozenset({"contribution", "highlight", "highlighted", "new", "novel", "ours", "proposed"})
"""Classes by which authors say of nodes that they are what the figure is about, however they style them."""

_MOST = 1 / 3  # of all nodes: more are not one thing that is new among others
_SAID = re.compile(
    r"^\W*NEW\s*[:–—-]\s|^\W*\[NEW\]|[(\[](?i:new|ours|our (?:method|work|contribution)|proposed|novel)[)\]]\W*$"
)


def few(names: Collection[str], nodes: Mapping[str, Part]) -> bool:
    """Whether so few nodes are called new that they are one thing among others."""
    return len(names) <= min(MOST_EMPHASISED, max(1, _MOST * len(nodes)))


def said(nodes: Mapping[str, Part], frames: Frames) -> list[str]:
    """The nodes whose label says that they are new ("NEW: Router", "Router (ours)"), or the title of their frame.

    A frame says it of a node that is alone in it. None where they are many.
    """
    found = [word for word, node in nodes.items() if _says(node.label or "")]
    for frame in frames.by_word.values():
        held = [word for word, home in frames.homes.items() if home == frame.word]
        if _says(frame.title) and len(held) == 1 and held[0] in nodes:
            found.append(held[0])
    found = list(dict.fromkeys(found))
    return found if few(found, nodes) else []


def _says(text: str) -> bool:
    return any(_SAID.search(line.strip()) for line in text.split("\n"))
