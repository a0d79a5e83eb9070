"""The vision probe: a picture of a token that nobody can guess, which shows whether a model reads pictures."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from pb_core.domain.pictures import GREY, grey_rows, png_of
from pb_core.errors import UnreadablePicture

WIDTH, HEIGHT = 5, 7
SCALE, MARGIN = 12, 24
"""Pixels per module of a letter, and around the text."""
TOKEN_LENGTH = 6
INK_BELOW = 128
STRETCHED = 0.15
"""By how much a picture of a token may be wider or narrower than it was drawn."""

_FONT = {
    "A": "01110 10001 10001 11111 10001 10001 10001",
    "C": "01110 10001 10000 10000 10000 10001 01110",
    "E": "11111 10000 10000 11110 10000 10000 11111",
    "F": "11111 10000 10000 11110 10000 10000 10000",
    "H": "10001 10001 10001 11111 10001 10001 10001",
    "J": "00111 00010 00010 00010 00010 10010 01100",
    "K": "10001 10010 10100 11000 10100 10010 10001",
    "L": "10000 10000 10000 10000 10000 10000 11111",
    "M": "10001 11011 10101 10101 10001 10001 10001",
    "N": "10001 10001 11001 10101 10011 10001 10001",
    "P": "11110 10001 10001 11110 10000 10000 10000",
    "R": "11110 10001 10001 11110 10100 10010 10001",
    "T": "11111 00100 00100 00100 00100 00100 00100",
    "V": "10001 10001 10001 10001 10001 01010 00100",
    "W": "10001 10001 10001 10101 10101 10101 01010",
    "X": "10001 10001 01010 00100 01010 10001 10001",
    "Y": "10001 10001 10001 01010 00100 00100 00100",
    "3": "11111 00010 00100 00010 00001 10001 01110",
    "4": "00010 00110 01010 10010 11111 00010 00010",
    "6": "00110 01000 10000 11110 10001 10001 01110",
    "7": "11111 00001 00010 00100 01000 01000 01000",
    "9": "01110 10001 10001 01111 00001 00010 01100",
}
"""Letters and digits that are hard to mistake for one another; each touches all four sides of its 5 × 7 modules."""

ALPHABET = "".join(_FONT)


class VisionRecord(Struct, frozen=True, kw_only=True):
    """What a probe found: whether a provider's model reads the pictures that it is shown."""

    provider: str
    model: str
    sees: bool
    checked_at: datetime


def token_of(name: str) -> str:
    """A short token from an unguessable name."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest(), "big")
    letters = []
    for _ in range(TOKEN_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def draw_token(token: str) -> bytes:
    """A grey PNG that shows a token of letters of ``ALPHABET`` in black on white."""
    lines = ["0".join(_FONT[letter].split()[row] for letter in token) for row in range(HEIGHT)]
    side = b"\xff" * MARGIN
    rows = [
        side + b"".join((b"\0" if module == "1" else b"\xff") * SCALE for module in line) + side
        for line in lines
        for _ in range(SCALE)
    ]
    blank = [b"\xff" * len(rows[0])] * MARGIN
    return png_of([*blank, *rows, *blank], GREY)


def read_probe(png: bytes) -> str:
    """The token of a picture that ``draw_token`` made; raises ``UnreadablePicture`` for every other file."""
    return read_token(grey_rows(png))


def read_token(rows: Sequence[bytes]) -> str:
    """The token in rows of grey pixels, at whatever size; raises ``UnreadablePicture`` where there is none."""
    high = [y for y, row in enumerate(rows) if min(row, default=255) < INK_BELOW]
    if not high:
        raise _no_token()
    inked = rows[high[0] : high[-1] + 1]
    wide = [x for x in range(len(inked[0])) if min(row[x] for row in inked) < INK_BELOW]
    module, width = len(inked) / HEIGHT, wide[-1] - wide[0] + 1
    columns = round((width / module + 1) / (WIDTH + 1)) * (WIDTH + 1) - 1
    if module < 1 or columns < WIDTH or abs(width / columns / module - 1) > STRETCHED:
        raise _no_token()
    across = width / columns
    lines = [
        "".join(
            "01"[inked[int((y + 0.5) * module)][wide[0] + int((x + 0.5) * across)] < INK_BELOW] for x in range(columns)
        )
        for y in range(HEIGHT)
    ]
    known = {glyph: letter for letter, glyph in _FONT.items()}
    starts = range(0, columns, WIDTH + 1)
    glyphs = [" ".join(line[start : start + WIDTH] for line in lines) for start in starts]
    if not set(glyphs) <= known.keys():
        raise _no_token()
    return "".join(known[glyph] for glyph in glyphs)


def names_token(answer: str, token: str) -> bool:
    """Whether an answer names the token; one letter may be misread, which no guess comes near."""
    said = "".join(letter for letter in answer.upper() if letter.isalnum())
    if token in said:
        return True
    return len(said) == len(token) and sum(a != b for a, b in zip(said, token, strict=True)) <= 1


def _no_token() -> UnreadablePicture:
    return UnreadablePicture("The picture shows no token")
