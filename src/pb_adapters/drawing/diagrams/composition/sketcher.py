"""Fitted trees of a graph on a page: every choice of ways that is tried, and what is packed better group by group."""

import itertools
from collections.abc import Hashable, Iterable, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.composition.evening import HIGHER
from pb_adapters.drawing.diagrams.composition.extents import Sizes
from pb_adapters.drawing.diagrams.composition.facts import Facts
from pb_adapters.drawing.diagrams.composition.fitting import Fitted, fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import PITCH, cells_across
from pb_adapters.drawing.diagrams.composition.packing import Builder
from pb_adapters.drawing.diagrams.composition.packing_choices import choices
from pb_adapters.drawing.diagrams.composition.packing_ways import Way
from pb_adapters.drawing.diagrams.composition.pages import Page, cells_down, sizes_to_try
from pb_adapters.drawing.diagrams.composition.panel_titles import title_cells
from pb_adapters.drawing.diagrams.composition.print_columns import TALLEST, column_ways, is_column, ladder_badness
from pb_adapters.drawing.diagrams.composition.sketches import Panels, sketch_badness
from pb_adapters.drawing.diagrams.composition.text_rows import TextRows
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf
from pb_adapters.drawing.diagrams.placement import ROOT
from pb_core.domain.diagrams.panel_directions import inner_arrows, onward_arrows
from pb_core.domain.diagrams.spec import Direction

_IMPROVED, _FEWEST = 8, 3  # first choices from which on groups are packed otherwise, in all and of each cut
_IN_ROWS = (2, 3, 4)  # how many stand side by side in rows of a column of print
_PASSES = 2  # over all groups
_STEPS = 30_000  # over boxes and arrows: how many trees are tried for each measure
_TOO_LARGE = 1e4
_HOPELESS = 20.0  # how much worse than the best a tree may be at first for other pages to be tried
LARGE = 18
"""Boxes from which only half as many sketches are drawn up, and fewer first choices of each cut are improved."""

Start = tuple[float, tuple[dict[str, list[Way]], dict[str, Way]]]
"""How bad a first choice is, what may be chosen instead, and the choice."""


class Sketch(Struct, frozen=True):
    """A fitted tree, not yet drawn up; ``constant`` is the badness that no order of its parts changes.

    ``sizes`` are what its parts measure, with which trees of these are fitted again.
    """

    badness: float
    ways: dict[str, Way]
    fit: Fitted
    tree: Bands
    leaves: dict[str, Leaf]
    stock: DiagramParts
    height: float
    facts: Facts
    sizes: Sizes
    constant: float = 0.0
    higher: float = HIGHER

    @property
    def way(self) -> Way:
        """How the whole is packed."""
        return self.ways[ROOT]

    @property
    def place(self) -> Hashable:
        """Where everything stands, by which sketches are told apart."""
        return (*self.fit.leaves.items(), self.height)


def panels_of(stock: DiagramParts) -> Panels:
    """The panels of the whole, and the arrows inside of all panels."""
    arrows = onward_arrows(stock.connections, stock.ends)
    inner = inner_arrows(arrows, stock.homes, (group.id for group in stock.groups))
    held: dict[str, tuple[str, ...]] = {ROOT: ()}
    for group in stock.groups:
        held[stock.homes[group.id]] = (*held.get(stock.homes[group.id], ()), group.id)
    return Panels(held.pop(ROOT), tuple(inner.values()), tuple(held.values()))


class Sketcher:
    """Fits trees of one graph on one page, choice by choice, and keeps what fits."""

    def __init__(
        self,
        facts: Facts,
        stock: DiagramParts,
        leaves: dict[str, Leaf],
        page: Page,
        direction: Direction,
        *,
        corridors: bool,
        cut: float,
    ) -> None:
        self._stock, self._leaves, self._page = stock, leaves, page
        self._across = cells_across(page.width)
        self._facts = facts
        size = stock.typography.title
        titles = {group.id: title_cells(group.title, str(group.repeat or ""), size) for group in stock.groups}
        backwards = direction in {Direction.LEFT, Direction.UP}
        self._builder = Builder(self._facts, leaves, titles, backwards=backwards, corridors=corridors)
        self._sizes = Sizes(self._facts.links, close=page.close)
        self._panels = panels_of(stock)
        self.found: list[Sketch] = []
        """All trees that fit, in the order in which they were tried."""
        self.groups = {group: None for group, children in self._facts.children.items() if children}.keys()
        """All that holds anything, in order."""
        self.is_large = len(leaves) > LARGE
        self._tried: dict[tuple[Way, ...], float] = {}
        self._fits: dict[tuple[int, int, int], Fitted | None] = {}
        self._rated: dict[tuple[int, int, int], float] = {}
        self._best = float("inf")
        self._cut = cut
        self._most = _STEPS // (len(leaves) + len(self._facts.links))

    def starts(self, direction: Direction) -> list[Start]:
        """The first choices."""
        return [(self._try(start[1]), start) for start in choices(self._facts, direction)]

    @property
    def is_too_high(self) -> bool:
        """Whether the best tree is higher than a page of print has room for."""
        return is_too_high(self.found, self._page)

    def columns(self) -> list[Sketch]:
        """The trees for a page too narrow for any other: all in one column, or the groups so, and what is better."""
        columns = [
            {g: Way(down=True, most=whole if g == ROOT else inner) for g in self.groups}
            for whole, inner in itertools.product((0, 1, 2, 3), repeat=2)
        ]
        ways, _ = next(choices(self._facts, Direction.AUTO))
        ways = {g: [*found, *self._column_ways(g)] for g, found in ways.items()}
        self._most += len(self._tried)
        self.improve(ways, min((*columns, *self._in_rows()), key=self._try))
        return self.found

    def _in_rows(self) -> list[dict[str, Way]]:
        """The lowest choices whose groups are in rows like words in lines of text, so many beside each other."""
        packers = (
            TextRows(self._facts, self._leaves, self._builder, self._sizes, most, whole=whole)
            for most, whole in itertools.product(_IN_ROWS, (False, True))
        )
        usual = {group: Way(down=True) for group in self.groups}
        return [usual | found for packer in packers if (found := packer.lowest(self._across))]

    def _column_ways(self, group: str) -> list[Way]:
        """More ways for a column of print; every row begins at the left within groups, and where there are none."""
        found = column_ways(len(self._facts.children[group]))
        return [way for way in found if (group == ROOT and self._facts.is_grouped) or not way.snake]

    def tried(self, choices: Iterable[dict[str, Way]], *, rows: bool) -> list[Sketch]:
        """The trees that fit of given choices and, with ``rows``, of all in rows with these breaks of labels."""
        for ways in (*choices, *(self._in_rows() if rows else ())):
            self._try(ways)
        return self.found

    def improve(self, ways: dict[str, list[Way]], chosen: dict[str, Way]) -> None:
        """Pack group by group in the way that is best, beginning with a choice."""
        best = self._try(chosen)
        for _ in range(_PASSES):
            before = best
            for group, options in ways.items():
                for way in options if group != ROOT else ():
                    if way == chosen[group] or len(self._tried) >= self._most:
                        continue
                    trial = chosen | {twin: way for twin in self._facts.twins(group) if way in ways[twin]}
                    value = self._try(trial)
                    if value < best - 1e-9:
                        best, chosen = value, trial
            if best >= before - 1e-9:
                break

    def _try(self, ways: dict[str, Way]) -> float:
        """How bad the tree of a choice is, which is built once."""
        key = tuple(ways[group] for group in self.groups)
        if key not in self._tried:
            self._tried[key] = self._measured(ways)
        return self._tried[key]

    def _fitted(self, tree: Bands, key: tuple[int, int, int]) -> Fitted | None:
        """A tree fitted into so many cells; choices often lead to one and the same tree, which is fitted once."""
        if key not in self._fits:
            self._fits[key] = fitted(tree, self._sizes, self._facts.links, *key[1:])
        return self._fits[key]

    def _rating(self, fit: Fitted, key: tuple[int, int, int], limit: float) -> float:
        """How bad a fitted tree looks, found out once where it is below the limit, as only then it is rated whole."""
        badness = self._rated.get(key)
        if badness is None or badness >= limit:
            free, below, links = self._page.free, self._page.below / PITCH, self._facts.links
            badness = sketch_badness(fit, self._leaves, links, free=free, below=below, panels=self._panels, limit=limit)
            if badness < limit:
                self._rated[key] = badness
        return badness

    def _measured(self, ways: dict[str, Way]) -> float:
        """How bad a tree is at the best height; far more than any that fits if it is too large for the page."""
        tree, sizes = self._builder.tree(ways), self._sizes
        least = float("inf")
        for across, height in sizes_to_try(self._page, *sizes.of(tree)):
            if self._best + _HOPELESS < least < float("inf"):
                break
            key = id(tree), across, cells_down(height)
            fit = self._fitted(tree, key)
            if fit is not None:
                constant = self._cut + ladder_badness(self._facts, ways, self._page.width)
                badness = constant + self._rating(fit, key, min(least, self._best) + _HOPELESS)
                self.found.append(
                    Sketch(badness, ways, fit, tree, self._leaves, self._stock, height, self._facts, sizes, constant)
                )
                least = min(least, badness)
        if least < float("inf"):
            self._best = min(self._best, least)
            return least
        wide, high = sizes.of(tree)
        over = max(wide.least - self._across, 0)
        if self._page.height is not None:
            over += max(high.least - cells_down(self._page.height), 0)
        return _TOO_LARGE * (1 + over)


def is_too_high(sketches: Sequence[Sketch], page: Page) -> bool:
    """Whether the best tree is higher than a page of print, which rows like text avoid in a column or panels."""
    if not page.free or not sketches or not (is_column(page.width) or sketches[0].facts.is_grouped):
        return False
    return min(sketches, key=lambda sketch: sketch.badness).height + page.below > TALLEST


def tried_again(sketchers: Sequence[Sketcher], known: Sequence[Sketch], page: Page) -> list[Sketch]:
    """The trees that fit of choices made with other breaks of labels, each by the sketcher of its groups.

    Where the best of these is too high, all in rows is tried as well.
    """
    rows = is_too_high(known, page)
    choices = [sketch.ways for sketch in known]
    return [
        sketch
        for sketcher in sketchers
        for sketch in sketcher.tried((ways for ways in choices if ways.keys() == sketcher.groups), rows=rows)
    ]


def all_sketches(sketchers: Sequence[Sketcher], direction: Direction) -> list[Sketch]:
    """The trees that fit in a direction, else in any, else in a column."""
    found = _improved_sketches(sketchers, direction)
    if not found and direction is not Direction.AUTO:
        found = _improved_sketches(sketchers, Direction.AUTO)
    if not found or all(sketcher.is_too_high for sketcher in sketchers):
        found = [sketch for sketcher in sketchers for sketch in sketcher.columns()]
    return found


def _improved_sketches(sketchers: Sequence[Sketcher], direction: Direction) -> list[Sketch]:
    """Every tree that fits: from the best first choices of each on, group by group is packed in the way that is best.

    Of a large figure fewer choices are improved, the more sketchers there are; twice as many where none fits. Of those
    that are equally bad at first, which become alike, one is improved, and none that is too large where others fit.
    """
    for sketcher in sketchers:
        count = max(_FEWEST, _IMPROVED // len(sketchers)) if sketcher.is_large else _IMPROVED
        ranked = sorted(sketcher.starts(direction), key=lambda found: found[0])
        known = set[float]()
        for index, (badness, start) in enumerate(ranked[: 2 * count]):
            is_new = badness < _TOO_LARGE and badness not in known
            if not sketcher.found or (index < count and is_new):
                sketcher.improve(*start)
            known.add(badness)
    return [sketch for sketcher in sketchers for sketch in sketcher.found]
