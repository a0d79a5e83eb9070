"""Twins: connections of one kind between the same two elements, which only their words tell apart."""

from collections import Counter
from collections.abc import Iterable, Sequence

from pb_core.domain.diagrams.spec import Connection


def twin_words(connections: Sequence[Connection]) -> tuple[str, ...]:
    """The label of each connection that has a twin among these; ``""`` for the others, and the twin without words."""
    often = Counter(_joint(connection) for connection in connections)
    if len(often) == len(connections):
        return ("",) * len(connections)
    return tuple(c.identity[-1] if often[_joint(c)] > 1 else "" for c in connections)


def arrow_name(source: str, target: str, twin: str = "") -> str:
    """How findings, checklists and texts name an arrow: ``from->to``, with the words that tell it from a twin."""
    return f"{source}->{target}: {twin}" if twin else f"{source}->{target}"


def arrow_names(connections: Sequence[Connection]) -> tuple[str, ...]:
    """The name of each connection among these; only kinds may share one."""
    words = twin_words(connections)
    return tuple(arrow_name(c.source, c.target, twin) for c, twin in zip(connections, words, strict=True))


def distinct(connections: Iterable[Connection]) -> tuple[Connection, ...]:
    """The connections without those that are told apart from one before them by nothing."""
    found: dict[tuple[str, ...], Connection] = {}
    for connection in connections:
        found.setdefault(connection.identity, connection)
    return tuple(found.values())


def has_twin(connection: Connection, connections: Iterable[Connection]) -> bool:
    """Whether another of these is of its kind and joins the same two elements."""
    return sum(_joint(other) == _joint(connection) for other in connections) > 1


def _joint(connection: Connection) -> tuple[str, str, str]:
    return connection.identity[:3]
