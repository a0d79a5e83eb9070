"""Where the letters of a ``text`` element stand."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from xml.etree.ElementTree import Element

from msgspec import Struct

from pb_adapters.drawing.composites.svg_to_pdf.document import Style
from pb_adapters.drawing.composites.svg_to_pdf.fonts import advance, face_for
from pb_adapters.drawing.composites.svg_to_pdf.geometry import Rect, length
from pb_adapters.drawing.composites.svg_to_pdf.objects import NotVectors
from pb_core.domain.panel_grid import needs_shaping

Styled = Callable[[Element, Style], Style]
"""The style of an element inside a text, given its parent's."""

_BEFORE = {"middle": 0.5, "end": 1.0}  # of a chunk, how much stands before its anchor
_BASELINES = {
    "middle": 0.24, "central": 0.34, "hanging": 0.72, "text-before-edge": 0.98, "text-top": 0.98,
    "text-after-edge": -0.27, "text-bottom": -0.27,
}  # of the type size, how far below the anchor the baseline is  # fmt: skip
_LINES = {"underline": 0.09, "line-through": -0.3, "overline": -0.8}  # of the type size, below the baseline
_LINE = 0.055  # how thick
_SHIFTS = {"sub": 0.2, "super": -0.4, "baseline": 0.0}


class Run(Struct, frozen=True):
    """Letters of one face beside each other; ``stretch`` is how much wider than usual they are set."""

    text: str
    face: str
    size: float
    x: float
    y: float
    width: float
    style: Style
    stretch: float = 1.0

    def box(self) -> Rect:
        """About where its letters are."""
        return Rect(self.x, self.y - 0.75 * self.size, self.width, self.size)

    def lines(self) -> list[Rect]:
        """The lines under, through and over it that its ``text-decoration`` asks for."""
        words = self.style.get("text-decoration", "").split()
        tops = [top for name, top in _LINES.items() if name in words]
        return [Rect(self.x, self.y + top * self.size, self.width, _LINE * self.size) for top in tops]


class _Letter(Struct):
    char: str
    style: Style
    x: float | None = None
    y: float | None = None
    dx: float = 0.0
    dy: float = 0.0
    shift: float = 0.0  # downwards

    @property
    def size(self) -> float:
        return float(self.style["font-size"])

    @property
    def face(self) -> str:
        return face_for(self.char, self.style)

    @property
    def wide(self) -> float:
        spacing = length(self.style.get("letter-spacing"), 0.0, size=self.size)
        if self.char == " ":
            spacing += length(self.style.get("word-spacing"), 0.0, size=self.size)
        return advance(self.char, self.face) * self.size + spacing


def runs(element: Element, style: Style, styled: Styled, whole: tuple[float, float]) -> list[Run]:
    """The runs of a text; ``whole`` is the viewport, which percentages refer to.

    Raises:
        NotVectors: letters follow a path, stand upright or turned, or need shaping.
    """
    letters: list[_Letter] = []
    _Reader(letters, styled, whole).read(element, style)
    while letters and letters[-1].char == " " and not _keeps_blanks(style):
        letters.pop()
    placed: list[Run] = []
    x, y = 0.0, 0.0
    for chunk in _chunks(letters):
        x, y = (chunk[0].x if chunk[0].x is not None else x), (chunk[0].y if chunk[0].y is not None else y)
        stretch = _stretch(element, chunk) if len(letters) == len(chunk) else 1.0
        wide = sum(letter.wide * stretch + letter.dx for letter in chunk)
        x -= _BEFORE.get(chunk[0].style.get("text-anchor", ""), 0.0) * wide
        placed += _set(chunk, x, y, stretch)
        x, y = x + wide, y + sum(letter.dy for letter in chunk)
    return placed


class _Reader:
    """Reads the letters of a text, blanks collapsed, with the places that its parts give them."""

    def __init__(self, letters: list[_Letter], styled: Styled, whole: tuple[float, float]) -> None:
        self._letters, self._styled, self._whole = letters, styled, whole

    def read(self, element: Element, style: Style, shift: float = 0.0) -> None:
        """Read an element; ``shift`` is how far below the baseline its letters stand."""
        if element.tag == "textPath" or style.get("writing-mode", "").startswith(("tb", "vertical")):
            raise NotVectors("a text that follows a path or runs downwards")
        if any(part.strip("0 .,") for part in (element.get("rotate", ""),)):
            raise NotVectors("turned letters")
        if style.get("font-variant", "normal") not in {"normal", "none"}:
            raise NotVectors("small capitals or other variants of letters")
        if style.get("direction") == "rtl" or style.get("unicode-bidi", "normal") != "normal":
            raise NotVectors("a text that runs to the left")
        start = len(self._letters)
        self._add(element.text, style, shift)
        for child in element:
            if child.tag in {"tspan", "textPath"}:
                inner = self._styled(child, style)
                if inner.get("display") != "none":
                    self.read(child, inner, shift + _shift(inner, style))
            self._add(child.tail, style, shift)
        self._place(element, style, self._letters[start:])

    def _add(self, text: str | None, style: Style, shift: float) -> None:
        keep = _keeps_blanks(style)
        for char in unicodedata.normalize("NFC", text or ""):
            if needs_shaping(char):
                raise NotVectors("letters that need shaping")
            blank = char.isspace() and char != "\u00a0"
            if blank and not keep and (not self._letters or self._letters[-1].char == " "):
                continue
            if unicodedata.category(char) not in {"Cc", "Cf"} or blank:
                self._letters.append(_Letter(" " if blank else char, style, shift=shift))

    def _place(self, element: Element, style: Style, letters: Sequence[_Letter]) -> None:
        size = float(style["font-size"])
        for name, whole in (("x", self._whole[0]), ("y", self._whole[1]), ("dx", 0.0), ("dy", 0.0)):
            given = element.get(name, "").replace(",", " ").split()
            for letter, value in zip(letters, given, strict=False):
                if getattr(letter, name) in {None, 0.0}:
                    setattr(letter, name, length(value, 0.0, whole=whole, size=size))


def _keeps_blanks(style: Style) -> bool:
    return style.get("xml:space") == "preserve" or style.get("white-space", "").startswith(("pre", "break-spaces"))


def _shift(style: Style, parent: Style) -> float:
    """How far below the baseline of its parent a part stands."""
    given, size = style.get("baseline-shift", "baseline"), float(parent["font-size"])
    return _SHIFTS[given] * size if given in _SHIFTS else -length(given, 0.0, whole=size, size=size)


def _chunks(letters: Sequence[_Letter]) -> Iterator[list[_Letter]]:
    """The letters parted where one has a place of its own."""
    chunk: list[_Letter] = []
    for letter in letters:
        if chunk and (letter.x is not None or letter.y is not None):
            yield chunk
            chunk = []
        chunk.append(letter)
    if chunk:
        yield chunk


def _stretch(element: Element, chunk: Sequence[_Letter]) -> float:
    wanted, natural = length(element.get("textLength"), 0.0), sum(letter.wide for letter in chunk)
    return wanted / natural if wanted > 0 and natural > 0 else 1.0


def _set(chunk: Sequence[_Letter], x: float, y: float, stretch: float) -> Iterator[Run]:
    """The chunk's letters from here on, those that share face and style as one run."""
    begun: list[_Letter] = []
    at = x
    for letter in chunk:
        alike = begun and letter.face == begun[0].face and letter.style is begun[0].style
        style = letter.style
        spaced = letter.dx or letter.dy or style.get("letter-spacing", "normal") not in {"normal", "0", "0px"}
        after_blank = begun and begun[-1].char == " " and "word-spacing" in style
        if begun and (not alike or spaced or after_blank):
            yield _run(begun, at, y, stretch)
            begun = []
        x, y = x + letter.dx, y + letter.dy
        at = x if not begun else at
        begun.append(letter)
        x += letter.wide * stretch
    if begun:
        yield _run(begun, at, y, stretch)


def _run(letters: Sequence[_Letter], x: float, y: float, stretch: float) -> Run:
    first = letters[0]
    low = _BASELINES.get(first.style.get("dominant-baseline", ""), 0.0) * first.size
    wide = sum(letter.wide for letter in letters) * stretch
    return Run(
        "".join(letter.char for letter in letters),
        first.face,
        first.size,
        x,
        y + low + first.shift,
        wide,
        first.style,
        stretch,
    )
