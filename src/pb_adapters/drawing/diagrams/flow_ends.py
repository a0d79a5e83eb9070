"""Where the flows of a figure begin and where they end, by its arrows: at what none enters, and at what none leaves."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.own_legends import is_legend
from pb_adapters.drawing.diagrams.placement import ROOT
from pb_core.domain.diagrams.reading_order import reached
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind, Heads

_ASIDE = frozenset({ConnectionKind.CONTROL, ConnectionKind.REFERENCE})
_RETURNS = _ASIDE | {ConnectionKind.FEEDBACK}
_OUTSIDE = frozenset({ElementKind.INPUT, ElementKind.ACTOR})  # what a method meets, and what it gives back to
_LATE = 3  # arrows of a way that what joins it has not begun
_LEADS_BY_NUMBER = re.compile(r"(?:[a-z]+ )?[→↔] \d")  # as ``references`` tells arrows that are not drawn


class _Lead(Struct, frozen=True):
    """What leads from boxes to boxes, with its heads: of an arrow of a panel as a whole, all that it holds.

    One that is ``remote`` leads from such a panel to a box that the panel only refers to, or controls.
    """

    ends: tuple[tuple[str, ...], tuple[str, ...]]
    kind: ConnectionKind
    heads: Heads
    remote: bool = False

    @property
    def bare(self) -> bool:
        """Whether it has no head."""
        return self.heads is Heads.NONE


def begins(stock: DiagramParts) -> list[str]:
    """The boxes that arrows leave and none enters, in the order of the plan; none if a circle feeds all that follows.

    Lines without a head may enter what they join. What only comes back from what a box led to, in other arrows than
    flows, does not enter an input or an actor, nor any box where nothing else begins. Nothing begins by feedback alone.
    What goes round before all else begins where the first arrow of the plan leaves it, if all else comes of it; else it
    has no beginning that arrows tell, and what joins it would be a false one.
    """
    leads = list(_leads(stock))
    flows = [lead for lead in leads if lead.kind not in _RETURNS]
    if circle := _first_circle(flows):
        return _opening(flows, circle)
    after = _after(flows)
    entered = {name for lead in leads for name in lead.ends[1]}
    kept = {name for lead in leads for name in lead.ends[1] if lead in flows or not _comes_back(lead, name, after)}
    back = _at(leads, 0) - kept
    outside = {name for name in back if stock.plans[name].kind in _OUTSIDE}
    found = (_at(leads, 0) - entered) | outside or {*_opening_of_all(leads)} or back
    return [name for name in stock.plans if name in found]


def stops(stock: DiagramParts) -> list[str]:
    """The boxes that arrows reach and none leaves, in the order of the plan, but for losses.

    A line without a head leaves a box only for what leads on. Feedback, what comes back in other arrows than flows and
    what leads to a loss does not leave an output, nor does what a panel as a whole refers to leave what it holds.
    Nothing ends by feedback alone, nor where other arrows than flows only lead aside from what flows on, nor, but for
    outputs, nearer to where a circle begins than this goes, which leads back there.
    """
    leads = list(_leads(stock))
    arrows = [lead for lead in leads if not lead.bare]
    after = _after(lead for lead in leads if lead.kind not in _RETURNS)
    leading = _at(arrows, 0)
    kinds = {name: plan.kind for name, plan in stock.plans.items()}
    left = {
        name
        for lead in leads
        if not lead.bare or not leading.isdisjoint(lead.ends[1])
        for name in (() if lead.remote else lead.ends[0])
        if kinds[name] is not ElementKind.OUTPUT or not _is_about_an_output(lead, name, kinds, after)
    }
    left |= {name for name in kinds if any(map(_LEADS_BY_NUMBER.match, _small_print(stock, name)))}
    found = _at(arrows, 1) - left
    plain = {name for name in found if kinds[name] is not ElementKind.OUTPUT}
    found -= _asides(plain, arrows, after)
    found -= _side_exits(plain, [lead for lead in leads if lead.kind not in _RETURNS])
    return [name for name in kinds if name in found and kinds[name] is not ElementKind.OBJECTIVE]


def joining(stock: DiagramParts, names: Iterable[str]) -> frozenset[str]:
    """Which of these boxes, that none enters, only join what others began.

    They lead by flows to nothing but what comes three arrows after something else, or by other arrows to nothing but
    what something flows into.
    """
    leads = list(_leads(stock))
    after = _after(lead for lead in leads if lead.kind not in _RETURNS)
    before = _before(after)
    found = set()
    for name in names:
        own = [lead for lead in leads if name in lead.ends[0] and lead.kind is not ConnectionKind.FEEDBACK]
        steps = 1 if all(lead.kind in _ASIDE for lead in own) else _LATE
        targets = {target for lead in own for target in lead.ends[1]}
        if targets and all(_comes_after(target, steps, before, name) for target in targets):
            found.add(name)
    return frozenset(found)


def exchanging(stock: DiagramParts) -> frozenset[str]:
    """The boxes all of whose arrows have two heads: as much comes to them as goes from them."""
    leads = list(_leads(stock))
    one_way = {name for lead in leads if lead.heads is not Heads.BOTH for ends in lead.ends for name in ends}
    return frozenset(name for lead in leads for ends in lead.ends for name in ends) - one_way


def is_met(stock: DiagramParts, name: str, side: int) -> bool:
    """Whether an arrow leaves (side 0) or reaches (1) a box itself, and not only a panel that holds it."""
    return any(
        ends[side] == name and not (connection.source_group, connection.target_group)[side]
        for ends, connection in zip(stock.ends, stock.connections, strict=True)
        if connection.heads is not Heads.NONE
    )


def homes_of(stock: DiagramParts, name: str) -> Iterator[str]:
    """The groups that hold a box, from the inmost."""
    while (home := stock.homes[name]) != ROOT:
        yield home
        name = home


def _at(leads: Iterable[_Lead], side: int) -> set[str]:
    """The boxes at this side, 0 for where they come from, of all leads but feedback."""
    return {name for lead in leads if lead.kind is not ConnectionKind.FEEDBACK for name in lead.ends[side]}


def _after(leads: Iterable[_Lead]) -> dict[str, set[str]]:
    after: dict[str, set[str]] = {}
    for lead in leads:
        for source in lead.ends[0]:
            after.setdefault(source, set()).update(lead.ends[1])
    return after


def _before(after: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """What leads to each box, but for what it leads back to."""
    before: dict[str, set[str]] = {}
    for source, targets in after.items():
        for target in targets:
            if source not in reached(target, after):
                before.setdefault(target, set()).add(source)
    return before


def _comes_after(name: str, steps: int, before: Mapping[str, set[str]], other: str) -> bool:
    """Whether so many arrows lead in a row to a box without this other one."""
    found = {name}
    for _ in range(steps):
        found = {source for box in found for source in before.get(box, ())} - {other}
    return bool(found)


def _comes_back(lead: _Lead, name: str, after: Mapping[str, set[str]]) -> bool:
    return not reached(name, after).isdisjoint(lead.ends[0])


def _asides(found: set[str], leads: Iterable[_Lead], after: Mapping[str, set[str]]) -> set[str]:
    """What no flow reaches of what was found, if all the arrows to it leave what flows on to something else."""
    to = [lead for lead in leads if not found.isdisjoint(lead.ends[1])]
    aside = found - {name for lead in to if lead.kind not in _RETURNS for name in lead.ends[1]}
    flow_on = (after.get(name) for lead in to if not aside.isdisjoint(lead.ends[1]) for name in lead.ends[0])
    return aside if all(flow_on) else set()


def _is_about_an_output(
    lead: _Lead, name: str, kinds: Mapping[str, ElementKind], after: Mapping[str, set[str]]
) -> bool:
    """Whether a lead from an output says what it is measured by, or what it changes for the next round."""
    returns = lead.kind in _RETURNS and any(name in reached(to, after) for to in lead.ends[1])
    is_measured = all(kinds[to] is ElementKind.OBJECTIVE for to in lead.ends[1])
    return lead.kind is ConnectionKind.FEEDBACK or returns or is_measured


def _first_circle(flows: Sequence[_Lead]) -> frozenset[str]:
    """What goes round, by arrows with heads, that nothing enters and that leads on to something else."""
    after = _after(lead for lead in flows if not lead.bare)
    ahead = {name: reached(name, after) for name in after}
    for name, found in ahead.items():
        circle = {other for other in found if name in ahead.get(other, ())}
        before = {other for other in ahead if name in ahead[other]}
        if len(circle) > 1 and circle < found and before <= circle:
            return frozenset(circle)
    return frozenset()


def _opening(flows: Sequence[_Lead], circle: Collection[str]) -> list[str]:
    """The box of a circle, if there is one, that the first arrow leaves, if all that flows comes of the circle."""
    if not circle:
        return []
    first = flows[0].ends[0]
    comes = reached(first[0], _after(flows))
    are_all = all(comes.issuperset(name for ends in lead.ends for name in ends) for lead in flows)
    return list(first) if len(first) == 1 and first[0] in circle and are_all else []


def _opening_of_all(leads: Iterable[_Lead]) -> list[str]:
    """Where a circle of arrows of any kind but feedback begins, if all else comes of it."""
    forward = [lead for lead in leads if lead.kind is not ConnectionKind.FEEDBACK]
    return _opening(forward, _first_circle(forward))


def _side_exits(found: Collection[str], flows: Sequence[_Lead]) -> set[str]:
    """Which of these are no farther from where a first circle begins than the circle goes itself."""
    circle = _first_circle(flows)
    opening = _opening(flows, circle)
    if not opening:
        return set()
    steps = _steps_from(opening[0], _after(flows))
    farthest = max(steps[name] for name in circle)
    return {name for name in found if steps.get(name, 0) <= farthest}


def _steps_from(start: str, after: Mapping[str, set[str]]) -> dict[str, int]:
    """How many arrows in a row lead from a box to each that it leads to, at the least."""
    steps: dict[str, int] = {}
    layer, count = {start}, 0
    while layer:
        steps |= dict.fromkeys(layer, count)
        layer = {other for name in layer for other in after.get(name, ())} - steps.keys()
        count += 1
    return steps


def _small_print(stock: DiagramParts, name: str) -> Iterator[str]:
    return (line.text for line in stock.plans[name].lines if line.muted)


def _leads(stock: DiagramParts) -> Iterator[_Lead]:
    """All arrows, those with two heads as they are written, and lines without heads both ways.

    What leads to itself is none, nor is what a panel that is called a legend shows, or insides of blocks, or what only
    refers to a panel or controls it, unless something flows into that as well or the arrow stands for one to each box.
    """
    aside = {group.id for group in stock.groups if is_legend(group)}.union(group for _, group in stock.zooms)
    filled = {c.target_group for c in stock.connections if c.kind not in _ASIDE}.union(stock.gathered)
    for (source, target), connection in zip(stock.ends, stock.connections, strict=True):
        if source == target or not any(aside.isdisjoint(homes_of(stock, end)) for end in (source, target)):
            continue
        wholes = bool(connection.source_group), bool(connection.target_group)
        if connection.kind in _ASIDE and wholes == (False, True) and connection.target_group not in filled:
            continue
        pair = _meant(stock, source, connection.source_group), _meant(stock, target, connection.target_group)
        remote = connection.kind in _ASIDE and wholes == (True, False)
        yield _Lead(pair, connection.kind, connection.heads, remote)
        if connection.heads is Heads.NONE:
            yield _Lead(pair[::-1], connection.kind, connection.heads)


def _meant(stock: DiagramParts, name: str, group: str | None) -> tuple[str, ...]:
    """The box at an end of an arrow, or all boxes of the group that it really meets."""
    held = tuple(box for box in stock.plans if group is not None and group in homes_of(stock, box))
    return held or (name,)
