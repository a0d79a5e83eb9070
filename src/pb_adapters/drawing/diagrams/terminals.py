"""Where a figure starts and ends: at its inputs and outputs, else where arrows only leave and only arrive."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.hierarchies import is_hierarchy
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind, Heads

START, END = "start", "end"
_LEAST = 4  # boxes of a figure whose ends are not seen at once
_MOST = 2 / 3  # of all boxes that a plan may state as ends of one sort: marks on nearly all would tell nothing
_FEW, _PAIR = 1 / 4, 2  # of all boxes, or so many, may be told as such by arrows
_THINGS = frozenset({ElementKind.INPUT, ElementKind.DATA, ElementKind.STORE, ElementKind.ACTOR})
_TERMINALS = frozenset({"pill", "rings"})  # what begins a flowchart, which is no datum that goes into it


class Terminals(Struct, frozen=True):
    """The mark, ``start`` or ``end``, of each box that has one, and what each mark means in this figure."""

    marks: dict[str, str] = {}
    words: dict[str, str] = {}


def terminals_of(stock: DiagramParts) -> Terminals:
    """The starts and ends of what is to be drawn; none in a figure of fewer than four boxes, or in a hierarchy.

    Inputs are the starts where a plan has some, else the things that no arrow leads to, else the steps. Outputs are
    ends, and where all of them are reached last, so is whatever else is, if these are few. A plan with quotations shows
    what of a source is supported: that no arrow leads to a thing says nothing there, so that only inputs and outputs
    are marked.
    """
    plans = stock.plans
    if len(plans) < _LEAST or is_hierarchy(stock):
        return Terminals()
    out, into = _joined(stock, START), _joined(stock, END)
    parts = [name for name, plan in plans.items() if plan.kind is not ElementKind.OBJECTIVE]
    first, last = [name for name in parts if name in out - into], [name for name in parts if name in into - out]
    inputs = [name for name, plan in plans.items() if plan.kind is ElementKind.INPUT and plan.shape not in _TERMINALS]
    outputs = [name for name, plan in plans.items() if plan.kind is ElementKind.OUTPUT]
    things = [name for name in first if plans[name].kind in _THINGS and plans[name].shape not in _TERMINALS]
    if any(connection.evidence for connection in stock.connections):
        things, first, last = [], [], []
    starts = _stated(inputs, plans) or _told(things or first, plans)
    ends = (_told(last, plans) if set(outputs) <= set(last) else []) or _stated(outputs, plans)
    marks = dict.fromkeys(starts, START) | dict.fromkeys(ends, END)
    stated = starts == inputs, starts == inputs and ends == outputs
    words = {START: "input" if stated[0] else START, END: "output" if stated[1] else END}
    return Terminals(marks, {mark: words[mark] for mark in words if mark in marks.values()})


def _stated(names: list[str], plans: Mapping[str, object]) -> list[str]:
    return names if len(names) <= _MOST * len(plans) else []


def _told(names: list[str], plans: Mapping[str, object]) -> list[str]:
    return names if len(names) <= max(_PAIR, _FEW * len(plans)) else []


def _joined(stock: DiagramParts, side: str) -> set[str]:
    """The boxes that an arrow leaves, or arrives at; lines without a direction do both."""
    return {name for one, other in _flows(stock) for name in ((one,) if side == START else (other,))}


def _flows(stock: DiagramParts) -> Iterator[tuple[str, str]]:
    """The arrows as pairs, without those that feed back or lead from an output to its loss."""
    kinds = {name: plan.kind for name, plan in stock.plans.items()}
    for (source, target), connection in zip(stock.ends, stock.connections, strict=True):
        if source == target or connection.kind is ConnectionKind.FEEDBACK:
            continue
        if kinds[source] is ElementKind.OUTPUT and kinds[target] is ElementKind.OBJECTIVE:
            continue
        yield source, target
        if connection.heads is not Heads.TARGET:
            yield target, source
