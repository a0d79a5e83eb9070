"""One arrow at the edge of a panel in place of those from, or to, each of its blocks, where these would be a tangle."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, structs

from pb_core.domain.diagrams.label_checks import letters
from pb_core.domain.diagrams.scene import Gathering
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, ancestors
from pb_core.domain.diagrams.twins import has_twin

_LEAST, _PAIR = 3, 2  # blocks of a panel for one arrow from or to another block, and of two panels for one between them
_TANGLE = 2  # relations of all blocks of a panel, on one side, that are drawn at its edge though none has words
_Side = tuple[str | None, tuple[str, ...]]
"""A panel and the blocks in it, or no panel and one block."""


class Gathered(Struct, frozen=True):
    """A plan with one connection for each gathered relation, and what each of these stands for."""

    plan: DiagramSpec
    gatherings: tuple[Gathering, ...]

    @property
    def panels(self) -> tuple[str, ...]:
        """The groups at whose edges these connections begin or end."""
        met = (group for told in self.gatherings for group in (told.source_group, told.target_group) if group)
        return tuple(dict.fromkeys(met))


class _Relation(Struct, frozen=True, kw_only=True):
    """All connections, by index, from each block of one side to each of the other."""

    source: _Side
    target: _Side
    connections: tuple[int, ...]
    label: str


def gathered(spec: DiagramSpec) -> Gathered | None:
    """The plan with one arrow at a panel's edge for all alike between its blocks and a block, or a panel, elsewhere.

    It is drawn where all of them have the same words, or each that of its block alone, or where several blocks are
    related so with all of a panel. ``None`` where nothing is.
    """
    relations = list(_chosen(spec))
    if not relations:
        return None
    instead = {relation.connections[0]: relation for relation in relations}
    gone = {index for relation in relations for index in relation.connections}
    connections: list[Connection] = []
    gatherings: list[Gathering] = []
    for index, connection in enumerate(spec.connections):
        if index in instead:
            relation = instead[index]
            drawn = _drawn(connection, relation)
            connections.append(drawn)
            gatherings += (_gathering(spec.connections[i], drawn) for i in relation.connections)
        elif index not in gone:
            connections.append(connection)
    return Gathered(structs.replace(spec, connections=tuple(connections)), tuple(gatherings))


def _drawn(connection: Connection, relation: _Relation) -> Connection:
    """The one arrow: between the middle blocks of both sides, so that it meets the panels about their middles."""
    (source_group, sources), (target_group, targets) = relation.source, relation.target
    return structs.replace(
        connection,
        source=sources[len(sources) // 2],
        target=targets[len(targets) // 2],
        source_group=source_group,
        target_group=target_group,
        label=relation.label,
    )


def _gathering(connection: Connection, drawn: Connection) -> Gathering:
    return Gathering(
        source=connection.source,
        target=connection.target,
        kind=connection.kind.value,
        drawn_source=drawn.source,
        drawn_target=drawn.target,
        source_group=drawn.source_group or "",
        target_group=drawn.target_group or "",
    )


def _chosen(spec: DiagramSpec) -> Iterator[_Relation]:
    """The relations that are drawn at the edges of panels, none with a connection of another."""
    met = {group for c in spec.connections for group in (c.source_group, c.target_group)}
    members = {group: names for group, names in _members(spec).items() if group not in met}
    found: list[_Relation] = []
    taken: set[int] = set()
    for group in sorted(members, key=lambda name: -len(members[name])):
        stars = list(_stars(group, members[group], spec))
        for relation in _between_panels(stars, members, spec):
            if taken.isdisjoint(relation.connections):
                found.append(relation)
                taken.update(relation.connections)
    at = Counter(edge for relation in found for edge in _edges(relation))
    for relation in found:
        is_tangle = any(at[edge] >= _TANGLE for edge in _edges(relation))
        if relation.label or is_tangle or (relation.source[0] and relation.target[0]):
            yield relation


def _edges(relation: _Relation) -> list[tuple[str, bool]]:
    """The panels that a relation meets, and whether it leaves them."""
    sides = ((relation.source[0], True), (relation.target[0], False))
    return [(group, leaves) for group, leaves in sides if group]


def _members(spec: DiagramSpec) -> dict[str, tuple[str, ...]]:
    """The blocks in each group, those of inner groups among them, in reading order."""
    held: dict[str, list[str]] = defaultdict(list)
    for element in spec.elements:
        for group in ancestors(element.id, spec):
            held[group].append(element.id)
    return {group: tuple(names) for group, names in held.items() if len(names) >= _PAIR}


def _stars(group: str, members: tuple[str, ...], spec: DiagramSpec) -> Iterator[_Relation]:
    """Blocks elsewhere that are joined in one way with every block of a group."""
    rays: dict[tuple[object, ...], dict[str, int]] = defaultdict(dict)
    for index, connection in enumerate(spec.connections):
        if connection.source_group or connection.target_group or has_twin(connection, spec.connections):
            continue
        for leaves, far, near in ((False, *connection.ends), (True, *reversed(connection.ends))):
            if near in members and far not in members:
                rays[leaves, far, *_look(connection)][near] = index
    for (leaves, far, *_), found in rays.items():
        if len(found) != len(members):
            continue
        indices = tuple(found[name] for name in members)
        label = _common_label([spec.connections[i].label for i in indices], members, spec)
        if label is not None:
            sides = (None, (str(far),)), (group, members)
            source, target = reversed(sides) if leaves else sides
            yield _Relation(source=source, target=target, connections=tuple(sorted(indices)), label=label)


def _between_panels(
    stars: Sequence[_Relation], members: Mapping[str, tuple[str, ...]], spec: DiagramSpec
) -> Iterator[_Relation]:
    """Those stars of one group as one relation that all blocks of a second group have, then the others."""
    left = list(stars)
    for group, names in members.items():
        for leaves in (False, True):
            alike = [star for star in left if _far(star)[0] == leaves and _far(star)[1] in names]
            looks = {(star.label, *_look(spec.connections[star.connections[0]])) for star in alike}
            if len(alike) != len(names) or len(looks) != 1:
                continue
            one = alike[0]
            side = group, names
            yield _Relation(
                source=one.source if leaves else side,
                target=side if leaves else one.target,
                connections=tuple(sorted(i for star in alike for i in star.connections)),
                label=one.label,
            )
            left = [star for star in left if star not in alike]
    yield from (star for star in left if len(star.connections) >= _LEAST)


def _far(star: _Relation) -> tuple[bool, str]:
    """Whether a star leaves its group, and the block elsewhere."""
    return (True, star.target[1][0]) if star.source[0] else (False, star.source[1][0])


def _look(connection: Connection) -> tuple[object, ...]:
    """What makes lines alike."""
    return connection.kind, connection.heads, connection.tip, connection.heavy


def _common_label(labels: Sequence[str], members: Sequence[str], spec: DiagramSpec) -> str | None:
    """The words that all have, or those of each where they only name its block; ``None`` where they say more."""
    if len(set(labels)) == 1:
        return labels[0]
    names = {element.id: (element.id, element.label) for element in spec.elements}
    named = all(
        any(_names(label, name) for name in names[member]) for label, member in zip(labels, members, strict=True)
    )
    return ", ".join(labels) if named else None


def _names(label: str, name: str) -> bool:
    """Whether a label is a short form of a name: it begins alike, and has none but letters of it, in their order."""
    short, long = letters(label), letters(name)
    left = iter(long)
    return bool(short) and short[0] == long[:1] and all(char in left for char in short)
