"""Labels as Mermaid writes them: quoted, as Markdown, with entities, line breaks and a little HTML."""

import re
from html.entities import html5

from msgspec import Struct

_MATHS = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
_FORMULA = re.compile(r"(\$[^$]*\$)")
_BREAK = re.compile(r"<br\s*/?\s*>", re.IGNORECASE)
_ESCAPED_BREAK = re.compile(r"\\n")
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(\s[^<>]*)?/?>")
_ENTITY = re.compile(r"[#&](?:(\d{1,7})|#(\d{1,7})|#?x([0-9a-fA-F]{1,6})|([a-zA-Z][a-zA-Z0-9]{1,31}));")
_ICON = re.compile(r"\bfa[a-z]?:fa-[\w-]+\s*")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_EMPHASISED = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])(.+?)(?<=[^\s*_])\1(?![\w*])", re.DOTALL)

_SMALL_PRINT = re.compile(
    r"(?P<quote>\"?)(?P<first>(?:(?!<br\s*/?\s*>)[^\"])+)<br\s*/?\s*>\s*"
    r"<(?P<tag>small|sub|i|em)>(?P<second>(?:(?!</(?P=tag)>)[^\"])+)</(?P=tag)>\s*(?P=quote)",
    re.IGNORECASE,
)

_FORMATTING = frozenset(
    {
        *("a", "b", "big", "center", "code", "del", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i"),
        *("img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "small", "span", "strong", "tt", "u", "ul"),
        "var",
    }
)
"""Tags whose effect is left out; ``a`` and ``img`` as well: nothing is followed or fetched."""

_RAISED = {"sub": "_", "sup": "^"}
ACTIVE = frozenset(
    {
        *("audio", "base", "button", "embed", "form", "iframe", "input", "link", "meta", "object", "script", "style"),
        *("svg", "video"),
    }
)
"""Tags that a label must not hold."""


_CHARACTERS = 0x110000
_SURROGATES = range(0xD800, 0xE000)


class LabelText(Struct, frozen=True):
    """What a label says, its second line in small print, and what of its look was left out."""

    text: str
    dropped: tuple[str, ...] = ()
    detail: str = ""


def active_tag(raw: str) -> str | None:
    """The first thing in a label that a browser would run or load, if there is one."""
    for found in _TAG.finditer(raw):
        name, attributes = found[1].lower(), (found[2] or "").lower()
        if name in ACTIVE:
            return f"<{name}>"
        if re.search(r"\bon[a-z]+\s*=|javascript:", attributes):
            return f"<{name} on…>" if "javascript:" not in attributes else "javascript:"
    return None


def label_and_detail(raw: str) -> LabelText:
    """The words of a node's label; small print after its first line break is a line of its own.

    It is whatever stands in ``<small>``, ``<sub>``, ``<i>`` or ``<em>`` up to the label's end.
    """
    found = _SMALL_PRINT.fullmatch(raw.strip())
    if found is None:
        return label_text(raw)
    quote = found["quote"]
    first = label_text(f"{quote}{found['first']}{quote}")
    second = label_text(f"{quote}{found['second']}{quote}")
    if not first.text:
        return label_text(raw)
    return LabelText(first.text, tuple(dict.fromkeys((*first.dropped, *second.dropped))), second.text)


def label_text(raw: str) -> LabelText:
    """The words of a label between its brackets, quotation marks included if it has some.

    Line breaks become blanks; ``<sub>`` and ``<sup>`` become ``_`` and ``^``; other formatting is left out.
    """
    raw = raw.strip()
    quoted = len(raw) > 1 and raw[0] == raw[-1] == '"' and '"' not in raw[1:-1]
    text = raw[1:-1] if quoted else raw
    if quoted and len(text) > 1 and text[0] == text[-1] == "`":
        text = _without_markdown(text[1:-1])
    dropped = ["icons"] if _ICON.search(text) else []
    text = _with_blanks(_BREAK.sub(" ", _MATHS.sub(r"$\1$", _ICON.sub("", text))))
    text, html_dropped = _without_tags(text)
    return LabelText(_ENTITY.sub(_decoded, text), (*dropped, *html_dropped))


def _with_blanks(text: str) -> str:
    """With line breaks as blanks, except what looks like one in a formula, and every run of blanks as one."""
    parts = _FORMULA.split(text)
    parts = [part if number % 2 else _ESCAPED_BREAK.sub(" ", part) for number, part in enumerate(parts)]
    return " ".join("".join(parts).split())


def _without_markdown(text: str) -> str:
    return _EMPHASISED.sub(r"\2", _STRONG.sub(r"\2", text))


def _without_tags(text: str) -> tuple[str, tuple[str, ...]]:
    dropped: dict[str, None] = {}

    def replaced(found: re.Match[str]) -> str:
        name = found[1].lower()
        if name in _RAISED:
            return "" if found[0].startswith("</") else _RAISED[name]
        if name not in _FORMATTING:
            return found[0]
        dropped[f"<{name}>"] = None
        return ""

    return _TAG.sub(replaced, text).strip(), tuple(dropped)


def _decoded(found: re.Match[str]) -> str:
    decimal, hashed, hexadecimal, name = found.groups()
    if name:
        return html5.get(f"{name};", found[0])
    number = int(hexadecimal, 16) if hexadecimal else int(decimal or hashed)
    return chr(number) if number < _CHARACTERS and number not in _SURROGATES else found[0]
