import itertools

import pytest

from pb_adapters.drawing.diagrams.composition.extents import Sizes
from pb_adapters.drawing.diagrams.composition.facts import facts_of
from pb_adapters.drawing.diagrams.composition.fitting import Fitted, fitted
from pb_adapters.drawing.diagrams.composition.patterns import Builder, Way
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


def test_a_block_before_several_others_reaches_over_all_of_them() -> None:
    found = fit(plan("a>b", "a>c", "a>d"), 110, 40, root=Way(down=True))
    assert found is not None
    wide = found.leaves["a"]
    middles = [(found.leaves[m].x + found.leaves[m].right) / 2 for m in "bcd"]
    assert wide.x < min(middles)
    assert wide.right > max(middles)


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
