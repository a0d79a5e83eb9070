"""The characters of a pdfium text page: the text, and where any character of it stands.

The two functions that are called for every line are bound anew with plain addresses as arguments and without
giving up the interpreter lock, which takes a third of the time of the ready-made bindings.
"""

import ctypes
import math
import re
from itertools import accumulate
from struct import Struct as Layout

import pypdfium2
from pypdfium2 import raw

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_SLANT = 0.1  # of a quarter turn


def _address(of: object) -> int:
    return ctypes.cast(of, ctypes.c_void_p).value or 0  # type: ignore[arg-type]  # functions and pointers both have one


_loose_box = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    _address(raw.FPDFText_GetLooseCharBox)
)
_angle = ctypes.PYFUNCTYPE(ctypes.c_float, ctypes.c_void_p, ctypes.c_int)(_address(raw.FPDFText_GetCharAngle))
_RECT_BYTES = 16
_TWO_RECTS = Layout("8f").unpack


class Characters:
    """The text of a page and the place of each of its characters; valid while the page is open."""

    def __init__(self, textpage: pypdfium2.PdfTextPage) -> None:
        count = textpage.count_chars()
        self.text: str = textpage.get_text_range(errors="replace") if count else ""
        self._page = textpage.raw
        self._page_address = _address(textpage.raw)
        self._rects = ctypes.create_string_buffer(2 * _RECT_BYTES)
        self._rects_address = ctypes.addressof(self._rects)
        # pdfium counts UTF-16 units; and some of its characters have no text, some text no character.
        self._units = [0, *accumulate(1 + (c > "\uffff") for c in self.text)] if _ASTRAL.search(self.text) else None
        self._is_plain = self._units is None and len(self.text) == count

    def boxes(self, first: int, last: int) -> tuple[float, ...] | None:
        """The fonts' boxes around two characters, given by their places in the text.

        Eight numbers: left, top, right and bottom of the first, then of the last.
        """
        if not self._is_plain:
            first, last = self._char_index(first), self._char_index(last)
        page, rects = self._page_address, self._rects_address
        if _loose_box(page, first, rects) and _loose_box(page, last, rects + _RECT_BYTES):
            return _TWO_RECTS(self._rects)
        return None

    def quarter_turns(self, index: int) -> int | None:
        """How a character is turned, in quarter turns clockwise; ``None`` if it is slanted."""
        turns = _angle(self._page_address, self._char_index(index)) / (math.pi / 2)
        return round(turns) % 4 if abs(turns - round(turns)) < _SLANT else None

    def _char_index(self, index: int) -> int:
        unit = self._units[index] if self._units else index
        return unit if self._is_plain else raw.FPDFText_GetCharIndexFromTextIndex(self._page, unit)
