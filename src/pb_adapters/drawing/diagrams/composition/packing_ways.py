"""The ways in which the members of one group may be packed: in layers, folded rows, a grid, a ring or about a hub."""

import enum
import itertools
from collections.abc import Iterator

from msgspec import Struct

from pb_adapters.drawing.diagrams.composition.facts import Facts
from pb_adapters.drawing.diagrams.composition.graph_forms import centre_first, cycle_of, lead_of, path_of
from pb_adapters.drawing.diagrams.placement import ROOT

_SNAKE = 4  # elements of the least that runs forwards and back
_MANY_BANDS, _FULL_BAND = (4, 5, 6, 8, 10, 12, 15), 3  # of a grid, and members of each
_ODD = 6  # members of the largest grid whose bands have equally many
_LEAD = 2  # elements of the least row before the others


class Outer(enum.Enum):
    """Where elements before and after all panels stand: in the layers, in columns beside all or in rows around all."""

    INSIDE = enum.auto()
    BESIDE = enum.auto()
    AROUND = enum.auto()


class Way(Struct, frozen=True, cache_hash=True):
    """How the children of one group are packed: the direction of the layers, and in how many rows they are folded.

    ``grid``: in how many bands members without arrows stand, 0 for one each. ``turned``: the layers run to the left,
    or up. ``ring``: a cycle, there on top and back below. ``hub``: what all others are linked with stands between
    their halves. ``snake``: every second row runs backwards. ``led`` and ``tail``: how many of the first and of
    the last layers stand in a row of their own. ``path``: the children follow each other whichever way arrows point.
    ``apart``: elements do not stand beside panels; ``outer``: where those before and after all do. ``shift``: by how
    many layers rows end later than where the fewest arrows cross. ``most``: how many of those that stand side by side
    elsewhere do so; the others stand below them. ``cuts``: the layers that rows but the first begin with. ``piled``:
    of panels beside each other those of one block stand one above the other, or below the others.
    """

    down: bool
    rows: int = 1
    grid: int = 0
    turned: bool = False
    ring: bool = False
    hub: bool = False
    snake: bool = False
    led: int = 0
    tail: int = 0
    path: bool = False
    apart: bool = False
    shift: int = 0
    most: int = 0
    paired: int = 0
    outer: Outer = Outer.INSIDE
    cuts: tuple[int, ...] = ()
    piled: bool = False


def ways_of(group: str, facts: Facts) -> list[Way]:
    """The ways in which the children of one group may be packed, the plainest first.

    Only the rows of the whole run there and back: within a group they would be read in two directions.
    """
    children, whole = len(facts.children[group]), group == ROOT
    if children == 1:
        return [Way(down=False), Way(down=True)]
    found = [Way(down=False), Way(down=True)]
    if not whole and facts.lifted(group):
        found.append(Way(down=False, turned=True))
    if not facts.lifted(group):
        grids = [bands for bands in (2, 3) if children >= 2 * bands and (children % bands == 0 or children > _ODD)]
        grids += [bands for bands in _MANY_BANDS if children >= _FULL_BAND * bands]
        return found + [Way(down=down, grid=bands) for bands in grids for down in (False, True)]
    lifted = facts.lifted(group, turned=False)
    if cycle_of(lifted):
        found.append(Way(down=True, ring=True))
    if centre_first(lifted):
        found += [Way(down=True, hub=True), Way(down=False, hub=True)]
    apart = list(_rows_apart(group, facts))
    found += [Way(down=down, led=led, tail=tail) for down in (True, False) for led, tail in apart]
    path = path_of(lifted)
    if len(path) > len(set(lifted) & set(itertools.pairwise(path))) + 1:  # some arrows point back
        found += [Way(down=False, path=True), *([Way(down=False, path=True, rows=2, snake=True)] if whole else [])]
    if children >= _SNAKE and whole:
        found.append(Way(down=False, rows=2, snake=True))
    found += [Way(down=False, rows=rows) for rows in (2, 3, 4) if children >= 2 * rows]
    return [*found, Way(down=True, rows=2)] if children >= 2 * 3 else found


def _rows_apart(group: str, facts: Facts) -> Iterator[tuple[int, int]]:
    """How many of the first and of the last elements may stand in rows of their own, apart from the others.

    Of a mere path all that leads to a hub for others may.
    """
    names, edges = facts.children[group], facts.lifted(group)
    lead, tail = lead_of(edges), lead_of([(target, source) for source, target in edges])
    if lead < len(names):
        firsts, lasts = ([n for n in (0, count - 1, count) if n == 0 or n >= _LEAD] for count in (lead, tail))
        rows = itertools.product(firsts, lasts)
        yield from ((led, end) for led, end in rows if 0 < led + end < len(names) - 1)
    elif lead > _LEAD and len({link.target for link in facts.links if link.source == names[-1]}) > 1:
        yield lead - 1, 0
