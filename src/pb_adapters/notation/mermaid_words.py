"""The words of Mermaid's statements: brackets and data of nodes, the drawn forms of arrows, titles of subgraphs."""

import re

from msgspec import Struct

from pb_core.domain.diagrams.notation import BRACKETS, SHAPES
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind, Heads

_BY_LENGTH = sorted(BRACKETS.items(), key=lambda item: -len(item[0][0] + item[0][1]))
_PAIR = re.compile(r"([\w-]+)\s*:\s*(\"[^\"]*\"|[^,}\n\"]*)")
_LABELLED = re.compile(r"(?P<start>[xo<]?(?:--|==|-\.))(?P<label>.*?)(?P<end>-+[-xo>]|=+[=xo>]|\.+-[xo>]?)", re.DOTALL)
_TITLED = re.compile(r"(?P<id>[^\s\[\"]+)\s*\[(?P<title>.*)\]", re.DOTALL)
_KEYWORD = len("subgraph")


class Arrow(Struct, frozen=True, kw_only=True):
    """How a link is drawn; ``label`` is still as it is written.

    ``visible`` is false for a link that only places, ``thick`` and ``marked`` tell of forms that we draw plainly:
    thick lines, and ends with a circle or a cross. ``backwards``: it has a head at its left end only.
    """

    label: str = ""
    kind: ConnectionKind = ConnectionKind.FLOW
    heads: Heads = Heads.TARGET
    visible: bool = True
    thick: bool = False
    marked: bool = False
    backwards: bool = False


def shape(token: str) -> tuple[ElementKind, str]:
    """What a node between brackets is, and its label as it is written."""
    for (first, last), kind in _BY_LENGTH:
        if token.startswith(first) and token.endswith(last) and len(token) >= len(first) + len(last):
            return kind, token[len(first) : len(token) - len(last)]
    raise ValueError(token)


def data(token: str) -> dict[str, str]:
    """The pairs of ``@{ shape: cyl, label: "Database" }``; quotation marks of labels are kept."""
    return {found[1]: found[2].strip() for found in _PAIR.finditer(token[2:-1])}


def kind_of_shape(name: str) -> ElementKind | None:
    """What a node with this named shape is; ``None`` for a name that Mermaid does not have."""
    return SHAPES.get(name.strip('"').lower())


def arrow(token: str) -> Arrow:
    """Read a link, with or without a label inside."""
    text = token.strip()
    found = _LABELLED.fullmatch(text)
    label, line = (found["label"], found["start"] + found["end"]) if found else ("", text)
    if line.startswith("~"):
        return Arrow(visible=False)
    left, right = line[0], line[-1]
    heads = Heads.TARGET if right == ">" else Heads.NONE
    return Arrow(
        label=label,
        kind=ConnectionKind.REFERENCE if "." in line else ConnectionKind.FLOW,
        heads=Heads.BOTH if heads is Heads.TARGET and left == "<" else heads,
        thick="=" in line,
        marked=right in "xo" or left in "xo",
        backwards=left == "<" and right != ">",
    )


def subgraph(token: str) -> tuple[str | None, str]:
    """The id that a subgraph is given, if any, and its title as it is written."""
    text = token[_KEYWORD:].strip()
    found = _TITLED.fullmatch(text)
    if found is not None:
        return found["id"], found["title"]
    quoted = text.startswith('"')
    return (None, text) if quoted or not text or re.search(r"\s", text) else (text, text)
