"""Blocks of a panel that is larger than they need grow with it, as far as they may, so that no part of it is empty."""

from collections.abc import Iterator

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.emptiness import marked_rows, void_share
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.growing import Ways, ground_of, growing, resized, turned
from pb_adapters.drawing.diagrams.composition.tree import Bands, has_frames
from pb_adapters.drawing.diagrams.placement import Area

_EMPTY = 0.14  # of a panel below its title: where a larger rectangle is empty, its blocks grow
_WIDER, _HIGHER = 2.0, 1.7  # times as wide and as high as they were: as far as they grow
_STEP = 2  # cells


def filled(tree: Bands, fit: Fitted, ways: Ways) -> Fitted:
    """A fitted tree with the blocks of hollow panels higher, or wider, whichever leaves less empty, step by step.

    They grow about their middles, so that what is straight stays straight, and all alike: no more than the one with
    least room. The ways that arrows are expected to take divide what is empty.
    """
    found = fit
    for panel in _panels(tree):
        void = _void(found, ways, panel)
        while void > _EMPTY:
            trials = [one for down in (False, True) if (one := _grown(tree, found, fit, ways, panel, down=down))]
            voids = [_void(trial, ways, panel) for trial in trials]
            if not voids or min(voids) >= void:
                break
            void = min(voids)
            found = trials[voids.index(void)]
    return found


def _void(fit: Fitted, ways: Ways, panel: Bands) -> float:
    return void_share(marked_rows(fit, [way for _, way in ways]), fit.frames[panel.frame])


def _grown(tree: Bands, fit: Fitted, before: Fitted, ways: Ways, panel: Bands, *, down: bool) -> Fitted | None:
    """A fitted tree with the blocks of a panel one step wider, or higher if ``down``; none where one has no room."""
    ground, usual = ground_of(tree, fit, ways, down=down), turned(before.leaves, down=down)
    for home, leaf in growing(panel):
        size = _size(ground.areas[leaf.name]) + _STEP
        most = (_HIGHER if down else _WIDER) * _size(usual[leaf.name])
        if size > most or not ground.has(leaf.name, home, size):
            return None
        ground.areas[leaf.name] = resized(ground.areas[leaf.name], size)
    return structs.replace(fit, leaves=turned(ground.areas, down=down))


def _panels(node: Bands) -> Iterator[Bands]:
    """The panels that hold no others."""
    members = [member for band in node.bands for member in band]
    if node.frame and not any(map(has_frames, members)):
        yield node
        return
    for member in members:
        if isinstance(member, Bands):
            yield from _panels(member)


def _size(area: Area) -> int:
    return area.right - area.x
