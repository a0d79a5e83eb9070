"""The words of Mermaid's statements: brackets and data of nodes, the drawn forms of arrows, titles of subgraphs."""

import re

from msgspec import Struct

from pb_core.domain.diagrams.flowchart_shapes import BRACKETS, FORMS, SHAPES
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind, Heads, Shape, Tip

_BY_LENGTH = sorted(BRACKETS.items(), key=lambda item: -len(item[0][0] + item[0][1]))
_PAIR = re.compile(
    r"(?P<key>[\w-]+)[ \t]*:[ \t]*"
    r"(?:\"(?P<double>(?:[^\"\\]|\\[\s\S])*)\"[ \t]*(?=[,\n]|$)|'(?P<single>(?:[^']|'')*)'[ \t]*(?=[,\n]|$)"
    r"|(?![ \t\"'])(?P<plain>[^\n]*?)(?=,\s*[\w-]+[ \t]*:|,?[ \t]*(?:\n|$)))"
)
"""One pair of YAML, its value in double, single or no quotation marks."""

_BETWEEN = re.compile(r"[\s,]*")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))")
_ESCAPES = {"\n": ""} | dict(
    zip('0abefnrtvN_LP\t /"\\', '\0\a\b\x1b\f\n\r\t\v\x85\xa0\u2028\u2029\t /"\\', strict=True)
)
_CHARACTERS, _SURROGATES = 0x110000, range(0xD800, 0xE000)
_LABELLED = re.compile(r"(?P<start>[xo<]?(?:--|==|-\.))(?P<label>.*?)(?P<end>-+[-xo>]|=+[=xo>]|\.+-[xo>]?)", re.DOTALL)
_TITLED = re.compile(
    r"(?P<quote>\"?)(?P<id>[^\s\[\"](?:[^\[\"\n]*[^\s\[\"])?)(?P=quote)\s*\[(?P<title>.*)\]", re.DOTALL
)
"""An id, which may be several words, and a title."""

_TIPS = {"x": Tip.CROSS, "o": Tip.CIRCLE}
_KEYWORD = len("subgraph")


class Arrow(Struct, frozen=True, kw_only=True):
    """How a link is drawn; ``label`` is still as it is written.

    ``visible`` is false for a link that only places; ``backwards``: it has a head at its left end only;
    ``half``: another sign at its left end only, which we leave out.
    """

    label: str = ""
    kind: ConnectionKind = ConnectionKind.FLOW
    heads: Heads = Heads.TARGET
    tip: Tip = Tip.ARROW
    heavy: bool = False
    visible: bool = True
    backwards: bool = False
    half: bool = False


def shape(token: str) -> tuple[ElementKind, Shape | None, str]:
    """What a node between brackets is, its outline, and its label as it is written."""
    for (first, last), kind in _BY_LENGTH:
        if token.startswith(first) and token.endswith(last) and len(token) >= len(first) + len(last):
            return kind, FORMS.get((first, last)), token[len(first) : len(token) - len(last)]
    raise ValueError(token)


def data(token: str) -> dict[str, str]:
    """The pairs of ``@{ shape: cyl, label: "Database" }``, their values as YAML reads them.

    Raises:
        ValueError: there is something else than pairs.
    """
    text = token[2:-1].rstrip()
    pairs = {}
    at = _BETWEEN.match(text).end()  # type: ignore[union-attr]  # it matches nothing, too
    while at < len(text):
        found = _PAIR.match(text, at)
        if found is None:
            raise ValueError(text[at:])
        pairs[found["key"]] = _scalar(found)
        at = _BETWEEN.match(text, found.end()).end()  # type: ignore[union-attr]
    return pairs


def _scalar(found: re.Match[str]) -> str:
    if found["double"] is not None:
        return _ESCAPE.sub(_unescaped, found["double"])
    if found["single"] is not None:
        return found["single"].replace("''", "'")
    return found["plain"].strip()


def _unescaped(found: re.Match[str]) -> str:
    *numbers, sign = found.groups()
    if sign:
        return _ESCAPES.get(sign, found[0])
    number = int(next(filter(None, numbers)), 16)
    return chr(number) if number < _CHARACTERS and number not in _SURROGATES else found[0]


def kind_of_shape(name: str) -> ElementKind | None:
    """What a node with this named shape is; ``None`` for a name that Mermaid does not have."""
    return SHAPES.get(name.lower())


def arrow(token: str) -> Arrow:
    """Read a link, with or without a label inside."""
    text = token.strip()
    found = _LABELLED.fullmatch(text)
    label, line = (found["label"], found["start"] + found["end"]) if found else ("", text)
    if line.startswith("~"):
        return Arrow(visible=False)
    left, right = line[0], line[-1]
    tip = _TIPS.get(right, Tip.ARROW)
    heads = Heads.TARGET if right in ">xo" else Heads.NONE
    return Arrow(
        label=label,
        kind=ConnectionKind.REFERENCE if "." in line else ConnectionKind.FLOW,
        heads=Heads.BOTH if heads is Heads.TARGET and left == {">": "<"}.get(right, right) else heads,
        tip=tip,
        heavy="=" in line,
        backwards=left == "<" and right != ">",
        half=left in "xo" and left != right,
    )


def subgraph(token: str) -> tuple[str | None, str]:
    """The id that a subgraph is given, if any, and its title as it is written."""
    text = token[_KEYWORD:].strip()
    found = _TITLED.fullmatch(text)
    if found is not None:
        return found["id"], found["title"]
    quoted = text.startswith('"')
    return (None, text) if quoted or not text or re.search(r"\s", text) else (text, text)
