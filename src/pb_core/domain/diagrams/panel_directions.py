"""Whether the inside of each panel is read in one direction, as rows from the left or columns from the top are."""

from collections.abc import Iterable, Mapping, Sequence

from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Heads
from pb_core.domain.plane import Edges

_SLACK = 0.5  # how far two blocks may overlap, and still one lies beyond the other
_FEW, _HALF = 0.15, 0.5  # of the arrows: if no more turn, a panel has a direction, if as many turn, it has none
_COUNTS = {"right": 0.0, "down": 0.0, "left": 0.4, "up": 0.6}  # a direction that all of a panel is read in
_OPPOSITE = {"right": "left", "down": "up", "left": "right", "up": "down"}
_FOLDS = {"right": frozenset({"left", "down"}), "down": frozenset({"right", "up"})}
"""Where the arrow from the end of a row to the next one leads, and that from the foot of a column to the next one."""


Arrow = tuple[str, str, bool]
"""What an arrow joins, and whether it has a head at one end only."""


def turned_panels(scene: DrawnScene, spec: DiagramSpec) -> float:
    """How far the panels are from one direction each, in all: see ``turning``."""
    places: dict[str, Edges] = {box.id: box.rect for box in scene.boxes}
    places |= {frame.id: frame.rect for frame in scene.frames}
    homes = {element.id: element.group or "" for element in spec.elements}
    homes |= {group.id: group.parent or "" for group in spec.groups}
    arrows = onward_arrows(spec.connections, [(c.source, c.target) for c in spec.connections])
    inner = inner_arrows(arrows, homes, [frame.id for frame in scene.frames])
    return sum((turning(found, places) for found in inner.values()), 0.0)


def onward_arrows(connections: Iterable[Connection], ends: Iterable[tuple[str, str]]) -> list[Arrow]:
    """The connections as arrows between these ends, without those that feed back."""
    return [
        (*pair, connection.heads is Heads.TARGET)
        for pair, connection in zip(ends, connections, strict=True)
        if connection.kind is not ConnectionKind.FEEDBACK
    ]


def inner_arrows(
    arrows: Iterable[Arrow], homes: Mapping[str, str], panels: Iterable[str]
) -> dict[str, tuple[Arrow, ...]]:
    """The arrows inside of each panel, each once, from what stands in it to what stands in it: blocks, or panels.

    ``homes`` are what blocks and groups stand in, an empty string where that is the page; groups that are no panel
    count for nothing.
    """
    framed = set(panels)
    found: dict[str, dict[Arrow, None]] = {}
    for source, target, headed in arrows:
        one, other = (_around(end, homes, framed) for end in (source, target))
        panel = next((name for name in one[1:] if name in other[1:]), None)
        if panel is not None:
            ends = one[one.index(panel) - 1], other[other.index(panel) - 1]
            if ends[0] != ends[1]:
                found.setdefault(panel, {})[(*ends, headed)] = None
    return {panel: tuple(inside) for panel, inside in found.items()}


def _around(name: str, homes: Mapping[str, str], framed: set[str]) -> list[str]:
    """A block, and the panels around it from the inside out."""
    found, home = [name], homes.get(name, "")
    while home:
        found += [home] if home in framed else []
        home = homes.get(home, "")
    return found


def turning(arrows: Sequence[Arrow], places: Mapping[str, Edges]) -> float:
    """How far the arrows of one panel are from one direction, from 0, if few are turned, to 1, if half of them are.

    What is read to the left or up throughout counts about a half, as its direction is one. Rows and columns may go on
    at the beginning of the next ones, and one of two blocks that lead to each other back.
    """
    found = [
        (headings(places[source], places[target]), headed and (target, source, True) not in arrows)
        for source, target, headed in arrows
        if source in places and target in places
    ]
    if not found:
        return 0.0
    shares = {name: sum(_turns(*one, name) for one in found) / len(found) for name in _COUNTS}
    return min(min(1.0, max(0.0, shares[name] - _FEW) / (_HALF - _FEW) + _COUNTS[name]) for name in _COUNTS)


def headings(one: Edges, other: Edges) -> frozenset[str]:
    """The directions in which all of a block lies beyond another: two where it lies aslant, none where they overlap."""
    found = {
        "right": other.x >= one.right - _SLACK,
        "down": other.y >= one.bottom - _SLACK,
        "left": other.right <= one.x + _SLACK,
        "up": other.bottom <= one.y + _SLACK,
    }
    return frozenset(name for name, leads in found.items() if leads)


def _turns(leading: frozenset[str], leads: bool, direction: str) -> bool:  # noqa: FBT001
    """Whether an arrow that leads so does not go on in a direction; what has no direction itself may run either way."""
    if direction in leading or leading == _FOLDS.get(direction):
        return False
    return leads or _OPPOSITE[direction] not in leading
