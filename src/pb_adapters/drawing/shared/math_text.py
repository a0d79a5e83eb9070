"""Lines of text with mathematics as runs of characters: where each stands, in which face and size."""

import functools

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from msgspec import Struct

from pb_adapters.drawing.shared import typefaces
from pb_adapters.drawing.shared.tex_labels import Atom, parts_of

FAMILY = "STIXGeneral"
_SCRIPT = 0.72  # of the size, of a script; twice at most
_WORDY_SCRIPT, _WORD = 0.86, 3  # the same of one with a word, which is to be read and no sign; its letters at least
_DROP, _LIFT = 0.17, 0.36  # of the size, how far scripts stand below and above their baseline
_UNIT = 100.0  # points, at which advances are measured
_ACCENT_AT = 0.5  # of the size above the baseline: where accents of the face are made for
_ACCENT_GAP = 0.05
_ARROW = 0.5  # of the size, of an arrow above a letter
_SCRIPT_GAP = 0.03
_FACES = {"italic": (False, True), "upright": (False, False), "bold": (True, False), "bold italic": (True, True)}


class Piece(Struct, frozen=True, kw_only=True):
    """Characters of one face: start ``x`` and baseline ``y`` (upwards) and ``size``, all of the line's type size."""

    text: str
    style: str
    x: float
    y: float
    size: float


class Layout(Struct, frozen=True, kw_only=True):
    """A line with mathematics; ``width``, ``above`` and ``below`` its baseline are of its type size."""

    pieces: tuple[Piece, ...]
    width: float
    above: float
    below: float


@functools.lru_cache(maxsize=5_000)
def typeset(label: str, *, bold: bool = False) -> Layout | None:
    """The layout of a line with mathematics, or ``None`` for one without, or one that does not parse.

    Only within ``text_metrics.settings``, which makes our faces known.
    """
    atoms = parts_of(label)
    if atoms is None or not all(map(_is_covered, _texts(atoms))):
        return None
    setter = _Setter(bold=bold)
    width = setter.row(atoms, 0.0, 0.0, 1.0)
    return Layout(pieces=tuple(setter.pieces), width=width, above=setter.above, below=setter.below)


def plain(label: str) -> str:
    """The characters of a line without the marks of its mathematics, for names and descriptions."""
    layout = typeset(label)
    return "".join(piece.text for piece in layout.pieces) if layout else label


def face_of(style: str, *, bold: bool) -> FontProperties:
    """The face of a piece; plain words are in the label's own faces."""
    if style == "label":
        return FontProperties(family=list(typefaces.stack(bold=bold)))
    heavy, slanted = _FACES[style]
    return FontProperties(
        family=[FAMILY, typefaces.WIDE], weight="bold" if heavy else "normal", style="italic" if slanted else "normal"
    )


def face_name(style: str) -> str:
    """The name of the mathematical face of a style in ``typefaces``."""
    return typefaces.FAMILIES[FAMILY][_FACES[style]]


def _texts(atoms: tuple[Atom, ...]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for atom in atoms:
        found += [(atom.text, atom.style), (atom.accent, "upright")]
        found += _texts((*atom.inner, *atom.below, *atom.above))
    return found


def _is_covered(item: tuple[str, str]) -> bool:
    text, style = item
    if style in {"label", "group"}:
        return True
    return all(typefaces.covers(face_name(style), char) or char == " " for char in text)


class _Setter:
    """Sets atoms from left to right and keeps how far they reach."""

    def __init__(self, *, bold: bool) -> None:
        self._bold = bold
        self.pieces: list[Piece] = []
        self.above, self.below = 0.0, 0.0

    def row(self, atoms: tuple[Atom, ...], x: float, y: float, size: float) -> float:
        """Set atoms one after the other and return where they end."""
        for atom in atoms:
            x = self._atom(atom, x, y, size)
        return x

    def _atom(self, atom: Atom, x: float, y: float, size: float) -> float:
        gap = atom.gap * size if size == 1.0 else 0.0  # scripts are set tight
        start = x + gap
        end = self._body(atom, start, y, size) + atom.space * size
        if atom.accent:
            self._accent(atom, (start, end), y, size)
        ends = [end]
        lean = _SCRIPT_GAP * size
        if atom.below:
            ends.append(self.row(atom.below, end + lean / 2, y - _DROP * size, _script(atom.below, size)))
        if atom.above:
            ends.append(self.row(atom.above, end + 2 * lean, y + _LIFT * size, _script(atom.above, size)))
        return max(ends) + gap + (lean if len(ends) > 1 else 0.0)

    def _body(self, atom: Atom, x: float, y: float, size: float) -> float:
        if atom.inner:
            return self.row(atom.inner, x, y, size)
        if not atom.text:
            return x
        self._put(atom.text, atom.style, x, y, size)
        return x + size * _advance(atom.text, atom.style, bold=self._bold)

    def _put(self, text: str, style: str, x: float, y: float, size: float) -> None:
        self.pieces.append(Piece(text=text, style=style, x=x, y=y, size=size))
        top, bottom = _reach(text, style, bold=self._bold)
        self.above, self.below = max(self.above, y + top * size), max(self.below, bottom * size - y)

    def _accent(self, atom: Atom, span: tuple[float, float], y: float, size: float) -> None:
        """A mark above the middle of what it belongs to, leaning as italics do."""
        tops = [_reach(text, style, bold=self._bold)[0] for text, style in _texts(atom.inner) if text]
        high = max(tops, default=_ACCENT_AT)
        lean = 0.06 * size * (high / _ACCENT_AT) if atom.inner[0].style == "italic" else 0.0
        small = size * _ARROW if atom.accent == "→" else size
        wide = _advance(atom.accent, "upright", bold=False) * small
        foot = 0.2 * small if atom.accent == "→" else _ACCENT_AT * size
        lifted = y + (high + _ACCENT_GAP) * size - foot
        self._put(atom.accent, "upright", (span[0] + span[1] - wide) / 2 + lean, lifted, small)


def _script(atoms: tuple[Atom, ...], size: float) -> float:
    """The size of a script of what has this size."""
    has_word = any(len(text) >= _WORD and text.isalpha() for text, _ in _texts(atoms))
    return size * _WORDY_SCRIPT if has_word and size == 1.0 else max(size * _SCRIPT, _SCRIPT**2)


@functools.lru_cache(maxsize=5_000)
def _advance(text: str, style: str, *, bold: bool) -> float:
    face = face_of(style, bold=bold)
    face.set_size(_UNIT)
    return float(text_to_path.get_text_width_height_descent(text, face, ismath=False)[0]) / _UNIT


@functools.lru_cache(maxsize=5_000)
def _reach(text: str, style: str, *, bold: bool) -> tuple[float, float]:
    """How far characters reach above and below their baseline."""
    if not text.strip():
        return 0.0, 0.0
    face = face_of(style, bold=bold)
    face.set_size(_UNIT)
    _, high, deep = text_to_path.get_text_width_height_descent(text, face, ismath=False)
    return float(high - deep) / _UNIT, float(deep) / _UNIT
