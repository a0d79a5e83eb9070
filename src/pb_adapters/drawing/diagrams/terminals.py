"""The marks of where a figure starts and ends: at what no arrow enters and at what none leaves."""

from msgspec import Struct

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.box_sizes import BoxPlan
from pb_adapters.drawing.diagrams.exchanges import answered
from pb_adapters.drawing.diagrams.flow_ends import begins, homes_of, stops
from pb_adapters.drawing.diagrams.flowcharts import is_flowchart
from pb_adapters.drawing.diagrams.hierarchies import is_hierarchy
from pb_adapters.drawing.diagrams.main_flow import main_steps
from pb_core.domain.diagrams.spec import ElementKind
from pb_core.domain.diagrams.words import fold

START, END = "start", "end"
_LEAST = 4  # boxes of a figure whose ends are not seen at once
_MOST = 2 / 3  # of all boxes that may be ends of one sort: marks on nearly all would tell nothing
_MOST_TOLD, _PAIR = 6, 2  # that arrows may tell of one sort, so that these are sure; boxes that a panel stands for
_OF_WAY = 3  # boxes of a figure for each on its longest ways, at which these say what it ends with
_TERMINALS = frozenset({"pill", "rings"})  # what begins a flowchart, which is no datum that goes into it
_STATED = {START: ElementKind.INPUT, END: ElementKind.OUTPUT}
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

    A start is what arrows leave and none enters, an end what flows reach and no arrow leaves (``flow_ends``).
    Outputs are ends before all others but in flowcharts, inputs are starts before all others where these are too
    many; of ends that are too many those of a long way are marked. Inputs that arrows enter, and outputs that
    arrows leave other than to an actor, are marked if nothing else is, unless a flow ends at such an input or
    starts at such an output: no box is both. A panel of nothing else has the mark for all that it holds. All of one
    sort have marks or none: more than six that arrows alone tell are no answer, nor has a sort any that a flowchart
    names in an outline of its own ("Start"). A plan with quotations shows what of a source is supported: that no
    arrow leads to a thing says nothing there, so that only inputs and outputs are marked.
    """
    stock = stock.whole
    if len(stock.plans) < _LEAST or not stock.connections or is_hierarchy(stock):
        return Terminals()
    marks: dict[str, tuple[str, ...]] = {}
    words: dict[str, str] = {}
    for mark, choices, stated in ((START, *_starts(stock)), (END, *_ends(stock))):
        for found in choices:
            names = [name for name in found if not _is_sign(stock.plans[name])]
            units = dict.fromkeys(_units(names, stock).values())
            is_said = any(says(plan, mark) for plan in stock.plans.values())
            if units and not is_said and _tells(stock, len(units), stated={*names} <= stated):
                words[mark] = _STATED[mark].value if {*names} <= stated else mark
                for name in units:
                    marks[name] = (*marks.get(name, ()), mark)
                break
    return Terminals(marks, words)


def _starts(stock: DiagramParts) -> tuple[tuple[list[str], ...], set[str]]:
    """Where flows begin, all of it or the inputs alone, and which of all boxes are inputs."""
    plans = stock.plans
    inputs = [name for name in _of(stock, ElementKind.INPUT) if plans[name].shape not in _TERMINALS]
    found = begins(stock)
    stated = [name for name in found if name in inputs]
    found = stated if _is_quoted(stock) else found
    return (found or _without(inputs, stops(stock)), stated), {*inputs}


def _ends(stock: DiagramParts) -> tuple[tuple[list[str], ...], set[str]]:
    """Where flows stop, and which of all boxes are outputs; these alone, in flowcharts none, if an answer goes back."""
    outputs = _of(stock, ElementKind.OUTPUT)
    as_flowchart = is_flowchart(stock.plans.values())
    if answered(stock):
        return (() if as_flowchart else (outputs,)), {*outputs}
    found = stops(stock)
    stated = [name for name in found if name in outputs]
    told = stated if _is_quoted(stock) or (stated and not as_flowchart) else found
    last = [name for name in outputs if not _is_used(stock, name)]
    fewer = [] if {*told} <= {*outputs} else _after_longest_way(stock, told)  # others would be no outputs
    return (told or _without(last, begins(stock)), fewer), {*outputs}


def _is_used(stock: DiagramParts, name: str) -> bool:
    """Whether an actor, who goes on with it, gets what a box holds."""
    return any(source == name and stock.plans[target].kind is ElementKind.ACTOR for source, target in stock.ends)


def _after_longest_way(stock: DiagramParts, names: list[str]) -> list[str]:
    """Those of the ends that the same steps of a longest way lead to, if that has a third of the boxes on it."""
    ends = [pair for pair in stock.ends if pair[0] != pair[1]]
    steps = main_steps(ends)
    before = {name: {source for source, target in steps if target == name} for name in names}
    found = [name for name in names if before[name]]
    told = {name for step in steps for name in step}
    is_one_place = all(before[name] == before[found[0]] for name in found)
    return found if is_one_place and len(told) >= len(stock.plans) / _OF_WAY else []


def _without(names: list[str], others: list[str]) -> list[str]:
    return [name for name in names if name not in others]


def _of(stock: DiagramParts, kind: ElementKind) -> list[str]:
    return [name for name, plan in stock.plans.items() if plan.kind is kind]


def _is_quoted(stock: DiagramParts) -> bool:
    return any(connection.evidence for connection in stock.connections)


def _tells(stock: DiagramParts, count: int, *, stated: bool) -> bool:
    """Whether so many marks of one sort say where to look: of seven that are alike none would be an answer."""
    return count <= _MOST * len(stock.plans) and (stated or count <= _MOST_TOLD)


def says(plan: BoxPlan, mark: str) -> bool:
    """Whether a box says by its outline and its name that the figure starts, or ends, there."""
    return plan.shape in _ROUND and _name(plan) in _SAID[mark]


def _is_sign(plan: BoxPlan) -> bool:
    """Whether a box is a sign itself, as a point in a circle."""
    text = _name(plan)
    return bool(text) and not any(map(str.isalnum, text))


def _name(plan: BoxPlan) -> str:
    return fold(" ".join(line.text for line in plan.lines if not line.muted)).strip("_")


def _units(names: list[str], stock: DiagramParts) -> dict[str, str]:
    """Each name by the outermost titled group that holds two or more boxes and nothing else, or by itself."""
    units = {name: name for name in names}
    for group in sorted(stock.groups, key=lambda group: len(tuple(homes_of(stock, group.id)))):
        held = [box for box in stock.plans if group.id in homes_of(stock, box)]
        if len(held) >= _PAIR and group.title.strip() and all(units.get(box) == box for box in held):
            units |= dict.fromkeys(held, group.id)
    return units
