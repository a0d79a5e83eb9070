"""Compositions in batches: promising sketches with their arrows, then with letters in place of those that are long."""

import functools
from collections.abc import Hashable, Iterator, Mapping, Sequence

from msgspec import structs

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.composition.assembly import Composed, Paper, assembled
from pb_adapters.drawing.diagrams.composition.facts import facts_of
from pb_adapters.drawing.diagrams.composition.finishing import finished
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.hollow_panels import filled_up
from pb_adapters.drawing.diagrams.composition.keyed_labels import keyed, unlabelled
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PITCH
from pb_adapters.drawing.diagrams.composition.lettered import Lettering
from pb_adapters.drawing.diagrams.composition.lowering import lowered
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.print_columns import TALLEST, is_column
from pb_adapters.drawing.diagrams.composition.refilling import is_fuller, refilled
from pb_adapters.drawing.diagrams.composition.search import drawn_of, promising, sketched, tightened_sketch
from pb_adapters.drawing.diagrams.composition.sketcher import Sketch
from pb_adapters.drawing.diagrams.composition.tag_rooms import with_tag_rooms
from pb_adapters.drawing.diagrams.composition.tints import tints_of
from pb_adapters.drawing.diagrams.composition.variants import variants
from pb_adapters.drawing.diagrams.composition.wider_gaps import WiderGaps, is_clearer, to_clear
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.routing import Effort, Stuck
from pb_adapters.drawing.shared.palettes import colours
from pb_core.domain.diagrams.spec import DiagramSpec, Styling
from pb_core.domain.plane import Point

_SPARE = 5  # more that are in a column of print, in place of those without a place for an arrow or a label
_NEARLY = 1.03  # of the height of a page of print
_WIDENED = 2  # times that gaps are widened for arrows and labels without a place


def compositions(
    spec: DiagramSpec, styling: Styling, pages: Sequence[Page], detail: Detail, effort: Effort, *, rest: bool = False
) -> Iterator["Batch"]:
    """Draw compositions up in batches, each the best sketch first; whoever finds none that will do takes the next.

    First come the most promising, then those with corridors, room beside panels for arrows that skip one. With ``rest``
    all other sketches follow, each a batch, until half of the effort is spent. No sketch comes twice.
    """
    waiting, known = list[Sketch](), set[Hashable]()
    for corridors in (False, True) if spec.groups else (False,):
        drawable: list[Sketch] = []
        for page in pages:
            found = sketched(spec, styling, page, detail, corridors=corridors)
            sketches = [sketch for sketch in found if (page.large, sketch.place) not in known]
            known |= {(page.large, sketch.place) for sketch in found}
            if page.free:
                sketches = [sketch for sketch in sketches if _fits_print(sketch, page)] or sketches
            chosen = promising(sketches, _SPARE if is_column(page.width) else 0)
            drawable += chosen
            waiting += [sketch for sketch in sketches if sketch not in chosen] if rest else []
        batch = Batch(spec, styling, tuple(drawable), effort, pages[0])
        if pages[0].fitting and not batch.fits_print:
            return
        yield batch
    for sketch in sorted(waiting, key=lambda sketch: sketch.badness):
        if effort.half_spent:
            break
        yield Batch(spec, styling, (sketch,), effort, pages[0], fitted=True)


def _fits_print(sketch: Sketch, page: Page) -> bool:
    """Whether a page of print may have room for a figure, whose legend is often lower than what is kept for it."""
    return sketch.height + page.below <= _NEARLY * TALLEST


def _fit_to_draw(spec: DiagramSpec, sketch: Sketch, page: Page) -> Sketch:
    """A sketch no higher than a page if it can be, with blocks in line and, in panels, no higher than they need be."""
    low = lowered(spec, sketch, page)
    if spec.groups:
        return tightened_sketch(low, page)
    return structs.replace(low, fit=finished(low.tree, low.fit, low.facts.links))


class Batch:
    """Sketches to draw up: first with all their arrows, then with letters in place of those that are long.

    Each is fitted to be drawn when its turn comes, unless all are ``fitted`` as they will be drawn.
    """

    def __init__(
        self,
        spec: DiagramSpec,
        styling: Styling,
        sketches: tuple[Sketch, ...],
        effort: Effort,
        page: Page,
        *,
        fitted: bool = False,
    ) -> None:
        self._spec, self._styling, self._sketches = spec, styling, sketches
        self._effort, self._page = effort, page
        self._ready: dict[int, Sketch] = dict(enumerate(sketches)) if fitted else {}
        self._plain: list[tuple[int, Composed | Stuck]] = []
        self._lettered: list[tuple[Composed, Lettering, tuple[int, ...]]] = []
        self._drawn: dict[tuple[int, tuple[int, ...]], Composed | Stuck] = {}
        self.worst = float("inf")
        """The badness from which on no sketch is drawn up any more."""

    @property
    def fits_print(self) -> bool:
        """Whether a page of print may have room for one of its sketches."""
        return any(_fits_print(self._sketch(index), self._page) for index in range(len(self._sketches)))

    def first(self, count: int) -> "Batch":
        """So many of its sketches, the best."""
        return Batch(self._spec, self._styling, self._sketches[:count], self._effort, self._page)

    def variants(self, badness: float) -> "Batch":
        """The best sketches that are like the one of its sketches that is so bad, but for one change."""
        direction, page = self._styling.direction, self._page
        origin = self._sketch(next(i for i, sketch in enumerate(self._sketches) if sketch.badness == badness))
        found = variants(origin, page, direction, -(-drawn_of(len(origin.leaves)) // 2))
        sketches = tuple(_fit_to_draw(self._spec, sketch, page) for sketch in found)
        return Batch(self._spec, self._styling, sketches, self._effort, page, fitted=True)

    def plain(self) -> Iterator[Composed]:
        """The sketches with all their arrows, those that have a way for each."""
        clean = 0
        for index, sketch in enumerate(self._sketches):
            if sketch.badness >= self.worst:
                continue
            most = drawn_of(len(sketch.leaves))
            is_enough = clean == most or (index >= most and self._effort.half_spent)
            if is_column(self._page.width) and is_enough:
                break
            composed = self._draw(index, sketch.stock)
            if composed is None:
                break
            self._plain.append((index, composed))
            if isinstance(composed, Composed):
                clean += not unlabelled(composed)
                yield structs.replace(composed, badness=sketch.badness)

    def lettered(self, burdens: Mapping[float, float] | None = None, *, homeless: bool = False) -> Iterator[Composed]:
        """Those that were drawn up so far and ask for letters, with them; none where the page has none.

        ``burdens`` tell, by the badness of a sketch, how much worse it counts at least for the design of its plain
        drawing; one that is not among them was no better than these. With ``homeless`` only those some of whose labels
        found no place: these stand at tags.
        """
        known = burdens or {}
        least = min(known.values(), default=0.0)
        for index, composed in self._plain if self._page.letters else ():
            sketch = self._sketch(index)
            burden = 0.0 if isinstance(composed, Stuck) else known.get(sketch.badness, least)
            if sketch.badness + burden >= self.worst:
                continue
            attempt = composed.attempt if isinstance(composed, Composed) else None
            placeless = (composed.index,) if isinstance(composed, Stuck) else unlabelled(composed) if homeless else ()
            if homeless and (attempt is None or not placeless):
                continue
            letters = Lettering(self._spec, sketch.stock, functools.partial(self._draw, index), self._styling.emphasis)
            found = letters.better(
                attempt.paths if attempt else _straight(sketch),
                sketch.fit.width * PITCH + 2 * MARGIN,
                placeless,
                attempt.frames.values() if attempt else (),
            )
            if found is not None:
                drawn, chosen = found
                self._lettered.append((structs.replace(drawn, badness=sketch.badness), letters, chosen))
                yield self._lettered[-1][0]

    def with_arrows(self, composed: Composed) -> Composed | None:
        """A lettered one with the arrows again that had better be lines; ``None`` where no letter is left."""
        for one, letters, chosen in self._lettered:
            if one is composed:
                found = letters.with_arrows(one, chosen)
                return one if found is one else found and structs.replace(found, badness=one.badness)
        return composed

    def keyed(self) -> Iterator[Composed]:
        """What was drawn up so far and lacks labels, with signs for these that the legend explains."""
        plain = [
            structs.replace(one, badness=self._sketches[index].badness)
            for index, one in self._plain
            if isinstance(one, Composed)
        ]
        for composed in (*plain, *(one for one, *_ in self._lettered)) if self._page.free else ():
            found = keyed(composed)
            if found is not None:
                yield found

    def _sketch(self, index: int) -> Sketch:
        """One of its sketches as it is drawn up."""
        if index not in self._ready:
            self._ready[index] = _fit_to_draw(self._spec, self._sketches[index], self._page)
        return self._ready[index]

    def _draw(self, index: int, stock: DiagramParts) -> Composed | Stuck | None:
        """Draw one of the sketches up, once for each choice of arrows told by letter; none once the effort is spent."""
        key = index, stock.continued_places
        if key not in self._drawn:
            if self._effort.spent:
                return None
            sketch = structs.replace(self._sketch(index), stock=stock)
            self._drawn[key] = _drawn_up(self._spec, self._styling, sketch, self._effort, self._page)
        return self._drawn[key]


def _straight(sketch: Sketch) -> list[tuple[Point, ...]]:
    """The arrows of a sketch in points as they would run from middle to middle, if nothing were in their way."""
    middles = {
        name: ((area.x + area.right) / 2 * PITCH, (area.y + area.bottom) / 2 * PITCH)
        for name, area in sketch.fit.leaves.items()
    }
    return [(middles[source], middles[target]) for source, target in sketch.stock.ends]


def _drawn_up(spec: DiagramSpec, styling: Styling, sketch: Sketch, effort: Effort, page: Page) -> Composed | Stuck:
    """Draw a sketch up; as long as arrows or their labels find no place, again with wider gaps for these.

    Where arrows can be taken for each other, it is drawn once more with wider gaps, if that helps; where a panel is
    hollow, with larger blocks.
    """
    stock = sketch.stock
    sketch = filled_up(spec, styling, with_tag_rooms(sketch, page))
    drawn = {name: leaf.plan for name, leaf in sketch.leaves.items() if leaf.plan}
    tints = tints_of(colours(styling.palette, styling.theme), styling.emphasis, stock, drawn)
    gaps = WiderGaps(sketch, facts_of(stock).links, page)

    def draw(fit: Fitted, height: float) -> Composed | Stuck:
        paper = Paper(height=height, grows=page.free, narrow=page.narrow)
        effort.charge_drawing(len(stock.connections))
        return assembled(spec, stock, sketch.leaves, fit, paper, tints, effort)

    place = sketch.fit, sketch.height
    composed = draw(*place)
    everything = range(len(stock.connections))
    for _ in range(_WIDENED):
        homeless = everything if isinstance(composed, Stuck) else unlabelled(composed)
        wider = gaps.widened(homeless) if homeless else None
        if wider is None:
            break
        place = wider
        composed = draw(*place)
    if isinstance(composed, Stuck):
        return composed
    doubted = to_clear(composed)
    wider = gaps.widened(doubted) if doubted else None
    again = draw(*wider) if wider and wider[1] + page.below <= TALLEST else None
    if wider and isinstance(again, Composed) and is_clearer(again, composed):
        composed, place = again, wider
    fuller = refilled(sketch.tree, place[0], composed)
    again = draw(fuller, place[1]) if fuller else None
    if fuller and isinstance(again, Composed) and is_fuller(sketch.tree, (fuller, again), (place[0], composed)):
        composed = again
    return structs.replace(composed, tree=sketch.tree)
