"""Where the members of one band begin and end across it, so that linked ones of neighbouring bands face each other."""

import heapq
import itertools
import operator

from msgspec import Struct

from pb_adapters.drawing.diagrams.composition.tree import Extent

Span = tuple[int, int]
_FACING = 3  # cells that two linked members should share, so that a straight arrow finds its place
_APART = 12.0  # what it costs when they do not
_ASKEW = 0.25  # per cell between their centres
_UNEVEN = 0.5  # per cell by which a member is longer or shorter than its share
_PREFERRED, _MOST = operator.attrgetter("preferred"), operator.attrgetter("most")


class Member(Struct, frozen=True):
    """One member of a band: how long it may be and the placed spans that it is linked with."""

    extent: Extent
    partners: tuple[Span, ...] = ()


def equalled(lengths: list[int], extents: list[Extent]) -> list[int]:
    """The lengths with those of parts that may be equally long made equal, and even as blocks are."""
    least: dict[tuple[int, int], int] = {}
    for size, extent in zip(lengths, extents, strict=True):
        kind = (extent.preferred, extent.most)
        least[kind] = min(size, least.get(kind, size))
    return [max(e.least, least[e.preferred, e.most] // 2 * 2) for e in extents]


def shared(total: int, parts: list[Extent], gaps: list[Extent]) -> tuple[list[int], list[int]]:
    """Divide ``total`` cells among parts and the gaps between them; what nobody may take is left over.

    Parts grow to what they prefer before gaps do, then parts to their most, then gaps.
    """
    sizes, spaces = [p.least for p in parts], [g.least for g in gaps]
    rest = total - sum(sizes) - sum(spaces)
    for values, extents, limit in (
        (sizes, parts, _PREFERRED),
        (spaces, gaps, _PREFERRED),
        (sizes, parts, _MOST),
        (spaces, gaps, _MOST),
    ):
        if rest <= 0:
            break
        rest = _grow(values, list(map(limit, extents)), rest)
    return sizes, spaces


def _grow(values: list[int], limits: list[int], rest: int) -> int:
    """Raise the values that are shortest of their limits, in small steps, while there is any room."""
    missing = sum(limit - value for value, limit in zip(values, limits, strict=True) if value < limit)
    if missing <= rest:  # room for all of it, in whatever order
        values[:] = map(max, values, limits)
        return rest - missing
    shortest = [
        (value / limit, i) for i, (value, limit) in enumerate(zip(values, limits, strict=True)) if value < limit
    ]
    heapq.heapify(shortest)
    while rest > 0 and shortest:
        i = shortest[0][1]
        step = min(max(1, rest // (4 * len(shortest))), limits[i] - values[i])
        values[i] += step
        rest -= step
        if values[i] < limits[i]:
            heapq.heapreplace(shortest, (values[i] / limits[i], i))
        else:
            heapq.heappop(shortest)
    return rest


def spans(total: int, members: list[Member], gaps: list[Extent], bounds: set[int]) -> list[Span]:
    """Cut ``total`` cells into one span per member, the first at 0 and the last to the end.

    ``bounds`` are the ends of spans in the bands around, at which cuts line up.
    """
    sizes, spaces = shared(total, [m.extent for m in members], gaps)
    left = total - sum(sizes) - sum(spaces)
    even = _spread(sizes, spaces, left)
    if len(members) == 1 or not any(m.partners for m in members):
        return even
    return _cheapest(total, members, [g.least for g in gaps], even, bounds)


def _spread(sizes: list[int], spaces: list[int], left: int) -> list[Span]:
    """One span after the other; what is left over is shared by all."""
    found, at = [], 0
    for index, size in enumerate(sizes):
        more = left * (index + 1) // len(sizes) - left * index // len(sizes)
        found.append((at, at + size + more))
        at += size + more + (spaces[index] if index < len(spaces) else 0)
    return found


def _cheapest(total: int, members: list[Member], gaps: list[int], even: list[Span], bounds: set[int]) -> list[Span]:
    """The cuts with the least cost, by dynamic programming over the places where a span may end."""
    ends = sorted({end for _, end in even[:-1]} | {b for b in bounds if 0 < b < total})
    best: dict[int, tuple[float, tuple[Span, ...]]] = {0: (0.0, ())}
    for index, member in enumerate(members):
        last = index == len(members) - 1
        share = even[index][1] - even[index][0]
        reached: dict[int, tuple[float, tuple[Span, ...]]] = {}
        for (start, (paid, path)), end in itertools.product(best.items(), [total] if last else ends):
            if end - start < member.extent.least:
                continue
            cost = paid + _cost(member, (start, end), share)
            after = end + (0 if last else gaps[index])
            if after not in reached or cost < reached[after][0] - 1e-9:
                reached[after] = (cost, (*path, (start, end)))
        best = reached
    return list(best[total][1]) if total in best else even


def _cost(member: Member, span: Span, share: int) -> float:
    start, end = span
    cost = _UNEVEN * abs(end - start - share)
    for low, high in member.partners:
        facing = min(end, high) - max(start, low)
        cost += 0.0 if facing >= _FACING else _APART + 0.5 * (_FACING - facing)
        cost += _ASKEW * abs(start + end - low - high) / 2
    return cost
