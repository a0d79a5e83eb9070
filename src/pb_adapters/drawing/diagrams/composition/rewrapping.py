"""Words of a block broken anew, in fewer and longer lines, where it has more room than they need."""

from msgspec import structs

from pb_adapters.drawing.diagrams.box_sizes import BoxPlan, Line, Typography
from pb_adapters.drawing.diagrams.box_words import names_of_code, words_of
from pb_adapters.drawing.diagrams.composition.leaf_sizes import FIXED, block_extent, even_cells, lines_of, words_extent
from pb_adapters.drawing.diagrams.composition.tree import Extent, Leaf
from pb_core.domain.diagrams.spec import Element

_LETTERS, _OF_WIDTH = 18 * 0.55, 0.6  # how long a line may be in a wider block: ems, or a share of the block's width
_LOOSE, _EDGES = 1.6, 8.0  # times the height of its words and their edges, points: a higher block looks empty


def rewrapped(
    leaf: Leaf, element: Element, size: tuple[float, float], typography: Typography, *, lone: bool = False
) -> BoxPlan:
    """The plan of a leaf with its words broken anew for a box of this ``size`` in points, if that leaves it full.

    One that is ``lone`` in its panel, as wide as that, need not be full, nor one that has a name of code whole so.
    """
    plan = leaf.plan
    assert plan is not None  # noqa: S101 - lanes have no words
    if plan.shape in FIXED or plan.left_aligned or (leaf.picture and leaf.picture.free):
        return plan
    width, height = size
    most = max(line.width for line in plan.lines)
    spare = width - block_extent(plan, typography, glyph=leaf.picture is not None)[0]
    names = names_of_code(words_of(element.label))
    room = most + max(0.0, spare)
    if _whole(names, plan.lines) == len(names):
        room = min(room, max(_LETTERS * typography.label, _OF_WIDTH * width))
    if room <= most:
        return plan
    letters = plan.lines[0].size
    wider = structs.replace(typography, measure=room / typography.label / (letters / typography.label) ** 2)
    lines = lines_of(element, wider, size=letters, bold=plan.lines[0].bold)
    if len(lines) >= len(plan.lines) or max(line.width for line in lines) > room:
        return plan
    mended = _whole(names, lines) > _whole(names, plan.lines)
    if not (lone or mended or leaf.picture) and height > _LOOSE * (words_extent(lines)[1] + _EDGES):
        return plan
    return structs.replace(plan, lines=lines, owners=(plan.id,) * len(lines))


def _whole(names: list[str], lines: tuple[Line, ...]) -> int:
    """How many of these names stand in one line each."""
    return sum(any(name in line.text for line in lines) for name in names)


def in_fewer_lines(leaf: Leaf, element: Element, width: float, typography: Typography) -> Leaf:
    """A leaf that is ``width`` points wide with its words in fewer and longer lines, where it may be lower so."""
    plan = rewrapped(leaf, element, (width, 0.0), typography)
    wide, high = (even_cells(side) for side in block_extent(plan, typography, glyph=leaf.picture is not None))
    if plan is leaf.plan or high >= leaf.high.least:
        return leaf
    least = max(wide, leaf.wide.least)
    wider = Extent(least, max(least, leaf.wide.preferred), max(least, leaf.wide.most))
    return structs.replace(leaf, plan=plan, wide=wider, high=structs.replace(leaf.high, least=high))
