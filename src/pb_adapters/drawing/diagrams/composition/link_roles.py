"""What part a connection plays in a plan: a step of the main flow, one of a fan, a link of a chain, an answer."""

from collections import Counter

from pb_adapters.drawing.diagrams.bundles import MANY
from pb_adapters.drawing.diagrams.main_flow import main_steps
from pb_core.domain.diagrams.reading_order import FLOW_KINDS, closing_pairs
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, ElementKind, Tip

_TWINS = 2  # arrows alike of which no reader expects one as a line and one as a letter


def onward_flow(spec: DiagramSpec) -> dict[int, tuple[str, str]]:
    """The ends of the connections, by index, that lead on: the plain ones, or else all, without those closing a loop.

    Beside these dashed arrows are side ways, and what leads back returns.
    """
    ways = {i: (c.source, c.target) for i, c in enumerate(spec.connections) if c.kind is not ConnectionKind.FEEDBACK}
    plain = {i: ends for i, ends in ways.items() if spec.connections[i].kind in FLOW_KINDS} or ways
    closing = closing_pairs(plain.values())
    return {i: ends for i, ends in plain.items() if ends not in closing}


def only_ways(spec: DiagramSpec) -> set[int]:
    """The connections, by index, that are all a box has, or steps of a longest way that no other step goes beside.

    Such a step is all that its source sends on, or all that leads on from its group to that of its target.
    """
    ways, homes = onward_flow(spec), {element.id: element.group for element in spec.elements}
    steps, leaving = main_steps(ways.values()), Counter(source for source, _ in ways.values())
    passed = {i: (homes.get(source), homes.get(target)) for i, (source, target) in ways.items()}
    joining = Counter(pair for pair in passed.values() if all(pair))
    met = Counter(name for c in spec.connections for name in {c.source, c.target})
    return {
        i
        for i, connection in enumerate(spec.connections)
        if connection.kind is not ConnectionKind.FEEDBACK
        and (
            min(met[connection.source], met[connection.target]) == 1
            or (i in ways and ways[i] in steps and 1 in {leaving[connection.source], joining[passed[i]]})
        )
    }


def is_of_fan(connection: Connection, spec: DiagramSpec) -> bool:
    """Whether a connection is one of several from a box that look alike: it is seen as one with them.

    Two are enough into another group, more are needed within one and where their ends stand in none.
    """
    homes = {element.id: element.group for element in spec.elements}
    least = MANY if homes.get(connection.target) in {None, homes.get(connection.source)} else _TWINS
    return not connection.label and len(_alike_from_source(connection, spec)) >= least


def parting(index: int, spec: DiagramSpec) -> tuple[int, ...]:
    """The connections that had better be told as one is: it, and those like it from its source into one group."""
    mine = spec.connections[index]
    alike = _alike_from_source(mine, spec)
    is_fan = not mine.label and len(alike) >= MANY and any(e.id == mine.target and e.group for e in spec.elements)
    return alike if is_fan else (index,)


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

    A reader asks why one of them is drawn and its twin is not; of steps within one group only if they are many.
    """
    homes = {element.id: element.group for element in spec.elements}
    mine = spec.connections[index]
    keys = [(homes.get(c.source), c.target, c.target_group, _look(c), c.label) for c in spec.connections]
    alike = tuple(i for i, key in enumerate(keys) if key == keys[index])
    least = MANY if homes.get(mine.source) in {None, homes.get(mine.target)} else _TWINS
    is_fan = homes.get(mine.source) and not mine.label and len(alike) >= least
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
    """The least weight and the most common tip of the connections of a plan: what a tag seems to stand for."""
    return all(c.heavy for c in spec.connections), Counter(c.tip for c in spec.connections).most_common(1)[0][0]


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
