import pytest

from pb_adapters.drawing.diagrams.arrow_paths import arrow_heads, rounded_path, towards
from pb_core.domain.diagrams.spec import Heads, Tip

BENT = ((0.0, 0.0), (50.0, 0.0), (50.0, 40.0))


@pytest.mark.parametrize(("heads", "count"), [(Heads.TARGET, 1), (Heads.BOTH, 2), (Heads.NONE, 0)])
def test_a_line_has_the_heads_that_its_plan_says(heads: Heads, count: int) -> None:
    body, drawn = arrow_heads(BENT, heads)

    assert len(drawn) == count
    assert (body[0] == BENT[0]) is (heads is not Heads.BOTH)
    assert (body[-1] == BENT[-1]) is (heads is Heads.NONE)
    tips = {tuple(head.vertices[0]) for head in drawn}
    assert tips == {BENT[-1], BENT[0]} if count == 2 else tips <= {BENT[-1]}


def test_corners_are_rounded_and_ends_are_kept() -> None:
    path = rounded_path(BENT)
    assert tuple(path.vertices[0]) == BENT[0]
    assert tuple(path.vertices[-1]) == BENT[-1]
    assert len(path.vertices) == 5


def test_a_larger_head_takes_more_of_the_line() -> None:
    usual, large = arrow_heads(BENT, Heads.TARGET), arrow_heads(BENT, Heads.TARGET, 2.0)
    assert large[0][-1][1] < usual[0][-1][1]
    assert large[1][0].get_extents().width == pytest.approx(2 * usual[1][0].get_extents().width)


def test_a_way_of_no_length_stays_where_it_is() -> None:
    assert towards((1, 1), (1, 1), 5) == (1, 1)
    assert towards((0, 0), (10, 0), 5) == (5, 0)


@pytest.mark.parametrize("tip", [Tip.CROSS, Tip.CIRCLE])
@pytest.mark.parametrize("heads", [Heads.TARGET, Heads.BOTH])
def test_crosses_and_circles_stand_on_the_line_at_its_ends(tip: Tip, heads: Heads) -> None:
    body, drawn = arrow_heads(BENT, heads, 1.0, tip)

    end = drawn[0].get_extents()
    assert end.y1 <= BENT[-1][1]
    assert end.y1 == pytest.approx(BENT[-1][1], abs=2)
    assert (end.x0 + end.x1) / 2 == pytest.approx(BENT[-1][0])
    assert len(drawn) == (2 if heads is Heads.BOTH else 1)
    assert (body[-1] == BENT[-1]) is (tip is Tip.CROSS)
