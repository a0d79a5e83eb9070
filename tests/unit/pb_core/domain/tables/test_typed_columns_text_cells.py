from pb_core.domain.tables.raw_values import RawColumn
from pb_core.domain.tables.table import Column, ColumnType
from pb_core.domain.tables.typed_columns import TypedColumn, read_texts


def read(*values: object, name: str = "v") -> TypedColumn | None:
    texts = {value: value.strip() for value in values if isinstance(value, str)}
    mixed = any(isinstance(value, int | float) for value in values)
    return read_texts(RawColumn(name, list(values)), texts, mixed=mixed)


def test_uncertain_numbers_bring_their_columns() -> None:
    assert read("1 ± 0.1", "2 [1, 3]", 5, name="acc (%)") == TypedColumn(
        Column(name="acc (%)", type=ColumnType.NUMBER, values=(1, 2, 5), unit="%"),
        (
            Column(name="acc (%) error", type=ColumnType.NUMBER, values=(0.1, None, None), unit="%", error_of="acc (%)",
                   role="delta"),
            Column(name="acc (%) low", type=ColumnType.NUMBER, values=(None, 1, None), unit="%", error_of="acc (%)",
                   role="low"),
            Column(name="acc (%) high", type=ColumnType.NUMBER, values=(None, 3, None), unit="%", error_of="acc (%)",
                   role="high"),
        ),
    )  # fmt: skip


def test_units_that_differ_make_no_number() -> None:
    assert read("1 ms", "2 s") is None
    assert read("1% ± 1%", "2 ms ± 1 ms") is None


def test_times_and_booleans_are_not_mixed_with_numbers() -> None:
    assert read("2024-01-01", 5) is None
    assert read("true", 1) is None


def test_texts_are_texts() -> None:
    assert read("a", "1") is None
