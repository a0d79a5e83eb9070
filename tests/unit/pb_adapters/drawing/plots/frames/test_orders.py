import pytest

from pb_adapters.drawing.plots.frames import frame
from pb_adapters.drawing.plots.frames.columns import columns_of
from pb_adapters.drawing.plots.frames.orders import ordered
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Axes, Axis, Channel, Encoding, FieldType, Layer, PlotSpec, Sort
from support.tables import tabled


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (None, ("1K", "8K", "32K", "(missing)")),
        (Sort.NATURAL, ("1K", "8K", "32K", "(missing)")),
        (Sort.DATA, ("32K", "1K", "8K", "(missing)")),
        (Sort.ASCENDING, ("1K", "32K", "8K", "(missing)")),
        (Sort.DESCENDING, ("8K", "32K", "1K", "(missing)")),
        (Sort.VALUE, ("8K", "32K", "1K", "(missing)")),
        (Sort.VALUE_DOWN, ("1K", "32K", "8K", "(missing)")),
    ],
)
def test_texts_are_sorted_as_asked_with_the_missing_one_last(sort: Sort | None, expected: tuple[str, ...]) -> None:
    column = columns_of(tabled(size=[None, "32K", "1K", "8K"])).column("size").categories()
    assert ordered([column], sort, weights={"32K": 5, "1K": 7, "8K": 1, "(missing)": 0}) == expected


def test_numbers_and_times_ascend_by_value() -> None:
    data = columns_of(tabled(times=("day",), n=[10, 9, -1], day=[86_400 * 400, 0, 86_400]))
    assert ordered([data.column("n").categories()]) == ("-1", "9", "10")
    assert ordered([data.column("day").categories()], Sort.DESCENDING) == ("1971-02-05", "1970-01-02", "1970-01-01")


def test_named_categories_come_first() -> None:
    column = columns_of(tabled(g=["a", "b", None])).column("g").categories()
    assert ordered([column], values=("(missing)", "b")) == ("(missing)", "b", "a")


def test_later_layers_append_their_categories() -> None:
    first, second = (columns_of(tabled(g=texts)).column("g").categories() for texts in (["q", "p"], ["r", "p"]))
    assert ordered([first, second]) == ("q", "p", "r")


def bars(mark: MarkType, sort: Sort) -> tuple[str, ...]:
    encoding = Encoding(y=Channel(field="g", type=FieldType.NOMINAL), x=Channel(field="v", type=FieldType.QUANTITATIVE))
    spec = PlotSpec(layer=(Layer(mark=Mark(type=mark), encoding=encoding),), axes=Axes(y=Axis(sort=sort)))
    table = tabled(g=["few", "many", "many", "many", "none"], v=[5, 2, 2, 9, None])
    return frame(spec, table).y.categories


def test_sums_order_points_and_medians_order_distributions() -> None:
    assert bars(MarkType.POINT, Sort.VALUE_DOWN) == ("many", "few", "none")
    assert bars(MarkType.BOXPLOT, Sort.VALUE_DOWN) == ("few", "many", "none")
    assert bars(MarkType.BOXPLOT, Sort.VALUE) == ("many", "few", "none")
