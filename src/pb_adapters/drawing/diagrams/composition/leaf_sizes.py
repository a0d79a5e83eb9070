"""How large each element may be drawn: its words, its pictogram, and room that follows its role."""

import functools
import math

from msgspec import structs

from pb_adapters.drawing.diagrams.box_sizes import (
    BoxPlan,
    Line,
    Typography,
    badge_width,
    diamond_extent,
    outer_extent,
    shape_of,
)
from pb_adapters.drawing.diagrams.box_words import longest_word, names_of_code, sort_words, words_of, wrap
from pb_adapters.drawing.diagrams.composition.tree import Extent, Leaf, Picture
from pb_adapters.drawing.diagrams.glyph_choice import SIGNS
from pb_adapters.drawing.diagrams.glyph_words import MANY
from pb_adapters.drawing.diagrams.illustrations import natural_size, pictogram_of
from pb_core.domain.diagrams.scene import PRINT_WIDTH
from pb_core.domain.diagrams.spec import Element, ElementKind, Shape

LABEL, LITTLE, TITLE = 8.5, 7.0, 11.0
"""The three type sizes in points: labels, small text and titles."""

_LARGE, _LOW_TITLE = 10.0, 9.0  # points: labels without titles, titles above labels as small as type may be

ACROSS = 110  # cells between the left and the right margin
MARGIN = 6.0  # points
PITCH = (PRINT_WIDTH - 2 * MARGIN) / ACROSS
"""The side of a cell in points."""

_FREE = frozenset({ElementKind.INPUT, ElementKind.OUTPUT, ElementKind.DATA, ElementKind.STORE, ElementKind.ACTOR})
_SIDE = (26.0, 36.0, 60.0)  # points: a free picture at least, preferably and at most
GLYPH, GLYPH_GAP = 2.2, 0.5  # ems: the side of a pictogram inside a block, between it and the words
WORDS_GAP, _SIGN_ROOM = 0.25, 0.6  # ems between a free picture and the words below it; for the sign of a sort
_ROOM = {  # preferred over least width and height, and most over least
    "contribution": (1.5, 1.6, 2.0, 1.9),
    "model": (1.25, 1.4, 1.6, 1.6),
    "process": (1.2, 1.25, 1.5, 1.5),
    "other": (1.1, 1.15, 1.4, 1.3),
}
_FILLING = (8.0, 2.0)  # most over least width and height of a block that has a panel for itself
_WIDER = 1.6  # the same of a diamond
_FARTHEST = 12  # cells higher that the place of such a block is at most, if that is more
_SIGN = (15.0, 15.0, 16.0)  # points: the circle of an operation whose name stands below
FIXED = frozenset({"circle", "diamond", "loss", "text"})
"""Shapes as large as their words make them."""
PLAIN = frozenset({"rounded", "round", "bars", "framed", "block", "stack", "lined", "tagged"})
_WORD = 7.5  # ems of a word that is never cut in two
_DECISION, _CLEAR = (0.85, 1.3, 1.8), 10.0  # of the usual line in a diamond, longer where labels are small; its gaps
_NAME = 1.25  # times the usual line that a name of code may take: in two lines it reads as two names
_PLACES = 3  # arrows that find room at a free pictogram, whose words leave them three sides
_FEW = 2  # arrows of a loss that is words between what it compares; with more it is a box
FLAT = frozenset(
    {"pill", "hexagon", "slant", "slant-left", "flag", "trapezoid", "funnel", "ellipse", "rings"}
)  # forms that look wrong when they are high
_OF_DATA = frozenset({None, Shape.CYLINDER, Shape.FLAG})
"""Shapes of the source that a pictogram of a datum stands for as well."""
_WITH_GLYPH = frozenset(
    {"block", "round", "bars", "framed", "slant", "slant-left", "chamfer", "sheet", "stack", "lined", "tagged"}
)  # forms that may hold a pictogram
_TALL = 8  # cells by which a block is higher that sets its pictogram above its words


def cells_across(width: float) -> int:
    """How many cells a page about ``width`` points wide has between its margins."""
    return max(1, round((width - 2 * MARGIN) / PITCH))


def page_width(width: float) -> float:
    """The width in points of the page of whole cells that comes nearest to a width."""
    return 2 * MARGIN + cells_across(width) * PITCH


def typography(
    measure: float, *, seconds: bool = True, large: bool = False, whole: bool = True, dense: bool = False
) -> Typography:
    """The type of a composition whose labels break at about ``measure`` ems, and only between words with ``whole``.

    ``large`` labels are nearly as large as titles, where there are none; ``dense`` ones as small as type may be, and
    titles above them lower.
    """
    label = _LARGE if large else LITTLE if dense else LABEL
    title = _LOW_TITLE if dense else TITLE
    return Typography(label, LITTLE, measure, detail=seconds, whole=whole, title=title)


def leaf_of(
    element: Element,
    typography: Typography,
    *,
    strong: bool,
    arrows: int,
    pictured: bool = True,
    titled: bool = False,
    boxed: bool = False,
) -> Leaf:
    """Size one element, with its pictogram if its label names one and it may be ``pictured``.

    ``strong`` marks the contribution, whose name is bold, and as large as titles are where no panel is ``titled``.
    ``arrows`` is how many meet there. One that is ``boxed`` has its words and pictogram in a block, and so has a store
    without places for so many arrows.
    """
    boxed = boxed or _is_crowded(element, arrows)
    key = (typography.label if titled else TITLE) if strong else None
    lines = lines_of(element, typography, size=key or typography.label, bold=strong)
    shape = shape_of(element)
    if element.kind is ElementKind.OBJECTIVE and not strong and arrows <= _FEW and not element.repeat:
        shape = "loss"
    bare = shape in FIXED or (boxed and shape == "cylinder") or not pictured
    glyph = None if bare else pictogram_of(element)
    if (
        glyph
        and not boxed
        and (element.kind in _FREE or glyph in SIGNS)
        and not element.repeat
        and (element.shape in _OF_DATA or _is_pile(element, glyph))
    ):
        lines = lines_of(element, typography, size=key or typography.small, bold=strong)
        return _free_picture(element, lines, _picture(glyph, free=True))
    inside = _picture(glyph, free=False) if glyph and (element.shape is None or shape in _WITH_GLYPH) else None
    if inside and shape not in {*_WITH_GLYPH, "pill"}:
        shape = "rounded"
    plan = BoxPlan(
        id=element.id,
        kind=element.kind,
        shape=shape,
        lines=lines,
        owners=(element.id,) * len(lines),
        badge=f"×{element.repeat}" if element.repeat else "",
        hue=element.color,
        category=sort_words(element.category),
        category_hue=element.category_color,
        strong=strong,
    )
    wide, high = block_extent(plan, typography, glyph=inside is not None)
    return _with_room(plan, inside, (even_cells(wide), even_cells(high)), _role(element, strong=strong))


def _is_crowded(element: Element, arrows: int) -> bool:
    """Whether more arrows meet a store than find places at a free pictogram."""
    return arrows > _PLACES and shape_of(element) == "cylinder"


def alone(leaf: Leaf) -> Leaf:
    """A leaf that has a panel for itself, which it may fill: a small block in a large panel looks lost.

    It likes to be as low as its words, as a panel across the page is full only where it is low.
    """
    wide, high = leaf.wide, leaf.high
    if leaf.plan is not None and leaf.plan.shape == "diamond":
        return structs.replace(
            leaf,
            wide=structs.replace(wide, most=_up(_WIDER * wide.least)),
            high=structs.replace(high, most=_up(_WIDER * high.least)),
        )
    if leaf.plan is not None and leaf.plan.shape in FLAT:
        return structs.replace(leaf, wide=structs.replace(wide, most=max(wide.most, _up(_FILLING[0] * wide.least))))
    if not is_plain(leaf):
        return leaf
    return structs.replace(
        leaf,
        wide=structs.replace(wide, most=max(wide.most, _up(_FILLING[0] * wide.least))),
        high=Extent(high.least, high.least, max(high.most, _up(_FILLING[1] * high.least), high.least + _FARTHEST)),
    )


def _picture(name: str, *, free: bool) -> Picture:
    wide, high = natural_size(name, 1.0)
    return Picture(name=name, wide=wide, high=high, free=free)


def picture_sides(name: str) -> tuple[float, float, float]:
    """The side of a free pictogram in points: at least, preferably and at most."""
    return _SIGN if name in SIGNS else _SIDE


def leaf_of_list(plan: BoxPlan, typography: Typography) -> Leaf:
    """A box that lists several elements."""
    wide, high = block_extent(plan, typography, glyph=False)
    return _with_room(plan, None, (even_cells(wide), even_cells(high)), "process")


def _is_pile(element: Element, glyph: str) -> bool:
    """Whether a pictogram shows several sheets, as the outline does."""
    return element.shape is Shape.STACK and glyph in MANY.values()


def lines_of(element: Element, typography: Typography, *, size: float, bold: bool) -> tuple[Line, ...]:
    """The words of an element, its label in this ``size``; those of a decision so that its diamond is small."""
    if element.kind is ElementKind.DECISION:
        shares = _DECISION if typography.label < LABEL else _DECISION[:1]
        found = [_broken(element, typography, size=size, bold=bold, share=share) for share in shares]
        return min(found, key=lambda lines: math.prod(side + _CLEAR for side in diamond_extent(lines, typography)))
    return _broken(element, typography, size=size, bold=bold)


def _broken(
    element: Element, typography: Typography, *, size: float, bold: bool, share: float = 1.0
) -> tuple[Line, ...]:
    """The lines of an element's words in a ``share`` of the usual measure."""
    measure = share * typography.measure * typography.label * (size / typography.label) ** 2
    words = words_of(element.label)
    room = max(measure, _least_measure(words, size, typography, bold=bold))
    lines = [Line(text, size, bold=bold) for text in wrap(words, size, room, bold=bold)]
    if typography.detail and element.detail:
        small = typography.small
        room = max(1.15 * measure, _least_measure(element.detail, small, typography))
        lines += [Line(text, small, muted=True) for text in wrap(element.detail, small, room)]
    return tuple(lines)


def _least_measure(text: str, size: float, typography: Typography, *, bold: bool = False) -> float:
    """How long the lines of a text must be so that no word of a common length is cut; a name of code may be longer."""
    if not typography.whole:
        return 0.0
    word = min(longest_word(text, size, bold=bold), _WORD * size)
    names = " ".join(names_of_code(text))
    return max(word, min(longest_word(names, size, bold=bold), _NAME * typography.measure * size))


@functools.lru_cache(maxsize=2_000)
def words_extent(lines: tuple[Line, ...]) -> tuple[float, float]:
    """Width and height in points of the words of a box."""
    return max(line.width for line in lines), sum(line.pitch for line in lines)


def block_extent(plan: BoxPlan, typography: Typography, *, glyph: bool) -> tuple[float, float]:
    """Width and height in points of a block around its words, and a pictogram beside them."""
    sign = _SIGN_ROOM * typography.label if typography.signed and plan.category else 0.0
    if plan.shape == "diamond":
        return diamond_extent(plan.lines, typography, plan.badge, more=sign)
    wide, high = words_extent(plan.lines)
    wide += sign
    if glyph:
        wide += (GLYPH + GLYPH_GAP) * typography.label
        high = max(high, GLYPH * typography.label)
    if plan.badge:  # the badge stands in a corner, the words in the middle
        wide += badge_width(plan.badge, typography) + 0.4 * typography.label
    return outer_extent(plan.shape, (wide, high), typography, plan.badge)


def _free_picture(element: Element, lines: tuple[Line, ...], picture: Picture) -> Leaf:
    owners = (element.id,) * len(lines)
    plan = BoxPlan(
        id=element.id,
        kind=element.kind,
        shape="picture",
        lines=lines,
        owners=owners,
        hue=element.color,
        category=sort_words(element.category),
        category_hue=element.category_color,
    )
    wide, high = words_extent(lines)
    high += WORDS_GAP * LABEL
    sides = [
        (even_cells(max(wide, side * picture.wide)), even_cells(high + side * picture.high))
        for side in picture_sides(picture.name)
    ]
    widths, heights = zip(*sides, strict=True)
    return Leaf(name=element.id, wide=Extent(*widths), high=Extent(*heights), plan=plan, picture=picture)


def _with_room(plan: BoxPlan, picture: Picture | None, size: tuple[int, int], role: str) -> Leaf:
    wide, high = size
    if plan.shape in FIXED:
        return Leaf(name=plan.id, wide=Extent(wide, wide, wide), high=Extent(high, high, high), plan=plan)
    wider, higher, widest, highest = _ROOM[role]
    most_wide, most_high = _up(wide * widest), _up(high * highest)
    if plan.shape in FLAT:
        most_wide, most_high = _up(1.4 * wide), _up(1.2 * high)
    elif picture:
        most_high = max(most_high, high + _TALL)
    return Leaf(
        name=plan.id,
        wide=Extent(wide, _up(wide * wider), max(_up(wide * wider), most_wide)),
        high=Extent(high, _up(high * higher), max(_up(high * higher), most_high)),
        plan=plan,
        picture=picture,
    )


def _role(element: Element, *, strong: bool) -> str:
    if strong and element.kind is not ElementKind.OBJECTIVE:
        return "contribution"
    if element.kind is ElementKind.MODEL:
        return "model"
    return "process" if element.kind in {ElementKind.PROCESS, ElementKind.OPERATION} else "other"


def even_cells(points: float) -> int:
    """The least even number of cells that hold so many points."""
    return 2 * math.ceil(points / PITCH / 2 - 1e-9)


def _up(cells: float) -> int:
    return 2 * math.ceil(cells / 2 - 1e-9)


def is_plain(leaf: Leaf) -> bool:
    """Whether a leaf is a block like others: neither a free pictogram nor a special form nor the contribution."""
    return leaf.plan is not None and leaf.plan.shape in PLAIN and not leaf.plan.strong
