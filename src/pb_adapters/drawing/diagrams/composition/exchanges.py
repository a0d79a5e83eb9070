"""Exchanges: several messages between the same two boxes, which stand beside each other as bars that these join.

Where they go to and fro, each message beginning where the one before it ended, they are told in that order from the top
down, whichever two boxes they join.
"""

import functools
import itertools
from collections.abc import Sequence

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.extents import Link, label_room
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import is_plain
from pb_adapters.drawing.diagrams.composition.tree import Extent, Leaf

_MANY = 3  # arrows between two boxes from which on these exchange messages
_MESSAGE = 5  # cells of a side that an arrow needs with a line of words above it
_NEVER = 1_000  # cells that no side has

Pair = tuple[str, str]


def messages_of(ends: Sequence[Pair]) -> dict[str, int]:
    """The boxes that exchange messages with another, each with how many are told one below the other at its sides."""
    found: dict[str, int] = {}
    for index, (_, count) in turns(ends).items():
        for name in ends[index]:
            found[name] = max(count, found.get(name, 0))
    return found


def turns(ends: Sequence[Pair]) -> dict[int, tuple[int, int]]:
    """The messages by index, each with its place among those told one below the other, and how many these are."""
    between = _exchanging(ends)
    everything = sorted(index for messages in between.values() for index in messages)
    steps = [ends[index] for index in everything]
    goes_on = all(before[1] == after[0] for before, after in itertools.pairwise(steps))
    told = [everything] if goes_on else between.values()
    return {index: (turn, len(messages)) for messages in told for turn, index in enumerate(messages)}


def high_for(leaf: Leaf, messages: int) -> Leaf:
    """A block that likes to be so high that all messages reach its side, one below the other in their order."""
    if not messages or not is_plain(leaf):
        return leaf
    wanted = (messages + 1) * _MESSAGE // 2 * 2
    high = Extent(leaf.high.least, max(leaf.high.preferred, wanted), max(leaf.high.most, wanted))
    return structs.replace(leaf, high=high)


def cramped(fit: Fitted, links: tuple[Link, ...]) -> int:
    """How many cells the sides of blocks that exchange messages are short of room for these and their words."""
    found = 0
    for (one, other), (high, wide) in _rooms(links).items():
        a, b = fit.leaves[one], fit.leaves[other]
        upright = min(a.bottom, b.bottom) - max(a.y, b.y)
        flat = min(a.right, b.right) - max(a.x, b.x)
        found += max(0, min(high - upright, wide - flat))
    return found


@functools.lru_cache(maxsize=16)
def _rooms(links: tuple[Link, ...]) -> dict[Pair, tuple[int, int]]:
    """How high the sides must be, or else how wide, of each two boxes that exchange messages.

    Where messages between others come in between, only what stands side by side tells their order.
    """
    arrows = [link for link in links if not link.guide]
    ends = [(link.source, link.target) for link in arrows]
    told, found = turns(ends), dict[Pair, tuple[int, int]]()
    for pair, messages in _exchanging(ends).items():
        count = told[messages[0]][1]
        wide = sum(label_room(arrows[index].label, down=False) for index in messages)
        found[pair] = _MESSAGE * count, wide if count == len(messages) else _NEVER
    return found


def _exchanging(ends: Sequence[Pair]) -> dict[Pair, list[int]]:
    """The pairs of boxes with several arrows between them, whichever way these lead, by index."""
    pairs: dict[Pair, list[int]] = {}
    for index, pair in enumerate(ends):
        if pair[0] != pair[1]:
            pairs.setdefault((min(pair), max(pair)), []).append(index)
    return {pair: messages for pair, messages in pairs.items() if len(messages) >= _MANY}
