"""Fields with cells that cannot be read: refused where they are measured or counted, free where nobody plots them."""

import pytest

from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Channel, Encoding, FieldType, Layer, PlotSpec
from pb_core.domain.plots.transforms import Aggregate, Measure, Op, Transform
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.tables.table_reading import read_table
from pb_core.errors import NotPlottable

TABLE = read_table({"model": ["A", "B", "C"], "latency": ["900 ms", "1.2k", "3 ms"], "score": [1, 2, 3]})
Q, N = FieldType.QUANTITATIVE, FieldType.NOMINAL


def spec(x: str, y: str, kind: FieldType, *made: Transform, mark: MarkType = MarkType.BAR) -> PlotSpec:
    encoding = Encoding(x=Channel(field=x, type=N), y=Channel(field=y, type=kind))
    return PlotSpec(layer=(Layer(mark=Mark(type=mark), encoding=encoding),), transform=made)


COUNT = Aggregate(groupby=("latency",), measures=(Measure(op=Op.COUNT, as_="count"),))
MEAN = Aggregate(groupby=("model",), measures=(Measure(op=Op.MEAN, field="latency", as_="mean"),))


@pytest.mark.parametrize(
    "plot",
    [spec("model", "latency", Q), spec("latency", "count", Q, COUNT), spec("model", "mean", Q, MEAN)],
    ids=["measured", "counted", "averaged"],
)
def test_a_measure_that_cannot_be_read_is_refused_with_its_sentence(plot: PlotSpec) -> None:
    with pytest.raises(NotPlottable, match=r"'latency' holds cells that are no numbers: '1\.2k' in row 2"):
        check_plot(plot, TABLE, "")


@pytest.mark.parametrize("plot", [spec("model", "score", Q), spec("latency", "score", Q)], ids=["unused", "names"])
def test_a_messy_column_that_is_not_measured_hinders_nothing(plot: PlotSpec) -> None:
    check_plot(plot, TABLE, "")
