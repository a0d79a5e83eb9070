"""Blocks of a panel that is larger than they need grow with it, as far as they may, so that no broad band is empty."""

from collections.abc import Iterator, Mapping
from statistics import median_low

from pb_adapters.drawing.diagrams.composition.extents import PAD
from pb_adapters.drawing.diagrams.composition.leaf_sizes import is_plain
from pb_adapters.drawing.diagrams.composition.tree import Bands, has_frames
from pb_adapters.drawing.diagrams.placement import Area

_EMPTY = 0.13  # of a panel: a larger band above and below, or beside, all of its blocks is filled
_HIGHER = 1.6  # times the usual height: as high as a block is made
_NARROW = 3  # cells of a band that is none
_LONELY, _WIDER = 1.5, 2.0  # times its height if it is alone, and times its width: as far as a block grows


def filled(tree: Bands, areas: dict[str, Area], frames: Mapping[str, Area]) -> dict[str, Area]:
    """The areas with the plain blocks of a panel's only row higher, or of its only column wider, where it is hollow.

    They grow about their middles, so that what is straight stays straight; a row without room for that on one side is
    moved to the other, and none grows over a title or the edge of its panel.
    """
    found = dict(areas)
    heights = [_height(areas[leaf.name]) for leaf in tree.inside if is_plain(leaf)]
    highest = round(_HIGHER * median_low(heights)) if heights else 0
    for node in _panels(tree):
        frame, held = frames[node.frame], [leaf.name for leaf in node.inside]
        below = Area(frame.x, frame.y + node.title[1], frame.right, frame.bottom)
        size = (frame.right - frame.x) * _height(frame)
        room = Area(frame.x + PAD, below.y, frame.right - PAD, frame.bottom - PAD)
        plain = {leaf.name: found[leaf.name] for leaf in node.inside if is_plain(leaf)}
        limits = {name: int(_LONELY * _height(area)) if len(held) == 1 else highest for name, area in plain.items()}
        found |= _grown({name: found[name] for name in held}, limits, (below, room), size)
        limits = {name: int(_WIDER * (area.right - area.x)) for name, area in plain.items()}
        wider = _grown({name: _turned(found[name]) for name in held}, limits, (_turned(below), _turned(room)), size)
        found |= {name: _turned(area) for name, area in wider.items()}
    return found


def _panels(node: Bands) -> Iterator[Bands]:
    """The panels that hold no others."""
    members = [member for band in node.bands for member in band]
    if node.frame and not any(map(has_frames, members)):
        yield node
        return
    for member in members:
        if isinstance(member, Bands):
            yield from _panels(member)


def _grown(areas: dict[str, Area], limits: dict[str, int], inside: tuple[Area, Area], size: int) -> dict[str, Area]:
    """A row whose areas that may grow, up to a limit each, are so high that no band above or below is too large.

    Nothing where they are no row. ``size`` is that of the panel, ``inside`` what of it is below its title, and what of
    that may hold blocks.
    """
    inner, room = inside
    top, bottom = min(area.y for area in areas.values()), max(area.bottom for area in areas.values())
    if max(area.y for area in areas.values()) >= min(area.bottom for area in areas.values()):
        return {}
    empty = max(top - inner.y, inner.bottom - bottom)
    above, below = top - room.y, room.bottom - bottom
    needed = min(empty - max(_NARROW, int(_EMPTY * size / (inner.right - inner.x))), (above + below) // 2)
    if needed <= 0:
        return {}
    more = {name: max(0, min(needed, (most - _height(areas[name])) // 2)) for name, most in limits.items()}
    largest = max(more.values(), default=0)
    moved = max(0, largest - above) - max(0, largest - below)
    return {
        name: Area(area.x, area.y + moved - more.get(name, 0), area.right, area.bottom + moved + more.get(name, 0))
        for name, area in areas.items()
    }


def _turned(area: Area) -> Area:
    return Area(area.y, area.x, area.bottom, area.right)


def _height(area: Area) -> int:
    return area.bottom - area.y
