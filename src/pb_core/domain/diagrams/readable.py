"""The readable text of Markdown, LaTeX and plain text: mark-up is blanked out in place.

So every offset of the readable text is an offset of the source, and a quotation is a slice of it.
"""

import re

_ARROW = re.compile(r"\\(?:[Ll]ong)?[Rr]ightarrow\b|\\to\b|[-=\u2013\u2014]{1,3}>|[⇒⟶➔➜⟹]")
_ENVIRONMENT = re.compile(
    r"\\begin\{(equation|align|gather|multline|eqnarray|displaymath|math|figure|table|tabular|tikzpicture|lstlisting|algorithmic"
    r"|verbatim)(\*?)\}"
)
_FENCE = re.compile(r"(?m)^[ \t]{0,8}(```|~~~)([^\n`]{0,40})$")
_CITATION_YEAR = re.compile(r"et al|\b(?:19|20)\d\d[a-z]?\b")
_PARENTHESIS = re.compile(r"\([^()]{1,300}\)")
_NAMED_MATH = re.compile(r"\$\s?((?:[A-Za-z\u0370-\u03ff]|\\(?:text|mathrm|mathbf|texttt)\{)[^$\n]{0,120}?)\s?\$")
_SYMBOL = re.compile(
    r"[A-Za-z\u0370-\u03ff]\w{0,12}(?:[_^](?:\w|\{\w{1,6}\}))?'?|(?:\\\w{4,6}\{[\w -]{1,60}\}|[\w →+,-])+"
)
_DROPPED = tuple(
    re.compile(pattern)
    for pattern in (
        r"<!--.{0,2000}?-->",
        r"(?m)(?:^|(?<=[ \t]))%[^\n%]{0,400}$",
        r"\\(?:begin|end)\s?\{[^{}]{0,60}\}(?:\[[^\]\n]{0,60}\])?",
        r"\\(?:includegraphics|bibliography\w{0,5}|input|include|[vh]space|usepackage|documentclass)\*?(?:\[[^\]\n]{0,80}\])?\{[^{}]{0,200}\}",
        r"\\(?:cite\w{0,12}|\w{0,5}ref|label|footnote|url|href)\*?(?:\[[^\]\n]{0,80}\]){0,2}\{[^{}]{0,300}\}",
        r"!\[[^\]\n]{0,200}\]\([^)\s]{0,500}\)",
        r"(?<=\])\([^)\s]{1,500}\)",
        r"https?://[^\s)>\]]{1,500}",
        r"</?[A-Za-z][^<>\n]{0,200}>",
        r"\$\$[^$]{0,2000}\$\$",
        r"\\\[.{0,2000}?\\\]|\\\(.{0,500}?\\\)",
        r"\$[^$\n]{1,300}\$",
        r"\[\s?\d{1,4}[a-z]?(?:\s?[,;–-]\s?\d{1,4}[a-z]?){0,30}\s?\]",
        r"\[@[^\]\n]{1,200}\]",
        r"\\[A-Za-z]{1,30}\*?|\\.",
        r"\{[#.][\w:.-][^{}\n]{0,80}\}",
        r"[{}`~$]|\*\*|__(?=\w)|(?<=\w)__|(?<![\w*])\*(?=\w)|(?<=\w)\*(?!\w)|\[(?=[A-Za-z])|(?<=[\w)])\](?!\w)",
    )
)  # fmt: skip


def readable(source: str) -> str:
    """The source with everything that is not its words replaced by as many blanks; arrows all read ``→``."""
    text = _without_environments(_without_code(source))
    text = _NAMED_MATH.sub(_plain_math, text)
    text = _ARROW.sub(lambda found: "→".ljust(len(found[0])), text)
    for pattern in _DROPPED:
        text = pattern.sub(lambda found: _blank(found[0]), text)
    return _PARENTHESIS.sub(lambda found: _blank(found[0]) if _CITATION_YEAR.search(found[0]) else found[0], text)


def _blank(text: str) -> str:
    return "".join(sign if sign == "\n" else " " for sign in text)


def _plain_math(found: re.Match[str]) -> str:
    """Inline mathematics that is a symbol, words or a chain stays where it is, without its dollars."""
    inner = _ARROW.sub(lambda arrow: "→".ljust(len(arrow[0])), found[1])
    if not _SYMBOL.fullmatch(inner.strip()):
        return found[0]
    return " " * (found.start(1) - found.start()) + inner + " " * (found.end() - found.end(1))


def _without_environments(source: str) -> str:
    parts: list[str] = []
    position = 0
    for match in _ENVIRONMENT.finditer(source):
        if match.start() < position:
            continue
        closing = f"\\end{{{match[1]}{match[2]}}}"
        end = source.find(closing, match.end())
        if end < 0:
            break
        parts += [source[position : match.start()], _blank(source[match.start() : end + len(closing)])]
        position = end + len(closing)
    return "".join([*parts, source[position:]])


def _without_code(source: str) -> str:
    """Blank fenced code in a named language; what a plain fence holds is text."""
    fences = list(_FENCE.finditer(source))
    for opening, closing in zip(fences[::2], fences[1::2], strict=False):
        kept = opening[2].strip().casefold() in ("", "text", "txt", "plain")
        spans = [opening.span(), closing.span()] if kept else [(opening.start(), closing.end())]
        for start, end in spans:
            source = source[:start] + _blank(source[start:end]) + source[end:]
    return source
