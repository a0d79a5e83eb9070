"""DrawnScene: the geometry of a finished drawing, read back so that it can be checked.

Coordinates are points (1/72 inch) of the figure printed 17 cm wide, origin top left, y downwards.
"""

from msgspec import Struct

from pb_core.domain.diagrams.box_outlines import outline, stacked_outline
from pb_core.domain.diagrams.twins import arrow_name
from pb_core.domain.plane import Point, Rect

LEGEND = "(legend)"
"""The owner of the words of the legend among the texts of a scene."""

CONNECTOR = "connector"
"""The shape of the tags, two with one letter, that tell an arrow for which no line is drawn."""

PRINT_WIDTH = 17 / 2.54 * 72  # points


class DrawnBox(Struct, frozen=True, kw_only=True):
    """The outline of one element: its bounding rectangle and the name of its shape.

    ``parts`` are the rectangles, from top to bottom, of a pictogram that stands free above its words; together they
    are its outline.
    """

    id: str
    rect: Rect
    shape: str
    parts: tuple[Rect, ...] = ()

    @property
    def outline(self) -> tuple[Point, ...]:
        """The outline as a closed polygon in points, clockwise on the page."""
        return stacked_outline(self.parts) if self.parts else outline(self.shape, self.rect)


def blocks_of(scene: "DrawnScene") -> tuple[DrawnBox, ...]:
    """The boxes of a scene that stand for elements: all but the tags of arrows told by letter."""
    return tuple(box for box in scene.boxes if box.shape != CONNECTOR)


class DrawnGlyph(Struct, frozen=True, kw_only=True):
    """A pictogram: the element it belongs to, the name of its drawing and the rectangle it fills."""

    owner: str
    name: str
    rect: Rect


class DrawnFrame(Struct, frozen=True, kw_only=True):
    """The frame of one group; ``parent`` is the frame around it."""

    id: str
    rect: Rect
    parent: str | None = None


class DrawnLine(Struct, frozen=True, kw_only=True):
    """One arrow as a polyline from the border of ``source`` to the border of ``target``; ``heads`` as in its plan.

    Where a frame is named, it begins or ends there and not at the element inside. ``label_at`` names another line, of
    which it shares a piece, beside which the label of both stands. ``twin`` are the words that tell it from another of
    its kind between the same two elements.
    """

    source: str
    target: str
    kind: str
    points: tuple[tuple[float, float], ...]
    heads: str = "target"
    source_frame: str = ""
    target_frame: str = ""
    label_at: str = ""
    twin: str = ""

    @property
    def name(self) -> str:
        """The name of its connection in the plan: ``source->target``, and its words where it has a twin."""
        return arrow_name(self.source, self.target, self.twin)


class DrawnText(Struct, frozen=True, kw_only=True):
    """One block of text: where it stands, its size in points and its contrast against its ground.

    ``owner`` is an element id, a group id, the name of a line for its label, or ``title``.
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


class Reference(Struct, frozen=True):
    """An arrow told by number: the box of ``source`` names the ``number`` before the label of ``target``."""

    source: str
    target: str
    kind: str
    number: int


class Continuation(Struct, frozen=True, kw_only=True):
    """An arrow told by two tags with one letter: ``leaves`` touches the box of its source, ``arrives`` its target's.

    With a group the tag touches its frame instead. ``twin`` is that of a line.
    """

    source: str
    target: str
    kind: str
    letter: str
    leaves: str
    arrives: str
    source_group: str = ""
    target_group: str = ""
    twin: str = ""

    @property
    def label_owner(self) -> str:
        """The owner of its label among the texts of a scene."""
        return f"{self.source_group or self.source}->{self.leaves}"


class Gathering(Struct, frozen=True, kw_only=True):
    """An arrow told by one at the edge of a panel, which stands for those from, or to, each block in it.

    That one is drawn between ``drawn_source`` and ``drawn_target``, of which it meets the groups that are named.
    """

    source: str
    target: str
    kind: str
    drawn_source: str
    drawn_target: str
    source_group: str = ""
    target_group: str = ""


class DrawnGuide(Struct, frozen=True, kw_only=True):
    """One of two lines from a ``block`` to the frame of the ``group`` that shows its inside: it joins their corners."""

    block: str
    group: str
    start: Point
    end: Point


class LabelKey(Struct, frozen=True):
    """A label told by a ``sign``: it stands at arrows of that label without room for it, and with it in the legend."""

    sign: str
    label: str


class DrawnScene(Struct, frozen=True, kw_only=True):
    """Everything a drawing shows, in drawing order.

    ``folds`` lists the elements that share the box of their group, ``references`` the arrows that numbers stand for,
    ``continuations`` those told by letter, whose tags are among the boxes; ``gatherings`` those told at the edge of a
    panel, ``keys`` the labels that the legend spells out, ``guides`` the lines from blocks to the panels of their
    insides; ``notes`` says in sentences what was folded or left out so that the text keeps its size.
    """

    width: float
    height: float
    boxes: tuple[DrawnBox, ...]
    frames: tuple[DrawnFrame, ...]
    lines: tuple[DrawnLine, ...]
    texts: tuple[DrawnText, ...]
    glyphs: tuple[DrawnGlyph, ...] = ()
    legend: Rect | None = None
    folds: tuple[Fold, ...] = ()
    references: tuple[Reference, ...] = ()
    continuations: tuple[Continuation, ...] = ()
    gatherings: tuple[Gathering, ...] = ()
    keys: tuple[LabelKey, ...] = ()
    guides: tuple[DrawnGuide, ...] = ()
    notes: tuple[str, ...] = ()
