"""Blocks in line within every panel, and beside panels with each other."""

import functools
from collections.abc import Iterator, Mapping

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.growing import ground_of
from pb_adapters.drawing.diagrams.composition.straightening import Room, Tangle, lined_up
from pb_adapters.drawing.diagrams.composition.tree import Bands
from pb_adapters.drawing.diagrams.placement import Area


def lined_up_inside(tree: Bands, fit: Fitted, links: tuple[Link, ...], tangle: Tangle) -> dict[str, Area]:
    """The areas of all blocks, moved into line with others of their panel, or with others beside panels.

    ``tangle`` is asked for the areas of all; panels stay where they are.
    """
    inner = ground_of(tree, fit, (), down=False).inner
    homes = dict(_homes(tree, ""))
    areas = dict(fit.leaves)
    for home in inner:
        held = {name for name, at in homes.items() if at == home}
        blocks = held - fit.frames.keys()
        own = tuple(link for link in links if {link.source, link.target} <= blocks)
        if own:
            around = {name: fit.frames.get(name) or areas[name] for name in homes if name in held}
            room = Room(inner[home], frozenset(held - blocks))
            found = lined_up(around, own, functools.partial(_asked, areas, tangle), room)
            areas |= {name: found[name] for name in areas if name in blocks}
    return areas


def _asked(areas: Mapping[str, Area], tangle: Tangle, moved: Mapping[str, Area]) -> int:
    """What a tangle tells of all blocks, some of which have moved."""
    return tangle({name: moved.get(name, area) for name, area in areas.items()})


def _homes(node: Bands, home: str) -> Iterator[tuple[str, str]]:
    """Every block and panel with the panel that it stands in, or an empty string."""
    for member in (member for band in node.bands for member in band):
        if isinstance(member, Bands):
            if member.frame:
                yield member.frame, home
            yield from _homes(member, member.frame or home)
        elif member.plan is not None:
            yield member.name, home
