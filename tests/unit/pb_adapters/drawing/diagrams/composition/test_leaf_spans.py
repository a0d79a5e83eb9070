from pb_adapters.drawing.diagrams.composition.columns import Columns
from pb_adapters.drawing.diagrams.composition.extents import Sizes
from pb_adapters.drawing.diagrams.composition.leaf_spans import LeafSpans, is_block, partners_in
from pb_adapters.drawing.diagrams.composition.tree import Bands, Extent, Leaf
from pb_core.domain.diagrams.spec import DiagramSpec, ElementKind
from support.compositions import facts, plan, sized

FAN = plan("a>b", "a>c")


def spans(spec: DiagramSpec, node: Bands, breadth: int) -> list[list[tuple[int, int]]]:
    links = facts(spec).links
    sizes = Sizes(links)
    return LeafSpans(node, sizes, links, Columns(sizes)).of(node, breadth)


def test_leaves_of_one_kind_are_equally_long_and_face_their_partner() -> None:
    leaves = sized(FAN)
    node = Bands(down=True, bands=((leaves["a"],), (leaves["b"], leaves["c"])))
    (one,), (left, right) = spans(FAN, node, 80)
    assert left[1] - left[0] == right[1] - right[0]
    assert one[0] + one[1] == left[0] + right[1]
    assert left[1] <= right[0]


def test_a_row_of_leaves_takes_the_whole_breadth_and_others_face_its_members() -> None:
    spec = plan("a>b", "b>c")
    leaves = sized(spec)
    row = Bands(down=False, bands=((leaves["a"],), (leaves["b"],)))
    across, ((start, end),) = spans(spec, Bands(down=True, bands=((row,), (leaves["c"],))), 90)
    assert across == [(0, 90)]
    assert start > 30
    assert end < 90


def test_a_lane_is_the_partner_of_what_it_joins() -> None:
    leaves = sized(plan("a>b", "b>c", "a>c"))
    lane = Leaf(name="lane", wide=Extent(2, 2, 2), high=Extent(2, 2, 2), joins=("a", "c"))
    node = Bands(down=True, bands=((leaves["a"],), (leaves["b"], lane), (leaves["c"],)))
    homes = {"a": (0, 0), "b": (1, 0), "c": (2, 0)}
    assert partners_in(node, homes, ()) == {(0, 0): [(1, 1)], (1, 1): [(0, 0), (2, 0)], (2, 0): [(1, 1)]}


def test_free_pictograms_and_circles_are_no_blocks_that_grow() -> None:
    leaves = sized(plan("a>b", kinds={"b": ElementKind.DECISION}))
    assert [is_block(leaves[name]) for name in "ab"] == [True, False]
