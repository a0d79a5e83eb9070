"""What a drawing is made of, and how far it has come: its parts, then their places and paths in points."""

from collections.abc import Collection, Sequence

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.box_sizes import BoxPlan, Typography
from pb_adapters.drawing.diagrams.box_words import clean
from pb_adapters.drawing.diagrams.label_places import ArrowLabel
from pb_core.domain.diagrams.scene import DrawnLine
from pb_core.domain.diagrams.spec import Connection, Group
from pb_core.domain.diagrams.twins import twin_words
from pb_core.domain.plane import Point, Rect


class DiagramParts(Struct, frozen=True, kw_only=True):
    """What an attempt starts from: sized boxes, frames to draw, and connections between boxes.

    ``zooms`` are pairs of a box and the frame that shows its inside. ``continued`` are further connections, with their
    ends and places among all, that no line is to lead all the way of. At ``gathered`` groups one connection stands for
    those of all boxes.
    """

    typography: Typography
    plans: dict[str, BoxPlan]
    groups: tuple[Group, ...]
    homes: dict[str, str]
    connections: tuple[Connection, ...]
    ends: tuple[tuple[str, str], ...]
    zooms: tuple[tuple[str, str], ...] = ()
    continued: tuple[Connection, ...] = ()
    continued_ends: tuple[tuple[str, str], ...] = ()
    continued_places: tuple[int, ...] = ()
    gathered: tuple[str, ...] = ()

    @property
    def twins(self) -> tuple[str, ...]:
        """The words that tell each connection from a twin, those of continued ones last."""
        return twin_words((*self.connections, *self.continued))

    @property
    def whole(self) -> "DiagramParts":
        """The same with all connections alike and in the order of the plan, for what a figure means."""
        if not self.continued:
            return self
        connections, ends = list(self.connections), list(self.ends)
        for place, connection, pair in zip(self.continued_places, self.continued, self.continued_ends, strict=True):
            connections.insert(place, connection)
            ends.insert(place, pair)
        return structs.replace(
            self,
            connections=tuple(connections),
            ends=tuple(ends),
            continued=(),
            continued_ends=(),
            continued_places=(),
        )

    def telling(self, told: Collection[Connection]) -> "DiagramParts":
        """The same with these connections as continued ones."""
        whole = self.whole
        away = [i for i, found in enumerate(whole.connections) if found in told or found in self.continued]
        lines = [i for i in range(len(whole.connections)) if i not in away]
        return structs.replace(
            whole,
            connections=tuple(whole.connections[i] for i in lines),
            ends=tuple(whole.ends[i] for i in lines),
            continued=tuple(whole.connections[i] for i in away),
            continued_ends=tuple(whole.ends[i] for i in away),
            continued_places=tuple(away),
        )


class Attempt(Struct, frozen=True, kw_only=True):
    """A finished attempt in points, ready to be turned into a scene and painted.

    ``titles`` are what the titles of frames cover with their badges; ``shared`` says of arrows, by index, beside the
    common piece of which their label stands.
    """

    stock: DiagramParts
    width: float
    height: float
    boxes: dict[str, Rect]
    frames: dict[str, Rect]
    titles: dict[str, Rect]
    paths: tuple[tuple[Point, ...], ...]
    tags: dict[int, ArrowLabel | None]
    shared: dict[int, int] = {}

    @property
    def lines(self) -> list[DrawnLine]:
        """Its arrows as those of a scene."""
        return drawn_lines(self.stock, self.paths)


def drawn_lines(stock: DiagramParts, paths: Sequence[tuple[Point, ...]]) -> list[DrawnLine]:
    """The connections on these paths as arrows of a scene, for its measures."""
    return [
        DrawnLine(source=c.source, target=c.target, kind=c.kind.value, points=points, twin=twin)
        for c, points, twin in zip(stock.connections, paths, stock.twins[: len(paths)], strict=True)
    ]


def title_text(group: Group) -> str:
    """The words on a frame."""
    return clean(group.title)
