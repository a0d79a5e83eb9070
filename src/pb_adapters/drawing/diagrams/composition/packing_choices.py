"""What a search may choose among: the ways of every group that suit the direction, and choices to begin with."""

import itertools
from collections.abc import Iterator

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.facts import Facts
from pb_adapters.drawing.diagrams.composition.graph_forms import depth_of, has_cycle
from pb_adapters.drawing.diagrams.composition.packing_ways import Outer, Way, ways_of
from pb_adapters.drawing.diagrams.placement import ROOT
from pb_core.domain.diagrams.spec import Direction

_SHORT = 4  # layers of the longest group that likes to be a row
_OUTER = (Outer.BESIDE, Outer.AROUND)


def choices(facts: Facts, direction: Direction) -> Iterator[tuple[dict[str, list[Way]], dict[str, Way]]]:
    """First choices for all groups: each way of the whole with each direction inside, and what may be chosen instead.

    A direction that is asked for leaves the whole no other, or else every run of it.
    """
    ways = {group: ways_of(group, facts) for group in facts.children if facts.children[group]}
    if any(group in facts.children for group in facts.children[ROOT]):
        ways[ROOT] += _with_panels(ways[ROOT], facts)
    if not facts.is_grouped:
        ways = {name: _read_one_way(found, name, facts) for name, found in ways.items()}
    ways |= {run: _straight(ways[run], run, facts) for run in facts.runs}
    if direction is Direction.AUTO:
        yield from _firsts(ways, facts)
        return
    down = direction in {Direction.DOWN, Direction.UP}
    directed = {group: _directed(found, group, facts, down=down) for group, found in ways.items()}
    yield from _firsts(ways | {ROOT: directed[ROOT]}, facts)
    if facts.runs:
        yield from _firsts(directed | {ROOT: ways[ROOT]}, facts)


def _firsts(ways: dict[str, list[Way]], facts: Facts) -> Iterator[tuple[dict[str, list[Way]], dict[str, Way]]]:
    """Each way of the whole with all groups in rows, all in columns, and where that differs the short ones in rows."""
    inner = [group for group in ways if group != ROOT]
    long = [not _is_short(group, facts) for group in inner]
    directions = dict.fromkeys(((False,) * len(inner), (True,) * len(inner), tuple(long)))
    for way, downs in itertools.product(ways[ROOT], directions):
        yield ways, {ROOT: way, **{g: _nearest(ways[g], down=down) for g, down in zip(inner, downs, strict=True)}}


def _is_short(group: str, facts: Facts) -> bool:
    """Whether a group holds no others and its arrows lead through a few layers, so that it likes to be a row."""
    children = facts.children[group]
    holds_groups = any(name in facts.children and name not in facts.parts for name in children)
    return not holds_groups and (depth_of(facts.lifted(group)) or len(children)) <= _SHORT


def _directed(ways: list[Way], group: str, facts: Facts, *, down: bool) -> list[Way]:
    """The ways in which the layers of a group follow each other in a direction, back again only where arrows do."""
    straight = [way for way in _onwards(ways, group, facts) if not way.hub]
    return [way for way in straight if way.down == down or way.ring] or [Way(down=down)]


def _onwards(ways: list[Way], group: str, facts: Facts) -> list[Way]:
    """The ways in which nothing runs to the left or up but where arrows lead back."""
    returns = has_cycle(facts.lifted(group, turned=False))
    return [way for way in ways if not way.turned and (returns or not (way.snake or way.ring))]


def _read_one_way(ways: list[Way], group: str, facts: Facts) -> list[Way]:
    """The ways in which every row begins at the left, every column at the top, but for loops."""
    return [way for way in _onwards(ways, group, facts) if not (way.path or way.snake)]


def _straight(ways: list[Way], run: str, facts: Facts) -> list[Way]:
    """The ways in which a run is not folded once more: rows of rows would be read in two directions."""
    return [way for way in _read_one_way(ways, run, facts) if not (way.led or way.tail or way.rows > 1)]


def _with_panels(ways: list[Way], facts: Facts) -> list[Way]:
    """More ways of a whole that holds panels: elements apart from them, rows cut elsewhere, two layers in a band."""
    plain = [way for way in ways if not (way.ring or way.hub or way.path or way.led or way.tail)]
    shifted = [structs.replace(way, shift=by) for way in plain if way.rows > 1 for by in (-1, 1)]
    edges, children = facts.lifted(ROOT), len(facts.children[ROOT])
    loose = len({end for edge in edges for end in edge}) < children
    layers = depth_of(edges) + loose if edges else children
    firsts = range(1, layers) if layers > 2 else ()  # noqa: PLR2004 - of two layers one band would be left
    paired = [Way(down=down, paired=first) for down in (False, True) for first in firsts]
    apart = [structs.replace(way, apart=True) for way in (*plain, *shifted)]
    inner = [way for way in (*plain, *(apart if facts.between() else ())) if not way.shift]
    outer = [structs.replace(way, outer=outer) for way in inner for outer in _OUTER] if any(facts.outer()) else []
    lone = [name for name in facts.children[ROOT] if len(facts.children.get(name, ())) == 1]
    piled = [structs.replace(way, piled=True) for way in (*plain, *paired)] if len(lone) > 1 else []
    return shifted + paired + apart + outer + piled


def _nearest(ways: list[Way], *, down: bool) -> Way:
    return next((way for way in ways if way.down == down), ways[0])
