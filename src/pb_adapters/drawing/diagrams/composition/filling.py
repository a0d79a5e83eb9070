"""Blocks of a panel that is larger than they need grow with it, as far as they may, so that no part of it is empty."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.emptiness import mark, mark_block, marked_rows, quiet_share, void_share
from pb_adapters.drawing.diagrams.composition.evening import is_upright_bar
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.growing import Ground, Ways, ground_of, growing, resized, turned
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf, has_frames
from pb_adapters.drawing.diagrams.placement import Area

EMPTY = 0.125
"""Of a panel below its title: where a larger rectangle is empty, its blocks grow."""

GROWN = 2.0, 2.2
"""Times as wide and as high as they were: as far as blocks grow."""

PAGE_HOLE = 0.075
"""Of a page: where a larger rectangle is empty, what stands beside panels grows."""

_APART = 1.5  # the same of one row or column alone
_BAR = 3.0  # the same of an upright bar beside a hole of the page
_SIDES = (0, -1, 1)  # about the middle, to the left or upwards, to the right or downwards
_STEPS = (4, 2)  # cells by which blocks become wider, and higher


def filled(tree: Bands, fit: Fitted, ways: Ways, most: tuple[float, float] = GROWN) -> Fitted:
    """A fitted tree with the blocks of hollow panels higher, or wider, whichever leaves less empty, step by step.

    All of a panel grow alike, about their middles, so that what is straight stays straight, or to one side where there
    is no room on the other, to ``most`` times their width and height. The ways of arrows divide what is empty.
    """
    leaves = {leaf.name: leaf for leaf in tree.inside}
    rows = _rows(fit, ways, leaves)
    for panel in inmost_panels(tree):
        if void_share(rows, fit.frames[panel.frame]) > EMPTY:
            fit = _Panel(tree, fit, ways, panel, most).filled()
            rows = _rows(fit, ways, leaves)
    return fit


def _rows(fit: Fitted, ways: Ways, leaves: Mapping[str, Leaf]) -> list[int]:
    return marked_rows(fit, [way for _, way in ways], leaves)


def filled_page(tree: Bands, fit: Fitted, ways: Ways, most: tuple[float, float], legend: Area | None) -> Fitted:
    """A fitted tree with what stands beside panels higher or wider in the same way where the page is empty."""
    return _Panel(tree, fit, ways, tree, most, legend).filled()


class _Panel:
    """The blocks of one panel, or of the page beside panels, while they grow."""

    def __init__(
        self,
        tree: Bands,
        fit: Fitted,
        ways: Ways,
        panel: Bands,
        most: tuple[float, float],
        legend: Area | None = None,
    ) -> None:
        self._tree, self._fit, self._ways, self._home, self._most = tree, fit, ways, panel.frame, most
        self._empty = EMPTY if self._home else PAGE_HOLE
        links = [link for link, _ in ways]
        self._bars = () if self._home else {n for n in fit.leaves if is_upright_bar(n, fit.leaves, links)}
        self._names = [leaf.name for home, leaf in growing(panel) if home == self._home]
        self._leaves = {leaf.name: leaf for leaf in tree.inside}
        others = {name: area for name, area in fit.leaves.items() if name not in self._names}
        self._rows = _rows(structs.replace(fit, leaves=others), ways, self._leaves)
        if legend:
            mark(self._rows, legend)

    def filled(self) -> Fitted:
        """The fitted tree as full as its blocks can make the panel, or so full that nobody sees an empty place."""
        if self._void(self._fit.leaves) <= self._empty:
            return self._fit
        self._grounds = [ground_of(self._tree, self._fit, self._ways, down=down) for down in (False, True)]
        self._usual = [dict(ground.areas) for ground in self._grounds]
        areas = self._fit.leaves
        void = self._void(areas)
        while void > self._empty:
            least, best = min(
                ((self._void(areas | one), one) for one in self._grown()), key=lambda p: p[0], default=(1.0, {})
            )
            if least >= void:
                break
            void, areas = least, areas | best
            for down, ground in enumerate(self._grounds):
                ground.areas.update(turned(best, down=bool(down)))
        return structs.replace(self._fit, leaves=areas)

    def _void(self, areas: dict[str, Area]) -> float:
        rows = list(self._rows)
        for name in self._names:
            mark_block(rows, self._leaves[name], areas[name])
        if not self._home:
            return quiet_share(rows, self._fit.width)
        return void_share(rows, self._fit.frames[self._home])

    def _grown(self) -> Iterator[dict[str, Area]]:
        """All blocks one step wider, or higher, where they have room; each row or column as well."""
        for down in (False, True):
            for names, most in [
                (self._names, self._most[down]),
                *((line, min(_APART, self._most[down])) for line in self._apart(down=down)),
            ]:
                if grown := self._one_step(names, most, down=down):
                    yield turned(grown, down=down)

    def _apart(self, *, down: bool) -> list[list[str]]:
        """The blocks by columns, or by rows if ``down``; beside panels, bars and what has nothing beside it as well.

        In a panel one stands alone only where it is in line with no other.
        """
        areas = {name: self._grounds[down].areas[name] for name in self._names}
        rows = Counter(map(_across, areas.values()))
        columns: dict[int, list[str]] = {}
        for name, a in areas.items():
            columns.setdefault(a.x + a.right, []).append(name)
        found = [
            column
            for column in columns.values()
            if len(column) > 1 or not self._home or rows[_across(areas[column[0]])] == 1
        ]
        if len(columns) < 2:  # noqa: PLR2004 - one column is all of them
            return []
        alone = self._bars if down else self._alone_in_rows()
        return found + [[name] for name in self._names if name in alone and [name] not in found]

    def _alone_in_rows(self) -> set[str]:
        """The blocks of the page that have nothing beside them; none of a panel."""
        areas = {} if self._home else self._grounds[0].areas
        return {
            name
            for name, area in areas.items()
            if not any(o.y < area.bottom and area.y < o.bottom for other, o in areas.items() if other != name)
        }

    def _one_step(self, names: Sequence[str], times: float, *, down: bool) -> dict[str, Area]:
        """Blocks wider about their middles, or all to one side, or higher if ``down``; none if one has no room.

        Where only some have, each column or row grows to a side where it has room beside what the others have become.
        They become at most so many ``times`` as wide, or as high.
        """
        ground, grown = self._grounds[down], dict[str, Area]()
        if alike := self._to_one_side(ground, names, times, down=down):
            return alike
        lines: dict[int, list[str]] = {}
        for name in names:
            lines.setdefault(ground.areas[name].x + ground.areas[name].right, []).append(name)
        for line in lines.values() if len(lines) > 1 else ():
            found = self._to_one_side(structs.replace(ground, areas=ground.areas | grown), line, times, down=down)
            if not found:
                return {}
            grown |= found
        return grown

    def _to_one_side(self, ground: Ground, names: Sequence[str], times: float, *, down: bool) -> dict[str, Area]:
        """The same about the middles or to the first side where all have room."""
        found = (self._to(side, ground, names, times, down=down) for side in _SIDES)
        return next(filter(None, found), {})

    def _to(self, side: int, ground: Ground, names: Sequence[str], times: float, *, down: bool) -> dict[str, Area]:
        step, grown = _STEPS[down], dict[str, Area]()
        for name in names:
            old, usual = ground.areas[name], self._usual[down][name]
            new = resized(old, old.right - old.x + step)
            new = new.moved(side * step // 2, 0)
            most = (_BAR if down and name in self._bars else times) * (usual.right - usual.x)
            if new.right - new.x > most or not ground.has(name, self._home, new):
                return {}
            grown[name] = new
        return grown


def _across(area: Area) -> int:
    return area.y + area.bottom


def inmost_panels(node: Bands) -> Iterator[Bands]:
    """The panels that hold no others."""
    members = [member for band in node.bands for member in band]
    if node.frame and not any(map(has_frames, members)):
        yield node
        return
    for member in members:
        if isinstance(member, Bands):
            yield from inmost_panels(member)
