import pytest

from pb_core.domain.plane import Rect
from pb_core.domain.plots.drawn import DrawnPlot, DrawnPlotText, TextRole
from pb_core.domain.plots.estimators import Survival
from pb_core.domain.plots.faithfulness import ReportBuilder
from pb_core.domain.plots.footnotes import footnote, sample_sizes
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.proof import prove_footnote
from pb_core.domain.plots.resolved_plot import resolve
from pb_core.domain.plots.spec import Facet, Layer, PlotSpec, Projection, Spread
from pb_core.domain.plots.transforms import Aggregate, Measure, Op, Regression, Transform
from pb_core.testing.memory.plots import table_of
from support.channels import layer
from support.channels import nominal as n
from support.channels import quantity as q


def bars(spread: Spread, *transform: Transform, mark: MarkType = MarkType.BAR) -> PlotSpec:
    return PlotSpec(layer=(layer(mark, x=n("m"), y=q("v"), y_error=spread),), transform=transform)


def made(*ops: Op, level: float = 0.95) -> Aggregate:
    measures = (Measure(op=Op.MEAN, field="v", as_="v"), *(Measure(op=op, field="v", as_=op.value) for op in ops))
    return Aggregate(groupby=("m",), measures=measures, level=level)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (bars(Spread(delta="sd")), "Error bars: ± sd"),
        (bars(Spread(delta="stdev"), made(Op.STDEV)), "Error bars: ± 1 s.d."),
        (bars(Spread(delta="stderr"), made(Op.STDERR)), "Error bars: ± 1 s.e. of the mean"),
        (bars(Spread(delta="mean"), made(Op.MEAN)), "Error bars: ± mean"),
        (bars(Spread(low="ci0", high="ci1"), made(Op.CI0, Op.CI1, level=0.9)), "Error bars: 90 % CI of the mean"),
        (
            bars(Spread(low="boot0", high="boot1"), made(Op.BOOT0, Op.BOOT1)),
            "Error bars: 95 % bootstrap CI of the mean",
        ),
        (bars(Spread(low="q1", high="q3"), made(Op.Q1, Op.Q3)), "Error bars: quartiles"),
        (bars(Spread(low="min", high="max"), made(Op.MIN, Op.MAX)), "Error bars: smallest to largest value"),
        (bars(Spread(low="lo", high="hi")), "Error bars: lo to hi"),
        (bars(Spread(low="q1", high="max"), made(Op.Q1, Op.MAX)), "Error bars: q1 to max"),
        (bars(Spread(delta="sd"), mark=MarkType.ERRORBAND), "Band: ± sd"),
    ],
)
def test_what_is_uncertain_is_named(spec: PlotSpec, words: str) -> None:
    assert footnote(spec, ()).replace("\N{NO-BREAK SPACE}", " ") == words


def test_statistics_that_are_computed_anew_are_no_longer_there() -> None:
    again = Aggregate(groupby=("g",), measures=(Measure(op=Op.MEAN, field="stdev", as_="sd"),))
    assert footnote(bars(Spread(delta="stdev"), made(Op.STDEV), again), ()) == "Error bars: ± stdev"


@pytest.mark.parametrize(
    ("transform", "ends", "words"),
    [
        (Regression(x="x", y="y"), ("fit low", "fit high"), "Band: 95 % confidence of the fit"),
        (Survival(time="t", event="d", level=0.95), ("interval low", "interval high"), "Band: 95 % CI of the curve"),
        (Survival(time="t", event="d"), ("interval low", "interval high"), "Band: interval low to interval high"),
    ],
)
def test_a_band_between_two_fields_is_named_by_what_made_them(
    transform: Transform, ends: tuple[str, str], words: str
) -> None:
    spec = PlotSpec(layer=(layer(MarkType.ERRORBAND, x=q("x"), y=q(ends[1]), y2=ends[0]),), transform=(transform,))
    assert footnote(spec, ()).replace("\N{NO-BREAK SPACE}", " ") == words


def test_several_are_named_once_each() -> None:
    one = layer(MarkType.POINT, x=n("m"), y=q("v"), y_error=Spread(delta="a"))
    two = layer(MarkType.POINT, x=n("m"), y=q("w"), y_error=Spread(delta="b"))
    assert footnote(PlotSpec(layer=(one, two, one)), (5, 5)) == "Error bars: ± a, ± b; n = 5 each"
    assert footnote(PlotSpec(layer=(one,)), (5, 1200)) == "Error bars: ± a; n = 5 to 1,200"
    assert footnote(PlotSpec(layer=(one,), projection=Projection.RADAR), (5,)) == ""
    assert footnote(PlotSpec(layer=(layer(MarkType.LINE, x=q("x"), y=q("y")),)), ()) == ""


TABLE = table_of(m=["a", "a", "a", "b", "b", "c"], f=["p", "p", "q", "p", "q", "q"], v=[1.0, 2.0, 3.0, 4.0, None, 6.0])


def boxes(mark: MarkType, facet: Facet | None = None) -> PlotSpec:
    found: tuple[Layer, ...] = (layer(mark, x=n("m"), y=q("v")),)
    return PlotSpec(layer=found, facet=facet)


@pytest.mark.parametrize(
    ("spec", "sizes"),
    [
        (boxes(MarkType.BOXPLOT), (3, 1, 1)),
        (boxes(MarkType.VIOLIN), (3,)),
        (boxes(MarkType.BOXPLOT, Facet(field="f")), (2, 1, 1, 1)),
        (boxes(MarkType.STRIP), ()),
    ],
)
def test_the_values_of_each_box_are_counted(spec: PlotSpec, sizes: tuple[int, ...]) -> None:
    assert sample_sizes(resolve(spec, TABLE)) == sizes


@pytest.mark.parametrize(
    ("text", "faithful"), [("n = 1 to 3", True), ("n = 1\nto 3", True), ("n = 3 each", False), ("", True)]
)
def test_a_wrong_footnote_is_found(text: str, faithful: bool) -> None:  # noqa: FBT001 - a column of the table
    texts = (DrawnPlotText(role=TextRole.NOTE, text=text, rect=Rect(0, 0, 9, 9), size=7.0),) if text else ()
    builder = ReportBuilder()
    prove_footnote(
        builder, resolve(boxes(MarkType.BOXPLOT), TABLE), DrawnPlot(width=9, height=9, panels=(), texts=texts)
    )
    assert builder.report().faithful is faithful


def test_a_footnote_that_is_not_due_is_found() -> None:
    builder, spec = ReportBuilder(), boxes(MarkType.STRIP)
    texts = (DrawnPlotText(role=TextRole.NOTE, text="n = 9 each", rect=Rect(0, 0, 9, 9), size=7.0),)
    prove_footnote(builder, resolve(spec, TABLE), DrawnPlot(width=9, height=9, panels=(), texts=texts))
    assert not builder.report().faithful
