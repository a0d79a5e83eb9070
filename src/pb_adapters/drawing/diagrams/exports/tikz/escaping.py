r"""Text as TeX shows it: nothing in it is a command, and characters that pdfTeX lacks are declared in the document."""

import re
import unicodedata

from pb_adapters.drawing.shared.tex_symbols import GREEK, OPERATORS, ORDINARY

_SPECIAL = {
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "%": "\\%", "_": "\\_",
    "^": "\\textasciicircum{}", "~": "\\textasciitilde{}", '"': "\\textquotedbl{}", "`": "\\textasciigrave{}",
}  # fmt: skip
_LIGATURES = re.compile(r"(?<=[-<>,'!?])(?=[-<>,'])")
_MATHEMATICS = {char: f"\\{name}" for table in (GREEK, OPERATORS, ORDINARY) for name, char in table.items()}
_MORE = {
    "−": "-", "∗": "*", "′": "'", "✓": "\\checkmark", "✔": "\\checkmark", "■": "\\blacksquare", "□": "\\square",
    "●": "\\bullet", "○": "\\circ", "▲": "\\blacktriangle", "▶": "\\blacktriangleright", "★": "\\bigstar",
    "⇐": "\\Leftarrow", "⇔": "\\Leftrightarrow", "↑": "\\uparrow", "↓": "\\downarrow", "↦": "\\mapsto",
    "↗": "\\nearrow", "↘": "\\searrow", "↙": "\\swarrow", "↖": "\\nwarrow",
    "ϑ": "\\vartheta", "√": "\\surd", "∥": "\\parallel", "✗": "\\times", "✘": "\\times",
}  # fmt: skip
MATHEMATICS = {
    char: command
    for char, command in (_MATHEMATICS | _MORE).items()
    if not char.isascii() and char not in "…†°ℜℑ"  # text has these, or names them otherwise
} | {"ℜ": "\\Re", "ℑ": "\\Im"}
"""Commands of mathematics by the characters that they set."""

_TEXT = frozenset(
    "–—‘’“”„…†‡•€™‚‹›ŒœŠšŽžŸƒĀāĂăĄąĆćČčĎďĒēĘęĚěĞğĢģĪīĮįİıĶķĹĺĻļĽľŁłŃńŅņŇňŊŋŌōŐőŔŕŖŗŘřŚśŞşŢţŤťŪūŮůŰűŲųŹźŻżȘșȚț"
)
"""What pdfTeX sets in T1 besides Latin-1."""


def escaped(text: str) -> str:
    """A text in which nothing is a command; control characters are left out, and all blanks are spaces."""
    kept = "".join(" " if char.isspace() else char for char in text if char.isspace() or not _is_control(char))
    return "".join(map(_character, _LIGATURES.split(kept)))


def _character(text: str) -> str:
    return "".join(_set(char) for char in text) + ("{}" if text[-1:] in {*"-<>,'!?"} else "")


def _set(char: str) -> str:
    if char in _SPECIAL:
        return _SPECIAL[char]
    if char in MATHEMATICS and not _is_latin(char):
        return f"\\ensuremath{{{MATHEMATICS[char]}}}"
    return char


def undeclared(text: str) -> list[str]:
    """The characters of a document that pdfTeX does not know by itself, in order."""
    return sorted({char for char in text if not (char.isascii() or char in _TEXT or _is_latin(char))})


def _is_latin(char: str) -> bool:
    """Whether a character is in Latin-1, which every LaTeX sets as text."""
    return "\u00a1" <= char <= "\u00ff"


def comment(text: str) -> str:
    """A text in one line of a comment."""
    return " ".join("".join(char if not _is_control(char) else " " for char in text).split())


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
