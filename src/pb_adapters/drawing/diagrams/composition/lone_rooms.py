"""The best drawing with hollow panels of one block higher, and the block as large as leaves the least of them empty.

A wide panel is filled by no block with a short name, whose own inside is bare. In one that is higher than its block
the arrows that meet this divide what is free above and below it.
"""

from collections.abc import Iterator

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.extents import PAD
from pb_adapters.drawing.diagrams.composition.facts import facts_of
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.growing import Ways
from pb_adapters.drawing.diagrams.composition.lone_blocks import best_size, cuts_of, lone_blocks, void_around
from pb_adapters.drawing.diagrams.composition.redrawing import redrawn
from pb_adapters.drawing.diagrams.composition.refilling import ways_of
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf
from pb_adapters.drawing.diagrams.placement import Area
from pb_adapters.drawing.diagrams.routing import Effort
from pb_core.domain.diagrams.spec import DiagramSpec

_HOLLOW = 0.15  # of a panel below its title: where a larger rectangle is empty as drawn, its block has more room
_HIGHER = 2, 4, 6, 8  # cells by which the panel may be higher
_WORTH = 0.01  # by how much less of it must be empty then


def with_rooms(spec: DiagramSpec, composed: Composed, effort: Effort, *, narrow: bool = False) -> Composed | None:
    """A drawing with higher panels around single blocks, or ``None`` where none is hollow, or ``redrawn`` is none.

    One that is ``narrow`` may be less wide.
    """
    bare = composed.untagged or composed
    if bare.tree is None:
        return None
    ways = list(zip(facts_of(bare.attempt.stock).arrows, ways_of(bare.fit, bare), strict=True))
    return redrawn(spec, composed, roomier(bare.tree, bare.fit, ways), effort, narrow=narrow)


def roomier(tree: Bands, fit: Fitted, ways: Ways) -> Fitted:
    """A fitted tree with higher panels around single blocks where these are hollow and have nothing beside them."""
    for panel, leaf in lone_blocks(tree):
        room, area = _room(fit, panel), fit.leaves[leaf.name]
        cuts = cuts_of(leaf.name, area, room, ways)
        void = void_around(leaf, (area.width, area.height), (room.width, room.height), cuts)
        if void > _HOLLOW and _is_alone(fit, panel.frame, leaf.name):
            share, more, size = min(_rooms(fit, panel, leaf, ways))
            fit = _raised(fit, panel, leaf, more, size) if share < void - _WORTH else fit
    return fit


def _room(fit: Fitted, panel: Bands, more: int = 0) -> Area:
    """What a panel so much higher has below the words of its title."""
    frame = fit.frames[panel.frame]
    return Area(frame.x, frame.y + panel.title[1] - PAD, frame.right, frame.bottom + more)


def _is_alone(fit: Fitted, panel: str, block: str) -> bool:
    """Whether nothing stands beside a panel; what it stands in itself may."""
    frame = fit.frames[panel]
    others = [area for name, area in fit.leaves.items() if name != block]
    others += [area for area in fit.frames.values() if not area.holds(frame)]
    return not any(area.y < frame.bottom and frame.y < area.bottom for area in others)


def _rooms(fit: Fitted, panel: Bands, leaf: Leaf, ways: Ways) -> Iterator[tuple[float, int, tuple[int, int]]]:
    """How empty a panel would be, by how many cells it is higher then, and how wide and high its block is.

    All that are not hollow are told alike, so that the lowest of them comes first.
    """
    area = fit.leaves[leaf.name]
    for more in _HIGHER:
        room = _room(fit, panel, more)
        cuts = cuts_of(leaf.name, area, room, ways)
        most = min(leaf.wide.most, room.width - 2 * PAD), min(leaf.high.most, room.height - 2 * PAD)
        size = best_size(leaf, most, (room.width, room.height), cuts)
        yield max(_HOLLOW, void_around(leaf, size, (room.width, room.height), cuts)), more, size


def _raised(fit: Fitted, panel: Bands, leaf: Leaf, more: int, size: tuple[int, int]) -> Fitted:
    """A fitted tree with a panel so much higher, its block of this size in its middle, and all below it lower down."""
    frame, area = fit.frames[panel.frame], fit.leaves[leaf.name]
    moved = {
        name: one.moved(0, more) if one.y >= frame.bottom else one for name, one in (fit.leaves | fit.frames).items()
    }
    frames = {
        name: Area(one.x, one.y, one.right, one.bottom + more) if one.holds(frame) else moved[name]
        for name, one in fit.frames.items()
    }
    x = (area.x + area.right - size[0]) // 2
    room = _room(fit, panel, more)
    y = (room.y + room.bottom - size[1]) // 2
    leaves = {name: moved[name] for name in fit.leaves} | {leaf.name: Area(x, y, x + size[0], y + size[1])}
    return structs.replace(fit, leaves=leaves, frames=frames, height=fit.height + more)
