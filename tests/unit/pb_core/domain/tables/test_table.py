from pb_core.domain.tables.table import Column, ColumnType, Shape, Table


def test_columns_are_found_by_name() -> None:
    column = Column(name="a", type=ColumnType.NUMBER, values=(1, 2))
    table = Table(columns=(column,), shape=Shape.COLUMNS)

    assert table.rows == 2
    assert table.column("a") is column
    assert table.column("b") is None
