"""Scales, ranges, colours, titles, lines, legends, numbers and details beyond the plain cases of the sabotage."""

import pytest
from msgspec.structs import replace

from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import (
    Axes,
    Axis,
    Color,
    Config,
    Encoding,
    Facet,
    Format,
    Inset,
    Layer,
    Legend,
    Medium,
    Orient,
    PaletteName,
    PlotSpec,
    Ramp,
    ReferenceBand,
    ReferenceLine,
    Scale,
    ScaleType,
    Side,
    Style,
)
from pb_core.domain.plots.transforms import Aggregate, Measure, Op
from pb_core.domain.plots.wishes import (
    ColorWish,
    DetailWish,
    LegendWish,
    NumberWish,
    PaletteWish,
    RangeWish,
    ReferenceWish,
    ScaleWish,
    TitleWish,
    Wish,
)
from support.wish_plots import bars, drawn, mean_of, n, plot, points, q, scaled, seen, told

W = "words"
BARS, POINTS = plot(bars()), plot(points())
LOG, LINEAR = Scale(type=ScaleType.LOG), ScaleType.LINEAR
TURNED = plot(drawn(MarkType.BAR, mean_of("score", "model"), y=n("model"), x=q("value")), axes=scaled(x=LOG))
RIGHT = Layer(mark=Mark(type=MarkType.LINE), encoding=Encoding(x=q("latency"), y=q("depth")), axis=Side.RIGHT)
TWIN = plot(points(), RIGHT, axes=scaled(right=LOG))
SHARES = seen({"model": ["A", "B"], "share (%)": [40, 60]})


def axis(**parts: object) -> Axes:
    return Axes(y=Axis(**parts))  # type: ignore[arg-type]  # by the test


def detail(name: str) -> Wish:
    return DetailWish(words=W, detail=name)  # type: ignore[arg-type]  # by the test


PROPORTION = Aggregate(groupby=("model",), measures=(Measure(op=Op.PROPORTION, as_="value"),))
FOLLOWED: list[tuple[Wish, PlotSpec]] = [
    (ScaleWish(words=W, scale=ScaleType.LOG), TURNED),
    (ScaleWish(words=W, scale=ScaleType.LOG), plot(points(), axes=scaled(x=LOG))),
    (ScaleWish(words=W, scale=ScaleType.LOG), TWIN),
    (ScaleWish(words=W, scale=LINEAR, axis="y", reverse=True), plot(points(), axes=scaled(y=Scale(reverse=True)))),
    (RangeWish(words=W, zero=True), BARS),
    (RangeWish(words=W, zero=True), plot(points(), axes=scaled(y=Scale(zero=True)))),
    (RangeWish(words=W, zero=True), plot(points(), axes=scaled(y=Scale(domain_min=0)))),
    (RangeWish(words=W, zero=True, negated=True), POINTS),
    (RangeWish(words=W, low=50), plot(points(), axes=scaled(y=Scale(domain_min=50, domain_max=70)))),
    (ColorWish(words=W, color=Color.GREY), plot(points(), config=Config(palette=PaletteName.GREY))),
    (PaletteWish(words=W), POINTS),
    (PaletteWish(words=W, palette=PaletteName.SOFT), plot(points(), config=Config(palette=PaletteName.SOFT))),
    (PaletteWish(words=W, ramp=Ramp.DIVERGING), plot(points(), config=Config(ramp=Ramp.DIVERGING))),
    (TitleWish(words=W, of="x"), POINTS),
    (TitleWish(words=W, of="x", negated=True), plot(points(), axes=Axes(x=Axis(title="")))),
    (TitleWish(words=W, of="y", text="Score  (%)"), plot(points(), axes=axis(title="score (%)"))),
    (ReferenceWish(words=W, op=Op.MEAN), plot(points(), annotations=(ReferenceLine(op=Op.MEAN, field="score"),))),
    (ReferenceWish(words=W, low=1, high=2), plot(points(), annotations=(ReferenceBand(low=1, high=2),))),
    (LegendWish(words=W), plot(points(color=n("task")))),
    (LegendWish(words=W, negated=True), BARS),
    (LegendWish(words=W, negated=True), plot(points(color=n("task")), legend=Legend(orient=Orient.DIRECT))),
    (NumberWish(words=W, decimals=1), plot(points(), axes=axis(format=Format(decimals=1)))),
    (NumberWish(words=W, style=Style.PERCENT), plot(bars(PROPORTION), axes=axis(format=Format(style=Style.PERCENT)))),
    (detail("markers"), plot(drawn(Mark(type=MarkType.LINE, point=True), x=q("seed"), y=q("score")))),
    (detail("grid"), plot(points(), axes=axis(grid=True))),
    (detail("dashed"), plot(points(), annotations=(ReferenceLine(value=1.0),))),
    (detail("mathematics"), plot(points(), mathematics=True)),
    (detail("inset"), plot(points(), inset=Inset(x_min=0, x_max=1))),
    (detail("axis break"), plot(points(), axes=scaled(y=Scale(break_from=1, break_to=2)))),
    (detail("slides"), plot(points(), config=Config(medium=Medium.SLIDES))),
    (detail("two columns"), plot(points(), config=Config(medium=Medium.DOUBLE))),
    (detail("one column"), POINTS),
    (detail("independent axes"), plot(points(), facet=Facet(field="task", independent_y=True))),
]
MISSED: list[tuple[Wish, PlotSpec]] = [
    (ScaleWish(words=W, scale=ScaleType.LOG), plot(bars(), axes=scaled(x=LOG))),
    (ScaleWish(words=W, scale=LINEAR, reverse=True), POINTS),
    (RangeWish(words=W, zero=True), POINTS),
    (RangeWish(words=W, zero=True), plot(bars(), axes=scaled(y=Scale(domain_min=40)))),
    (RangeWish(words=W, zero=True, negated=True), BARS),
    (ColorWish(words=W, color=Color.RED), POINTS),
    (PaletteWish(words=W, palette=PaletteName.GREY), POINTS),
    (TitleWish(words=W, of="x"), plot(points(), axes=Axes(x=Axis(title="")))),
    (ReferenceWish(words=W, low=1, high=2), plot(points(), annotations=(ReferenceBand(low=1, high=3),))),
    (ReferenceWish(words=W, axis="x", value=5.0), plot(points(), annotations=(ReferenceLine(value=5.0),))),
    (LegendWish(words=W), BARS),
    (LegendWish(words=W, orient=Orient.TOP), plot(bars(), legend=Legend(orient=Orient.TOP))),
    (NumberWish(words=W, decimals=1), POINTS),
    (NumberWish(words=W, style=Style.PERCENT), plot(bars(PROPORTION))),
    (NumberWish(words=W, style=Style.PERCENT), plot(points(), axes=axis(format=Format(style=Style.PERCENT)))),
    (NumberWish(words=W, unit="million"), POINTS),
    *(
        (detail(name), plot(bars(y="latency")))
        for name in ("markers", "grid", "dashed", "inset", "axis break", "slides")
    ),
    (detail("numbers at risk"), POINTS),
]


@pytest.mark.parametrize(("wish", "spec"), FOLLOWED)
def test_the_look_that_is_there_is_followed(wish: Wish, spec: PlotSpec) -> None:
    assert told(wish, spec)


@pytest.mark.parametrize(("wish", "spec"), MISSED)
def test_the_look_that_is_not_there_is_not_followed(wish: Wish, spec: PlotSpec) -> None:
    assert not told(wish, spec)


def test_data_in_per_cent_need_no_other_numbers() -> None:
    spec = plot(drawn(MarkType.BAR, x=n("model"), y=q("share (%)")))
    assert told(NumberWish(words=W, style=Style.PERCENT), spec, SHARES)
    assert told(NumberWish(words=W, unit="%"), spec, SHARES)
    multiplied = replace(spec, axes=axis(format=Format(style=Style.PERCENT)))
    assert not told(NumberWish(words=W, style=Style.PERCENT), multiplied, SHARES)


@pytest.mark.parametrize(("most", "followed"), [(1.0, True), (1.2, False), (87, False)])
def test_per_cent_is_for_values_between_0_and_1(most: float, *, followed: bool) -> None:
    table = seen([{"model": "A", "rate": 0.5}, {"model": "B", "rate": most}])
    spec = plot(drawn(MarkType.BAR, x=n("model"), y=q("rate")), axes=axis(format=Format(style=Style.PERCENT)))
    assert told(NumberWish(words=W, style=Style.PERCENT), spec, table) is followed


def test_a_unit_is_that_of_a_column_that_is_shown() -> None:
    table = seen([{"model": "A", "pop_millions": 5, "area": 3}, {"model": "B", "pop_millions": 6, "area": 4}])
    shown = plot(drawn(MarkType.BAR, x=n("model"), y=q("pop_millions")))
    other = plot(drawn(MarkType.BAR, x=n("model"), y=q("area")))
    assert told(NumberWish(words=W, unit="millions"), shown, table)
    assert told(NumberWish(words=W, unit="million"), shown, table)
    assert not told(NumberWish(words=W, unit="million"), other, table)
