"""A composition drawn again with letters in place of arrows that were too long or crossed too many others."""

import math
from collections.abc import Callable, Collection, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.attempt import DiagramParts, drawn_lines
from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.connectors import with_connectors
from pb_adapters.drawing.diagrams.composition.continuations import to_continue
from pb_adapters.drawing.diagrams.composition.keyed_labels import unlabelled
from pb_adapters.drawing.diagrams.composition.link_roles import only_ways, parting, together
from pb_adapters.drawing.diagrams.routing import Stuck
from pb_core.domain.diagrams.head_doubts import head_doubts
from pb_core.domain.diagrams.line_doubts import doubtful_pairs
from pb_core.domain.diagrams.line_measures import crossings, overlong
from pb_core.domain.diagrams.passed_panels import passing
from pb_core.domain.diagrams.spec import DiagramSpec
from pb_core.domain.diagrams.twins import twin_words
from pb_core.domain.plane import Point, Rect

_NEAR = 0.25  # of the width between two boxes, below which a reader looks for a line
_LINES = 12  # arrows for which readers take one crossing


class Lettering(Struct, frozen=True):
    """How a plan is drawn again: it, its parts, what draws it with some links told by letter, and its key parts."""

    spec: DiagramSpec
    stock: DiagramParts
    draw: Callable[[DiagramParts], Composed | Stuck | None]
    emphasis: Collection[str] = ()

    def better(
        self,
        paths: Sequence[tuple[Point, ...]],
        width: float,
        homeless: Collection[int] = (),
        panels: Collection[Rect] = (),
    ) -> tuple[Composed, tuple[int, ...]] | None:
        """The drawing with letters, and the connections, by index, that these tell.

        ``None`` where none of these paths asks for any, no tag finds a place, or an arrow no way that no letter tells.
        The ``homeless`` paths have none, or no place for their labels, which stand at tags if they may. ``panels`` are
        what none should run through that has no end there.
        """
        lines, barred = drawn_lines(self.stock, paths), set[int]()
        while chosen := to_continue(lines, width, self.spec, homeless, panels, barred):
            found = self._told(chosen)
            if found is None or isinstance(found, Composed):
                return (found, chosen) if found else None
            if isinstance(found, Stuck):
                if found.index in homeless:
                    return None
                homeless = (*homeless, found.index)
            else:
                barred |= found
        return None

    def _told(
        self, chosen: tuple[int, ...], before: Composed | None = None, *, is_key: bool = False
    ) -> Composed | set[int] | Stuck | None:
        """The drawing in which letters tell these connections, else those of them some of whose tags find no place.

        It is as clean as the one ``before``, if there is one; an arrow more that ``is_key`` may be the one long one.
        What finds no way is told by its place among all. ``None`` where nothing is drawn any more.
        """
        stock = self.stock.telling([self.spec.connections[i] for i in chosen])
        composed = self.draw(stock)
        if composed is None:
            return None
        if isinstance(composed, Stuck):
            return Stuck(self.stock.connections.index(stock.connections[composed.index]))
        if before is not None and not _is_as_clean(composed, before, long=int(is_key)):
            return None
        found = with_connectors(composed)
        if isinstance(found, Composed):
            return found
        told = {(one.source, one.target, one.kind, one.twin) for one in found}
        links, twins = self.spec.connections, twin_words(self.spec.connections)
        return {i for i in chosen if (*links[i].identity[:3], twins[i]) in told}

    def with_arrows(self, found: Composed, chosen: tuple[int, ...]) -> Composed | None:
        """The drawing with some of the arrows again that letters tell; ``None`` where no letter is left.

        What is near, leads on along the main flow or is linked with a key part has its arrow again if the drawing is
        clean with it when the others are gone.
        """
        onwards, gaps = only_ways(self.spec), {i: self._gap_of(i, found) for i in chosen}
        alike = dict.fromkeys(self._told_as_one(i, chosen) for i in sorted(chosen, key=gaps.__getitem__))
        for some in alike:
            is_key = any(i in onwards or set(self.spec.connections[i].ends) & set(self.emphasis) for i in some)
            if not is_key and min(gaps[i] for i in some) > _NEAR * found.attempt.width:
                continue
            fewer = tuple(i for i in chosen if i not in some)
            again = self._told(fewer, found, is_key=is_key)
            if isinstance(again, Composed):
                found, chosen = again, fewer
        return found if chosen else None

    def _told_as_one(self, index: int, chosen: Collection[int]) -> tuple[int, ...]:
        """The connections that go with one: all that leave its source like it where these have letters as well."""
        fan = parting(index, self.spec)
        return fan if len(fan) > 1 and set(fan) <= set(chosen) else together(index, self.spec)

    def _gap_of(self, index: int, composed: Composed) -> float:
        """How far apart a composition has what a connection joins; nowhere near if it is not drawn."""
        places = composed.attempt.frames | composed.attempt.boxes
        source, target = (places.get(name) for name in self.spec.connections[index].ends)
        return _gap(source, target) if source and target else math.inf


def _is_as_clean(again: Composed, found: Composed, long: int) -> bool:
    """Whether a drawing with an arrow more has no fault more than the other, but for what readers take.

    That is a crossing, and so many ``long`` arrows.
    """
    lines = again.attempt.lines
    taken = (long, max(1, len(lines) // _LINES), 0, 0, 0, 0)
    return all(
        count <= max(before, most) for count, before, most in zip(_faults(again), _faults(found), taken, strict=True)
    )


def _faults(composed: Composed) -> tuple[int, ...]:
    """How many arrows are too long, cross, run through others' panels, pass heads, lack labels, or can be mixed up."""
    attempt = composed.attempt
    lines = attempt.lines
    return (
        len(overlong(lines, attempt.width)),
        crossings(lines),
        len(passing(lines, attempt.frames.values())),
        int(head_doubts(lines)["passed heads"]),
        len(unlabelled(composed)),
        sum(1 for _ in doubtful_pairs(lines)),
    )


def _gap(a: Rect, b: Rect) -> float:
    return max(b.x - a.right, a.x - b.right, 0.0) + max(b.y - a.bottom, a.y - b.bottom, 0.0)
