"""The words of a box: cleaned of what no face can draw, and broken into lines."""

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable

from pb_adapters.drawing.shared import math_text
from pb_adapters.drawing.shared.bare_formulas import with_dollars
from pb_adapters.drawing.shared.installed_typefaces import cannot_be_set, is_of_emoji, refusal_of
from pb_adapters.drawing.shared.tex_labels import formula_words, is_tex
from pb_adapters.drawing.shared.text_metrics import is_math, is_mathtext, text_width
from pb_adapters.drawing.shared.typefaces import drawable
from pb_core.domain.diagrams.class_words import class_words
from pb_core.errors import CannotDraw

_WIDE = "WF"  # East Asian wide and fullwidth: a line may break beside letters of these, but for Korean, with blanks
_NO_LINE_START = "、。,.，．・：；？！)]）］｝」』】〉》”’%"
_SEPARATORS = frozenset("·|/–—-")
_BREAK_AFTER = re.compile(r"(?<=[_/\-–|→])(?=[^\W_])|(?<=[.:@])(?=[^\W\d])|(?<=[a-z])(?=[A-Z][a-z])")
_IDENTIFIER = re.compile(r"(?<=\w)[._/@](?=\w)|::|\d|[a-z][A-Z]")  # in it, a hyphen would read as one of its own
_NAME_OF_CODE = re.compile(r"\S*[a-z][A-Z]\S*")
_PAIRED = 3  # pieces: text, formula, text
_SIGN = re.compile("[\U0001f1e6-\U0001f1ff]{2}|.[\U0001f3fb-\U0001f3ff]?")
"""What is one sign to a reader: a flag is two characters, and one with a skin tone."""
_STRETCH = 2.0  # how much wider than a line a part of an identifier may be before it is broken


@functools.lru_cache(maxsize=5_000)
def clean(text: str) -> str:
    """One line of text without characters that no face can draw and those that only join or choose the look of emoji.

    Dollars around a formula that cannot be set are left out.

    Raises:
        CannotDraw: a letter, mark or digit has no glyph, so that leaving it out would change the words.
    """
    kept = []
    for char in unicodedata.normalize("NFC", _settable(" ".join(text.split()))):
        if char == " " or drawable(char):
            kept.append("" if unicodedata.category(char) in {"Cc", "Cf"} or is_of_emoji(char) else char)
        elif cannot_be_set(char):
            raise CannotDraw(refusal_of(char))
    return " ".join("".join(kept).split())


def _settable(text: str) -> str:
    """A text whose dollars enclose formulas that can be set, or are no marks of formulas."""
    pieces = text.split("$")
    if len(pieces) < _PAIRED or len(pieces) % 2 == 0 or not all(map(is_tex, pieces[1::2])):
        return text
    tight = "$".join(piece.strip() if index % 2 else piece for index, piece in enumerate(pieces))
    if (is_math(tight) and "$" not in math_text.plain(tight)) or is_mathtext(tight):
        return tight
    return "".join(formula_words(piece) if index % 2 else piece for index, piece in enumerate(pieces))


def sort_words(category: str) -> str:
    """The words of the sort that an author calls a node; "" if they have no glyph, so that no sort is told."""
    try:
        return clean(class_words(category))
    except CannotDraw:
        return ""


def clean_lines(text: str) -> str:
    """The lines of a text without characters that no face can draw, and without lines that hold nothing else."""
    return "\n".join(line for part in text.split("\n") if (line := clean(part)))


def words_of(label: str) -> str:
    """What is drawn of a label: its lines, or the names of its signs where no face has any of them."""
    names = (unicodedata.name(char, "").casefold() for char in dict.fromkeys(left_out(label)))
    return clean_lines(label) or ", ".join(filter(None, names)) or "?"


def left_out(text: str) -> str:
    """The visible characters that ``clean`` drops because no face has them."""
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c)[0] != "C" and not drawable(c))


@functools.lru_cache(maxsize=20_000)
def wrap(text: str, size: float, width: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break text into the fewest lines of at most ``width`` points, made as even as possible; its own breaks are kept.

    Words longer than a line are broken at joints (``_``, ``/``, ``-``, ``.``, ``→``, inner capitals), else anywhere
    with a hyphen. What lies between the joints of an identifier, such as a file name, stays whole up to twice the
    width and gets no hyphen beyond. Formulas are never broken, and what is a symbol beside them is one in any line.
    """
    if "\n" in text:
        return tuple(line for part in text.split("\n") for line in wrap(part, size, width, bold=bold))
    pieces = [piece for token in _tokens(with_dollars(clean(text))) for piece in _fitted(token, size, width, bold=bold)]
    if not pieces:
        return ()
    measured = [(piece, spaced, text_width(piece, size, bold=bold)) for piece, spaced in pieces]
    blank = text_width("n n", size, bold=bold) - text_width("nn", size, bold=bold)
    fewest = len(_greedy(measured, width, blank))
    narrow = max(w for _, _, w in measured)
    while narrow < width and len(_greedy(measured, narrow, blank)) > fewest:
        narrow += 1.0
    return tuple(_greedy(measured, narrow if len(_greedy(measured, narrow, blank)) <= fewest else width, blank))


def in_one_line(lines: Iterable[str]) -> str:
    """The lines of a name as one again, with a blank between two, but where words meet that have none."""
    found = ""
    for line in lines:
        has_blank = bool(found) and not (_is_wide(found[-1]) and _is_wide(line[0]))
        found += f" {line}" if has_blank else line
    return found


@functools.lru_cache(maxsize=20_000)
def longest_word(text: str, size: float, *, bold: bool = False) -> float:
    """The width in points of the longest piece of a text that wrapping keeps whole where it fits."""
    words = (token for line in text.split("\n") for token, _ in _tokens(clean(line)))
    return max((text_width(word, size, bold=bold) for word in words), default=0.0)


def names_of_code(text: str) -> list[str]:
    """The words of a text with inner capitals, as code has them: broken in two, such a name reads as two names."""
    return _NAME_OF_CODE.findall(text)


def _greedy(pieces: list[tuple[str, bool, float]], width: float, blank: float) -> list[str]:
    lines: list[str] = []
    room = 0.0
    for piece, spaced, length in pieces:
        gap = blank if spaced else 0.0
        if lines and gap + length <= room + 1e-6:
            lines[-1] += (" " if spaced else "") + piece
            room -= gap + length
        else:
            lines.append(piece)
            room = width - length
    return lines


def _tokens(text: str) -> list[tuple[str, bool]]:
    """The unbreakable pieces of a text, each with whether a blank stands before it."""
    words = re.findall(r"(?:[^\s$]*\$[^$]*\$)+[^\s$]*|\S+", text) if is_math(text) else text.split()
    tokens: list[tuple[str, bool]] = []
    for word in words:
        if word in _SEPARATORS and tokens:
            tokens[-1] = (f"{tokens[-1][0]} {word}", tokens[-1][1])  # which no line begins with
            continue
        parts = [word] if is_math(word) else _split_wide(word)
        tokens += [(part, index == 0) for index, part in enumerate(parts)]
    return tokens


def _split_wide(word: str) -> list[str]:
    parts = [""]
    for char in word:
        before = parts[-1][-1:]
        if before and char not in _NO_LINE_START and (_is_wide(char) or (_is_wide(before) and char.isalnum())):
            parts.append(char)
        else:
            parts[-1] += char
    return parts


def _is_wide(char: str) -> bool:
    is_emoji = unicodedata.category(char)[0] == "S"
    return unicodedata.east_asian_width(char) in _WIDE and not is_emoji and not is_korean(char)


def is_korean(char: str) -> bool:
    """Whether a character is of the script of Korean, whose words have blanks between them."""
    return unicodedata.name(char, "").startswith("HANGUL")


def _fitted(token: tuple[str, bool], size: float, width: float, *, bold: bool) -> list[tuple[str, bool]]:
    word, spaced = token
    whole = bool(_IDENTIFIER.search(word))
    return [
        (part, spaced and index == 0) for index, part in enumerate(_parts(word, size, width, bold=bold, whole=whole))
    ]


def _parts(word: str, size: float, width: float, *, bold: bool, whole: bool) -> list[str]:
    if text_width(word, size, bold=bold) <= width or is_math(word):
        return [word]
    parts = _BREAK_AFTER.split(word)
    if len(parts) == 1:
        if whole and text_width(word, size, bold=bold) <= _STRETCH * width:
            return parts
        parts = _chop(word, size, width, bold=bold, hyphens=not whole)
    if len(parts) == 1:
        return parts
    return [piece for part in parts for piece in _parts(part, size, width, bold=bold, whole=whole)]


def _chop(word: str, size: float, width: float, *, bold: bool, hyphens: bool) -> list[str]:
    """Halve a word that has no joints; letters get a hyphen if ``hyphens`` are wanted."""
    count = max(2, int(text_width(word, size, bold=bold) / width) + 1)
    signs = _SIGN.findall(word)
    step = -(-len(signs) // count)
    if step >= len(signs) or len(signs) < 4:  # noqa: PLR2004 - nothing sensible is left to break
        return [word]
    parts = ["".join(signs[i : i + step]) for i in range(0, len(signs), step)]
    hyphen = [
        ("-" if hyphens and a[-1].isalpha() and b[0].isalpha() and _latin(a[-1]) else "")
        for a, b in itertools.pairwise(parts)
    ]
    return [part + dash for part, dash in zip(parts, [*hyphen, ""], strict=True)]


def _latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith(("LATIN", "GREEK", "CYRILLIC"))
