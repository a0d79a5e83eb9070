import itertools

import pytest

from pb_adapters.drawing.diagrams.composition.extents import Sizes
from pb_adapters.drawing.diagrams.composition.facts import facts_of
from pb_adapters.drawing.diagrams.composition.fitting import Fitted, fitted
from pb_adapters.drawing.diagrams.composition.packing import Builder
from pb_adapters.drawing.diagrams.composition.packing_ways import Way
from pb_adapters.drawing.diagrams.placement import ROOT, Area
from pb_core.domain.diagrams.spec import DiagramSpec
from support.compositions import parts, plan, sized


def fit(spec: DiagramSpec, width: int, height: int, **ways: Way) -> Fitted | None:
    facts = facts_of(parts(spec))
    chosen = {name: ways.get(name or "root", Way(down=False)) for name in facts.children}
    tree = Builder(facts, sized(spec), dict.fromkeys(facts.children, (10, 5))).tree(chosen)
    return fitted(tree, Sizes(facts.links), facts.links, width, height)


def inside(inner: Area, outer: Area) -> bool:
    return outer.x <= inner.x and outer.y <= inner.y and inner.right <= outer.right and inner.bottom <= outer.bottom


def apart(a: Area, b: Area) -> bool:
    return a.right <= b.x or b.right <= a.x or a.bottom <= b.y or b.bottom <= a.y


PANELS = plan("a>b", "b>c", "c>d", "d>e", "e>f", groups={"R": "ab", "S": "cd", "T": "ef"})


@pytest.mark.parametrize("height", [40, 55, 80])
@pytest.mark.parametrize("down", [True, False])
def test_panels_tile_the_page_and_hold_their_own(height: int, *, down: bool) -> None:
    found = fit(PANELS, 110, height, root=Way(down=False), R=Way(down=down), S=Way(down=True), T=Way(down=True))
    assert found is not None
    frames = [found.frames[name] for name in "RST"]
    assert {(frame.y, frame.bottom) for frame in frames} == {(0, height)}
    assert (frames[0].x, frames[-1].right) == (0, 110)
    for frame, members in zip("RST", ("ab", "cd", "ef"), strict=True):
        assert all(inside(found.leaves[m], found.frames[frame]) for m in members)
    assert all(apart(a, b) for a, b in itertools.combinations(found.leaves.values(), 2))


def test_a_block_before_several_others_grows_to_at_most_about_twice_their_size() -> None:
    found = fit(plan("a>b", "a>c", "a>d"), 110, 40, root=Way(down=True))
    assert found is not None
    wide, other = found.leaves["a"], found.leaves["c"]
    assert 1.5 < (wide.right - wide.x) / (other.right - other.x) < 2.3
    assert wide.x + wide.right == other.x + other.right


def test_blocks_are_not_stretched_to_fill_a_page() -> None:
    low, high = (fit(plan("a>b", "b>c"), 110, height, root=Way(down=False)) for height in (30, 60))
    assert low is not None
    assert high is not None
    for name in "abc":
        areas = (low.leaves[name], high.leaves[name])
        assert len({(a.right - a.x, a.bottom - a.y) for a in areas}) == 1


def test_what_is_left_of_a_panel_is_shared_among_all_gaps_in_it() -> None:
    found = fit(plan("a>b", "b>c", groups={"g": "abc"}), 110, 40, root=Way(down=False), g=Way(down=False))
    assert found is not None
    frame, places = found.frames["g"], [found.leaves[name] for name in "abc"]
    assert places[0].x - frame.x > 6
    assert abs((places[0].x - frame.x) - (frame.right - places[-1].right)) <= 2
    assert places[1].x - places[0].right == places[2].x - places[1].right


def test_an_element_beside_panels_stands_before_its_partner() -> None:
    spec = plan("a>b", "b>c", "x>c", groups={"g": "abc"})
    found = fit(spec, 110, 60, root=Way(down=True), g=Way(down=False))
    assert found is not None
    x, c = found.leaves["x"], found.leaves["c"]
    assert x.x + x.right == c.x + c.right


def test_the_columns_of_folded_rows_line_up() -> None:
    found = fit(plan("a>b", "b>c", "c>d", "d>e", "e>f"), 110, 40, root=Way(down=False, rows=2))
    assert found is not None
    for upper, lower in ("ad", "be", "cf"):
        assert found.leaves[upper].x == found.leaves[lower].x
        assert found.leaves[upper].right == found.leaves[lower].right


def test_sides_are_even_so_that_arrows_meet_the_middle() -> None:
    found = fit(PANELS, 110, 51)
    assert found is not None
    assert all((a.right - a.x) % 2 == 0 and (a.bottom - a.y) % 2 == 0 for a in found.leaves.values())


@pytest.mark.parametrize("size", [(20, 100), (110, 4)])
def test_a_tree_that_needs_more_room_does_not_fit(size: tuple[int, int]) -> None:
    assert fit(PANELS, *size) is None


def test_the_same_tree_is_fitted_the_same() -> None:
    assert fit(PANELS, 110, 60) == fit(PANELS, 110, 60)


def test_what_stands_alone_needs_no_partner() -> None:
    found = fit(plan(groups={"g": "abc"}), 110, 30)
    assert found is not None
    assert set(found.leaves) == {"a", "b", "c"}
    assert ROOT not in found.frames


def test_panels_of_rows_that_begin_with_elements_begin_alike() -> None:
    spec = plan("x>a", "a>b", "b>y", "y>c", "c>d", groups={"g": "ab", "h": "cd"})
    ways = {"root": Way(down=False, rows=2), "g": Way(down=True), "h": Way(down=True)}
    found = fit(spec, 110, 90, **ways)
    assert found is not None
    assert found.frames["g"].x == found.frames["h"].x > found.leaves["x"].right


def test_an_element_that_has_a_row_of_its_own_stands_before_its_partner_in_a_panel() -> None:
    spec = plan("x>c", "a>b", "b>c", "c>d", "d>e", groups={"g": "abc", "h": "de"})
    ways = {"root": Way(down=False, rows=2), "g": Way(down=False), "h": Way(down=True)}
    found = fit(spec, 110, 90, **ways)
    assert found is not None
    x, c = found.leaves["x"], found.leaves["c"]
    assert x.bottom < found.frames["g"].y
    assert x.x + x.right == c.x + c.right


def test_without_panels_rows_begin_and_end_alike() -> None:
    spec = plan(*(f"{a}>{b}" for a, b in itertools.pairwise("abcdefg")))
    facts = facts_of(parts(spec))
    tree = Builder(facts, sized(spec), {}).tree({ROOT: Way(down=False, rows=2)})
    found = fitted(tree, Sizes(facts.links), facts.links, 110, 40)
    assert found is not None
    rows: dict[int, list[Area]] = {}
    for area in found.leaves.values():
        rows.setdefault(area.y, []).append(area)
    assert sorted(map(len, rows.values())) == [3, 4]
    ends = [max(area.right for area in row) for row in rows.values()]
    assert len({min(area.x for area in row) for row in rows.values()}) == 1
    assert max(ends) - min(ends) <= len(tree.inside)  # what cannot be shared among the gaps


def test_a_panel_that_two_trees_share_is_filled_once_wherever_it_stands() -> None:
    facts = facts_of(parts(PANELS))
    builder, sizes = Builder(facts, sized(PANELS), dict.fromkeys(facts.children, (10, 5))), Sizes(facts.links)
    ways = {name: Way(down=True) for name in facts.children}
    trees = [builder.tree({**ways, ROOT: Way(down=False, turned=turned)}) for turned in (False, True)]
    one = fitted(trees[0], sizes, facts.links, 112, 55)
    known = dict(sizes.places)
    other = fitted(trees[1], sizes, facts.links, 112, 55)
    assert one is not None
    assert other is not None
    assert sizes.places == known
    (x, frame), (other_x, other_frame) = ((found.leaves["a"].x, found.frames["R"].x) for found in (one, other))
    assert frame < other_frame
    assert x - frame == other_x - other_frame


def test_blocks_of_a_panel_that_no_arrow_joins_stand_as_far_from_its_ends_as_from_each_other() -> None:
    gaps = []
    for arrows in (("a>c", "b>c"), ("a>b", "b>c")):
        spec = plan(*arrows, groups={"R": "ab", "S": "c"})
        found = fit(spec, 110, 50, root=Way(down=True), R=Way(down=False), S=Way(down=False))
        assert found is not None
        a, b = found.leaves["a"], found.leaves["b"]
        gaps.append((a.x - found.frames["R"].x, b.x - a.right))
    (end, between), (near, far) = gaps
    assert abs(end - between) <= 3
    assert near < end
    assert far > between
