import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.tables.raw_values import parse_document
from pb_core.domain.tables.table import Column, ColumnType, Shape, TableLimits
from pb_core.domain.tables.table_reading import read_table
from pb_core.errors import InvalidRequest
from support.paths import CORPUS

TABLES = CORPUS / "tables"
LIMITS = TableLimits()
READ = [
    pytest.param(sample, id=f"{path.stem}: {sample['about']}")
    for path in sorted(TABLES.glob("*.json"))
    if path.stem != "refused"
    for sample in json.loads(path.read_text())
]
REFUSED = [pytest.param(sample, id=sample["about"]) for sample in json.loads((TABLES / "refused.json").read_text())]


def written(column: Column) -> dict[str, object]:
    """A column as the corpus writes it: what is empty is left out."""
    values = {name: getattr(column, name) for name in ("unit", "order", "time_unit", "error_of", "role")}
    extra = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if value}
    return {"type": column.type, "values": list(column.values), **extra}


@pytest.mark.parametrize("sample", READ)
def test_the_corpus_is_read_as_it_says(sample: dict[str, object]) -> None:
    table = read_table(parse_document(json.dumps(sample["document"]), LIMITS), LIMITS)

    columns = {column.name: written(column) for column in table.columns}
    assert {"shape": table.shape, "notes": list(table.notes), "columns": columns} == sample["table"]
    assert list(columns) == list(sample["table"]["columns"])
    assert len({len(column.values) for column in table.columns}) == 1


@pytest.mark.parametrize("sample", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_sentence(sample: dict[str, str]) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_table(parse_document(sample["text"], LIMITS), LIMITS)

    assert str(refusal.value) == sample["sentence"]


@pytest.mark.parametrize(
    ("limits", "document", "sentence"),
    [
        (TableLimits(max_rows=2), [1, 2, 3], "data_json has 3 rows but at most 2 are read"),
        (TableLimits(max_rows=2), {"a": {"b": [1, 2, 3]}}, "data_json has 3 rows but at most 2 are read"),
        (TableLimits(max_columns=1), [{"a": 1, "b": 2}], "data_json has 2 columns but at most 1 are read"),
        (
            TableLimits(max_points=3),
            {"a": [1, 2], "b": [3, 4]},
            "data_json has 2 rows of 2 columns but at most 3 values are read",
        ),
        (
            TableLimits(max_name=3),
            [{"abcd": 1}],
            "data_json has the name 'abcd' of 4 characters but at most 3 are read",
        ),
        (
            TableLimits(max_text=3),
            [{"a": "word"}],
            "data_json holds a text of 4 characters under 'a'; at most 3 are read",
        ),
    ],
)
def test_each_limit_is_named_with_the_count(limits: TableLimits, document: object, sentence: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_table(document, limits)

    assert str(refusal.value) == sentence


def test_keys_that_differ_in_every_record_are_refused_before_memory_is_spent() -> None:
    with pytest.raises(InvalidRequest, match="columns but at most 2,000 are ever read"):
        read_table([{f"key {number}": number} for number in range(50_000)], LIMITS)


def test_ten_thousand_categories_are_read() -> None:
    table = read_table({f"category {number}": number for number in range(10_000)}, LIMITS)

    assert table.shape is Shape.SCALARS
    assert table.rows == 10_000


def test_nan_from_elsewhere_than_json_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="write null for a missing value"):
        read_table([1.0, float("nan")], LIMITS)


NUMBERS = st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False)
NAMES = st.text(st.characters(codec="utf-8", categories=["L"]), min_size=1, max_size=8).map(lambda text: f"q{text}q")


@given(st.lists(NAMES, min_size=1, max_size=4, unique=True), st.data())
def test_records_keep_every_number(names: list[str], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.tuples(*[NUMBERS for _ in names]), min_size=1, max_size=6))
    table = read_table([dict(zip(names, row, strict=True)) for row in rows], LIMITS)

    assert tuple(column.name for column in table.columns) == tuple(names)
    assert list(zip(*(column.values for column in table.columns), strict=True)) == rows


@given(st.lists(NAMES, min_size=1, max_size=4, unique=True), st.integers(1, 5), st.data())
def test_columns_keep_every_number(names: list[str], rows: int, data: st.DataObject) -> None:
    document = {name: data.draw(st.lists(NUMBERS, min_size=rows, max_size=rows)) for name in names}
    table = read_table(document, LIMITS)

    assert table.shape is Shape.COLUMNS
    assert {column.name: list(column.values) for column in table.columns} == document


@given(st.dictionaries(NAMES, st.dictionaries(NAMES, NUMBERS, min_size=1, max_size=3), min_size=2, max_size=3))
def test_nested_mappings_keep_every_leaf(document: dict[str, dict[str, float]]) -> None:
    table = read_table(document, LIMITS)

    leaves = [(outer, inner, value) for outer, members in document.items() for inner, value in members.items()]
    assert table.shape in (Shape.NESTED, Shape.MATRIX)
    assert list(zip(*(column.values for column in table.columns), strict=True)) == leaves


@given(st.lists(st.lists(NUMBERS, min_size=3, max_size=3), min_size=1, max_size=4))
def test_grids_keep_every_cell(grid: list[list[float]]) -> None:
    table = read_table(grid, LIMITS)

    assert [column.name for column in table.columns] == ["row", "column", "value"]
    assert all(
        grid[row - 1][column - 1] == value
        for row, column, value in zip(*(column.values for column in table.columns), strict=True)
    )


JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=6) | st.sampled_from(["1 ± 2", "n/a", "2024-01-02", "5%"]),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.text(max_size=4) | st.sampled_from(["x", "y", "mean", "std", "ci", "data", "series", "labels", "name"]),
            children,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_document_is_a_table_or_one_sentence(document: object) -> None:
    try:
        table = read_table(parse_document(json.dumps(document), LIMITS), LIMITS)
    except InvalidRequest as refusal:
        assert str(refusal).startswith("data_json ")  # noqa: PT017 - either outcome is right
        return
    assert len({column.name for column in table.columns}) == len(table.columns)
    assert {len(column.values) for column in table.columns} == {table.rows}
    assert all(column.name.strip() for column in table.columns)
    for column in table.columns:
        kinds = set(map(type, column.values)) - {type(None)}
        assert (
            kinds
            <= {
                ColumnType.NUMBER: {int, float},
                ColumnType.TIME: {int, float},
                ColumnType.TEXT: {str},
                ColumnType.BOOLEAN: {bool},
            }[column.type]
        )
        assert not column.order or set(column.order) == set(column.values) - {None}
        assert column.error_of is None or table.column(column.error_of) is not None


def numbers_in(value: object) -> list[int | float]:
    if isinstance(value, dict | list):
        return [
            number for child in (value.values() if isinstance(value, dict) else value) for number in numbers_in(child)
        ]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


@given(JSON)
def test_no_number_is_lost_unless_a_note_says_so(document: object) -> None:
    try:
        table = read_table(parse_document(json.dumps(document), LIMITS), LIMITS)
    except InvalidRequest:
        return
    cells = {cell for column in table.columns for cell in column.values}
    if not any(note.startswith("left out") for note in table.notes):
        assert all(number in cells or str(number) in cells for number in numbers_in(document))
