import pytest

from pb_core.domain.composites import Box
from pb_core.domain.panel_grid import CanvasLimits, Grid
from pb_core.domain.sheet_layout import (
    Cell,
    SheetPlan,
    arranged,
    require_resolution,
    sheet_grid,
    sheet_resolution,
    within,
)
from pb_core.domain.venues import VENUES, Venue
from pb_core.errors import InvalidRequest

NATURE = VENUES[Venue.NATURE]
PLAN = SheetPlan(venue=NATURE, grid=Grid(2, 2), tags=("a", "b", "c"), heights=(100.0, 150.0))


def test_columns_share_the_width_and_rows_their_height() -> None:
    figure = arranged(PLAN, [None, None, None], (), 600)
    first, second, third = (panel.box for panel in figure.panels)

    assert figure.width == round(183 / 25.4 * 600)
    assert (first.y, first.height, first.width) == (second.y, second.height, second.width)
    assert (third.x, third.width) == (first.x, first.width)
    assert 0 <= figure.width - second.x - second.width <= 1
    assert second.x - first.x - first.width == pytest.approx(NATURE.gutter / 72 * 600, abs=1)
    assert third.y + third.height == figure.height


def test_tags_stand_in_the_outer_corner_above_their_panel() -> None:
    for panel in arranged(PLAN, [None] * 3, (), 600).panels:
        label = panel.label
        assert label is not None
        assert (label.align, label.box.x) == ("start", panel.box.x)
        assert label.box.y + label.box.height == panel.box.y
        assert label.box.y < label.baselines[0] <= panel.box.y


def test_a_long_tag_is_broken_within_its_column() -> None:
    long = SheetPlan(
        venue=NATURE,
        grid=Grid(1, 2),
        tags=("How the accuracy of all the methods that we compare depends on size", "b"),
        heights=(90.0,),
    )
    first, second = arranged(long, [None, None], (), 600).panels

    assert first.label is not None
    assert len(first.label.lines) == len(first.label.baselines) == 2
    assert first.label.baselines[0] < first.label.baselines[1] < first.box.y == second.box.y


def test_a_row_without_tags_has_no_room_for_them() -> None:
    bare = SheetPlan(venue=NATURE, grid=Grid(1, 2), tags=("", ""), heights=(100.0,))

    assert [(panel.box.y, panel.label) for panel in arranged(bare, [None, None], (), 600).panels] == [(0, None)] * 2


@pytest.mark.parametrize("aspect", [0.5, 1.0, 4.0])
def test_a_picture_keeps_its_shape_in_the_middle_of_its_cell(aspect: float) -> None:
    whole, box = (arranged(PLAN, [a, None, None], (), 600).panels[0].box for a in (None, aspect))

    assert box.width / box.height == pytest.approx(aspect, rel=0.01)
    assert box.width == whole.width or box.height == whole.height
    assert abs((box.x - whole.x) - (whole.x + whole.width - box.x - box.width)) <= 1
    assert abs((box.y - whole.y) - (whole.y + whole.height - box.y - box.height)) <= 1


def test_legends_stand_above_all_panels_and_come_last() -> None:
    figure = arranged(PLAN, [None] * 3, [Cell(200.0, 12.0), Cell(100.0, 9.0)], 600)
    *panels, first, second = (panel.box for panel in figure.panels)

    assert first == Box(round((figure.width - first.width) / 2), 0, round(200 / 72 * 600), 100)
    assert first.height < second.y < second.y + second.height < min(box.y for box in panels)
    assert figure.height / 600 * 72 == pytest.approx(PLAN.height([Cell(200.0, 12.0), Cell(100.0, 9.0)]), abs=0.5)


@pytest.mark.parametrize(
    ("pictures", "limits", "expected"),
    [
        ([], CanvasLimits(), 600),
        ([(1000, Cell(100, 50))], CanvasLimits(), 720),
        ([(9000, Cell(100, 50))], CanvasLimits(), 1200),
        ([], CanvasLimits(max_pixels=1_000_000), 187),
        ([], CanvasLimits(max_side=2000), 277),
    ],
    ids=["line art", "a picture's own", "the finest", "pixels", "sides"],
)
def test_a_sheet_is_as_fine_as_its_pictures(
    pictures: list[tuple[int, Cell]], limits: CanvasLimits, expected: int
) -> None:
    assert sheet_resolution(PLAN, (), pictures, limits) == expected


@pytest.mark.parametrize(
    ("aspects", "limits"),
    [
        ([1.5, 0.004], CanvasLimits()),
        ([None, None], CanvasLimits(max_side=2_100)),
        ([1.5, 1.5], CanvasLimits(max_pixels=1_000_000)),
    ],
    ids=["very high", "short sides", "few pixels"],
)
def test_a_sheet_that_the_limits_leave_too_coarse_is_refused(aspects: list[float | None], limits: CanvasLimits) -> None:
    plan = SheetPlan(venue=NATURE, grid=Grid(1, 2), tags=("a", "b"))
    with pytest.raises(InvalidRequest, match="pixels an inch, and it needs 300"):
        require_resolution(plan, aspects, limits)


@pytest.mark.parametrize(
    ("aspects", "limits"),
    [
        ([1.5, 1.5], CanvasLimits()),
        ([1.5, 1.5], CanvasLimits(max_side=2_200)),
        ([None, 1.5], CanvasLimits(max_pixels=2_000_000)),
        ([None, None], CanvasLimits(max_pixels=400_000)),
    ],
    ids=["usual", "just long enough", "just enough pixels", "drawn anew counts for nothing"],
)
def test_a_sheet_that_may_be_fine_enough_is_not_refused(aspects: list[float | None], limits: CanvasLimits) -> None:
    require_resolution(SheetPlan(venue=NATURE, grid=Grid(1, 2), tags=("a", "b")), aspects, limits)


def test_a_picture_is_as_large_as_fits() -> None:
    assert within(Cell(100, 50), 4.0) == Cell(100, 25.0)
    assert within(Cell(100, 50), 1.0) == Cell(50.0, 50.0)


def test_columns_that_hold_no_figure_are_refused() -> None:
    assert sheet_grid("1x5", 5, NATURE) == Grid(1, 5)
    with pytest.raises(InvalidRequest, match=r"layout: 6 columns would be 27 mm wide each .*; take at most 5"):
        sheet_grid("1x6", 6, NATURE)


@pytest.mark.parametrize(
    ("venue", "expected"),
    [
        (Venue.NATURE, [(1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (2, 3), (2, 4), (2, 4), (3, 3)]),
        (Venue.NEURIPS, [(1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (2, 3), (3, 3), (3, 3), (3, 3)]),
    ],
)
def test_the_grid_of_its_own_choice_is_full_and_readable(venue: Venue, expected: list[tuple[int, int]]) -> None:
    assert [sheet_grid("auto", count, VENUES[venue]) for count in range(1, 10)] == [Grid(*sides) for sides in expected]


@pytest.mark.parametrize("layout", ["2 x 2", "1x1", "grid"])
def test_a_layout_that_is_none_is_refused(layout: str) -> None:
    with pytest.raises(InvalidRequest, match="layout"):
        sheet_grid(layout, 3, NATURE)
