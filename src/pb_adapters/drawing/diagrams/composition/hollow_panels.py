"""Panels that would be hollow once it is known which arrows are lines: their blocks grow, pictograms become blocks."""

from collections.abc import Iterator

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.emptiness import marked_rows, void_share
from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.facts import facts_of
from pb_adapters.drawing.diagrams.composition.filling import inmost_panels
from pb_adapters.drawing.diagrams.composition.finishing import finished
from pb_adapters.drawing.diagrams.composition.fitting import fitted
from pb_adapters.drawing.diagrams.composition.growing import expected
from pb_adapters.drawing.diagrams.composition.lone_blocks import lone_blocks
from pb_adapters.drawing.diagrams.composition.plan_leaves import leaves_of
from pb_adapters.drawing.diagrams.composition.sketcher import Sketch
from pb_adapters.drawing.diagrams.composition.tree import Bands, Extent, Leaf, changed
from pb_adapters.drawing.diagrams.glyph_choice import SIGNS
from pb_adapters.drawing.diagrams.illustration_names import is_painted
from pb_core.domain.diagrams.spec import DiagramSpec, Element, Styling

_HOLLOW = 0.14  # of a panel below its title: where a larger rectangle is empty, its pictograms are put into blocks
_NARROWER = 0.7, 0.5  # times the usual length of lines of words in a block that has a hollow panel for itself
_LARGER = 1.25, 1.5  # times as large as others are: a pictogram that has a hollow panel for itself
_LONGER = 4.0  # the same of one whose details stand in one line
_WORTH = 0.01  # by how much less of it must be empty then


def filled_up(spec: DiagramSpec, styling: Styling, sketch: Sketch) -> Sketch:
    """A sketch with fuller panels: arrows told by letter divide nothing that is empty.

    Where a panel is hollow for all that, and less so with its free pictograms in blocks, it has these; a store is a
    cylinder around its words. Else a pictogram that has it for itself is larger, and a block has its words in more
    lines, or its details in one.
    """
    links = facts_of(sketch.stock).links
    if links != sketch.facts.links:
        sketch = _refitted(sketch, links) or sketch
    rows: dict[bool, list[int]] = {}  # of the sketch, with the ways of arrows and without
    for panel in inmost_panels(sketch.tree):
        divided = not any(lone_blocks(panel))  # a single block is passed elsewhere than was expected
        if divided not in rows:
            rows[divided] = _rows(sketch, links if divided else ())
        void = void_share(rows[divided], sketch.fit.frames[panel.frame])
        for blocks in _others(spec, styling, sketch, panel) if void > _HOLLOW else ():
            found = _refitted(sketch, links, blocks)
            if found is None:
                continue
            again = _rows(found, links if divided else ())
            if (less := void_share(again, found.fit.frames[panel.frame])) < void - _WORTH:
                sketch, void, rows = found, less, {divided: again}
            if void <= _HOLLOW:
                break
    return sketch


def _others(spec: DiagramSpec, styling: Styling, sketch: Sketch, panel: Bands) -> Iterator[dict[str, Leaf]]:
    """What some leaves of a panel may be in place of what they are."""
    names = frozenset(leaf.name for leaf in panel.inside if _may_be_a_block(leaf))
    if names:
        leaves = leaves_of(spec, styling, sketch.stock, names)
        blocks = {name: leaves[name] for name in names if _keeps_its_picture(leaves[name])}
        if blocks:
            yield blocks
        if len(panel.inside) == 1:
            yield from ({leaf.name: _larger(leaf, times)} for leaf in panel.inside for times in _LARGER)
    for _, leaf in lone_blocks(panel):
        for share in _NARROWER:
            yield {leaf.name: _broken(spec, styling, sketch, leaf.name, share)}
        joined = _broken(in_one_line(spec, leaf.name), styling, sketch, leaf.name, _LONGER)
        yield {leaf.name: structs.replace(joined, high=leaf.high)}


def _broken(spec: DiagramSpec, styling: Styling, sketch: Sketch, name: str, share: float) -> Leaf:
    """A block with its words in lines of another length, a share of the usual one."""
    kind = structs.replace(sketch.stock.typography, measure=share * sketch.stock.typography.measure)
    return leaves_of(spec, styling, structs.replace(sketch.stock, typography=kind))[name]


def _larger(leaf: Leaf, times: float) -> Leaf:
    """A free pictogram that may be so many times as large as usual."""
    sides = (Extent(side.least, side.preferred, int(times * side.most) // 2 * 2) for side in (leaf.wide, leaf.high))
    wide, high = sides
    return structs.replace(leaf, wide=wide, high=high)


def in_one_line(spec: DiagramSpec, name: str) -> DiagramSpec:
    """A plan with the lines of the details of one element in one, a sign between them but before a bracket."""
    return structs.replace(spec, elements=tuple(_joined(e) if e.id == name else e for e in spec.elements))


def _joined(element: Element) -> Element:
    detail = " · ".join(line.strip() for line in element.detail.split("\n") if line.strip())
    return structs.replace(element, detail=detail.replace("· (", "("))


def _may_be_a_block(leaf: Leaf) -> bool:
    """Whether a leaf is a free pictogram, but no sign of an operation and no painted picture."""
    picture = leaf.picture
    return picture is not None and picture.free and picture.name not in SIGNS and not is_painted(picture.name)


def _keeps_its_picture(block: Leaf) -> bool:
    """Whether a block has room for the pictogram that stood free, or is a store itself."""
    return block.picture is not None or (block.plan is not None and block.plan.shape == "cylinder")


def _refitted(sketch: Sketch, links: tuple[Link, ...], leaves: dict[str, Leaf] | None = None) -> Sketch | None:
    """A sketch fitted again to its page, some of its ``leaves`` others, finished for these arrows alone.

    ``None`` where the page has no room for it.
    """
    others = leaves or {}
    tree = changed(sketch.tree, lambda leaf: others.get(leaf.name, leaf)) if others else sketch.tree
    fit = fitted(tree, sketch.sizes, sketch.facts.links, sketch.fit.width, sketch.fit.height, sketch.higher)
    if fit is None:
        return None
    return structs.replace(sketch, tree=tree, leaves=sketch.leaves | others, fit=finished(tree, fit, links))


def _rows(sketch: Sketch, links: tuple[Link, ...]) -> list[int]:
    """The marks of a sketch with the ways that these arrows are expected to take."""
    return marked_rows(sketch.fit, [way for _, way in expected(sketch.fit, links)], sketch.leaves)
