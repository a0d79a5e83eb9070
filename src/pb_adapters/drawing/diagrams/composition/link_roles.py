"""What part a connection plays in a plan: a step of the main flow, one of a fan, a link of a chain, an answer."""

from collections import Counter

from pb_adapters.drawing.diagrams.bundles import MANY
from pb_adapters.drawing.diagrams.main_flow import main_steps
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, ElementKind, Tip


def only_ways(spec: DiagramSpec) -> set[int]:
    """The connections, by index, that alone lead on along a longest way, or are all that a box has."""
    ways = {i: (c.source, c.target) for i, c in enumerate(spec.connections) if c.kind is not ConnectionKind.FEEDBACK}
    steps, leaving = main_steps(ways.values()), Counter(source for source, _ in ways.values())
    met = Counter(name for c in spec.connections for name in {c.source, c.target})
    return {
        i
        for i, (source, target) in ways.items()
        if ((source, target) in steps and leaving[source] == 1) or min(met[source], met[target]) == 1
    }


def is_of_fan(connection: Connection, spec: DiagramSpec) -> bool:
    """Whether a connection is one of several from a box into one group, or none, that look alike: it is seen as one."""
    return not connection.label and len(_alike_from_source(connection, spec)) >= MANY


def parting(index: int, spec: DiagramSpec) -> tuple[int, ...]:
    """The connections that had better be told as one is: it, and those like it from its source into one group."""
    mine = spec.connections[index]
    is_fan = is_of_fan(mine, spec) and any(e.id == mine.target and e.group for e in spec.elements)
    return _alike_from_source(mine, spec) if is_fan else (index,)


def _alike_from_source(connection: Connection, spec: DiagramSpec) -> tuple[int, ...]:
    """The connections, by index, that look and read like one and lead from the same box into the same group."""
    homes = {element.id: element.group for element in spec.elements}
    key = (
        connection.source,
        connection.source_group,
        homes.get(connection.target),
        _look(connection),
        connection.label,
    )
    keys = ((c.source, c.source_group, homes.get(c.target), _look(c), c.label) for c in spec.connections)
    return tuple(i for i, other in enumerate(keys) if other == key)


def together(index: int, spec: DiagramSpec) -> tuple[int, ...]:
    """The connections that are told as one is: it, and those like it from one group into its target.

    A reader asks why one of them is drawn and its twin is not.
    """
    homes = {element.id: element.group for element in spec.elements}
    mine = spec.connections[index]
    keys = [(homes.get(c.source), c.target, c.target_group, _look(c), c.label) for c in spec.connections]
    alike = tuple(i for i, key in enumerate(keys) if key == keys[index])
    is_fan = homes.get(mine.source) and not mine.label and len(alike) >= MANY
    return alike if is_fan else (index,)


def is_bound(connection: Connection, spec: DiagramSpec) -> bool:
    """Whether a connection is told by letter as the last resort: it answers a decision or is a link of a chain."""
    return _is_link(connection, spec) or _is_answer(connection, spec)


def _is_answer(connection: Connection, spec: DiagramSpec) -> bool:
    """Whether a connection leaves a decision."""
    return any(e.id == connection.source and e.kind is ElementKind.DECISION for e in spec.elements)


def _look(connection: Connection) -> tuple[ConnectionKind, bool, Tip]:
    """How a line is drawn."""
    kind = ConnectionKind.FLOW if connection.kind is ConnectionKind.BRANCH else connection.kind
    return kind, *tip(connection)


def tip(connection: Connection) -> tuple[bool, Tip]:
    """How heavy a line is, and how it ends, which a tag cannot show."""
    return connection.heavy, connection.tip


def usual_tip(spec: DiagramSpec) -> tuple[bool, Tip]:
    """The weight and the tip that most connections of a plan have."""
    return Counter(map(tip, spec.connections)).most_common(1)[0][0]


def _is_link(connection: Connection, spec: DiagramSpec) -> bool:
    """Whether a connection is a link of a chain: all that its source sends, and all that its target gets."""
    flows = [c for c in spec.connections if c.kind is not ConnectionKind.FEEDBACK]
    sent, got = [c for c in flows if c.source == connection.source], [c for c in flows if c.target == connection.target]
    return len(sent) == len(got) == 1


def is_first_step(connection: Connection, spec: DiagramSpec) -> bool:
    """Whether a connection is all that a start has, and leads to what stands with it: it can be beside that."""
    homes = {element.id: element.group for element in spec.elements}
    met = [c for c in spec.connections if connection.source in {c.source, c.target}]
    return len(met) == 1 and homes.get(connection.source) == homes.get(connection.target)
