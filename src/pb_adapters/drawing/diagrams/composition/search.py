"""The best compositions of a plan: trees are fitted and sketched, the promising ones drawn up."""

from collections.abc import Iterator

from msgspec import Struct

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.composition.assembly import Composed, assembled
from pb_adapters.drawing.diagrams.composition.extents import Sizes
from pb_adapters.drawing.diagrams.composition.facts import Facts, facts_of
from pb_adapters.drawing.diagrams.composition.fitting import Fitted, fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import (
    MARGIN,
    PITCH,
    cells_across,
    leaf_of,
    leaf_of_list,
    title_cells,
    typography,
)
from pb_adapters.drawing.diagrams.composition.patterns import Builder, Way, choices
from pb_adapters.drawing.diagrams.composition.sketches import sketch_badness
from pb_adapters.drawing.diagrams.composition.tints import tints_of
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.shared.palettes import colours
from pb_core.domain.diagrams.spec import DiagramSpec, Direction, Styling

_MEASURES = (8.0, 12.0)  # ems at which labels break
_ASPECTS = (2.4, 2.1, 1.8)  # of a page whose height is free
_DRAWN = 6  # sketches that are drawn up


class Sketch(Struct, frozen=True):
    """A fitted tree, not yet drawn up."""

    badness: float
    fit: Fitted
    leaves: dict[str, Leaf]
    stock: DiagramParts
    height: float


def compositions(
    spec: DiagramSpec, styling: Styling, width: float, height: float | None, detail: Detail
) -> Iterator[Composed]:
    """Draw up the most promising compositions on a page of about this width, the best sketch first."""
    found = sorted(_sketches(spec, styling, (width, height), detail), key=lambda sketch: sketch.badness)
    for sketch in found[:_DRAWN]:
        stock = sketch.stock
        tints = tints_of(colours(styling.palette), styling.emphasis, stock.homes, stock.groups)
        composed = assembled(spec, stock, sketch.leaves, sketch.fit, sketch.height, tints)
        if composed is not None:
            yield composed


def _sketches(
    spec: DiagramSpec, styling: Styling, page: tuple[float, float | None], detail: Detail
) -> Iterator[Sketch]:
    for measure in _MEASURES:
        kind = typography(measure, seconds=detail.seconds)
        stock = parts_of(spec, kind, detail)
        elements = {element.id: element for element in spec.elements}
        leaves = {
            name: leaf_of_list(plan, kind)
            if plan.group
            else leaf_of(elements[name], kind, strong=name in styling.emphasis)
            for name, plan in stock.plans.items()
        }
        yield from _Sketcher(stock, leaves, page, styling.direction).sketches()


class _Sketcher:
    def __init__(
        self, stock: DiagramParts, leaves: dict[str, Leaf], page: tuple[float, float | None], direction: Direction
    ) -> None:
        self._stock, self._leaves, self._direction = stock, leaves, direction
        self._width, self._height = page
        self._across = cells_across(self._width)
        self._facts: Facts = facts_of(stock)
        titles = {group.id: title_cells(group.title, str(group.repeat or "")) for group in stock.groups}
        self._builder = Builder(self._facts, leaves, titles, backwards=direction in {Direction.LEFT, Direction.UP})

    def sketches(self) -> Iterator[Sketch]:
        """One sketch for each first choice, each improved group by group."""
        ways, firsts = choices(self._facts, self._direction)
        for first in firsts:
            best = self._best(first)
            chosen = first
            for group, options in ways.items():
                if group == "":
                    continue
                for way in options:
                    if way == chosen[group]:
                        continue
                    trial = {**chosen, group: way}
                    found = self._best(trial)
                    if found and (best is None or found.badness < best.badness - 1e-9):
                        best, chosen = found, trial
            if best:
                yield best

    def _best(self, ways: dict[str, Way]) -> Sketch | None:
        tree = self._builder.tree(ways)
        sizes = Sizes(self._facts.links)
        found = []
        for height in self._heights(tree, sizes):
            down = int((height - 2 * MARGIN) / PITCH + 1e-6)
            fit = fitted(tree, sizes, self._facts.links, self._across, down)
            if fit is not None:
                badness = sketch_badness(fit, self._leaves, self._facts.links, free=self._height is None)
                found.append(Sketch(badness, fit, self._leaves, self._stock, height))
        return min(found, key=lambda sketch: sketch.badness, default=None)

    def _heights(self, tree: Bands, sizes: Sizes) -> list[float]:
        """The heights of the page to try, in points: those of the preferred aspects that hold the tree, and its own."""
        if self._height is not None:
            return [self._height]
        high = sizes.of(tree)[1]
        wanted = [round((self._width / aspect - 2 * MARGIN) / PITCH) for aspect in _ASPECTS]
        cells = {min(max(cell, high.least), max(high.most, high.least)) for cell in wanted} | {high.preferred}
        return [cell * PITCH + 2 * MARGIN for cell in sorted(cells)]
