"""DrawnScene: the geometry of a finished drawing, read back so that it can be checked.

Coordinates are points (1/72 inch) of the figure printed 17 cm wide, origin top left, y downwards.
"""

from msgspec import Struct

PRINT_WIDTH = 17 / 2.54 * 72  # points


class Rect(Struct, frozen=True):
    """An axis-parallel rectangle: left, top, width, height in points."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the bottom edge."""
        return self.y + self.height


class DrawnBox(Struct, frozen=True, kw_only=True):
    """The outline of one element: its bounding rectangle and the name of its shape."""

    id: str
    rect: Rect
    shape: str


class DrawnFrame(Struct, frozen=True, kw_only=True):
    """The frame of one group; ``parent`` is the frame around it."""

    id: str
    rect: Rect
    parent: str | None = None


class DrawnLine(Struct, frozen=True, kw_only=True):
    """One arrow as a polyline from the border of ``source`` to the border of ``target``."""

    source: str
    target: str
    kind: str
    points: tuple[tuple[float, float], ...]


class DrawnText(Struct, frozen=True, kw_only=True):
    """One block of text: where it stands, its size in points and its contrast against its ground.

    ``owner`` is an element id, a group id, ``from->to`` for a connection's label, or ``title``.
    """

    owner: str
    text: str
    rect: Rect
    size: float
    contrast: float


class Fold(Struct, frozen=True):
    """A folded element: ``element`` is drawn as a line of text in the box of the group ``into``."""

    element: str
    into: str


class DrawnScene(Struct, frozen=True, kw_only=True):
    """Everything a drawing shows, in drawing order.

    ``folds`` lists the elements that share the box of their group; ``notes`` says in sentences what was
    folded or left out so that the text keeps its size.
    """

    width: float
    height: float
    boxes: tuple[DrawnBox, ...]
    frames: tuple[DrawnFrame, ...]
    lines: tuple[DrawnLine, ...]
    texts: tuple[DrawnText, ...]
    folds: tuple[Fold, ...] = ()
    notes: tuple[str, ...] = ()
