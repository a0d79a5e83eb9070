"""Checks of arrows at the edges of panels: each stands for all from, or to, the blocks there, and for no others."""

from collections.abc import Iterable, Iterator

from msgspec import structs

from pb_core.domain.diagrams.scene import DrawnScene, Gathering
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, ancestors

_Key = tuple[str, str, str]


class DrawnConnections:
    """Which connection of its plan a scene draws in place of each."""

    def __init__(self, gatherings: Iterable[Gathering]) -> None:
        self._gatherings = {(told.source, told.target, told.kind): told for told in gatherings}

    def of(self, connection: Connection) -> Connection:
        """The connection that is drawn for this one: itself, or one at the edge of a panel with its label."""
        told = self._gatherings.get((connection.source, connection.target, connection.kind.value))
        return _drawn(connection, told) if told else connection


def _drawn(connection: Connection, told: Gathering) -> Connection:
    return structs.replace(
        connection,
        source=told.drawn_source,
        target=told.drawn_target,
        source_group=told.source_group or None,
        target_group=told.target_group or None,
    )


def gathering_faults(scene: DrawnScene, spec: DiagramSpec) -> Iterator[tuple[str, str]]:
    """The name and a sentence for each arrow at an edge that does not meet it, or says more or less than the plan."""
    lines = {(line.source, line.target, line.kind): line for line in scene.lines}
    continued = {(told.source, told.target, told.kind) for told in scene.continuations}
    told_by: dict[_Key, list[Gathering]] = {}
    for told in scene.gatherings:
        told_by.setdefault((told.drawn_source, told.drawn_target, told.kind), []).append(told)
    planned = {(c.source, c.target, c.kind.value) for c in spec.connections}
    for key, gatherings in told_by.items():
        name, one, line = f"{key[0]}->{key[1]}", gatherings[0], lines.get(key)
        frames = one.source_group, one.target_group
        if line is not None and key not in continued and (line.source_frame, line.target_frame) != frames:
            yield name, f"the arrow {name} does not meet the edge of the panel that it is drawn for"
        meant = {(told.source, told.target) for told in gatherings}
        sources, targets = _blocks(one.source_group, key[0], spec), _blocks(one.target_group, key[1], spec)
        said = {(source, target) for source in sources for target in targets}
        if meant != said or not all((*pair, key[2]) in planned for pair in said):
            yield name, f"the arrow {name} at the edge of a panel is not that of each block in it"


def _blocks(group: str, name: str, spec: DiagramSpec) -> list[str]:
    """All blocks in a group, or the one that is named."""
    return [e.id for e in spec.elements if group in ancestors(e.id, spec)] if group else [name]
