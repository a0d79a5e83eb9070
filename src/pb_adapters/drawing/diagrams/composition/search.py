"""The best compositions of a plan: trees are fitted and sketched, the promising ones drawn up."""

import enum
import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.composition.assembly import Composed, Paper, assembled
from pb_adapters.drawing.diagrams.composition.directions import disobedient
from pb_adapters.drawing.diagrams.composition.evening import HIGHER
from pb_adapters.drawing.diagrams.composition.extents import PLAIN_GAP, Sizes
from pb_adapters.drawing.diagrams.composition.facts import Facts, facts_of
from pb_adapters.drawing.diagrams.composition.fitting import Fitted, fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import (
    MARGIN,
    PITCH,
    cells_across,
    title_cells,
    typography,
)
from pb_adapters.drawing.diagrams.composition.lettered import Lettering
from pb_adapters.drawing.diagrams.composition.patterns import Builder, Way, choices
from pb_adapters.drawing.diagrams.composition.plan_leaves import leaves_of
from pb_adapters.drawing.diagrams.composition.print_columns import (
    TALLEST,
    column_badness,
    column_ways,
    cut_badness,
    is_column,
    ladders,
    measures,
)
from pb_adapters.drawing.diagrams.composition.refining import Candidate, refined
from pb_adapters.drawing.diagrams.composition.runs import in_runs
from pb_adapters.drawing.diagrams.composition.sketches import Panels, sketch_badness
from pb_adapters.drawing.diagrams.composition.tightening import tightened
from pb_adapters.drawing.diagrams.composition.tints import tints_of
from pb_adapters.drawing.diagrams.composition.tree import Bands, Extent, Leaf
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.diagrams.hierarchies import is_hierarchy
from pb_adapters.drawing.diagrams.placement import ROOT
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.shared.palettes import colours
from pb_core.domain.diagrams.panel_directions import inner_arrows
from pb_core.domain.diagrams.scene import PRINT_WIDTH
from pb_core.domain.diagrams.spec import ConnectionKind, DiagramSpec, Direction, Heads, Styling
from pb_core.domain.plane import Point

_MEASURE = 10.0  # ems at which labels break where only their boxes count
_ASPECTS = (2.4, 2.1, 1.8)  # of a page whose height is free
_DRAWN = 6  # sketches that are drawn up
_SPARE = 5  # more that are in a column of print, in place of those without a place for an arrow or a label
_AGAIN = 24  # sketches that are tried with other breaks of labels
_LARGE = 18  # boxes from which only half as many are, and fewer first choices of each cut are improved
_REFINED = 3  # sketches whose parts are exchanged
_SAMENESS = 2.5  # how much worse a sketch counts for each of its kind before it
_TWINS = 8.0  # and where one before it has all groups packed in the same way, on a higher or a lower page
_UPRIGHT, _FLAT = 1.8, 3.5  # aspects below and above which other pages are tried
_TALLEST = PRINT_WIDTH  # points: no page is higher if it need not
_NARROWEST = 74  # cells between the margins of a page that may be narrow
_WIDENED = 2  # times that gaps are widened for arrows and labels without a place
_IMPROVED, _FEWEST = 8, 3  # first choices from which on groups are packed otherwise, in all and of each cut
_PASSES = 2  # over all groups
_STEPS = 30_000  # over boxes and arrows: how many trees are tried for each measure
_TOO_LARGE = 1e4
_HOPELESS = 20.0  # how much worse than the best a tree may be at first for other pages to be tried


class Density(enum.IntEnum):
    """How close all stands: as usual, with labels as small as type may be, or with narrow gaps as well."""

    USUAL = 0
    SMALL = 1
    CLOSE = 2


class Page(Struct, frozen=True, kw_only=True):
    """Width and height of a page in points; where the height is ``None``, it is free, and ``below`` is added to it.

    A ``narrow`` page may be less wide, as a figure of few boxes is. With ``large`` type names are nearly as large as
    titles; ``density`` says how close all stands. With ``letters`` these tell arrows that would be long.
    A ``promising`` page has no less promising compositions, whether or not others can be drawn.
    """

    width: float = PRINT_WIDTH
    height: float | None = None
    below: float = 0.0
    narrow: bool = False
    large: bool = False
    letters: bool = False
    density: Density = Density.USUAL
    promising: bool = False

    @property
    def free(self) -> bool:
        """Whether the height is free."""
        return self.height is None


class Sketch(Struct, frozen=True):
    """A fitted tree, not yet drawn up; ``constant`` is the badness that no order of its parts changes."""

    badness: float
    ways: dict[str, Way]
    fit: Fitted
    tree: Bands
    leaves: dict[str, Leaf]
    stock: DiagramParts
    height: float
    facts: Facts
    constant: float = 0.0
    higher: float = HIGHER

    @property
    def way(self) -> Way:
        """How the whole is packed."""
        return self.ways[ROOT]


def compositions(
    spec: DiagramSpec, styling: Styling, pages: Sequence[Page], detail: Detail, effort: Effort, *, rest: bool = False
) -> Iterator["Batch"]:
    """Draw compositions up in batches, each the best sketch first; whoever finds none that will do takes the next.

    First come the most promising, then those with corridors, room beside panels for arrows that skip one. With ``rest``
    all other sketches follow, each a batch, until half of the effort is spent.
    """
    waiting: list[Sketch] = []
    for corridors in (False, True) if spec.groups else (False,):
        batch: list[Sketch] = []
        further: list[Sketch] = []
        for page in pages:
            sketches = sketched(spec, styling, page, detail, corridors=corridors)
            chosen = promising(sketches, _SPARE if is_column(page.width) else 0)
            batch += [_tightened(sketch, page) for sketch in chosen] if spec.groups else chosen
            left = [sketch for sketch in sketches if sketch not in chosen]
            further += promising(left)
            waiting += left if rest else []
        yield Batch(spec, styling, tuple(batch), effort, pages[0], tuple(further))
    for sketch in sorted(waiting, key=lambda sketch: sketch.badness):
        if effort.half_spent:
            break
        yield Batch(spec, styling, (sketch,), effort, pages[0])


class Batch:
    """Sketches to draw up: first with all their arrows, then with letters in place of those that are long."""

    def __init__(
        self,
        spec: DiagramSpec,
        styling: Styling,
        sketches: tuple[Sketch, ...],
        effort: Effort,
        page: Page,
        further: tuple[Sketch, ...] = (),
    ) -> None:
        self._spec, self._styling, self._sketches = spec, styling, sketches
        self._effort, self._page, self._further = effort, page, further
        self._plain: list[tuple[Sketch, Composed | None]] = []

    def first(self, count: int) -> "Batch":
        """So many of its sketches, the best."""
        return Batch(self._spec, self._styling, self._sketches[:count], self._effort, self._page)

    def further(self) -> "Batch":
        """The sketches that are promising next."""
        tightened = tuple(_tightened(sketch, self._page) for sketch in self._further)
        sketches = tightened if self._spec.groups else self._further
        return Batch(self._spec, self._styling, sketches, self._effort, self._page)

    def plain(self) -> Iterator[Composed]:
        """The sketches with all their arrows, those that have a way for each."""
        clean = 0
        for index, sketch in enumerate(self._sketches):
            most = _drawn(len(sketch.leaves))
            is_enough = clean == most or (index >= most and self._effort.half_spent)
            if is_column(self._page.width) and is_enough:
                break
            composed = self._draw(sketch, sketch.stock)
            clean += composed is not None and not unlabelled(composed)
            self._plain.append((sketch, composed))
            if composed is not None:
                yield structs.replace(composed, badness=sketch.badness)

    def lettered(self, *, homeless: bool = False) -> Iterator[Composed]:
        """Those that were drawn up so far and ask for letters, with them; none where the page has none.

        With ``homeless`` only those some of whose labels found no place: these stand at tags.
        """
        for sketch, composed in self._plain if self._page.letters else ():
            paths = composed.attempt.paths if composed else _straight(sketch)
            letters = Lettering(self._spec, sketch.stock, functools.partial(self._draw, sketch))
            labels = unlabelled(composed) if composed and homeless else ()
            if homeless and not labels:
                continue
            panels = composed.attempt.frames.values() if composed else ()
            found = letters.better(paths, sketch.fit.width * PITCH + 2 * MARGIN, labels, panels)
            if found is not None:
                yield structs.replace(found, badness=sketch.badness)

    def _draw(self, sketch: Sketch, stock: DiagramParts) -> Composed | None:
        drawn = structs.replace(sketch, stock=stock)
        return _drawn_up(
            self._spec,
            self._styling,
            drawn,
            self._effort,
            free=self._page.free,
            close=self._page.density is Density.CLOSE,
        )


def _straight(sketch: Sketch) -> list[tuple[Point, ...]]:
    """The arrows of a sketch in points as they would run from middle to middle, if nothing were in their way."""
    middles = {
        name: ((area.x + area.right) / 2 * PITCH, (area.y + area.bottom) / 2 * PITCH)
        for name, area in sketch.fit.leaves.items()
    }
    return [(middles[source], middles[target]) for source, target in sketch.stock.ends]


def promising(sketches: list[Sketch], spare: int = 0) -> list[Sketch]:
    """The sketches to draw up, and so many to spare: good ones, of different kinds rather than many of one."""
    waiting, chosen = list(sketches), list[Sketch]()
    counts: dict[Way, int] = {}
    while waiting and len(chosen) < _drawn(len(waiting[0].leaves)) + spare:
        best = min(
            waiting,
            key=lambda sketch: (
                sketch.badness
                + _SAMENESS * counts.get(sketch.way, 0)
                + _TWINS * any(sketch.ways == one.ways for one in chosen)
            ),
        )
        counts[best.way] = counts.get(best.way, 0) + 1
        waiting.remove(best)
        chosen.append(best)
    return chosen


def _drawn(boxes: int) -> int:
    """How many sketches of a figure of so many boxes are drawn up."""
    return _DRAWN if boxes <= _LARGE else _DRAWN // 2


def _drawn_up(
    spec: DiagramSpec, styling: Styling, sketch: Sketch, effort: Effort, *, free: bool, close: bool
) -> Composed | None:
    """Draw a sketch up; as long as arrows or their labels find no place, again with wider gaps for these."""
    stock = sketch.stock
    drawn = {name: leaf.plan for name, leaf in sketch.leaves.items() if leaf.plan}
    tints = tints_of(colours(styling.palette, styling.theme), styling.emphasis, stock, drawn)
    links, fit, height = facts_of(stock).links, sketch.fit, sketch.height
    composed = assembled(spec, stock, sketch.leaves, fit, Paper(height=height, grows=free), tints, effort)
    for _ in range(_WIDENED):
        homeless = unlabelled(composed) if composed else tuple(range(len(links)))
        if not homeless:
            break
        links = tuple(structs.replace(link, roomy=link.roomy + (i in homeless)) for i, link in enumerate(links))
        sizes = Sizes(links, close=close)
        high = max(sizes.of(sketch.tree)[1].least, _down(sketch.height))
        height = high * PITCH + 2 * MARGIN if free else sketch.height
        wider = fitted(sketch.tree, sizes, links, sketch.fit.width, _down(height), sketch.higher, full=True)
        if wider is None:
            break
        composed = assembled(spec, stock, sketch.leaves, wider, Paper(height=height, grows=free), tints, effort)
    return composed


def unlabelled(composed: Composed) -> tuple[int, ...]:
    """The connections, by index, whose label found no place or had to be cut."""
    return tuple(index for index, tag in composed.attempt.tags.items() if tag is None or tag.cut)


def sketched(
    spec: DiagramSpec, styling: Styling, page: Page, detail: Detail, *, corridors: bool = False
) -> list[Sketch]:
    """All different fitted trees, the best first; with ``corridors`` as for ``compositions``."""
    found: dict[tuple[object, ...], Sketch] = {}
    for measure, whole in measures(page.width):
        small = page.density > Density.USUAL
        kind = typography(measure, seconds=detail.seconds, large=page.large, whole=whole, dense=small)
        stock = parts_of(spec, kind, detail)
        leaves = leaves_of(spec, styling, stock)
        if not has_room(page, leaves.values()):
            continue
        cut = cut_badness(spec.elements, leaves)
        facts = facts_of(stock)
        sketchers = [
            _Sketcher(variant, stock, leaves, page, styling.direction, corridors=corridors, cut=cut)
            for variant in (*(() if is_hierarchy(stock) else in_runs(facts)), facts)
        ]
        best = sorted(found.values(), key=lambda sketch: sketch.badness)[:_AGAIN]
        if not whole and any(ladders(sketch.facts, sketch.ways) == 0 for sketch in best):
            break
        known = [sketch.ways for sketch in best] if whole else []
        for sketch in _tried_again(sketchers, known) or _all_sketches(sketchers, styling.direction):
            found.setdefault((*sketch.fit.leaves.items(), sketch.height), sketch)
    return _with_refined(sorted(found.values(), key=lambda sketch: sketch.badness), page, styling.direction)


def _with_refined(sketches: list[Sketch], page: Page, direction: Direction) -> list[Sketch]:
    """The sketches, the best of them with their parts in a better order, the best first; the best itself stays."""
    chosen = promising(sketches)[:_REFINED]
    rest = [sketch for sketch in sketches if not any(sketch is one for one in chosen[1:])]
    better = [_refined(sketch, page, direction) for sketch in chosen]
    found = {(*sketch.fit.leaves.items(), sketch.height): sketch for sketch in (*rest, *better)}
    return sorted(found.values(), key=lambda sketch: sketch.badness)


def _refined(sketch: Sketch, page: Page, direction: Direction) -> Sketch:
    """A sketch with its parts in a better order; what an author asked for is obeyed no less."""
    facts, links = sketch.facts, sketch.facts.links
    sizes = Sizes(links, close=page.density is Density.CLOSE)
    homes = {name: facts.top(name) for name in sketch.leaves}
    most = disobedient(sketch.fit, links, homes, direction)
    panels = panels_of(sketch.stock)

    def measure(tree: Bands, best: Candidate) -> Candidate | None:
        least = sizes.of(tree)[1].least * PITCH + 2 * MARGIN
        height = max(best.height, least) if page.free else best.height
        fit = fitted(tree, sizes, links, best.fit.width, _down(height))
        if fit is None or any(
            now > at for now, at in zip(disobedient(fit, links, homes, direction), most, strict=True)
        ):
            return None
        limit = best.badness - sketch.constant
        badness = sketch_badness(
            fit,
            sketch.leaves,
            links,
            free=page.free,
            below=page.below / PITCH,
            panels=panels,
            limit=limit,
        )
        return Candidate(tree, fit, badness + sketch.constant, height)

    found = refined(Candidate(sketch.tree, sketch.fit, sketch.badness, sketch.height), links, measure)
    return structs.replace(sketch, tree=found.tree, fit=found.fit, badness=found.badness, height=found.height)


def _tightened(sketch: Sketch, page: Page) -> Sketch:
    """A sketch with blocks no higher than they need be; where the height is free, on a lower page."""
    links, panels = sketch.facts.links, panels_of(sketch.stock)
    below = page.below / PITCH

    def badness(fit: Fitted) -> float:
        return sketch_badness(fit, sketch.leaves, links, free=True, below=below, panels=panels)

    tree, fit, higher = tightened(
        sketch.tree, sketch.fit, links, badness if page.free else None, close=page.density is Density.CLOSE
    )
    height = fit.height * PITCH + 2 * MARGIN if page.free else sketch.height
    return structs.replace(sketch, tree=tree, fit=fit, height=height, higher=higher)


def panels_of(stock: DiagramParts) -> Panels:
    """The panels of the whole, and the arrows inside of all panels."""
    arrows = [
        (*ends, connection.heads is Heads.TARGET)
        for ends, connection in zip(stock.ends, stock.connections, strict=True)
        if connection.kind is not ConnectionKind.FEEDBACK
    ]
    inner = inner_arrows(arrows, stock.homes, (group.id for group in stock.groups))
    names = tuple(group.id for group in stock.groups if stock.homes[group.id] == ROOT)
    return Panels(names, tuple(inner.values()))


def _tried_again(sketchers: Sequence["_Sketcher"], known: Sequence[dict[str, Way]]) -> list[Sketch]:
    """The trees that fit of choices made with other breaks of labels, each by the sketcher of its groups."""
    return [
        sketch
        for sketcher in sketchers
        for sketch in sketcher.tried(ways for ways in known if ways.keys() == sketcher.groups)
    ]


def _all_sketches(sketchers: Sequence["_Sketcher"], direction: Direction) -> list[Sketch]:
    """The trees that fit in a direction, else in any, else in a column."""
    found = _improved_sketches(sketchers, direction)
    if not found and direction is not Direction.AUTO:
        found = _improved_sketches(sketchers, Direction.AUTO)
    if not found or all(sketcher.is_too_high for sketcher in sketchers):
        found = [sketch for sketcher in sketchers for sketch in sketcher.columns()]
    return found


def _improved_sketches(sketchers: Sequence["_Sketcher"], direction: Direction) -> list[Sketch]:
    """Every tree that fits: from the best first choices of each on, group by group is packed in the way that is best.

    Of a large figure fewer choices are improved, the more sketchers there are; twice as many where none fits.
    """
    for sketcher in sketchers:
        count = max(_FEWEST, _IMPROVED // len(sketchers)) if sketcher.is_large else _IMPROVED
        ranked = sorted(sketcher.starts(direction), key=lambda found: found[0])
        for index, (_, start) in enumerate(ranked[: 2 * count]):
            if index < count or not sketcher.found:
                sketcher.improve(*start)
    return [sketch for sketcher in sketchers for sketch in sketcher.found]


def has_room(page: Page, leaves: Iterable[Leaf]) -> bool:
    """Whether leaves may fit into a page: no tree is worth trying where they and the least gaps cover more than it."""
    if page.height is None:
        return True
    gap = PLAIN_GAP.least
    covered = sum((leaf.wide.least + gap) * (leaf.high.least + gap) for leaf in leaves)
    return covered <= (cells_across(page.width) + gap) * (max(0, _down(page.height)) + gap)


def _down(height: float) -> int:
    return int((height - 2 * MARGIN) / PITCH + 1e-6)


class _Sketcher:
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
        titles = {group.id: title_cells(group.title, str(group.repeat or "")) for group in stock.groups}
        backwards = direction in {Direction.LEFT, Direction.UP}
        self._builder = Builder(self._facts, leaves, titles, backwards=backwards, corridors=corridors)
        self._sizes = Sizes(self._facts.links, close=page.density is Density.CLOSE)
        self._panels = panels_of(stock)
        self.found: list[Sketch] = []
        """All trees that fit, in the order in which they were tried."""
        self.groups = {group: None for group, children in self._facts.children.items() if children}.keys()
        """All that holds anything, in order."""
        self.is_large = len(leaves) > _LARGE
        self._tried: dict[tuple[Way, ...], float] = {}
        self._best = float("inf")
        self._cut = cut
        self._most = _STEPS // (len(leaves) + len(self._facts.links))

    def starts(self, direction: Direction) -> list[tuple[float, tuple[dict[str, list[Way]], dict[str, Way]]]]:
        """The first choices, with what may be chosen instead, and how bad they are."""
        return [(self._try(start[1]), start) for start in choices(self._facts, direction)]

    @property
    def is_too_high(self) -> bool:
        """Whether the best tree for a column of print is higher than a page has room for."""
        if not is_column(self._page.width) or not self._page.free or not self.found:
            return False
        return min(self.found, key=lambda sketch: sketch.badness).height + self._page.below > TALLEST

    def columns(self) -> list[Sketch]:
        """The trees for a page too narrow for any other: all in one column, or the groups so, and what is better."""
        columns = [
            {g: Way(down=True, most=whole if g == ROOT else inner) for g in self.groups}
            for whole, inner in itertools.product((0, 1, 2, 3), repeat=2)
        ]
        ways, _ = next(choices(self._facts, Direction.AUTO))
        ways = {g: [*found, *self._column_ways(g)] for g, found in ways.items()}
        self._most += len(self._tried)
        self.improve(ways, min(columns, key=self._try))
        return self.found

    def _column_ways(self, group: str) -> list[Way]:
        """More ways for a column of print; every row begins at the left within groups, and where there are none."""
        found = column_ways(len(self._facts.children[group]))
        return [way for way in found if (group == ROOT and self._facts.is_grouped) or not way.snake]

    def tried(self, choices: Iterable[dict[str, Way]]) -> list[Sketch]:
        """The trees of given choices that fit."""
        for ways in choices:
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
        """How bad the tree of a choice is; different first choices often lead to the same, which is built once."""
        key = tuple(ways[group] for group in self.groups)
        if key not in self._tried:
            self._tried[key] = self._measured(ways)
        return self._tried[key]

    def _measured(self, ways: dict[str, Way]) -> float:
        """How bad a tree is at the best height; far more than any that fits if it is too large for the page."""
        tree, sizes = self._builder.tree(ways), self._sizes
        least = float("inf")
        for across, height in self._pages(tree, sizes):
            if self._best + _HOPELESS < least < float("inf"):
                break
            fit = fitted(tree, sizes, self._facts.links, across, _down(height))
            if fit is not None:
                free, below = self._page.free, self._page.below / PITCH
                links = self._facts.links
                limit = min(least, self._best) + _HOPELESS
                constant = self._cut + column_badness(self._facts, ways, self._page.width, height)
                badness = constant + sketch_badness(
                    fit, self._leaves, links, free=free, below=below, panels=self._panels, limit=limit
                )
                self.found.append(
                    Sketch(badness, ways, fit, tree, self._leaves, self._stock, height, self._facts, constant)
                )
                least = min(least, badness)
        if least < float("inf"):
            self._best = min(self._best, least)
            return least
        wide, high = sizes.of(tree)
        over = max(wide.least - self._across, 0)
        if self._page.height is not None:
            over += max(high.least - _down(self._page.height), 0)
        return _TOO_LARGE * (1 + over)

    def _pages(self, tree: Bands, sizes: Sizes) -> Iterator[tuple[int, float]]:
        """The pages to try: cells across and points down.

        Where both are free, a page is as large as its boxes like it; else its height is that of a preferred aspect.
        """
        if self._page.height is not None:
            yield self._across, self._page.height
            return
        wide, high = sizes.of(tree)
        if self._page.narrow:
            yield from self._natural(wide, high)
            return
        wanted = [round((self._page.width / aspect - self._page.below - 2 * MARGIN) / PITCH) for aspect in _ASPECTS]
        cells = {min(max(cell, high.least), max(high.most, high.least)) for cell in wanted} | {high.preferred}
        for cell in sorted(cells):
            yield self._across, cell * PITCH + 2 * MARGIN

    def _natural(self, wide: Extent, high: Extent) -> Iterator[tuple[int, float]]:
        """The page that a tree likes; one that is wider, lower or higher, where that is far from a common shape."""
        across = min(max(wide.preferred, _NARROWEST, wide.least), self._across)
        tallest = round((_TALLEST - self._page.below - 2 * MARGIN) / PITCH)
        wider = max(across, min(wide.most, round(_UPRIGHT * high.preferred), self._across))
        lower = max(high.least, round(wider / _UPRIGHT))
        if high.preferred > tallest:
            yield self._across, max(high.least, tallest) * PITCH + 2 * MARGIN
            if lower < tallest:
                yield self._across, lower * PITCH + 2 * MARGIN
            return
        yield across, high.preferred * PITCH + 2 * MARGIN
        if wider > across:
            yield wider, high.preferred * PITCH + 2 * MARGIN
        if lower < high.preferred:
            yield wider, lower * PITCH + 2 * MARGIN
        higher = min(high.most, round(across / _FLAT))
        if higher > high.preferred:
            yield across, higher * PITCH + 2 * MARGIN
