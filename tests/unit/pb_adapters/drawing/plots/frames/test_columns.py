from pb_adapters.drawing.plots.frames.columns import columns_of, group
from support.tables import tabled


def test_cells_come_back_as_they_were() -> None:
    values = {"t": ["x", None, "y", "x"], "n": [1, 2.5, None, -3], "b": [True, None, False, True]}
    data = columns_of(tabled(**values))
    for name, cells in values.items():
        column = data.column(name)
        assert [column.cell(value) for value in column.values.tolist()] == cells


def test_different_values_of_one_text_are_one_category() -> None:
    column = columns_of(tabled(times=("day",), day=[0, 3_600, 86_400])).column("day").categories()
    assert (column.labels, column.codes.tolist()) == (("1970-01-01", "1970-01-02"), [0, 0, 1])


def test_groups_are_numbered_by_their_first_row_and_missing_is_a_value() -> None:
    data = columns_of(tabled(a=["q", "p", None, "q", None], b=[1, 1, 2, 1, 2]))
    groups = group(data, ("a", "b"))
    assert (groups.codes.tolist(), groups.first.tolist()) == ([0, 1, 2, 0, 2], [0, 1, 2])
    assert [rows.tolist() for rows in groups.rows()] == [[0, 3], [1], [2, 4]]
