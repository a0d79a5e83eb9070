"""How large each box must be: its words cleaned and broken into lines at one type size, and room for its shape."""

import functools
import itertools
import re
import unicodedata

from msgspec import Struct

from pb_adapters.drawing.diagrams.plain_signs import plain
from pb_adapters.drawing.shared import text_metrics, typefaces
from pb_adapters.drawing.shared.installed_typefaces import cannot_be_set, refusal_of
from pb_adapters.drawing.shared.text_metrics import is_math, text_width
from pb_adapters.drawing.shared.typefaces import drawable
from pb_core.domain.diagrams.spec import Element, ElementKind, Shape
from pb_core.domain.plane import Rect
from pb_core.errors import CannotDraw

_WIDE = "WF"  # East Asian wide and fullwidth: a line may break beside them
_NO_LINE_START = "、。,.，．・：；？！)]）］｝」』】〉》”’%"
_BREAK_AFTER = re.compile(r"(?<=[_/\-–|])(?=\w)|(?<=[.:@])(?=[^\W\d])|(?<=[a-z])(?=[A-Z][a-z])")
_IDENTIFIER = re.compile(r"(?<=\w)[._/@](?=\w)|::|\d|[a-z][A-Z]")  # in it, a hyphen would read as one of its own
_STRETCH = 2.0  # how much wider than a line a part of an identifier may be before it is broken


@functools.lru_cache(maxsize=5_000)
def clean(text: str) -> str:
    """One line of text without characters that no face can draw; some signs stand for others of the same meaning.

    Raises:
        CannotDraw: a letter, mark or digit has no glyph, so that leaving it out would change the words.
    """
    kept = []
    for char in unicodedata.normalize("NFC", " ".join(plain(text).split())):
        if char == " " or drawable(char):
            kept.append("" if unicodedata.category(char) in {"Cc", "Cf"} or "\ufe00" <= char <= "\ufe0f" else char)
        elif cannot_be_set(char):
            raise CannotDraw(refusal_of(char))
    return " ".join("".join(kept).split())


def clean_lines(text: str) -> str:
    """The lines of a text without characters that no face can draw, and without lines that hold nothing else."""
    return "\n".join(line for part in text.split("\n") if (line := clean(part)))


def words_of(label: str) -> str:
    """What is drawn of a label: its lines, or the names of its signs where no face has any of them."""
    names = (unicodedata.name(char, "").casefold() for char in dict.fromkeys(left_out(label)))
    return clean_lines(label) or ", ".join(filter(None, names)) or "?"


def left_out(text: str) -> str:
    """The visible characters that ``clean`` drops because no face has them."""
    return "".join(c for c in plain(text) if not c.isspace() and unicodedata.category(c)[0] != "C" and not drawable(c))


@functools.lru_cache(maxsize=20_000)
def wrap(text: str, size: float, width: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break text into the fewest lines of at most ``width`` points, made as even as possible; its own breaks are kept.

    Words longer than a line are broken at joints (``_``, ``/``, ``-``, ``.``, inner capitals), else anywhere with a
    hyphen. What lies between the joints of an identifier, such as a file name, stays whole up to twice the width, and
    gets no hyphen beyond. Formulas are never broken.
    """
    if "\n" in text:
        return tuple(line for part in text.split("\n") for line in wrap(part, size, width, bold=bold))
    pieces = [piece for token in _tokens(clean(text)) for piece in _fitted(token, size, width, bold=bold)]
    if not pieces:
        return ()
    measured = [(piece, spaced, text_width(piece, size, bold=bold)) for piece, spaced in pieces]
    blank = text_width("n n", size, bold=bold) - text_width("nn", size, bold=bold)
    fewest = len(_greedy(measured, width, blank))
    narrow = max(w for _, _, w in measured)
    while narrow < width and len(_greedy(measured, narrow, blank)) > fewest:
        narrow += 1.0
    return tuple(_greedy(measured, narrow if len(_greedy(measured, narrow, blank)) <= fewest else width, blank))


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
    words = re.findall(r"\S*\$[^$]*\$\S*|\S+", text) if is_math(text) else text.split()
    tokens: list[tuple[str, bool]] = []
    for word in words:
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
    return unicodedata.east_asian_width(char) in _WIDE


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
    step = -(-len(word) // count)
    if step >= len(word) or len(word) < 4:  # noqa: PLR2004 - nothing sensible is left to break
        return [word]
    parts = [word[i : i + step] for i in range(0, len(word), step)]
    hyphen = [
        ("-" if hyphens and a[-1].isalpha() and b[0].isalpha() and _latin(a[-1]) else "")
        for a, b in itertools.pairwise(parts)
    ]
    return [part + dash for part, dash in zip(parts, [*hyphen, ""], strict=True)]


def _latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith(("LATIN", "GREEK", "CYRILLIC"))


_AIR = 0.9  # of the usual padding of boxes
STACK = 4.4  # points that the sheets behind a repeated box peek out at the top and on the right
STACKED = frozenset({"rounded", "round", "bars", "block", "actor", "list", "sheet", "chamfer"})
_SYMBOL = 3  # an operation named by at most this many characters is a small circle


class Typography(Struct, frozen=True):
    """The type of one drawing: the sizes in points of labels and of details, arrow labels and badges, ``small``.

    ``measure`` is the preferred line length of box labels in ems; ``detail``: with second lines.
    """

    label: float
    small: float
    measure: float
    detail: bool = True


class Line(Struct, frozen=True):
    """One line of text in a box."""

    text: str
    size: float
    bold: bool = False
    muted: bool = False

    @property
    def width(self) -> float:
        """Its length in points."""
        return text_metrics.text_width(self.text, self.size, bold=self.bold)

    @property
    def pitch(self) -> float:
        """The height it takes, leading included; formulas may need more."""
        if text_metrics.is_math(self.text):
            above, below = text_metrics.math_height(self.text, self.size)
            return max(typefaces.LEADING * self.size, above + below + 0.2 * self.size)
        return typefaces.LEADING * self.size


class BoxPlan(Struct, frozen=True, kw_only=True):
    """What one box shows: its words, line by line with the element that each is of, and its shape."""

    id: str
    kind: ElementKind
    shape: str
    lines: tuple[Line, ...]
    owners: tuple[str, ...]
    badge: str = ""
    left_aligned: bool = False

    @property
    def group(self) -> bool:
        """Whether the box stands for a folded group."""
        return self.shape == "list"


_SHAPES = {
    ElementKind.INPUT: "slant",
    ElementKind.OUTPUT: "pill",
    ElementKind.DATA: "sheet",
    ElementKind.PROCESS: "rounded",
    ElementKind.MODEL: "block",
    ElementKind.OPERATION: "chamfer",
    ElementKind.DECISION: "diamond",
    ElementKind.STORE: "cylinder",
    ElementKind.OBJECTIVE: "hexagon",
    ElementKind.ACTOR: "actor",
}


_OWN_SHAPES = {
    Shape.ROUNDED: "round",
    Shape.STADIUM: "pill",
    Shape.SUBROUTINE: "bars",
    Shape.HEXAGON: "hexagon",
    Shape.CYLINDER: "cylinder",
    Shape.DIAMOND: "diamond",
    Shape.CIRCLE: "ellipse",
    Shape.DOUBLE_CIRCLE: "rings",
    Shape.TRAPEZOID: "trapezoid",
    Shape.FUNNEL: "funnel",
    Shape.LEAN_RIGHT: "slant",
    Shape.LEAN_LEFT: "slant-left",
    Shape.FLAG: "flag",
    Shape.TEXT: "text",
}


def shape_of(element: Element) -> str:
    """The shape of an element: its own, else that of its kind; an operation or a circle of one sign is a circle."""
    is_round = element.kind is ElementKind.OPERATION if element.shape is None else element.shape is Shape.CIRCLE
    if is_round and len(clean(element.label)) <= _SYMBOL and not (element.repeat or element.detail):
        return "circle"
    return _OWN_SHAPES[element.shape] if element.shape else _SHAPES[element.kind]


def plan_box(element: Element, typography: Typography) -> BoxPlan:
    """Wrap one element's words and size its box."""
    shape = shape_of(element)
    size = typography.label
    measure = typography.measure * size * (0.85 if shape == "diamond" else 1.0)
    lines = [Line(text, size, bold=True) for text in wrap(words_of(element.label), size, measure, bold=True)]
    if typography.detail and element.detail:
        small = typography.small
        lines += [Line(text, small, muted=True) for text in wrap(element.detail, small, 1.15 * measure)]
    badge = f"×{element.repeat}" if element.repeat else ""
    return BoxPlan(
        id=element.id,
        kind=element.kind,
        shape=shape,
        lines=tuple(lines),
        owners=(element.id,) * len(lines),
        badge=badge,
    )


def plan_list(
    name: str, title: str, repeat: int | None, members: list[Element], mark: str, typography: Typography
) -> BoxPlan:
    """Size the box that shows several elements as lines, ``mark`` before each."""
    measure = 1.5 * typography.measure * typography.label
    lines = [
        Line(text, typography.label, bold=True) for text in wrap(clean(title), typography.label, measure, bold=True)
    ]
    owners = [name] * len(lines)
    for member in members:
        words = mark + clean(words_of(member.label)) + (f" ×{member.repeat}" if member.repeat else "")
        texts = wrap(words, typography.small, measure)
        lines += [Line(text, typography.small) for text in texts]
        owners += [member.id] * len(texts)
    badge = f"×{repeat}" if repeat else ""
    return BoxPlan(
        id=name,
        kind=ElementKind.PROCESS,
        shape="list",
        lines=tuple(lines),
        owners=tuple(owners),
        badge=badge,
        left_aligned=True,
    )


_SIDES = {
    "hexagon": (0.56, 0.3),
    "pill": (0.6, 0.0),
    **dict.fromkeys(("slant", "slant-left", "flag", "trapezoid", "funnel"), (0.44, 0.4)),
    "actor": (0.0, 2.8),
    "block": (0.0, 1.4),
    "round": (0.0, 1.4),
    "bars": (0.0, 2.3),
    "sheet": (0.0, 1.8),
    "chamfer": (0.0, 1.3),
}
"""Room at both sides of the words: a share of the height, and ems."""


def outer_extent(shape: str, text: tuple[float, float], typography: Typography, badge: str = "") -> tuple[float, float]:
    """The box in points that holds a block of text in a given shape."""
    size, air = typography.label, _AIR
    wide, high = text
    if badge:
        wide += badge_width(badge, typography) + 0.4 * size
    wide += 0.5 * size * air
    high += 0.15 * size * air
    if shape == "diamond":
        wide, high = 1.6 * wide, high / (1 - 1 / 1.6)
    elif shape == "circle":
        wide = high = max(wide, high, 1.5 * size)
    elif shape in {"ellipse", "rings"}:
        wide, high = 1.3 * wide + 0.4 * size, 1.35 * high + 0.4 * size
    elif shape == "text":
        wide += 0.3 * size
    elif shape == "cylinder":
        high += 0.5 * size * air + 16
        wide += 0.9 * size
    else:
        high += 0.7 * size * air
        share, ems = _SIDES.get(shape, (0.0, 0.9))
        wide += share * high + ems * size
    if badge and shape in STACKED:
        wide, high = wide + STACK, high + STACK
    return wide, high


def front(plan: BoxPlan, rect: Rect) -> Rect:
    """The foremost sheet of a repeated box, or the box itself."""
    if plan.badge and plan.shape in STACKED:
        return Rect(rect.x, rect.y + STACK, rect.width - STACK, rect.height - STACK)
    return rect


def badge_width(badge: str, typography: Typography) -> float:
    """The width of a repetition badge in points, its padding included."""
    return text_metrics.text_width(badge, typography.small, bold=True) + 0.7 * typography.small
