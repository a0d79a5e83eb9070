"""Scales, ranges, colours, titles, lines, legends, numbers and details beyond the plain cases of the sabotage."""

import pytest
from msgspec.structs import replace

from pb_core.domain.plots.estimators import Survival
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
    ReferenceWish,
    SettingWish,
    Wish,
)
from support.wish_plots import bars, drawn, held, mean_of, n, plot, points, q, scaled, told

W = "words"
BARS, POINTS = plot(bars()), plot(points())
LOG, LINEAR = Scale(type=ScaleType.LOG), ScaleType.LINEAR
TURNED = plot(drawn(MarkType.BAR, mean_of("score", "model"), y=n("model"), x=q("value")), axes=scaled(x=LOG))
RIGHT = Layer(mark=Mark(type=MarkType.LINE), encoding=Encoding(x=q("latency"), y=q("depth")), axis=Side.RIGHT)
TWIN = plot(points(), RIGHT, axes=scaled(right=LOG))
SHARES = held({"model": ["A", "B"], "share (%)": [40, 60]})


def axis(**parts: object) -> Axes:
    return Axes(y=Axis(**parts))  # type: ignore[arg-type]  # by the test


def detail(name: str) -> Wish:
    return SettingWish(words=W, setting=name)  # type: ignore[arg-type]  # by the test


DIRECT = SettingWish(words=W, setting="legend", orient=Orient.DIRECT)
DIRECTLY = Legend(orient=Orient.DIRECT)
CURVE = drawn(MarkType.LINE, x=q("latency"), y=q("score"), color=n("task"))
PROPORTION = Aggregate(groupby=("model",), measures=(Measure(op=Op.PROPORTION, as_="value"),))
FOLLOWED: list[tuple[Wish, PlotSpec]] = [
    (SettingWish(words=W, setting="scale", scale=ScaleType.LOG), TURNED),
    (SettingWish(words=W, setting="scale", scale=ScaleType.LOG), plot(points(), axes=scaled(x=LOG))),
    (SettingWish(words=W, setting="scale", scale=ScaleType.LOG), TWIN),
    (SettingWish(words="both log", setting="scale", scale=ScaleType.LOG), plot(points(), axes=scaled(x=LOG, y=LOG))),
    (SettingWish(words="zoom", setting="inset", low=0, high=1), plot(points(), inset=Inset(x_min=0, x_max=1))),
    (
        SettingWish(words=W, setting="scale", scale=LINEAR, of="y", reverse=True),
        plot(points(), axes=scaled(y=Scale(reverse=True))),
    ),
    (SettingWish(words=W, setting="zero"), BARS),
    (SettingWish(words=W, setting="zero"), plot(points(), axes=scaled(y=Scale(zero=True)))),
    (SettingWish(words=W, setting="zero"), plot(points(), axes=scaled(y=Scale(domain_min=0)))),
    (SettingWish(words=W, setting="zero", negated=True), POINTS),
    (SettingWish(words=W, setting="range", low=50), plot(points(), axes=scaled(y=Scale(domain_min=50, domain_max=70)))),
    (SettingWish(words=W, setting="color", color=Color.GREY), plot(points(), config=Config(palette=PaletteName.GREY))),
    (SettingWish(words=W, setting="palette"), POINTS),
    (
        SettingWish(words=W, setting="palette", palette=PaletteName.SOFT),
        plot(points(), config=Config(palette=PaletteName.SOFT)),
    ),
    (
        SettingWish(words=W, setting="palette", ramp=Ramp.DIVERGING),
        plot(points(color=q("depth")), config=Config(ramp=Ramp.DIVERGING)),
    ),
    (SettingWish(words=W, setting="title", of="x"), POINTS),
    (SettingWish(words=W, setting="title", of="x", negated=True), plot(points(), axes=Axes(x=Axis(title="")))),
    (SettingWish(words=W, setting="title", of="y", text="Score  (%)"), plot(points(), axes=axis(title="score (%)"))),
    (ReferenceWish(words=W, op=Op.MEAN), plot(points(), annotations=(ReferenceLine(op=Op.MEAN, field="score"),))),
    (ReferenceWish(words=W, low=1, high=2), plot(points(), annotations=(ReferenceBand(low=1, high=2),))),
    (SettingWish(words=W, setting="legend"), plot(points(color=n("task")))),
    (SettingWish(words=W, setting="legend", negated=True), BARS),
    (SettingWish(words=W, setting="legend", negated=True), plot(CURVE, legend=DIRECTLY)),
    (DIRECT, plot(CURVE, legend=DIRECTLY)),
    (SettingWish(words=W, setting="numbers", decimals=1), plot(points(), axes=axis(format=Format(decimals=1)))),
    (
        SettingWish(words=W, setting="numbers", style=Style.PERCENT),
        plot(bars(PROPORTION), axes=axis(format=Format(style=Style.PERCENT))),
    ),
    (detail("markers"), plot(drawn(Mark(type=MarkType.LINE, point=True), x=q("seed"), y=q("score")))),
    (detail("grid"), plot(points(), axes=axis(grid=True))),
    (detail("dashed"), plot(points(), annotations=(ReferenceLine(value=1.0),))),
    (detail("mathematics"), plot(points(), mathematics=True)),
    (detail("inset"), plot(points(), inset=Inset(x_min=0, x_max=1))),
    (detail("axis break"), plot(points(), axes=scaled(y=Scale(break_from=1, break_to=2)))),
    (detail("slides"), plot(points(), config=Config(medium=Medium.SLIDES))),
    (detail("two columns"), plot(points(), config=Config(medium=Medium.DOUBLE))),
    (detail("one column"), POINTS),
    (
        SettingWish(words="own y axis", setting="independent axes"),
        plot(points(), facet=Facet(field="task", independent_y=True)),
    ),
    (
        SettingWish(words="the same x axis", setting="independent axes", negated=True),
        plot(points(), facet=Facet(field="task", independent_y=True)),
    ),
]
MISSED: list[tuple[Wish, PlotSpec]] = [
    (detail("independent axes"), plot(points(), facet=Facet(field="task", independent_y=True))),  # x is shared
    (SettingWish(words="both log", setting="scale", scale=ScaleType.LOG), plot(points(), axes=scaled(y=LOG))),
    (SettingWish(words="zoom", setting="inset", low=0, high=2), plot(points(), inset=Inset(x_min=0, x_max=1))),
    (
        SettingWish(words="break", setting="axis break", low=1, high=3),
        plot(points(), axes=scaled(y=Scale(break_from=1, break_to=2))),
    ),
    (SettingWish(words=W, setting="scale", scale=ScaleType.LOG, of="y"), plot(points(), axes=scaled(x=LOG))),
    (SettingWish(words=W, setting="scale", scale=LINEAR, reverse=True), POINTS),
    (SettingWish(words=W, setting="zero"), POINTS),
    (SettingWish(words=W, setting="zero"), plot(bars(), axes=scaled(y=Scale(domain_min=40)))),
    (SettingWish(words=W, setting="zero", negated=True), BARS),
    (SettingWish(words=W, setting="color", color=Color.RED), POINTS),
    (SettingWish(words=W, setting="palette", palette=PaletteName.GREY), POINTS),
    (SettingWish(words=W, setting="palette", ramp=Ramp.AUTO), POINTS),  # nothing has a colour
    (SettingWish(words=W, setting="title", of="x"), plot(points(), axes=Axes(x=Axis(title="")))),
    (ReferenceWish(words=W, low=1, high=2), plot(points(), annotations=(ReferenceBand(low=1, high=3),))),
    (ReferenceWish(words=W, axis="x", value=5.0), plot(points(), annotations=(ReferenceLine(value=5.0),))),
    (SettingWish(words=W, setting="legend"), BARS),
    (DIRECT, plot(CURVE)),
    (DIRECT, plot(points(color=n("task")), legend=DIRECTLY)),  # points have no end
    (DIRECT, plot(CURVE, legend=DIRECTLY, facet=Facet(field="model"))),
    (SettingWish(words=W, setting="legend", orient=Orient.TOP), plot(bars(), legend=Legend(orient=Orient.TOP))),
    (SettingWish(words=W, setting="numbers", decimals=1), POINTS),
    (SettingWish(words=W, setting="numbers", style=Style.PERCENT), plot(bars(PROPORTION))),
    (
        SettingWish(words=W, setting="numbers", style=Style.PERCENT),
        plot(points(), axes=axis(format=Format(style=Style.PERCENT))),
    ),
    (SettingWish(words=W, setting="numbers", unit="million"), POINTS),
    *((detail(name), BARS) for name in ("markers", "grid", "dashed", "inset", "axis break", "slides")),
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
    assert told(SettingWish(words=W, setting="numbers", style=Style.PERCENT), spec, SHARES)
    assert told(SettingWish(words=W, setting="numbers", unit="%"), spec, SHARES)
    multiplied = replace(spec, axes=axis(format=Format(style=Style.PERCENT)))
    assert not told(SettingWish(words=W, setting="numbers", style=Style.PERCENT), multiplied, SHARES)


@pytest.mark.parametrize(("most", "followed"), [(1.0, True), (1.2, False), (87, False)])
def test_per_cent_is_for_values_between_0_and_1(most: float, *, followed: bool) -> None:
    table = held([{"model": "A", "rate": 0.5}, {"model": "B", "rate": most}])
    spec = plot(drawn(MarkType.BAR, x=n("model"), y=q("rate")), axes=axis(format=Format(style=Style.PERCENT)))
    assert told(SettingWish(words=W, setting="numbers", style=Style.PERCENT), spec, table) is followed


def test_a_unit_is_that_of_a_column_that_is_shown() -> None:
    table = held([{"model": "A", "pop_millions": 5, "area": 3}, {"model": "B", "pop_millions": 6, "area": 4}])
    shown = plot(drawn(MarkType.BAR, x=n("model"), y=q("pop_millions")))
    other = plot(drawn(MarkType.BAR, x=n("model"), y=q("area")))
    assert told(SettingWish(words=W, setting="numbers", unit="millions"), shown, table)
    assert told(SettingWish(words=W, setting="numbers", unit="million"), shown, table)
    assert not told(SettingWish(words=W, setting="numbers", unit="million"), other, table)


LIVES = held([{"t": 1 + k, "status": 1 + k % 3, "died": k % 2} for k in range(12)])


@pytest.mark.parametrize(
    ("made", "field", "value", "shown"),
    [
        (Survival(time="t", event="status", observed="2"), "status", "2", True),
        (Survival(time="t", event="status", observed="2"), None, "2", True),
        (Survival(time="t", event="status", observed="2"), "status", "1", False),
        (Survival(time="t", event="status", observed="2"), "died", "2", False),
        (Survival(time="t", event="died"), "died", "1", True),
        (Survival(time="t", event="died"), "died", "0", False),
    ],
)
def test_times_end_with_the_event_that_is_meant(
    made: Survival,
    field: str | None,
    value: str,
    shown: bool,  # noqa: FBT001 - of the test
) -> None:
    spec = plot(drawn(MarkType.LINE, made, x=q("time"), y=q("survival")))
    assert told(SettingWish(words=W, setting="event", field=field, value=value), spec, LIVES) is shown
