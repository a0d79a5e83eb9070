import pytest

from pb_core.domain.panel_grid import FINEST, CanvasLimits, Grid, PanelSize, choose_grid, scaled_row
from pb_core.errors import InvalidRequest

SQUARE, PAGE, STRIP, TALL = PanelSize(1000, 1000), PanelSize(1600, 900), PanelSize(2100, 900), PanelSize(900, 1600)


def chosen(layout: str, sizes: list[PanelSize]) -> Grid:
    return choose_grid(layout, sizes, 20, CanvasLimits())


@pytest.mark.parametrize(
    ("size", "count", "rows", "columns"),
    [
        (SQUARE, 1, 1, 1),
        (SQUARE, 2, 1, 2),
        (SQUARE, 3, 1, 3),
        (SQUARE, 4, 2, 2),
        (SQUARE, 5, 2, 3),
        (SQUARE, 6, 2, 3),
        (SQUARE, 9, 3, 3),
        (SQUARE, 10, 2, 5),
        (STRIP, 3, 3, 1),
        (STRIP, 4, 2, 2),
        (TALL, 3, 1, 3),
        (TALL, 4, 1, 4),
        (PAGE, 4, 2, 2),
    ],
)
def test_auto_makes_a_figure_of_the_shape_of_a_page(size: PanelSize, count: int, rows: int, columns: int) -> None:
    assert chosen("auto", [size] * count) == Grid(rows, columns)


@pytest.mark.parametrize("count", range(1, 101))
def test_auto_holds_all_panels_and_leaves_no_row_or_column_empty(count: int) -> None:
    grid = chosen("auto", [SQUARE] * count)
    assert chosen(f"{grid.rows}x{grid.columns}", [SQUARE] * count) == grid


@pytest.mark.parametrize(("layout", "count"), [("1x3", 3), ("3x1", 3), ("2x2", 3), ("2x3", 5), ("3x2", 5), ("4x3", 10)])
def test_a_grid_may_leave_cells_of_its_last_row_empty(layout: str, count: int) -> None:
    rows, columns = layout.split("x")
    assert chosen(layout, [SQUARE] * count) == Grid(int(rows), int(columns))


@pytest.mark.parametrize(
    ("layout", "count", "reason"),
    [
        ("1x2", 3, "layout 1x2 is too small for 3 panels"),
        ("0x2", 2, "auto or rows x columns"),
        ("2X2", 4, "auto or rows x columns"),
        ("２x２", 4, "auto or rows x columns"),
        ("", 4, "auto or rows x columns"),
        ("auto", 0, "at least one panel"),
    ],
)
def test_a_grid_that_does_not_fit_is_refused(layout: str, count: int, reason: str) -> None:
    with pytest.raises(InvalidRequest, match=reason):
        chosen(layout, [SQUARE] * count)


@pytest.mark.parametrize(
    ("layout", "count", "grid"),
    [
        ("2x2", 2, Grid(1, 2)),
        ("3x3", 6, Grid(2, 3)),
        ("2x3", 4, Grid(2, 3)),
        ("3x2", 4, Grid(2, 2)),
        ("2x5", 3, Grid(1, 3)),
        ("9999x9999", 4, Grid(1, 4)),
        ("9999x1", 4, Grid(4, 1)),
    ],
)
def test_rows_and_columns_that_stay_empty_are_left_out(layout: str, count: int, grid: Grid) -> None:
    assert chosen(layout, [SQUARE] * count) == grid


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (PanelSize(4096, 4096), 4096 / 17 * 2.54),
        (PanelSize(1000, 10, 600.0), 600),
        (PanelSize(1000, 10, 72.0), 1000 / 17 * 2.54),
        (PanelSize(1000, 10, 1e9), FINEST),
        (PanelSize(100_000, 10), FINEST),
    ],
)
def test_a_panel_is_as_fine_as_it_states_for_print_or_17_cm_wide(size: PanelSize, expected: float) -> None:
    assert size.pixels_per_inch() == pytest.approx(expected)


def test_a_row_grows_to_its_tallest_panel() -> None:
    assert scaled_row([PanelSize(400, 300), PanelSize(500, 600)], 4000) == [PanelSize(800, 600), PanelSize(500, 600)]


def test_the_cap_keeps_a_strip_from_growing_without_end() -> None:
    assert scaled_row([PanelSize(4000, 100), PanelSize(100, 4000)], 5000) == [
        PanelSize(5000, 125),
        PanelSize(100, 4000),
    ]


def test_only_the_cap_makes_a_panel_smaller() -> None:
    assert scaled_row([PanelSize(9000, 3000)], 6000) == [PanelSize(6000, 2000)]
    assert scaled_row([PanelSize(100_000, 1)], 1000) == [PanelSize(1000, 1)]
