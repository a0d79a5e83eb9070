"""A composition drawn again with letters in place of arrows that were too long or crossed too many others."""

from collections.abc import Callable, Collection, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.connectors import with_connectors
from pb_adapters.drawing.diagrams.composition.continuations import tagged, to_continue
from pb_core.domain.diagrams.line_measures import crossings, overlong
from pb_core.domain.diagrams.scene import DrawnLine
from pb_core.domain.diagrams.spec import DiagramSpec
from pb_core.domain.plane import Point, Rect

_NEAR = 60.0  # points between two boxes below which an arrow is tried once more


class Lettering(Struct, frozen=True):
    """How a plan is drawn again: the plan, its parts, and what draws them up with some connections told by letter."""

    spec: DiagramSpec
    stock: DiagramParts
    draw: Callable[[DiagramParts], Composed | None]

    def better(
        self,
        paths: Sequence[tuple[Point, ...]],
        width: float,
        homeless: Collection[int] = (),
        panels: Collection[Rect] = (),
    ) -> Composed | None:
        """The drawing with letters; ``None`` where none of these paths asks for any, or no tag finds a place.

        The labels of ``homeless`` paths have no place, so that they stand at tags if they may. ``panels`` are what none
        should run through that has no end there.
        What is near has its arrow again if that is short when the others are gone.
        """
        chosen = to_continue(_lines(self.stock, paths), width, self.spec, homeless, panels)
        while chosen:
            found = self._told(chosen)
            if found is None or isinstance(found, Composed):
                return self._with_near_arrows(found, chosen) if found else None
            chosen = found
        return None

    def _told(self, chosen: tuple[int, ...]) -> Composed | tuple[int, ...] | None:
        """The drawing in which letters tell these connections, else those of them whose tags find places."""
        stock = self.stock.telling([self.spec.connections[i] for i in chosen])
        composed = self.draw(stock)
        found = with_connectors(composed) if composed else None
        if found is None or isinstance(found, Composed):
            return found
        return tuple(i for i in chosen if not tagged(self.spec.connections[i], stock, found))

    def _with_near_arrows(self, found: Composed, chosen: tuple[int, ...]) -> Composed:
        places = found.attempt.frames | found.attempt.boxes
        for i in chosen:
            one, other = (places.get(name) for name in self.spec.connections[i].ends)
            if not (one and other and _gap(one, other) <= _NEAR):
                continue
            fewer = tuple(j for j in chosen if j != i)
            again = self._told(fewer) if fewer else None
            if isinstance(again, Composed) and _tangle(again) <= _tangle(found):
                found, chosen = again, fewer
        return found


def _lines(stock: DiagramParts, paths: Sequence[tuple[Point, ...]]) -> list[DrawnLine]:
    return [
        DrawnLine(source=c.source, target=c.target, kind=c.kind.value, points=points)
        for c, points in zip(stock.connections, paths, strict=True)
    ]


def _tangle(composed: Composed) -> tuple[int, int]:
    """How many arrows of a composition are too long, and how many cross."""
    lines = _lines(composed.attempt.stock, composed.attempt.paths)
    return len(overlong(lines, composed.attempt.width)), crossings(lines)


def _gap(a: Rect, b: Rect) -> float:
    return max(b.x - a.right, a.x - b.right, 0.0) + max(b.y - a.bottom, a.y - b.bottom, 0.0)
