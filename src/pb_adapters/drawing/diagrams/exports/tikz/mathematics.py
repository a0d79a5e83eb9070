r"""Lines with mathematics as TeX: written anew from what was understood, so that no command of a label gets through."""

import re
from collections.abc import Iterable
from itertools import groupby

from pb_adapters.drawing.diagrams.exports.tikz.escaping import MATHEMATICS, escaped
from pb_adapters.drawing.shared import math_text, text_metrics
from pb_adapters.drawing.shared.tex_labels import Atom, parts_of
from pb_adapters.drawing.shared.tex_symbols import (
    ACCENTS,
    GREEK,
    NAMES,
    OPERATORS,
    ORDINARY,
    SPACES,
    STYLES,
    double,
    script,
)

_ACCENTS = {"ˆ": "hat", "˜": "tilde", "ˉ": "bar", "˙": "dot", "¨": "ddot", "→": "vec", "ˇ": "check"}
_LETTERS = [chr(code) for code in (*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1))]
_FORMS = {script(c): f"\\mathcal{{{c}}}" for c in _LETTERS} | {double(c): f"\\mathbb{{{c}}}" for c in _LETTERS}
_DIGITS = {double(c): c for c in "0123456789"}
_STYLED = {"upright": "mathrm", "bold": "mathbf", "bold italic": "boldsymbol"}
_ESCAPED = {char: f"\\{char}" for char in "%&#$_{}"} | {"\\": "\\backslash ", "^": "\\hat{}", "~": "\\sim "}
_WIDE = 0.5  # ems from which on a space is a quad
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL)
_STRUCTURES = "frac dfrac tfrac binom sqrt left right overline underline sum prod int oint bigcup bigcap lfloor rfloor"
_KNOWN = frozenset(
    {*GREEK, *ORDINARY, *OPERATORS, *SPACES, *NAMES, *ACCENTS, *STYLES, *_STRUCTURES.split(), "lceil", "rceil"}
) - {"degree", "bm", "mathscr", "argmax", "argmin", "softmax", "text", "textrm", "textbf", "textit"}


def set_line(line: str) -> str:
    """A line of a label as TeX."""
    if math_text.typeset(line) is not None:
        return _set_atoms(parts_of(line) or ())
    if text_metrics.is_mathtext(line):
        pieces = line.split("$")
        if all(map(_is_harmless, pieces[1::2])):
            return "".join(f"${piece}$" if index % 2 else escaped(piece) for index, piece in enumerate(pieces))
    return escaped(line)


def _is_harmless(formula: str) -> bool:
    """Whether a formula that matplotlib sets holds nothing but commands that only set mathematics."""
    tokens = _TOKEN.findall(formula)
    known = all(token[1:] in _KNOWN for token in tokens if token[0] == "\\")
    return known and formula.isascii() and "^^" not in formula and not any(char in formula for char in "%#&~")


def _set_atoms(atoms: Iterable[Atom]) -> str:
    pieces = []
    for is_words, group in groupby(atoms, key=lambda atom: atom.style == "label" and not atom.inner):
        inner = list(group)
        pieces.append("".join(escaped(a.text) for a in inner) if is_words else f"${_formula(inner)}$")
    return "".join(pieces)


def _formula(atoms: Iterable[Atom]) -> str:
    return "".join(map(_atom, atoms))


def _atom(atom: Atom) -> str:
    body = _body(atom)
    if atom.accent:
        body = f"\\{_ACCENTS[atom.accent]}{{{body}}}"
    below = f"_{{{_formula(atom.below)}}}" if atom.below else ""
    above = f"^{{{_formula(atom.above)}}}" if atom.above else ""
    return f"{{{body}}}{below}{above}" if below or above else body


def _body(atom: Atom) -> str:
    if atom.inner:
        return _formula(atom.inner)
    if atom.space:
        return "\\quad " if atom.space >= _WIDE else "\\," if atom.space > 0 else "\\!"
    if atom.text in NAMES:
        return f"\\operatorname{{{atom.text}}}"
    if atom.style == "label":
        return f"\\text{{{escaped(atom.text)}}}"
    text = "".join(map(_character, atom.text))
    is_word = any(char.isascii() and char.isalpha() for char in atom.text)
    needs_style = atom.style.startswith("bold") or (atom.style == "upright" and is_word)
    return f"\\{_STYLED[atom.style]}{{{text}}}" if needs_style else text


def _character(char: str) -> str:
    if char in _FORMS:
        return _FORMS[char]
    if char in _DIGITS:
        return f"\\mathbf{{{_DIGITS[char]}}}"
    if char in _ESCAPED:
        return _ESCAPED[char]
    if char in MATHEMATICS:
        return f"{MATHEMATICS[char]} "
    if char == " ":
        return "\\ "
    return char if char.isascii() else f"\\text{{{escaped(char)}}}"
