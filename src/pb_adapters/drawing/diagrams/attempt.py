"""What a drawing is made of, and how far it has come: its parts, then their places and paths in points."""

from collections.abc import Collection

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.box_sizes import BoxPlan, Typography
from pb_adapters.drawing.diagrams.box_words import clean
from pb_adapters.drawing.diagrams.label_places import ArrowLabel
from pb_core.domain.diagrams.spec import Connection, Group
from pb_core.domain.plane import Point, Rect


class DiagramParts(Struct, frozen=True, kw_only=True):
    """What an attempt starts from: sized boxes, frames to draw, and connections between boxes.

    ``continued`` are further connections, with their ends, that no line is to lead all the way of.
    """

    typography: Typography
    plans: dict[str, BoxPlan]
    groups: tuple[Group, ...]
    homes: dict[str, str]
    connections: tuple[Connection, ...]
    ends: tuple[tuple[str, str], ...]
    continued: tuple[Connection, ...] = ()
    continued_ends: tuple[tuple[str, str], ...] = ()

    @property
    def whole(self) -> "DiagramParts":
        """The same with all connections alike, for what a figure means."""
        if not self.continued:
            return self
        connections, ends = (*self.connections, *self.continued), (*self.ends, *self.continued_ends)
        return structs.replace(self, connections=connections, ends=ends, continued=(), continued_ends=())

    def telling(self, told: Collection[Connection]) -> "DiagramParts":
        """The same with these connections as continued ones."""
        lines = [i for i, connection in enumerate(self.connections) if connection not in told]
        away = [i for i, connection in enumerate(self.connections) if connection in told]
        return structs.replace(
            self,
            connections=tuple(self.connections[i] for i in lines),
            ends=tuple(self.ends[i] for i in lines),
            continued=(*self.continued, *(self.connections[i] for i in away)),
            continued_ends=(*self.continued_ends, *(self.ends[i] for i in away)),
        )


class Attempt(Struct, frozen=True, kw_only=True):
    """A finished attempt in points, ready to be turned into a scene and painted.

    ``titles`` are what the titles of frames cover with their badges.
    """

    stock: DiagramParts
    width: float
    height: float
    boxes: dict[str, Rect]
    frames: dict[str, Rect]
    titles: dict[str, Rect]
    paths: tuple[tuple[Point, ...], ...]
    tags: dict[int, ArrowLabel | None]


def title_text(group: Group) -> str:
    """The words on a frame."""
    return clean(group.title)
