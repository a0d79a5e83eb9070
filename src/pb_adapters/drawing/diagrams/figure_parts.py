"""What a figure consists of, part by part: shapes, paths, lines and words in points, as every format draws them."""

from typing import Literal

from matplotlib.path import Path
from msgspec import Struct

from pb_adapters.drawing.diagrams.text_runs import Run
from pb_core.domain.diagrams.spec import Heads, Tip
from pb_core.domain.plane import Point, Rect


class Stroke(Struct, frozen=True, kw_only=True):
    """A line's colour and width in points; ``dashes`` are on and off in widths, with round ends if it ``is_round``."""

    colour: str
    width: float
    dashes: tuple[float, ...] = ()
    is_round: bool = False


class Shape(Struct, frozen=True, kw_only=True):
    """A closed shape by its name, as ``box_paths`` draws it; without a ``radius`` its corners have the shape's own."""

    shape: str
    rect: Rect
    radius: float | None = None
    fill: str | None = None
    stroke: Stroke | None = None


class Outline(Struct, frozen=True, kw_only=True):
    """A path of its own: a mark inside a shape, or a part of a pictogram."""

    path: Path
    fill: str | None = None
    stroke: Stroke | None = None


class Pictogram(Struct, frozen=True, kw_only=True):
    """A pictogram as paths, from back to front."""

    name: str
    rect: Rect
    outlines: tuple[Outline, ...]


class Painted(Struct, frozen=True, kw_only=True):
    """A painted pictogram: a picture, as large as fits into ``rect`` and centred."""

    name: str
    rect: Rect


class Line(Struct, frozen=True, kw_only=True):
    """An arrow's way with its heads; ``head`` is their size against the usual one, ``edge`` the width of their line."""

    points: tuple[Point, ...]
    stroke: Stroke
    heads: Heads = Heads.TARGET
    tip: Tip = Tip.ARROW
    head: float = 1.0
    edge: float = 0.0


class Words(Struct, frozen=True):
    """A line of text."""

    run: Run


class Mark(Struct, frozen=True):
    """A pill with words in it, such as ×6."""

    pill: Shape
    run: Run


Item = Shape | Outline | Pictogram | Painted | Line | Words | Mark
PartKind = Literal["panel", "guide", "arrow", "element", "legend"]


class Part(Struct, frozen=True, kw_only=True):
    """What belongs together: ``body`` is the shape that holds its words, between what is behind and in front of it.

    ``id`` is that in the plan, ``title`` what people call it, ``about`` what it is in a sentence. ``rect`` is what it
    covers, but for an arrow, whose ``ends`` are the ids of the parts that it joins.
    """

    kind: PartKind
    id: str
    title: str
    about: str = ""
    rect: Rect = Rect(0, 0, 0, 0)
    behind: tuple[Item, ...] = ()
    body: Shape | None = None
    front: tuple[Item, ...] = ()
    ends: tuple[str, str] = ("", "")

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything that it consists of, from back to front."""
        return (*self.behind, *((self.body,) if self.body else ()), *self.front)

    @property
    def words(self) -> tuple[Run, ...]:
        """Its lines of text, without those in marks."""
        return tuple(item.run for item in self.front if isinstance(item, Words))

    @property
    def line(self) -> Line | None:
        """The way of an arrow or a guide."""
        is_line = self.kind in {"arrow", "guide"}
        return next((item for item in self.front if isinstance(item, Line)), None) if is_line else None

    @property
    def gap(self) -> Shape | None:
        """What interrupts the line of an arrow where its words stand on it."""
        return next((item for item in self.front if isinstance(item, Shape)), None) if self.kind == "arrow" else None


class FigureParts(Struct, frozen=True, kw_only=True):
    """A whole figure: its page in points and its parts from back to front; ``title`` is what it shows."""

    width: float
    height: float
    parts: tuple[Part, ...]
    title: str = ""
