"""How large each box must be: its words in lines at one type size, and room for its shape."""

from msgspec import Struct

from pb_adapters.drawing.diagrams.box_words import clean, sort_words, words_of, wrap
from pb_adapters.drawing.shared import text_metrics, typefaces
from pb_core.domain.diagrams.kinds import is_nobody
from pb_core.domain.diagrams.spec import Element, ElementKind, Hue, Shape
from pb_core.domain.plane import Rect

WITHOUT_OUTLINE = frozenset({"picture", "loss", "text"})
"""Shapes of which only a free pictogram and words are drawn."""

_AIR = 0.9  # of the usual padding of boxes
STACK = 4.4  # points that the sheets behind a repeated box peek out at the top and on the right
STACKED = frozenset({"rounded", "round", "bars", "block", "actor", "list", "sheet", "chamfer", "lined", "tagged"}) | {
    "framed"
}
_DIAMONDS = (1.3, 1.6, 2.0)  # times as wide as high
_SYMBOL = 3  # an operation named by at most this many characters is a small circle


class Typography(Struct, frozen=True):
    """The type of one drawing: the sizes in points of labels and of details, arrow labels and badges, ``small``.

    ``title`` is that of titles of panels. ``measure`` is the preferred line length of box labels in ems; ``detail``:
    with second lines. With ``whole`` words of a common length make a line longer rather than being cut. ``signed``:
    with room for the signs of sorts beside the words.
    """

    label: float
    small: float
    measure: float
    detail: bool = True
    whole: bool = True
    signed: bool = False
    title: float = 11.0


class Line(Struct, frozen=True, cache_hash=True):
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


class BoxPlan(Struct, frozen=True, kw_only=True, cache_hash=True):
    """What one box shows: its words, line by line with the element that each is of, its shape, and its author's hue.

    ``category`` is the sort that its author calls it, in words, and ``category_hue`` that sort's. ``strong`` says that
    it is the contribution. A tag has the ``dashes`` of its arrow, and that of a flow ``of_loss`` its colour.
    """

    id: str
    kind: ElementKind
    shape: str
    lines: tuple[Line, ...]
    owners: tuple[str, ...]
    badge: str = ""
    left_aligned: bool = False
    hue: Hue | None = None
    category: str = ""
    category_hue: Hue | None = None
    strong: bool = False
    dashes: tuple[float, ...] = ()
    of_loss: bool = False

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
    Shape.STACK: "stack",
    Shape.LINED: "lined",
    Shape.TAGGED: "tagged",
    Shape.TEXT: "text",
}


def shape_of(element: Element) -> str:
    """The shape of an element: its own, else that of its kind; an operation of one sign or a short circle is a circle.

    An actor that is nobody, as an environment, has a double outline in place of the sign of a person.
    """
    if element.kind is ElementKind.ACTOR and element.shape is None and is_nobody(element.label):
        return "framed"
    label = clean(element.label)
    is_sign = element.kind is ElementKind.OPERATION and not (label.isalpha() and len(label) > 1)
    is_round = is_sign if element.shape is None else element.shape is Shape.CIRCLE
    if is_round and len(label) <= _SYMBOL and not (element.repeat or element.detail):
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
        hue=element.color,
        category=sort_words(element.category),
        category_hue=element.category_color,
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
    "framed": (0.0, 1.6),
    "sheet": (0.0, 1.8),
    "lined": (0.0, 1.8),
    "tagged": (0.0, 1.8),
    "chamfer": (0.0, 1.3),
}
"""Room at both sides of the words: a share of the height, and ems."""
_HIGHEST_PILL = 30.0  # points, that have round sides: the flanks of a higher one are straight


def outer_extent(shape: str, text: tuple[float, float], typography: Typography, badge: str = "") -> tuple[float, float]:
    """The box in points that holds a block of text in a given shape."""
    size, air = typography.label, _AIR
    wide, high = text
    if badge:
        wide += badge_width(badge, typography) + 0.4 * size
    wide += 0.5 * size * air
    high += 0.15 * size * air
    if shape == "circle":
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
        wide += share * (min(high, _HIGHEST_PILL) if shape == "pill" else high) + ems * size
    if _is_stacked(shape, badge):
        wide, high = wide + STACK, high + STACK
    return wide, high


def diamond_extent(
    lines: tuple[Line, ...], typography: Typography, badge: str = "", *, more: float = 0.0
) -> tuple[float, float]:
    """The smallest diamond in points, of those wider than high, whose sides are beside all lines of its words.

    Beside each line there are so many points ``more`` than usual.
    """
    size, high = typography.label, sum(line.pitch for line in lines)
    more += 0.5 * size * _AIR + (badge_width(badge, typography) + 0.4 * size if badge else 0.0)
    needs, top = list[tuple[float, float]](), -high / 2
    for line in lines:
        reach = 2 * max(abs(top), abs(top + line.pitch)) + 0.15 * size * _AIR
        needs.append((line.width + more, reach))
        top += line.pitch
    heights = ((aspect, max(wide / aspect + reach for wide, reach in needs)) for aspect in _DIAMONDS)
    aspect, height = min(heights, key=lambda found: found[0] * found[1] ** 2)
    return aspect * height, height


def front(plan: BoxPlan, rect: Rect) -> Rect:
    """The foremost sheet of a repeated box or a stack, or the box itself."""
    if _is_stacked(plan.shape, plan.badge):
        return Rect(rect.x, rect.y + STACK, rect.width - STACK, rect.height - STACK)
    return rect


def _is_stacked(shape: str, badge: str) -> bool:
    """Whether there are sheets behind a box: its source draws a stack, or it has a number."""
    return shape == "stack" or (bool(badge) and shape in STACKED)


def badge_width(badge: str, typography: Typography) -> float:
    """The width of a repetition badge in points, its padding included."""
    return text_metrics.text_width(badge, typography.small, bold=True) + 0.7 * typography.small
