"""Labels as Mermaid writes them: quoted, as Markdown, with entities, line breaks and a little HTML."""

import re
from html.entities import html5

from msgspec import Struct

from pb_adapters.notation.mermaid_lengths import LONGEST
from pb_adapters.notation.mermaid_lines import HARD, SOFT, ends_with_a_word, first_and_rest, is_parted, is_plain, items

_MATHS = re.compile(r"\$\$(.*?\S.*?)\$\$", re.DOTALL)
_FORMULA = re.compile(r"(\$[^$]*\$)")
_ESCAPED_BREAK = re.compile(r"\\n")
_CODE_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)([\s=][^<>]*)?/?>")
_END = re.compile(r"</([a-zA-Z][a-zA-Z0-9]*)\s*>")
_RULE = re.compile(r"(?<=[\n\f])[ \t]*[-–—_=~─━═┄┅┈┉]{3,}[ \t]*(?=[\n\f])")
"""A line of dashes between others, which parts them as ``<hr>`` does."""
_AND = re.compile(r"[#&]amp;(?=\s|$)")
"""What the end of a line has to be read by; other entities stay apart until lines are read."""
_BLANK = re.compile(r"[#&]nbsp;")
_ENTITY = re.compile(r"[#&](?:(\d{1,7})|#(\d{1,7})|#?x([0-9a-fA-F]{1,6})|([a-zA-Z][a-zA-Z0-9]{1,31}));")
_ICON = re.compile(r"\bfa[a-z]?:fa-[\w-]+\s*")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_STARRED = re.compile(r"\*\*(?=\S)((?:(?!\n\s*\n)[^*])+?)(?<=\S)\*\*")
_LEANING = re.compile(
    r"(^|<br\s*/?\s*>|\\n|[\n\f])[ \t]*\*(?=[^\s*])([^*]+)(?<=[^\s*])\*(?=[ \t]*(?:<br\s*/?\s*>|\\n|[\n\f]|$))",
    re.IGNORECASE,
)
_STRONG_LINE = re.compile(r"(</(?:b|strong)>|(?<=\S)(?:\*\*|__))[ \t]*(?:<br\s*/?\s*>|\\n|\n)", re.IGNORECASE)
_EMPHASISED = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])(.+?)(?<=[^\s*_])\1(?![\w*])", re.DOTALL)
_SLANTED_END = re.compile(r"(?<=\w\w)\*(?=\w\w)([^*\n]+)(?<=\w)\*(?![\w*])")
"""Emphasised words right behind others, as in "annotate*Masker*": without their look, a blank parts them."""
_QUOTED = re.compile(r'"([^"]*)"([^"]*)')
_SMALL_PRINT = re.compile(
    r"(?:<br\s*/?\s*>|\\n|\n)\s*<(?P<tag>small|sub|i|em)>(?P<words>(?:(?!</(?P=tag)>).)*)</(?P=tag)>\s*"
    r"(?=<br\s*/?\s*>|\\n|$)",
    re.IGNORECASE | re.DOTALL,
)

_INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins"),
        *("kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "time", "tt", "u"),
        *("var", "wbr"),
    }
)
"""Tags whose effect is left out; ``a`` and ``img`` as well: nothing is followed or fetched."""

_STRUCTURE = {"br": SOFT, "li": f"{HARD}• "} | dict.fromkeys(("dd", "div", "dl", "dt", "ol", "p", "ul"), HARD)
"""Tags that part lines; a list item has a bullet, as long as it is known to be one."""

_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "caption", "center", "details", "fieldset", "figcaption"),
        *("figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "pre", "section"),
        *("summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
    }
)
"""Tags that part lines and whose look is left out."""

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
    """What a label says, its small print, what of its look was left out, and tags that are no HTML.

    ``plain`` small print does not say itself that it is some: it may be part of the name, and one word that is
    ``ending`` a name more likely is than not.
    """

    text: str
    dropped: tuple[str, ...] = ()
    detail: str = ""
    unknown: tuple[str, ...] = ()
    plain: bool = False
    ending: bool = False


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
    """The words of a node's label: its first phrase, and as detail those after it, with their line breaks."""
    return _read(raw, named=True)


def label_text(raw: str) -> LabelText:
    """The words of a label between its brackets, quotation marks included if it has some, with its line breaks.

    ``<sub>`` and ``<sup>`` become ``_`` and ``^``; other formatting is left out.
    """
    return _read(raw, named=False)


def _read(raw: str, *, named: bool) -> LabelText:
    text = _unquoted(_STRONG_LINE.sub(rf"\1{HARD}", raw.strip()))
    dropped = ["icons"] if _ICON.search(text) else []
    text = _SMALL_PRINT.sub(rf"{HARD}\g<words>", _MATHS.sub(_formula, _ICON.sub("", text)))
    text, html_dropped, unknown = _without_tags(text)
    text, code = _with_breaks(_AND.sub("&", _BLANK.sub(" ", text)))
    text, rules = _RULE.subn(HARD, text)
    marks = ("rules of dashes", rules), ("marks of code", code)
    phrases = items(text)
    first, rest = "\n".join(phrases), ""
    if named:
        first, rest = first_and_rest(phrases, LONGEST["label"])
    return LabelText(
        text=_ENTITY.sub(_decoded, first),
        dropped=(*dropped, *html_dropped, *(what for what, times in marks if times)),
        detail=_ENTITY.sub(_decoded, rest),
        unknown=unknown,
        plain=bool(rest) and not is_parted(text) and is_plain(phrases),
        ending=bool(rest) and not is_parted(text) and ends_with_a_word(phrases),
    )


def _formula(found: re.Match[str]) -> str:
    """A formula between the dollars of plans, which stand beside no blank."""
    return f"${found[1].strip()}$"


def _unquoted(raw: str) -> str:
    """Without the quotation marks around the whole or its beginning; with Markdown read as such.

    Two stars around words, and one around whole lines, are read in any text, as Mermaid's renderer does.
    """
    found = _QUOTED.fullmatch(raw)
    if found is None:
        return _without_stars(raw)
    text = _without_stars(found[1] + found[2])
    if len(text) > 1 and text[0] == text[-1] == "`" and not found[2]:
        return _SLANTED_END.sub(r" \1", _EMPHASISED.sub(r"\2", _STRONG.sub(r"\2", text[1:-1])))
    return text


def _without_stars(text: str) -> str:
    return _LEANING.sub(r"\1<i>\2</i>", _STARRED.sub(_bold, text))


def _bold(found: re.Match[str]) -> str:
    """Words between stars, which a break only wraps."""
    return " ".join(found[1].split())


def _with_breaks(text: str) -> tuple[str, int]:
    """With escaped line breaks as such, slashes without escapes, and code without its marks, except in formulas.

    How often code had such marks comes with it.
    """
    parts = _FORMULA.split(text)
    found = [(part, 0) if number % 2 else _plain(part) for number, part in enumerate(parts)]
    return "".join(part for part, _ in found), sum(code for _, code in found)


def _plain(text: str) -> tuple[str, int]:
    return _CODE_SPAN.subn(r"\1", _ESCAPED_BREAK.sub(SOFT, text).replace(r"\/", "/"))


def _without_tags(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Tags as line breaks or nothing, those whose look is lost, and those that are kept as text.

    A name that HTML does not have is text, as in ``List<T>``, unless it has an end as well.
    """
    ended = {name.lower() for name in _END.findall(text)}
    dropped: dict[str, None] = {}
    unknown: dict[str, None] = {}

    def replaced(found: re.Match[str]) -> str:
        name, closing = found[1].lower(), found[0].startswith("</")
        if name in _RAISED:
            return "" if closing else _RAISED[name]
        if name in _STRUCTURE:
            return HARD if closing and name != "br" else _STRUCTURE[name]
        if name not in _INLINE | _BLOCKS | ended:
            unknown[f"<{found[1]}>"] = None
            return found[0]
        dropped[f"<{name}>"] = None
        return HARD if name in _BLOCKS else ""

    return _TAG.sub(replaced, text), tuple(dropped), tuple(unknown)


def _decoded(found: re.Match[str]) -> str:
    decimal, hashed, hexadecimal, name = found.groups()
    if name:
        return html5.get(f"{name};", found[0])
    number = int(hexadecimal, 16) if hexadecimal else int(decimal or hashed)
    return chr(number) if number < _CHARACTERS and number not in _SURROGATES else found[0]
