import pytest

from pb_adapters.drawing.plots.frames import frame
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Channel, Encoding, FieldType, Layer, PlotSpec, Side, Spread, Stack
from pb_core.domain.tables.table import Table
from pb_core.errors import InvalidSpec
from support.tables import tabled

SCORE = Channel(field="score", type=FieldType.QUANTITATIVE)
LOSS = Channel(field="loss", type=FieldType.QUANTITATIVE)
MODEL = Channel(field="model", type=FieldType.NOMINAL)
TASK = Channel(field="task", type=FieldType.NOMINAL)
DELTA = Spread(delta="err")

BAR = Mark(type=MarkType.BAR)
POINT = Mark(type=MarkType.POINT)
LINE = Mark(type=MarkType.LINE)
ARC = Mark(type=MarkType.ARC)
BOX = Mark(type=MarkType.BOXPLOT)


@pytest.fixture(scope="module")
def table() -> Table:
    return tabled(model=["A", "A", "B"], task=["x", "y", "x"], score=[1, 2, 3], err=[0.1, 0.2, 0.3], loss=[-1, -2, -3])


@pytest.mark.parametrize(
    ("mark", "encoding", "message"),
    [
        (BAR, Encoding(x=MODEL), "needs both x and y"),
        (Mark(type=MarkType.RULE), Encoding(), "needs x or y"),
        (BAR, Encoding(x=MODEL, y=TASK), "needs a quantity"),
        (BAR, Encoding(x=MODEL, y=Channel(field="scroe", type=FieldType.QUANTITATIVE)), 'did you mean "score"'),
        (BAR, Encoding(x=MODEL, y=Channel(field="task", type=FieldType.QUANTITATIVE)), "holds texts"),
        (LINE, Encoding(x=Channel(field="score", type=FieldType.TEMPORAL), y=SCORE), "no times"),
        (BAR, Encoding(x=MODEL, y=SCORE), 'Several rows fall on one bar at "A"'),
        (ARC, Encoding(x=MODEL, y=SCORE), "needs an angle"),
        (ARC, Encoding(theta=LOSS, color=TASK), "negative"),
        (ARC, Encoding(theta=SCORE, color=TASK), "fall on one arc"),
        (Mark(type=MarkType.RECT), Encoding(x=MODEL, y=SCORE), "quantity as color"),
        (Mark(type=MarkType.ERRORBAND), Encoding(x=MODEL, y=SCORE), "second edge"),
        (
            Mark(type=MarkType.ERRORBAND),
            Encoding(x=MODEL, y=SCORE, y2="score", y_error=Spread(delta="score")),
            "not both",
        ),
        (
            Mark(type=MarkType.ERRORBAND),
            Encoding(x=SCORE, y=SCORE, x_error=Spread(delta="score"), y_error=Spread(delta="score")),
            "what it runs along",
        ),
        (BOX, Encoding(x=MODEL, y=TASK), "categories on one axis"),
        (BOX, Encoding(x=MODEL, y=SCORE, y_error=DELTA), "no error bars"),
        (BOX, Encoding(x=MODEL, y=SCORE, offset="task"), "told apart by color"),
        (Mark(type=MarkType.BOXPLOT, labels=True), Encoding(x=MODEL, y=SCORE), "no value labels"),
        (Mark(type=MarkType.POINT, labels=True), Encoding(x=MODEL, y=TASK), "no quantities"),
        (LINE, Encoding(x=SCORE, y=SCORE, stack=Stack.ZERO), "cannot be stacked"),
        (BAR, Encoding(x=TASK, y=SCORE, stack=Stack.ZERO, y_error=DELTA), "no error bars"),
        (BAR, Encoding(x=TASK, y=SCORE, stack=Stack.ZERO, y2="err"), "no second end"),
        (BAR, Encoding(x=TASK, y=LOSS, stack=Stack.NORMALIZE), "not negative"),
        (BAR, Encoding(y=TASK, x=SCORE, y_error=DELTA), "along x only"),
        (POINT, Encoding(x=SCORE, y=SCORE, y_error=Spread(low="err")), "both low and high"),
        (POINT, Encoding(x=SCORE, y=SCORE, y_error=Spread(delta="loss")), "must not be negative"),
        (POINT, Encoding(x=TASK, y=MODEL, y_error=DELTA), "need a quantity"),
        (POINT, Encoding(x=SCORE, y=SCORE, size=LOSS), "no size can show"),
        (POINT, Encoding(x=SCORE, y=SCORE, size=TASK), "must be quantitative"),
        (POINT, Encoding(x=SCORE, y=SCORE, shape=SCORE), "shape needs categories"),
        (POINT, Encoding(x=SCORE, y=SCORE, color=TASK, shape=MODEL), "same field"),
        (POINT, Encoding(x=MODEL, x2="score", y=SCORE), "needs a first end"),
    ],
)
def test_what_the_table_does_not_support_is_refused(table: Table, mark: Mark, encoding: Encoding, message: str) -> None:
    with pytest.raises(InvalidSpec, match=message):
        frame(PlotSpec(layer=(Layer(mark=mark, encoding=encoding),)), table)


def test_the_right_axis_shows_quantities_upright(table: Table) -> None:
    layers = (Layer(mark=LINE, encoding=Encoding(x=SCORE, y=SCORE)),)
    for encoding in (Encoding(x=SCORE, y=MODEL), Encoding(x=TASK, y=MODEL)):
        spec = PlotSpec(layer=(*layers, Layer(mark=LINE, encoding=encoding, axis=Side.RIGHT)))
        with pytest.raises(InvalidSpec, match="right axis"):
            frame(spec, table)
