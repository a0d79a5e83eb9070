"""Measures of how a figure without groups is read: arrows against its direction, turns, steps without a line."""

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from pb_core.domain.diagrams.common_lines import offset_steps
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec
from pb_core.domain.plane import Edges, Rect

Pair = tuple[str, str]
"""The ends of an arrow."""

_LEVEL = 12.0  # points between tops that look alike
_SKEW = 2.0  # points, or cells, by which twice the middles of two blocks in line differ at most
FLOW_KINDS = frozenset({ConnectionKind.FLOW, ConnectionKind.BRANCH})
"""The kinds of arrows that lead on."""


def reading_measures(scene: DrawnScene, spec: DiagramSpec) -> dict[str, float]:
    """Every measure by its name; where groups set parts off, each with a direction of its own, one alone.

    ``contrary arrows`` lead to the left or up though they close no cycle, as one arrow of each does, ``turning flow``
    is the share of the flow that leads down where most leads to the right, or the other way round, ``torn steps`` are
    letters in place of an arrow that is all that its source sends, ``ragged columns`` are those that begin at a
    height of their own, ``crooked steps`` those of plain chains that are not straight (see ``crooked_steps``), and
    ``offset steps`` arrows between blocks that stand in no common row or column (see ``offset_steps``). With groups
    ``crooked inner steps`` are those within one of them, or between elements in none: of six figures of a look with
    one readers refused the order of three, of 16 others that of two.
    """
    if not spec.connections:
        return {}
    rects = {box.id: box.rect for box in scene.boxes}
    onwards = _onwards(spec)
    if spec.groups:
        return {"crooked inner steps": float(_crooked_inside(spec, scene, onwards, rects))}
    after: dict[str, set[str]] = {}
    for connection in spec.connections:
        after.setdefault(connection.source, set()).add(connection.target)
    closing = closing_pairs((c.source, c.target) for c in onwards)
    ends = _flow_ends(onwards, closing, rects)
    torn = {told.letter for told in scene.continuations if after.get(told.source) == {told.target}}
    return {
        "contrary arrows": float(sum(itertools.starmap(is_contrary, ends))),
        "turning flow": turning_share(ends),
        "torn steps": float(len(torn)),
        "ragged columns": float(_ragged(list(rects.values()), [a for a, b in ends if _is_below(a, b)])),
        "crooked steps": float(crooked_steps(plain_steps(_drawn(onwards, scene)), rects)),
        "offset steps": float(offset_steps([pair for pair in _drawn(onwards, scene) if pair not in closing], rects)),
    }


def led_back(scene: DrawnScene, spec: DiagramSpec) -> int:
    """How many arrows of the flow lead to the left or up though they close no cycle, told by lines or by letters."""
    rects, onwards = {box.id: box.rect for box in scene.boxes}, _onwards(spec)
    closing = closing_pairs((c.source, c.target) for c in onwards)
    return sum(itertools.starmap(is_contrary, _flow_ends(onwards, closing, rects)))


def _onwards(spec: DiagramSpec) -> list[Connection]:
    return [c for c in spec.connections if c.kind is not ConnectionKind.FEEDBACK and c.source != c.target]


def _flow_ends(
    onwards: Iterable[Connection], closing: Collection[Pair], rects: dict[str, Rect]
) -> list[tuple[Rect, Rect]]:
    """Where the flow begins and ends that closes no cycle."""
    flow = (c for c in onwards if c.kind in FLOW_KINDS and _is_placed(c, rects) and (c.source, c.target) not in closing)
    return [(rects[c.source], rects[c.target]) for c in flow]


def _crooked_inside(
    spec: DiagramSpec, scene: DrawnScene, onwards: Sequence[Connection], rects: Mapping[str, Rect]
) -> int:
    """The crooked steps of chains within each group, and between the elements in none."""
    homes = {element.id: element.group for element in spec.elements}
    drawn = set(_drawn(onwards, scene))
    steps: dict[str | None, list[Pair]] = {}
    for pair in plain_steps([(c.source, c.target) for c in onwards]):
        if pair in drawn and homes.get(pair[0], "") == homes.get(pair[1]):
            steps.setdefault(homes[pair[0]], []).append(pair)
    return sum(crooked_steps(found, rects) for found in steps.values())


def _ragged(rects: list[Rect], sources: list[Rect]) -> int:
    """At how many heights columns begin, but one: those in which something leads down, as in ``sources``."""
    columns: list[list[Rect]] = []
    for rect in sorted(rects, key=lambda rect: rect.x):
        if columns and rect.x < max(other.right for other in columns[-1]):
            columns[-1].append(rect)
        else:
            columns.append([rect])
    tops = sorted(min(rect.y for rect in column) for column in columns if any(a in column for a in sources))
    return sum(low + _LEVEL < high for low, high in itertools.pairwise(tops))


def _drawn(connections: Iterable[Connection], scene: DrawnScene) -> list[Pair]:
    """The ends of the connections that no letters tell."""
    told = {(continuation.source, continuation.target) for continuation in scene.continuations}
    return [pair for c in connections if (pair := (c.source, c.target)) not in told]


def plain_steps(pairs: Sequence[Pair]) -> list[Pair]:
    """The arrows that are all that their source sends and all that their target gets."""
    sent, got = (Counter(end) for end in zip(*pairs, strict=True)) if pairs else (Counter[str](), Counter[str]())
    return [(source, target) for source, target in pairs if sent[source] == got[target] == 1]


def crooked_steps(steps: Iterable[Pair], places: Mapping[str, Edges]) -> int:
    """How many steps from one block to the next are not straight: the blocks share no middle, or stand aslant.

    Those that begin a new row, or a new column, may be aslant; where there are both, the rarer ones may not.
    """
    found = Counter(_course(places[one], places[other]) for one, other in steps if one in places and other in places)
    return found["crooked"] + min(found["row"], found["column"])


def _course(a: Edges, b: Edges) -> str:
    """How one block follows another: straight on, as the first of a new row or column, or crooked."""
    if b.x < a.right and a.x < b.right:
        return "straight" if abs(a.x + a.right - b.x - b.right) <= _SKEW else "crooked"
    if b.y < a.bottom and a.y < b.bottom:
        return "straight" if abs(a.y + a.bottom - b.y - b.bottom) <= _SKEW else "crooked"
    if (b.x < a.x) == (b.y < a.y):
        return "crooked"
    return "row" if b.x < a.x else "column"


def _is_placed(connection: Connection, rects: dict[str, Rect]) -> bool:
    return connection.source in rects and connection.target in rects


def reached(start: str, after: Mapping[str, Collection[str]]) -> set[str]:
    """Everything that ways lead to from one box, itself included; ``after`` are the next boxes of each."""
    seen, waiting = {start}, [start]
    while waiting:
        fresh = set(after.get(waiting.pop(), ())) - seen
        seen |= fresh
        waiting += fresh
    return seen


def closing_pairs(pairs: Iterable[Pair]) -> frozenset[Pair]:
    """The arrows that close a cycle when ways are followed in the order of the arrows, from where none leads first."""
    after: dict[str, dict[str, None]] = {}
    for source, target in pairs:
        after.setdefault(source, {})[target] = None
    entered = {target for targets in after.values() for target in targets}
    closing: set[Pair] = set()
    done: set[str] = set()
    for start in sorted(after, key=lambda name: name in entered):
        _follow(start, after, done, closing)
    return frozenset(closing)


def _follow(start: str, after: Mapping[str, Collection[str]], done: set[str], closing: set[Pair]) -> None:
    """Follow all ways from a box, the first to its end; an arrow to a box of the way itself closes a cycle."""
    way, left = [start], [iter(after[start])]
    while way and start not in done:
        for name in left[-1]:
            if name in way:
                closing.add((way[-1], name))
            elif name not in done:
                way.append(name)
                left.append(iter(after.get(name, ())))
                break
        else:
            left.pop()
            done.add(way.pop())


def turning_share(ends: Sequence[tuple[Edges, Edges]]) -> float:
    """The share of what leads down or to the right that does not lead where most of it does."""
    right, down = sum(_is_right(a, b) for a, b in ends), sum(_is_below(a, b) for a, b in ends)
    return min(right, down) / max(1, right + down)


def is_contrary(a: Edges, b: Edges) -> bool:
    """Whether what leads from one to the other leads to the left or up, and neither to the right nor down."""
    return (b.right <= a.x or b.bottom <= a.y) and not (b.x >= a.right or b.y >= a.bottom)


def _is_right(a: Edges, b: Edges) -> bool:
    return b.x >= a.right and b.y < a.bottom and a.y < b.bottom


def _is_below(a: Edges, b: Edges) -> bool:
    return b.y >= a.bottom and b.x < a.right and a.x < b.right
