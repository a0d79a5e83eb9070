"""Missing values are counted for the fields that a plot computes from, and for no others."""

import pytest

from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.missing_values import missing_values, table_notes
from pb_core.domain.plots.spec import Channel, Encoding, FieldType, Layer, PlotSpec, Spread
from pb_core.domain.plots.transforms import Aggregate, Filter, Fold, Limit, Measure, Op, Transform
from pb_core.domain.tables.table_reading import read_table

TABLE = read_table({"model": ["A", "A", None], "a": [1, None, "NA"], "b": [1, 2, "–"], "c": [None, 1, 2]})
Q, N = FieldType.QUANTITATIVE, FieldType.NOMINAL
MEAN = Aggregate(groupby=("model",), measures=(Measure(op=Op.MEAN, field="a", as_="mean"),))
A, B = "2 of 3 values of 'a' are missing and left out", "1 of 3 values of 'b' is missing and left out"


@pytest.mark.parametrize(
    ("y", "made", "notes"),
    [
        ("a", (), (A,)),
        ("mean", (MEAN,), (A,)),
        ("value", (Fold(fields=("a", "b")),), (A, B)),
        ("b", (), (B,)),
    ],
)
def test_missing_values_of_shown_fields_are_counted(
    y: str, made: tuple[Transform, ...], notes: tuple[str, ...]
) -> None:
    encoding = Encoding(x=Channel(field="model", type=N), y=Channel(field=y, type=Q))
    spec = PlotSpec(layer=(Layer(mark=Mark(type=MarkType.POINT), encoding=encoding),), transform=made)
    assert missing_values(spec, TABLE) == notes


def spec_of(y: str, *made: Transform, delta: str | None = None) -> PlotSpec:
    spread = Spread(delta=delta) if delta else None
    encoding = Encoding(x=Channel(field="model", type=N), y=Channel(field=y, type=Q), y_error=spread)
    return PlotSpec(layer=(Layer(mark=Mark(type=MarkType.POINT), encoding=encoding),), transform=made)


def test_missing_values_are_counted_over_the_rows_that_are_kept() -> None:
    kept = Filter(field="model", one_of=("A",))
    assert missing_values(spec_of("a", kept), TABLE) == ("1 of 2 values of 'a' is missing and left out",)
    known = Filter(field="model")
    assert missing_values(spec_of("b", known), TABLE) == (B, "1 of 3 values of 'model' is missing and left out")
    largest = Limit(field="b", count=1)
    assert missing_values(spec_of("a", kept, largest), TABLE) == ("1 of 1 values of 'a' is missing and left out",)


def test_missing_error_bars_are_counted() -> None:
    assert missing_values(spec_of("b", delta="c"), TABLE)[-1] == "1 of 3 values of 'c' is missing and left out"


def test_marks_for_missing_values_are_told_of_columns_that_are_used() -> None:
    told = [table_notes(spec_of(name), TABLE) for name in ("a", "b", "c")]
    assert told == [("'a' has 'NA' where a value is missing",), ("'b' has '–' where a value is missing",), ()]


def test_a_mark_among_names_is_a_name() -> None:
    named = read_table({"model": ["A", "NA"], "b": [1, 2]})
    assert table_notes(spec_of("b"), named) == ("'model' has 'NA' as a name like any other",)
