"""The marks of where a figure starts and ends: at what no arrow enters and at what none leaves."""

import unicodedata
from collections.abc import Collection

from msgspec import Struct

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.box_sizes import BoxPlan
from pb_adapters.drawing.diagrams.flow_ends import begins, exchanging, homes_of, is_met, joining, stops
from pb_adapters.drawing.diagrams.flowcharts import is_flowchart
from pb_adapters.drawing.diagrams.hierarchies import is_hierarchy
from pb_core.domain.diagrams.spec import ElementKind
from pb_core.domain.diagrams.words import fold

START, END = "start", "end"
_LEAST = 4  # boxes of a figure whose ends are not seen at once
_MOST = 2 / 3  # of all boxes that may be ends of one sort: marks on nearly all would tell nothing
_MOST_TOLD = 10  # that arrows may tell of one sort, so that these are sure
_PAIR, _SEVERAL = 2, 3  # boxes that a panel of nothing else stands for, and that one stands for which holds others too
_STATED = {START: ElementKind.INPUT, END: ElementKind.OUTPUT}
_THINGS = frozenset({ElementKind.DATA, ElementKind.STORE})
_ROUND = frozenset({"pill", "rings", "circle", "ellipse"})
_SAID = {START: frozenset({"begin", "start"}), END: frozenset({"done", "end", "exit", "finish", "return", "stop"})}
"""Names that say it without a mark, in an outline that flowcharts have for it."""
_GIVEN_UP = frozenset({"exit", "return", "stop"})  # names of side exits too, beside which what is reached is an end
_PICTURES = "\U0001f000"  # the first of the emoji that are no signs of notations


class Terminals(Struct, frozen=True):
    """The marks, ``start`` and ``end``, of each box or panel that has any, and what each means in this figure."""

    marks: dict[str, tuple[str, ...]] = {}
    words: dict[str, str] = {}

    def at(self, mark: str) -> list[str]:
        """The boxes and panels with a mark."""
        return [name for name, found in self.marks.items() if mark in found]


def terminals_of(stock: DiagramParts) -> Terminals:
    """The starts and ends of what is to be drawn; none in one of fewer than four boxes, without arrows, or a hierarchy.

    A start is what arrows leave and none enters, an end what they reach and none leaves (``flow_ends``), the outputs
    alone if a plan calls some of these so; what only exchanges is neither, unless a plan calls it so. Without a start
    the arrows tell no end either, but side exits. Where some are named so ("End"), these alone are. A panel of nothing
    else, or of little else, has the mark for all that it holds; what only the arrow of a panel meets has none. All of
    one sort have marks or none: more than ten that arrows alone tell are no answer, nor has a sort any that a flowchart
    names in an outline of its own ("Start"). A plan with quotations shows what of a source is supported: that no arrow
    leads to a thing says little there (``_supported``).
    """
    stock = stock.whole
    first, last = _ends(stock) if len(stock.plans) >= _LEAST and not is_hierarchy(stock) else ([], [])
    if not first:
        return Terminals()
    marks: dict[str, tuple[str, ...]] = {}
    words: dict[str, str] = {}
    for side, (mark, found, others) in enumerate(((START, first, last), (END, last, first))):
        stated = _stated(stock, _STATED[mark])
        told = [name for name in found if name in stated]
        names = _supported(stock, mark, found, told) if _is_quoted(stock) else (mark == END and told) or found
        names = [name for name in names if not _is_sign(stock.plans[name])]
        names = [name for name in names if _name(stock.plans[name]) in _SAID[mark] - _GIVEN_UP] or names
        are_stated = {*names} <= stated
        apart = stock.plans if are_stated else others  # what is stated shares its panel with nothing
        units = _units(names, stock, side, apart)
        is_said = any(says(plan, mark) for plan in stock.plans.values())
        if units and not is_said and _tells(stock, len(units), stated=are_stated):
            words[mark] = _STATED[mark].value if are_stated else mark
            for name in units:
                marks[name] = (*marks.get(name, ()), mark)
    return Terminals(marks, words)


def _ends(stock: DiagramParts) -> tuple[list[str], list[str]]:
    """What arrows tell to begin and to stop, but for what only exchanges and no plan calls an input or output."""
    neither = exchanging(stock) - _stated(stock, ElementKind.INPUT) - _stated(stock, ElementKind.OUTPUT)
    first, last = ([name for name in found(stock) if name not in neither] for found in (begins, stops))
    outside = {name for name in first if stock.plans[name].kind is ElementKind.ACTOR}
    aside = joining(stock, first) - outside - _inputs(stock)
    return [name for name in first if name not in aside], last


def _stated(stock: DiagramParts, kind: ElementKind) -> set[str]:
    """The inputs, or outputs, of a plan; the outlines of a flowchart state none."""
    is_plan = _is_quoted(stock) or not is_flowchart(stock.plans.values())
    return {name for name, plan in stock.plans.items() if is_plan and plan.kind is kind}


def _inputs(stock: DiagramParts) -> set[str]:
    """What a plan calls an input or a flowchart draws as one, on a slant."""
    return {name for name, plan in stock.plans.items() if plan.kind is ElementKind.INPUT and plan.shape == "slant"}


def _supported(stock: DiagramParts, mark: str, found: list[str], told: list[str]) -> list[str]:
    """What a plan with quotations tells for sure: outputs, and inputs and actors that begin, or else data and stores.

    A step may begin only because what comes before it is not quoted, but not where all that is drawn comes after it.
    """
    if mark == END:
        return told
    kinds = {name: stock.plans[name].kind for name in found}
    outside = [name for name in found if name in told or kinds[name] is ElementKind.ACTOR]
    return outside or [name for name in found if kinds[name] in _THINGS or len(found) == 1]


def _is_quoted(stock: DiagramParts) -> bool:
    return any(connection.evidence for connection in stock.connections)


def _tells(stock: DiagramParts, count: int, *, stated: bool) -> bool:
    """Whether so many marks of one sort say where to look: of eleven that are alike none would be an answer."""
    return count <= _MOST * len(stock.plans) and (stated or count <= _MOST_TOLD)


def says(plan: BoxPlan, mark: str) -> bool:
    """Whether a box says by its outline and its name that the figure starts, or ends, there."""
    return plan.shape in _ROUND and _name(plan) in _SAID[mark]


def _is_sign(plan: BoxPlan) -> bool:
    """Whether a box is a sign itself, as a point in a circle; an emoji is a picture of something."""
    text = _text(plan)
    return bool(text) and not any(char.isalnum() or char >= _PICTURES for char in text)


def _name(plan: BoxPlan) -> str:
    """The name of a box without the signs and emoji before and behind it."""
    text = _text(plan)
    return text.strip("".join(char for char in text if unicodedata.category(char)[0] in "SZ"))


def _text(plan: BoxPlan) -> str:
    return fold(" ".join(line.text for line in plan.lines if not line.muted)).strip("_")


def _units(names: list[str], stock: DiagramParts, side: int, apart: Collection[str]) -> list[str]:
    """These boxes that an arrow meets itself, or the titled panel that stands for them.

    That is the outermost one that holds two or more boxes and nothing else, or the inmost of which these are three and
    most, if it holds none of those to be told ``apart``.
    """
    met = {name for name in names if is_met(stock, name, side)}
    units: dict[str, str] = {}
    panels = _panels(stock)
    for panel, held in panels:
        if len(held) >= _PAIR and held <= {*names} - units.keys():
            units |= dict.fromkeys(held, panel)
    for panel, held in reversed(panels):
        free = held - units.keys()
        found = met & free
        if len(found) >= _SEVERAL and len(found) > len(held) / 2 and held.isdisjoint(apart):
            units |= dict.fromkeys(free.intersection(names), panel)
    return list(dict.fromkeys(units.get(name, name) for name in names if name in units or name in met))


def _panels(stock: DiagramParts) -> list[tuple[str, set[str]]]:
    """The titled panels with the boxes in them, the outermost first."""
    titled = [group.id for group in stock.groups if group.title.strip()]
    titled.sort(key=lambda panel: len(tuple(homes_of(stock, panel))))
    return [(panel, {box for box in stock.plans if panel in homes_of(stock, box)}) for panel in titled]
