from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.lanes import skipping, with_lanes
from pb_adapters.drawing.diagrams.composition.tree import is_lane
from support.compositions import plan, sized

LEAVES = sized(plan("a>b", "b>c", "a>d", "x>y"))
BANDS = [[LEAVES["a"], LEAVES["d"]], [LEAVES["b"], LEAVES["x"]], [LEAVES["c"], LEAVES["y"]]]


def names(*links: Link) -> list[list[str]]:
    return [["|" if is_lane(member) else member.name for member in band] for band in with_lanes(BANDS, links)]


def test_only_what_skips_a_band_has_a_lane() -> None:
    assert skipping(BANDS, [Link("a", "b"), Link("a", "c"), Link("y", "d"), Link("a", "elsewhere")]) == [
        (0, 2, "a", "c"),
        (0, 2, "y", "d"),
    ]


def test_a_lane_lies_about_as_far_along_as_its_ends() -> None:
    assert names(Link("a", "c")) == [["a", "d"], ["|", "b", "x"], ["c", "y"]]
    assert names(Link("d", "y")) == [["a", "d"], ["b", "x", "|"], ["c", "y"]]
    assert names(Link("a", "y")) == [["a", "d"], ["b", "|", "x"], ["c", "y"]]


def test_lanes_of_before_are_gone() -> None:
    laned = with_lanes(BANDS, [Link("a", "c")])
    assert with_lanes(laned, []) == BANDS
