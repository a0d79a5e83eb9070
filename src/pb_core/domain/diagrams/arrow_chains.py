"""Texts that are a diagram already: a flowchart, fenced or bare, and arrow chains, ``Input -> Encoder -> Output``."""

import re
from collections.abc import Iterator
from itertools import pairwise

from pb_core.domain.diagrams.plan import GivenDiagram
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element
from pb_core.errors import InvalidRequest

_OPENING = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*mermaid[ \t]*")
_HEADER = re.compile(r"(?:graph[ \t]+(?:TB|TD|BT|RL|LR)|flowchart(?:-elk)?(?:[ \t]+(?:TB|TD|BT|RL|LR))?)[ \t]*(?:;.*)?")
_ARROW = re.compile(r"--?>|==?>|→|⟶|⇒|➔|➜")
_SIGNS = ("->", "=>", "→", "⟶", "⇒", "➔", "➜", "graph", "flowchart")
"""One of them stands in every text that is a diagram."""
_BULLET = re.compile(r"^(?:[-*•]|\d+[.)])\s+")
_WORDS = 8
_FEWEST = 3
_MOST_ELEMENTS, _MOST_CONNECTIONS = 60, 150
_LONGEST_TEXT = 20_000
_LONGEST_LABEL = 120


def is_prose(text: str) -> bool:
    """Whether a text is certainly no diagram and holds none, told without taking it apart."""
    return not any(sign in text for sign in _SIGNS)


def flowchart_in(text: str) -> str | None:
    """The flowchart that a text is or holds in a fence, for the notation's reader; ``None`` where there is none.

    Blank lines before it keep its lines at their numbers. Fences with other kinds of diagrams are left to those who
    read prose.

    Raises:
        InvalidRequest: there are several.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    if _is_flowchart(lines):
        return text
    found = [(first, last) for first, last in _fences(lines) if _is_flowchart(lines[first:last])]
    if len(found) > 1:
        raise InvalidRequest(f"the text holds {len(found)} Mermaid flowcharts: send one for each figure")
    return "\n" * found[0][0] + "\n".join(lines[slice(*found[0])]) if found else None


def _fences(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The first and the last line, exclusive, of what stands in each fence that says ``mermaid`` and is closed."""
    opening: tuple[int, str] | None = None
    for number, line in enumerate(lines):
        if opening is None:
            found = _OPENING.fullmatch(line)
            opening = (number + 1, found[1]) if found else None
        elif line.strip() == opening[1]:
            yield opening[0], number
            opening = None


def _is_flowchart(lines: list[str]) -> bool:
    """Whether the first line that is no comment, front matter or blank begins a flowchart."""
    front = False
    for line in lines:
        stripped = line.strip()
        if stripped == "---":
            front = not front
        elif stripped and not front and not stripped.startswith("%%"):
            return _HEADER.fullmatch(stripped) is not None
    return False


def chains_in(text: str) -> GivenDiagram | None:
    """The diagram that a text of nothing but arrow chains is; ``None`` for every other text.

    A name is the same element wherever it stands. Each line has at least one arrow and short names without the marks
    of a sentence; all lines together name at least three elements.

    Raises:
        InvalidRequest: there are more elements or arrows than a figure takes.
    """
    if len(text) > _LONGEST_TEXT:
        return None
    lines = [_BULLET.sub("", line.strip()) for line in text.splitlines() if line.strip()]
    chains = [[name.strip() for name in _ARROW.split(line)] for line in lines]
    if not lines or not all(len(chain) > 1 and all(map(_is_name, chain)) for chain in chains):
        return None
    elements: dict[str, Element] = {}
    for line, chain in zip(lines, chains, strict=True):
        for name in chain:
            elements.setdefault(name.casefold(), Element(id=f"n{len(elements) + 1}", label=name, evidence=line))
    if len(elements) < _FEWEST:
        return None
    connections = tuple(_connections(lines, chains, elements))
    if len(elements) > _MOST_ELEMENTS or len(connections) > _MOST_CONNECTIONS:
        raise InvalidRequest(
            f"the arrow chains name {len(elements)} elements and {len(connections)} arrows; {_MOST_ELEMENTS} and "
            f"{_MOST_CONNECTIONS} are the most"
        )
    return GivenDiagram(spec=DiagramSpec(elements=tuple(elements.values()), connections=connections))


def _is_name(text: str) -> bool:
    return (
        0 < len(text) <= _LONGEST_LABEL
        and len(text.split()) <= _WORDS
        and any(map(str.isalnum, text))
        and not re.search(r"[.!?;:,](?:\s|$)", text)
    )


def _connections(lines: list[str], chains: list[list[str]], elements: dict[str, Element]) -> Iterator[Connection]:
    seen: set[tuple[str, str]] = set()
    for line, chain in zip(lines, chains, strict=True):
        for one, other in pairwise(chain):
            pair = (elements[one.casefold()].id, elements[other.casefold()].id)
            if pair not in seen:
                seen.add(pair)
                yield Connection(source=pair[0], target=pair[1], evidence=line)
