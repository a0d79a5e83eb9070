"""What the styles of arrows in a figure mean, as far as its plan says so, else how they look."""

from collections.abc import Iterable, Mapping

from pb_adapters.drawing.diagrams.arrow_styles import ArrowStyle, arrow_styles
from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.box_sizes import clean
from pb_adapters.drawing.shared.palettes import Colours
from pb_core.domain.diagrams.spec import ConnectionKind

_MEANINGS = {"feedback": "feedback", "skip": "skip connection", "control": "control", "loss": "loss"}
"""What the kinds of arrows say by themselves; others are told by where they lead, or by their look."""
_LOOKS = {"reference": "dashed", "heavy flow": "heavy"}
_LONGEST = 24  # characters of a label that names a style
_FLOW, _HEAVY = ConnectionKind.FLOW.value, f"heavy {ConnectionKind.FLOW.value}"
_ORDER = [*(kind.value for kind in ConnectionKind), "loss"]
_A_WAY, _OF_THEM = 3, 0.4  # arrows in a row, and their share of the heavy ones, that make these the main flow

Pair = tuple[str, str]


def named_styles(stock: DiagramParts, colours: Colours) -> list[tuple[str, ArrowStyle]]:
    """The styles of a figure with their names; none where there is one only, or labels explain all that is no flow.

    A label that all arrows of a style share names it, else what its kind means. Heavy arrows many of which make one
    way are the main flow; dashed ones that all lead back to where others come from feed back.
    """
    styles: dict[str, ArrowStyle] = {}
    labels: dict[str, set[str]] = {}
    pairs: dict[str, list[Pair]] = {}
    for style, connection, ends in zip(arrow_styles(stock, colours), stock.connections, stock.ends, strict=True):
        styles[style.kind] = style
        labels.setdefault(style.kind, set()).add(clean(connection.label))
        pairs.setdefault(style.kind, []).append(ends)
    special = [kind for kind in styles if kind != _FLOW]
    if len(styles) == 1 or all("" not in labels[kind] and kind not in _MEANINGS for kind in special):
        return []
    names = {kind: _MEANINGS.get(kind) or _shared(labels[kind]) or _by_place(kind, pairs) for kind in styles}
    plain = "flow" if all(names[kind] for kind in special) else "solid"
    order = sorted(styles, key=lambda kind: (kind != _FLOW, _ORDER.index(kind.removeprefix("heavy "))))
    return [(names[kind] or (plain if kind == _FLOW else _look(kind)), styles[kind]) for kind in order]


def _shared(labels: set[str]) -> str:
    """The one label of all arrows of a style, if it is short."""
    label = next(iter(labels)) if len(labels) == 1 else ""
    return label if len(label) <= _LONGEST else ""


def _look(kind: str) -> str:
    name = kind.removeprefix("heavy ")
    return _LOOKS.get(kind) or f"heavy, {_LOOKS.get(name) or _MEANINGS[name]}"


def _by_place(kind: str, pairs: Mapping[str, list[Pair]]) -> str:
    """What the ways of arrows of a style say that they are, if anything."""
    if kind == _HEAVY and _FLOW in pairs:
        longest = _longest_way(pairs[kind])
        return "main flow" if longest >= max(_A_WAY, _OF_THEM * len(pairs[kind])) else ""
    if kind == ConnectionKind.REFERENCE.value:
        if ConnectionKind.FEEDBACK.value in pairs:  # drawn in another way, which has that name
            return kind
        others = [pair for other, found in pairs.items() if other != kind for pair in found]
        return "feedback" if all(source in _reached(target, others) for source, target in pairs[kind]) else ""
    return ""


def _longest_way(pairs: Iterable[Pair]) -> int:
    """How many arrows the longest way has that meets no box twice; arrows that close a circle are left out."""
    after: dict[str, list[str]] = {}
    for source, target in pairs:
        if source not in _reached(target, ((one, other) for one in after for other in after[one])):
            after.setdefault(source, []).append(target)
    length: dict[str, int] = {}

    def way(name: str) -> int:
        if name not in length:
            length[name] = max((1 + way(other) for other in after.get(name, ())), default=0)
        return length[name]

    return max(map(way, after), default=0)


def _reached(start: str, pairs: Iterable[Pair]) -> set[str]:
    """All boxes that ways lead to from one, itself included."""
    after: dict[str, list[str]] = {}
    for source, target in pairs:
        after.setdefault(source, []).append(target)
    seen, waiting = {start}, [start]
    while waiting:
        fresh = set(after.get(waiting.pop(), ())) - seen
        seen |= fresh
        waiting += fresh
    return seen
