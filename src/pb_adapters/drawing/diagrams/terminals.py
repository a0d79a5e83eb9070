"""Where a figure starts and ends: at its inputs and outputs, else at what no arrow leads to and what none leaves."""

import re
from collections.abc import Container, Iterator, Mapping

from msgspec import Struct

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.exchanges import answered, askers
from pb_adapters.drawing.diagrams.flowcharts import is_flowchart
from pb_adapters.drawing.diagrams.hierarchies import is_hierarchy
from pb_adapters.drawing.diagrams.placement import ROOT
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind, Heads
from pb_core.domain.diagrams.words import fold

START, END = "start", "end"
_LEAST = 4  # boxes of a figure whose ends are not seen at once
_MOST = 2 / 3  # of all boxes that may be ends of one sort: marks on nearly all would tell nothing
_MOST_TOLD, _PAIR = 6, 2  # that arrows may tell of one sort, so that these are sure; boxes that a panel stands for
_FLOWS = frozenset({ConnectionKind.FLOW, ConnectionKind.BRANCH, ConnectionKind.REFERENCE})
_ONWARD = frozenset(ConnectionKind) - {ConnectionKind.FEEDBACK}
_LEADS_BY_NUMBER = re.compile(r"(?:[a-z]+ )?[→↔] \d")  # as ``references`` tells arrows that are not drawn
_TERMINALS = frozenset({"pill", "rings"})  # what begins a flowchart, which is no datum that goes into it
_ROUND = _TERMINALS | {"circle", "ellipse"}
_SAID = {START: frozenset({"begin", "start"}), END: frozenset({"done", "end", "exit", "finish", "return", "stop"})}
"""Names that say it without a mark, in an outline that flowcharts have for it."""


class Terminals(Struct, frozen=True):
    """The marks, ``start`` and ``end``, of each box or panel that has any, and what each means in this figure."""

    marks: dict[str, tuple[str, ...]] = {}
    words: dict[str, str] = {}

    def at(self, mark: str) -> list[str]:
        """The boxes and panels with a mark."""
        return [name for name, found in self.marks.items() if mark in found]


def terminals_of(stock: DiagramParts) -> Terminals:
    """The starts and ends of what is to be drawn; none in one of fewer than four boxes, without arrows, or a hierarchy.

    Inputs and outputs are the starts and ends of a plan that has some. Else starts are what flows leave and no arrow
    leads to, except with answers to what it asked; ends are what flows reach and nothing leaves. Where all arrows go
    round at the beginning, what only feedback leads to is a start; what anything leaves is no end. Where who asks gets
    what is called an answer, it ends nowhere else; nor does it end at data that a decision sorts out, if it ends
    elsewhere. A panel of nothing else has the mark for all that it holds. All of one sort have marks or
    none: more than six are no sure ones, nor is a sort that a flowchart names in an outline of its own ("Start"), nor
    what arrows of groups as a whole leave open. A plan with quotations shows what of a source is supported: that no
    arrow leads to a thing says nothing there, so that only inputs and outputs are marked.
    """
    stock = stock.whole
    plans = stock.plans
    if len(plans) < _LEAST or not stock.connections or is_hierarchy(stock):
        return Terminals()
    inputs = [name for name, plan in plans.items() if plan.kind is ElementKind.INPUT and plan.shape not in _TERMINALS]
    outputs = [name for name, plan in plans.items() if plan.kind is ElementKind.OUTPUT]
    first, last = _told_by_arrows(stock)
    starts = _stated(inputs, plans) or first
    drawn_as_flowchart = is_flowchart(plans.values())
    outputs = [] if drawn_as_flowchart and answered(stock) else outputs
    by_arrows = drawn_as_flowchart and set(outputs) <= set(last)
    ends = last if by_arrows and last else _stated(outputs, plans) or last
    ends = [name for name in ends if name not in starts]
    marks: dict[str, tuple[str, ...]] = {}
    for names, mark in ((starts, START), (ends, END)):
        shown = [name for name in names if not _is_sign(stock, name)]
        for name in () if _says(stock, mark) else dict.fromkeys(_units(shown, stock).values()):
            marks[name] = (*marks.get(name, ()), mark)
    stated = starts == inputs, ends == outputs and (starts == inputs or ends != last)
    words = {START: "input" if stated[0] else START, END: "output" if stated[1] else END}
    drawn = {mark for found in marks.values() for mark in found}
    return Terminals(marks, {mark: words[mark] for mark in words if mark in drawn})


def _told_by_arrows(stock: DiagramParts) -> tuple[list[str], list[str]]:
    """The boxes where flows begin and those where they end; none in a plan with quotations."""
    if any(connection.evidence for connection in stock.connections):
        return [], []
    parts = [name for name, plan in stock.plans.items() if plan.kind is not ElementKind.OBJECTIVE]
    first, last = _only(stock, parts, START), _only(stock, parts, END)
    if last and not first:
        first = _only(stock, parts, START, _ONWARD)
    last = [] if answered(stock) else _not_sorted_out(stock, last) or last
    return _sure(stock, first), _sure(stock, last)


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


def _sure(stock: DiagramParts, names: list[str]) -> list[str]:
    """All names of one sort if they are few: of seven that are alike none would be an answer."""
    count = len(set(_units(names, stock).values()))
    return names if count <= min(_MOST_TOLD, _MOST * len(stock.plans)) else []


def _says(stock: DiagramParts, mark: str) -> bool:
    """Whether a box says by its outline and its name that the figure starts, or ends, there."""
    return any(plan.shape in _ROUND and _name(stock, name) in _SAID[mark] for name, plan in stock.plans.items())


def _is_sign(stock: DiagramParts, name: str) -> bool:
    """Whether a box is a sign itself, as a point in a circle."""
    text = _name(stock, name)
    return bool(text) and not any(map(str.isalnum, text))


def _name(stock: DiagramParts, name: str) -> str:
    return fold(" ".join(line.text for line in stock.plans[name].lines if not line.muted))


def _stated(names: list[str], plans: Mapping[str, object]) -> list[str]:
    return names if len(names) <= _MOST * len(plans) else []


def _units(names: list[str], stock: DiagramParts) -> dict[str, str]:
    """Each name by the outermost titled group that holds two or more boxes and nothing else, or by itself."""
    units = {name: name for name in names}
    for group in sorted(stock.groups, key=lambda group: len(tuple(_homes(stock, group.id)))):
        held = [box for box in stock.plans if group.id in _homes(stock, box)]
        if len(held) >= _PAIR and group.title.strip() and all(units.get(box) == box for box in held):
            units |= dict.fromkeys(held, group.id)
    return units


def _only(
    stock: DiagramParts, parts: list[str], side: str, kinds: Container[ConnectionKind] = frozenset(ConnectionKind)
) -> list[str]:
    """The parts that flows only leave, or only reach; none where arrows of a group tell it of some of its boxes.

    ``kinds`` are those of the arrows that count on the other side.
    """
    flows = list(_flows(stock))
    out, into = ({name for flow in flows for name in flow[end]} for end in (0, 1))
    onward = list(_leads(stock, kinds))
    out_of_any, into_any = ({name for lead in onward for name in lead[end]} for end in (0, 1))
    wanted = (out - into_any) | askers(stock) if side == START else into - out_of_any
    by_number = {name for name in parts if any(map(_LEADS_BY_NUMBER.match, _small_print(stock, name)))}
    found = [name for name in parts if name in wanted and not (side == END and name in by_number)]
    sure = {name for flow in flows for names in flow if len(names) == 1 or set(names) <= set(found) for name in names}
    return found if sure.issuperset(found) else []


def _small_print(stock: DiagramParts, name: str) -> Iterator[str]:
    return (line.text for line in stock.plans[name].lines if line.muted)


def _flows(stock: DiagramParts) -> Iterator[tuple[list[str], list[str]]]:
    """The flows among what leads from part to part; what feeds back, refers or controls is none."""
    return _leads(stock, _FLOWS)


def _leads(
    stock: DiagramParts, kinds: Container[ConnectionKind] = frozenset(ConnectionKind)
) -> Iterator[tuple[list[str], list[str]]]:
    """The arrows of these kinds as pairs of boxes, or of all that a group holds; those without a direction both ways.

    What leads from a box to itself, or from an output to its loss, leads nowhere.
    """
    sorts = {name: plan.kind for name, plan in stock.plans.items()}
    for (source, target), connection in zip(stock.ends, stock.connections, strict=True):
        if source == target or connection.kind not in kinds:
            continue
        if sorts[source] is ElementKind.OUTPUT and sorts[target] is ElementKind.OBJECTIVE:
            continue
        pair = _meant(stock, source, connection.source_group), _meant(stock, target, connection.target_group)
        yield pair
        if connection.heads is not Heads.TARGET:
            yield pair[::-1]


def _meant(stock: DiagramParts, name: str, group: str | None) -> list[str]:
    """The box at an end of an arrow, or all boxes of the group that it really meets."""
    held = [box for box in stock.plans if group is not None and group in _homes(stock, box)]
    return held or [name]


def _homes(stock: DiagramParts, name: str) -> Iterator[str]:
    """The groups that hold a box, from the inmost."""
    while (home := stock.homes[name]) != ROOT:
        yield home
        name = home
