"""Where the flows of a figure begin and where they end, by its arrows: at what none enters, and at what none leaves."""

import re
from collections.abc import Iterator

from msgspec import Struct

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.exchanges import answered, askers, is_person
from pb_adapters.drawing.diagrams.placement import ROOT
from pb_core.domain.diagrams.reading_order import reached
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind, Group, Heads
from pb_core.domain.diagrams.words import fold

_FLOWS = frozenset({ConnectionKind.FLOW, ConnectionKind.BRANCH, ConnectionKind.REFERENCE})
_LEADS_ON = frozenset(ConnectionKind) - {ConnectionKind.FEEDBACK}
_ASIDE = frozenset({ConnectionKind.CONTROL, ConnectionKind.REFERENCE})
_LEGENDS = frozenset({"legend", "légende", "legende", "leyenda", "legenda", "图例"})
_LEADS_BY_NUMBER = re.compile(r"(?:[a-z]+ )?[→↔] \d")  # as ``references`` tells arrows that are not drawn


class _Lead(Struct, frozen=True):
    """What leads from boxes to boxes: of an arrow of a panel as a whole ``wholes`` says at which ends.

    ``back`` is the way that an arrow with two heads is not written, ``bare`` a line without a head.
    """

    ends: tuple[tuple[str, ...], tuple[str, ...]]
    kind: ConnectionKind
    wholes: tuple[bool, bool]
    back: bool = False
    bare: bool = False


def begins(stock: DiagramParts) -> list[str]:
    """The boxes that arrows leave and none enters, in the order of the plan; none that arrows of panels leave open.

    What feeds back begins nothing unless it is an input, which begins as well if only feedback enters it from where
    nothing leads on. What goes round begins at who asks, or, if flows stop somewhere, at its only actor and at what
    only feedback and the second heads of its own arrows enter. What has the same arrows as one of these begins as well.
    """
    leads = list(_leads(stock))
    found = _open(stock, leads, 0)
    found |= {name for name in stock.plans if _is_input(stock, name) and _is_next_round(name, leads)}
    asking = askers(stock)
    is_ending = bool(_open(stock, leads, 1))
    rounds = _rounds(leads)
    actors = [name for name in rounds if is_ending and stock.plans[name].kind is ElementKind.ACTOR]
    entered = {name for name in rounds if name in asking or (is_ending and _is_entry(name, leads))}
    entered |= {*actors} if len(actors) == 1 else set()
    found |= entered | {name for name in asking if name in answered(stock) or is_person(stock, name)}
    met = {_met(name, leads) for name in found}
    return [name for name in stock.plans if name in found or _met(name, leads) in met]


def stops(stock: DiagramParts) -> list[str]:
    """The boxes that flows reach and no arrow leaves, in the order of the plan; none that arrows of panels leave open.

    Where there are any, what only lines without heads lead on from, to nothing with an arrow, is one too, and so is an
    output that feedback alone leaves. If there are none, those that only second heads of arrows lead away from. Data
    that a decision sorts out are no end, if there is another.
    """
    leads = list(_leads(stock))
    found = _open(stock, leads, 1) or {name for name in stock.plans if _is_exit(name, leads)}
    if found:
        found |= _open(stock, leads, 1, through=True) | {name for name in stock.plans if _is_result(stock, name, leads)}
    names = [name for name in stock.plans if name in found]
    return _not_sorted_out(stock, names) or names


def homes_of(stock: DiagramParts, name: str) -> Iterator[str]:
    """The groups that hold a box, from the inmost."""
    while (home := stock.homes[name]) != ROOT:
        yield home
        name = home


def _open(stock: DiagramParts, leads: list[_Lead], side: int, *, through: bool = False) -> set[str]:
    """The boxes at this side of flows, 0 for where they come from, that have no arrow on the other side.

    Not those that are met by nothing but the arrow of a panel of which other boxes are not open. Lines without heads
    count as arrows, or ``through`` them others that they lead to.
    """
    plans = stock.plans
    met = {name for lead in leads for name in lead.ends[side] if _counts(stock, lead, name, side)}
    shut = _shut(leads, side) if through else {name for lead in leads for name in lead.ends[1 - side]}
    told = {name for name in plans if side and any(map(_LEADS_BY_NUMBER.match, _small_print(stock, name)))}
    found = {name for name in met - shut - told if plans[name].kind is not ElementKind.OBJECTIVE}
    sure = {
        name
        for lead in leads
        if not lead.bare and (not lead.wholes[side] or found.issuperset(lead.ends[side]))
        for name in lead.ends[side]
    }
    return found & sure


def _shut(leads: list[_Lead], side: int) -> set[str]:
    """The boxes with an arrow at their other side, or a line without a head to what has one."""
    found = {name for lead in leads for name in lead.ends[1 - side] if not lead.bare}
    joined = [lead for lead in leads if lead.bare]
    before = -1
    while len(found) > before:
        before = len(found)
        found.update(name for lead in joined for name in lead.ends[1 - side] if not found.isdisjoint(lead.ends[side]))
    return found


def _counts(stock: DiagramParts, lead: _Lead, name: str, side: int) -> bool:
    """Whether a lead is a flow that reaches a box, or leads on from it; from an input any arrow does."""
    if lead.bare:
        return False
    return lead.kind in _FLOWS if side else lead.kind in _LEADS_ON or _is_input(stock, name)


def _is_input(stock: DiagramParts, name: str) -> bool:
    return stock.plans[name].kind is ElementKind.INPUT


def _is_next_round(name: str, leads: list[_Lead]) -> bool:
    """Whether a box leads on and is entered by feedback alone, from boxes that lead to nothing else."""
    leading = {source for lead in leads if lead.kind in _LEADS_ON and not lead.bare for source in lead.ends[0]}
    into = [lead for lead in leads if name in lead.ends[1]]
    return name in leading and all(
        lead.kind is ConnectionKind.FEEDBACK and leading.isdisjoint(lead.ends[0]) for lead in into
    )


def _met(name: str, leads: list[_Lead]) -> frozenset[tuple[tuple[str, ...], ConnectionKind, int]]:
    """The other ends of the arrows that a box has, of which kind they are, and at which of their sides it is."""
    return frozenset(
        (lead.ends[1 - side], lead.kind, side) for lead in leads for side in (0, 1) if name in lead.ends[side]
    )


def _is_result(stock: DiagramParts, name: str, leads: list[_Lead]) -> bool:
    """Whether a box is an output that flows reach and that feedback alone leaves."""
    out_of = {lead.kind for lead in leads if name in lead.ends[0]}
    is_reached = any(lead.kind in _FLOWS and not lead.bare for lead in leads if name in lead.ends[1])
    return stock.plans[name].kind is ElementKind.OUTPUT and is_reached and out_of == {ConnectionKind.FEEDBACK}


def _is_entry(name: str, leads: list[_Lead]) -> bool:
    """Whether nothing but feedback and second heads of arrows that are written from it enters a box."""
    return all(lead.back or lead.kind is ConnectionKind.FEEDBACK for lead in leads if name in lead.ends[1])


def _is_exit(name: str, leads: list[_Lead]) -> bool:
    """Whether one-way flows reach a box, and nothing but second heads of arrows that are written to it leaves it."""
    into = [lead for lead in leads if name in lead.ends[1] and not lead.back]
    out_of = [lead for lead in leads if name in lead.ends[0]]
    return (
        any(lead.kind in _FLOWS and not lead.bare for lead in into)
        and bool(out_of)
        and all(lead.back for lead in out_of)
    )


def _rounds(leads: list[_Lead]) -> list[str]:
    """The boxes of circles that nothing enters from outside."""
    after: dict[str, set[str]] = {}
    for lead in leads:
        for name in lead.ends[0]:
            after.setdefault(name, set()).update(lead.ends[1])
    ahead = {name: reached(name, after) for name in after}
    return [
        name
        for name in after
        if any(name in ahead.get(other, ()) for other in after[name])
        and all(other in ahead[name] for other in after if name in ahead[other])
    ]


def _not_sorted_out(stock: DiagramParts, names: list[str]) -> list[str]:
    """The names without data that decisions alone lead to: a plan that tells kinds would call a result an output."""
    into: dict[str, set[ElementKind]] = {}
    for source, target in stock.ends:
        into.setdefault(target, set()).add(stock.plans[source].kind)
    return [
        name
        for name in names
        if stock.plans[name].kind is not ElementKind.DATA or into.get(name) != {ElementKind.DECISION}
    ]


def _small_print(stock: DiagramParts, name: str) -> Iterator[str]:
    return (line.text for line in stock.plans[name].lines if line.muted)


def _leads(stock: DiagramParts) -> Iterator[_Lead]:
    """All arrows, those with two heads both ways, and lines without heads as they are written.

    What leads to itself, or from an output to its loss, is none, nor is what a panel that is called a legend shows, or
    what only refers to a panel or controls it, unless something flows into that as well.
    """
    legends = {group.id for group in stock.groups if _is_legend(group)}
    filled = {c.target_group for c in stock.connections if c.kind not in _ASIDE}
    sorts = {name: plan.kind for name, plan in stock.plans.items()}
    for (source, target), connection in zip(stock.ends, stock.connections, strict=True):
        if source == target or legends.intersection(homes_of(stock, source)).intersection(homes_of(stock, target)):
            continue
        if sorts[source] is ElementKind.OUTPUT and sorts[target] is ElementKind.OBJECTIVE:
            continue
        wholes = bool(connection.source_group), bool(connection.target_group)
        if connection.kind in _ASIDE and wholes == (False, True) and connection.target_group not in filled:
            continue
        pair = _meant(stock, source, connection.source_group), _meant(stock, target, connection.target_group)
        yield _Lead(pair, connection.kind, wholes, bare=connection.heads is Heads.NONE)
        if connection.heads is Heads.BOTH:
            yield _Lead(pair[::-1], connection.kind, wholes[::-1], back=True)


def _is_legend(group: Group) -> bool:
    """Whether a panel is called a legend, by its identifier where it has no title."""
    return "".join(filter(str.isalpha, fold(group.title.strip() or group.id))) in _LEGENDS


def _meant(stock: DiagramParts, name: str, group: str | None) -> tuple[str, ...]:
    """The box at an end of an arrow, or all boxes of the group that it really meets."""
    held = tuple(box for box in stock.plans if group is not None and group in homes_of(stock, box))
    return held or (name,)
