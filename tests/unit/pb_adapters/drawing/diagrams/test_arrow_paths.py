import pytest

from pb_adapters.drawing.diagrams.arrow_paths import arrow_heads, dashes, rounded_path, towards
from pb_core.domain.diagrams.spec import ConnectionKind, Heads

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


def test_kinds_are_told_apart_by_their_dashes() -> None:
    assert dashes(ConnectionKind.FLOW) == dashes(ConnectionKind.BRANCH) == "solid"
    styles = {str(dashes(kind)) for kind in ConnectionKind}
    assert len(styles) == 5


def test_a_way_of_no_length_stays_where_it_is() -> None:
    assert towards((1, 1), (1, 1), 5) == (1, 1)
    assert towards((0, 0), (10, 0), 5) == (5, 0)
