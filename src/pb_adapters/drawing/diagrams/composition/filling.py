"""Blocks of a panel that is larger than they need grow with it, as far as they may, so that no part of it is empty."""

from collections.abc import Iterator

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.emptiness import mark, marked_rows, void_share
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.growing import Ways, ground_of, growing, resized, turned
from pb_adapters.drawing.diagrams.composition.tree import Bands, has_frames
from pb_adapters.drawing.diagrams.placement import Area

_EMPTY = 0.125  # of a panel below its title: where a larger rectangle is empty, its blocks grow
_WIDER, _HIGHER = 2.0, 2.2  # times as wide and as high as they were: as far as they grow
_STEPS = (4, 2)  # cells by which blocks become wider, and higher


def filled(tree: Bands, fit: Fitted, ways: Ways) -> Fitted:
    """A fitted tree with the blocks of hollow panels higher, or wider, whichever leaves less empty, step by step.

    All of a panel grow alike, about their middles, so that what is straight stays straight, or to one side where there
    is no room on the other. The ways that arrows are expected to take divide what is empty.
    """
    for panel in _panels(tree):
        fit = _Panel(tree, fit, ways, panel).filled()
    return fit


class _Panel:
    """The blocks of one panel while they grow."""

    def __init__(self, tree: Bands, fit: Fitted, ways: Ways, panel: Bands) -> None:
        self._tree, self._fit, self._ways, self._home = tree, fit, ways, panel.frame
        self._names = [leaf.name for _, leaf in growing(panel)]
        others = {name: area for name, area in fit.leaves.items() if name not in self._names}
        self._rows = marked_rows(structs.replace(fit, leaves=others), [way for _, way in ways])

    def filled(self) -> Fitted:
        """The fitted tree as full as its blocks can make the panel, or so full that nobody sees an empty place."""
        if self._void(self._fit.leaves) <= _EMPTY:
            return self._fit
        self._grounds = [ground_of(self._tree, self._fit, self._ways, down=down) for down in (False, True)]
        self._usual = [dict(ground.areas) for ground in self._grounds]
        areas = self._fit.leaves
        void = self._void(areas)
        while void > _EMPTY:
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
            mark(rows, areas[name])
        return void_share(rows, self._fit.frames[self._home])

    def _grown(self) -> Iterator[dict[str, Area]]:
        """All blocks one step wider, and all one step higher, where they have room."""
        for down in (False, True):
            found = (self._one_step(side, down=down) for side in (0, -1, 1))
            if grown := next(filter(None, found), None):
                yield turned(grown, down=down)

    def _one_step(self, side: int, *, down: bool) -> dict[str, Area]:
        """The blocks wider about their middles, or to one side, or higher if ``down``; none if one has no room."""
        ground, step, grown = self._grounds[down], _STEPS[down], dict[str, Area]()
        for name in self._names:
            old, usual = ground.areas[name], self._usual[down][name]
            new = resized(old, old.right - old.x + step)
            new = Area(new.x + side * step // 2, new.y, new.right + side * step // 2, new.bottom)
            most = (_WIDER, _HIGHER)[down] * (usual.right - usual.x)
            if new.right - new.x > most or not ground.has(name, self._home, new):
                return {}
            grown[name] = new
        return grown


def _panels(node: Bands) -> Iterator[Bands]:
    """The panels that hold no others."""
    members = [member for band in node.bands for member in band]
    if node.frame and not any(map(has_frames, members)):
        yield node
        return
    for member in members:
        if isinstance(member, Bands):
            yield from _panels(member)
