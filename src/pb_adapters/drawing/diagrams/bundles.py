"""Which arrows may share a line: many of one box that look alike and have the same words, or none."""

from collections import Counter
from collections.abc import Sequence

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.trunks import Bundle
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, ElementKind, Heads

MANY, _TWO = 3, 2  # arrows that leave a box, or arrive where places are few, from which on they may do it as one
_FEW_SIDES = frozenset({"diamond", "circle", "ellipse", "rings"})  # with four places only where arrows meet them
_PLAIN = frozenset({ConnectionKind.FLOW, ConnectionKind.BRANCH})


def bundles_of(stock: DiagramParts) -> list[Bundle]:
    """The bundle of every arrow, in order.

    Ways out of a decision never share a line, as each has its own meaning. Decisions and circles, which have four
    places for arrows, are reached by a common line, others only by several arrows from one group, or from none. Dashed
    arrows never share their end, where the dashes of one would fill the gaps of the other.
    """
    looks = [_look(connection, ends, stock) for connection, ends in zip(stock.connections, stock.ends, strict=True)]
    leaving = [
        f"{look}|{source}|{connection.source_group}" if look and not _has_few_sides(source, stock) else ""
        for look, connection, (source, _) in zip(looks, stock.connections, stock.ends, strict=True)
    ]
    arriving = [
        f"{look}|{target}|{connection.target_group}|{'' if _has_few_sides(target, stock) else stock.homes[source]}"
        if look.startswith("solid")
        else ""
        for look, connection, (source, target) in zip(looks, stock.connections, stock.ends, strict=True)
    ]
    least = [_TWO if _has_few_sides(target, stock) else MANY for _, target in stock.ends]
    pairs = zip(_frequent(leaving, [MANY] * len(leaving)), _frequent(arriving, least), strict=True)
    return [Bundle(leaves, arrives) for leaves, arrives in pairs]


def _look(connection: Connection, ends: tuple[str, str], stock: DiagramParts) -> str:
    """What arrows have in common that look and read alike; nothing for answers and those with two heads or one box."""
    if connection.label and stock.plans[ends[0]].kind is ElementKind.DECISION:
        return ""
    if connection.heads is not Heads.TARGET or ends[0] == ends[1]:
        return ""
    kinds = {stock.plans[name].kind for name in ends}
    if ElementKind.OBJECTIVE in kinds:
        return f"loss|{connection.label}"
    weight = f"{connection.heavy}|{connection.tip}|{connection.label}"
    return f"solid|{weight}" if connection.kind in _PLAIN else f"{connection.kind}|{weight}"


def _has_few_sides(name: str, stock: DiagramParts) -> bool:
    return stock.plans[name].shape in _FEW_SIDES


def _frequent(keys: Sequence[str], least: Sequence[int]) -> list[str]:
    """The keys that come at least so often, each by its own number, else none."""
    counts = Counter(keys)
    return [key if key and counts[key] >= few else "" for key, few in zip(keys, least, strict=True)]
