"""Missing values are counted for the fields that a plot computes from, and for no others."""

import pytest

from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.missing_values import missing_values
from pb_core.domain.plots.spec import Channel, Encoding, FieldType, Layer, PlotSpec
from pb_core.domain.plots.transforms import Aggregate, Fold, Measure, Op, Transform
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
