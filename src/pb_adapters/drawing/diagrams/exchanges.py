"""Who opens a figure by asking: what is led to with answers alone, and whether these are what the figure ends with."""

from collections.abc import Iterator

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.box_words import clean
from pb_core.domain.diagrams.kinds import is_nobody, singular
from pb_core.domain.diagrams.reading_order import reached
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, ElementKind, Heads
from pb_core.domain.diagrams.words import fold

_FLOWS = frozenset({ConnectionKind.FLOW, ConnectionKind.BRANCH, ConnectionKind.REFERENCE})
_ASIDE = frozenset({ConnectionKind.CONTROL, ConnectionKind.REFERENCE})
_ANSWERS = frozenset({"answer", "output", "reply", "response", "result", "stream"})
_PERSONS = frozenset(
    ("browser", "caller", "client", "customer", "frontend", "human", "operator", "patient", "person", "ui", "user")
)
"""Heads of names of persons, and of programs that stand for them."""


def askers(stock: DiagramParts) -> set[str]:
    """The boxes that flows reach only from what they led to before, who asks being named before who answers.

    Who also leads to what leads nowhere passes something on and does not ask. A program that a person uses does not ask
    by itself.
    """
    return {name for name, _ in _exchanges(stock) if not any(_is_use(stock, ends, name) for ends in stock.ends)}


def answered(stock: DiagramParts) -> set[str]:
    """Those of them that are persons or programs of these, or ask one part alone and get what is called an answer.

    To a person it comes from what was asked, or from what leads to nobody else: others are told something. It is one
    too if both the question and it have words, as the calls of tools have none, and no flow from
    elsewhere leads to what is asked. What only feeds back is no
    answer that a figure ends with.
    """
    return {
        name
        for name, answers in _exchanges(stock)
        if any(answer.kind is not ConnectionKind.FEEDBACK for answer in answers)
        if (is_person(stock, name) and any(_is_to_it_alone(stock, name, answer) for answer in answers))
        or (_asks_one(stock, name) and (all(map(_is_answer, answers)) or _is_said(stock, name)))
    }


def _exchanges(stock: DiagramParts) -> Iterator[tuple[str, list[Connection]]]:
    """Each box that is reached by answers alone, and these."""
    leading = {source for source, _ in stock.ends}
    groups = {group.id for group in stock.groups}
    for name in stock.plans:
        asked: set[str] = set()
        answers: list[Connection] = []
        for (source, target), connection in zip(stock.ends, stock.connections, strict=True):
            if source == target or name not in {source, target} or _is_use(stock, (source, target), name):
                continue
            if source == name and connection.heads is Heads.TARGET and connection.kind in _FLOWS:
                asked.add(connection.target_group or target)
            elif target != name or not _is_asked(stock, name, connection, asked) or _is_update(stock, name, connection):
                break
            else:
                answers.append(connection)
        else:
            if answers and asked <= leading | groups:
                yield name, answers


def _is_asked(stock: DiagramParts, name: str, connection: Connection, asked: set[str]) -> bool:
    """Whether an arrow to a box comes from what it asked; to a person it may come from what that led to.

    Of an arrow to a group it is not said which of its boxes is meant.
    """
    if connection.target_group:
        return False
    return connection.ends[0] in asked or (is_person(stock, name) and connection.ends[0] in _after(stock, asked))


def _after(stock: DiagramParts, asked: set[str]) -> set[str]:
    """What ways lead to from what was asked."""
    nexts: dict[str, list[str]] = {}
    for (source, target), connection in zip(stock.ends, stock.connections, strict=True):
        nexts.setdefault(source, []).append(target)
        if connection.heads is not Heads.TARGET:
            nexts.setdefault(target, []).append(source)
    return {name for start in asked for name in reached(start, nexts)}


def _is_use(stock: DiagramParts, ends: tuple[str, str], name: str) -> bool:
    """Whether an arrow leads from a person to a program that stands for it: "User" to "Browser"."""
    return ends[1] == name != ends[0] and is_person(stock, ends[0]) and is_person(stock, name)


def _is_update(stock: DiagramParts, name: str, connection: Connection) -> bool:
    """Whether an arrow feeds back to a thing, which it then changes; to a person it is an answer."""
    return connection.kind is ConnectionKind.FEEDBACK and not is_person(stock, name)


def _is_to_it_alone(stock: DiagramParts, name: str, answer: Connection) -> bool:
    """Whether what answers a box was asked by it, or leads to nothing else."""
    asked = {connection.ends[1] for connection in stock.connections if connection.ends[0] == name}
    return answer.ends[0] in asked or {t for s, t in stock.ends if s == answer.ends[0]} <= {name}


def _asks_one(stock: DiagramParts, name: str) -> bool:
    """Whether all arrows of a box join it with one other, which others are joined with as well."""
    pairs = [set(connection.ends) for connection in stock.connections]
    partners = set().union(*(pair for pair in pairs if name in pair)) - {name}
    return len(partners) == 1 and any(pair & partners and name not in pair for pair in pairs)


def _is_said(stock: DiagramParts, name: str) -> bool:
    """Whether all arrows of a box have words, and no flow from elsewhere leads to what it asks."""
    asked = {target for source, target in stock.ends if source == name}
    known = {name, *_after(stock, asked)}
    pairs = zip(stock.ends, stock.connections, strict=True)
    is_first = all(s in known for (s, t), connection in pairs if t in asked and connection.kind not in _ASIDE)
    return is_first and all(clean(connection.label) for connection in stock.connections if name in connection.ends)


def is_person(stock: DiagramParts, name: str) -> bool:
    """Whether a box is a person, or a program that stands for one, by its kind or the head of its name."""
    plan = stock.plans[name]
    name = fold(" ".join(line.text for line in plan.lines if not line.muted))
    if plan.kind is ElementKind.ACTOR:
        return not is_nobody(name)
    return name.rpartition(" ")[2] in _PERSONS


def _is_answer(connection: Connection) -> bool:
    return not _ANSWERS.isdisjoint(map(singular, fold(clean(connection.label)).split()))
