from collections.abc import Sequence

import pytest

from pb_adapters.drawing.diagrams.lattice import CORNER, Lattice
from pb_adapters.drawing.diagrams.placement import Area, Placement

WIDE, HIGH = 20, 12


def lattice(
    boxes: dict[str, Area] | None = None, frames: dict[str, Area] | None = None, titles: list[Area] | None = None
) -> Lattice:
    return Lattice(Placement(boxes or {}, frames or {}, WIDE - 1, HIGH - 1), titles or [], WIDE, HIGH)


def marked(cells: Sequence[int]) -> set[tuple[int, int]]:
    """The vertices with something else than nothing."""
    return {(i % WIDE, i // WIDE) for i, value in enumerate(cells) if value}


def rectangle(area: Area) -> set[tuple[int, int]]:
    return {(x, y) for x in range(area.x, area.right + 1) for y in range(area.y, area.bottom + 1)}


def test_boxes_and_titles_are_closed_and_beside_boxes_it_is_dear() -> None:
    box, title = Area(4, 3, 8, 6), Area(12, 2, 15, 3)
    found = lattice({"a": box}, titles=[title])
    assert marked(found.closed) == rectangle(box) | rectangle(title)
    assert marked(found.cost) == rectangle(Area(3, 2, 9, 7))


def test_an_area_beyond_the_edge_is_closed_as_far_as_there_are_cells() -> None:
    found = lattice()
    found.close(Area(-3, -3, 1, 1))
    found.close(Area(WIDE - 2, HIGH - 2, WIDE + 5, HIGH + 5))
    assert marked(found.closed) == rectangle(Area(0, 0, 1, 1)) | rectangle(Area(WIDE - 2, HIGH - 2, WIDE - 1, HIGH - 1))


def test_no_arrow_runs_along_a_frame_but_one_may_pass_through_it() -> None:
    frame = Area(2, 2, 10, 8)
    found = lattice(frames={"g": frame})
    assert marked(found.no_across) == {(x, y) for x in range(2, 11) for y in (2, 8)}
    assert marked(found.no_down) == {(x, y) for x in (2, 10) for y in range(2, 9)}
    assert marked(found.closed) == {(2, 2), (10, 2), (2, 8), (10, 8)}


def test_an_arrow_marks_its_way_and_its_corners() -> None:
    found = lattice()
    found.mark([(2, 3), (6, 3), (6, 7)], 1)
    at = {(i % WIDE, i // WIDE): used for i, used in enumerate(found.used) if used}
    assert at == (
        {(x, 3): 1 for x in range(3, 6)}
        | {(6, y): 2 for y in range(4, 7)}
        | {(2, 3): 1 | CORNER, (6, 3): 1 | 2 | CORNER, (6, 7): 2 | CORNER}
    )


def test_what_stays_of_two_arrows_is_there_when_one_is_removed() -> None:
    found = lattice()
    found.mark([(2, 3), (6, 3)], 1)
    alone = bytes(found.used), list(found.cost)
    found.mark([(4, 1), (4, 5)], 1, 3)
    assert found.used[3 * WIDE + 4] == 3
    found.mark([(4, 1), (4, 5)], -1, 3)
    assert (bytes(found.used), list(found.cost)) == alone


@pytest.mark.parametrize("berth", [1, 2, 3])
def test_others_shall_keep_away_from_an_arrow(berth: int) -> None:
    across, down = lattice(), lattice()
    across.mark([(5, 5), (8, 5)], 1, berth)
    down.mark([(8, 4), (8, 7)], 1, berth)
    near = {away for away in range(-berth, berth + 1) if away}
    assert marked(across.cost) == {(x, 5 + away) for x in range(5, 9) for away in near}
    assert marked(down.cost) == {(8 + away, y) for y in range(4, 8) for away in near}


@pytest.mark.parametrize(("x", "dear"), [(0, {1, 2}), (WIDE - 1, {WIDE - 3, WIDE - 2})])
def test_an_arrow_at_the_edge_makes_nothing_dear_at_the_other_edge(x: int, dear: set[int]) -> None:
    found = lattice()
    found.mark([(x, 4), (x, 7)], 1)
    assert marked(found.cost) == {(near, y) for near in dear for y in range(4, 8)}


def test_it_is_dear_to_pass_just_before_a_head_until_the_arrow_is_removed() -> None:
    found = lattice()
    path = [(2, 2), (10, 2), (10, 9)]
    found.shade_head(path, 1)
    assert marked(found.cost) == rectangle(Area(9, 6, 11, 8))
    found.shade_head(path, -1)
    assert not marked(found.cost)


def test_the_head_of_a_short_arrow_at_the_edge_takes_no_cells_beyond() -> None:
    found = lattice()
    found.shade_head([(WIDE - 3, 0), (WIDE - 1, 0)], 1)
    assert marked(found.cost) == rectangle(Area(WIDE - 3, 0, WIDE - 2, 1))


@pytest.mark.parametrize(
    ("other", "crowded"),
    [
        ([(2, 4), (18, 4)], True),  # across its first steps
        ([(2, 9), (18, 9)], False),
        ([(11, 3), (11, 9)], True),  # beside it
        ([(12, 3), (12, 9)], False),
        ([(9, 1), (2, 1)], True),  # its end around the corner
    ],
)
def test_a_place_is_crowded_where_another_arrow_passes_or_ends(other: list[tuple[int, int]], crowded: bool) -> None:  # noqa: FBT001
    found = lattice()
    found.mark(other, 1)
    assert found.is_crowded((10, 2), (10, 2), (0, 1), 3) is crowded


def test_the_burden_of_an_arrow_is_what_is_dear_along_it_and_how_often_it_meets_others() -> None:
    found = lattice()
    path = [(2, 3), (6, 3), (6, 7)]
    assert found.burden(path) == (0, 0)
    found.mark([(4, 1), (4, 9)], 1, 1)
    dear = sum(found.cost[3 * WIDE + x] for x in (3, 5))
    assert found.burden(path) == (dear, 1)
    assert dear > 0
