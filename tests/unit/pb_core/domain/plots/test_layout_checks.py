import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.findings import Check
from pb_core.domain.plane import Rect
from pb_core.domain.plots.drawn import DrawnAxis, DrawnKey, DrawnPanel, DrawnPlot, DrawnPlotText, Items, TextRole
from pb_core.domain.plots.layout_checks import MAX_SERIES, check_layout
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Axes, Axis, Channel, Encoding, FieldType, Layer, PlotSpec, Scale

WIDTH, HEIGHT = 252.0, 189.0
BARS = PlotSpec(
    layer=(
        Layer(
            mark=Mark(type=MarkType.BAR),
            encoding=Encoding(
                x=Channel(field="m", type=FieldType.NOMINAL), y=Channel(field="v", type=FieldType.QUANTITATIVE)
            ),
        ),
    )
)
NUMBERS = st.floats(0, 180)
SIDES = st.floats(4, 60)
RECTS = st.builds(Rect, NUMBERS, NUMBERS, SIDES, SIDES)


def drawn(**changes: object) -> DrawnPlot:
    x = DrawnAxis(title="m", low=-0.5, high=1.5, ticks=(), discrete=True)
    y = DrawnAxis(title="v", low=0, high=10, ticks=())
    panel = DrawnPanel(rect=Rect(40, 10, 200, 140), x=x, y=y, items=())
    return msgspec.structs.replace(DrawnPlot(width=WIDTH, height=HEIGHT, panels=(panel,), texts=()), **changes)


def text(rect: Rect, role: TextRole = TextRole.VALUE, **changes: object) -> DrawnPlotText:
    made = DrawnPlotText(role=role, text="12.5", rect=rect, size=8.0)
    return msgspec.structs.replace(made, **changes)


def checks(plot: DrawnPlot, spec: PlotSpec = BARS, ratio: str | None = None) -> list[Check]:
    return [finding.check for finding in check_layout(plot, spec, ratio)]


def test_a_tidy_plot_has_no_findings() -> None:
    assert checks(drawn(texts=(text(Rect(60, 20, 20, 9)), text(Rect(90, 20, 20, 9)))), ratio="4:3") == []


@pytest.mark.parametrize("rect", [Rect(-3, 20, 20, 9), Rect(240, 20, 20, 9), Rect(60, -4, 20, 9), Rect(60, 185, 20, 9)])
def test_text_beyond_the_edge_is_clipped(rect: Rect) -> None:
    assert Check.TEXT_CLIPPED in checks(drawn(texts=(text(rect, TextRole.TITLE),)))


def test_tick_labels_and_other_texts_must_not_overlap() -> None:
    here, there = Rect(60, 150, 30, 9), Rect(80, 150, 30, 9)
    ticks = drawn(texts=(text(here, TextRole.TICK_X), text(there, TextRole.TICK_X)))
    assert checks(ticks) == [Check.OVERLAP]
    mixed = drawn(texts=(text(here, TextRole.TICK_X), text(there, TextRole.AXIS_TITLE)))
    assert checks(mixed) == [Check.TEXT_OVERLAP]


@given(RECTS, RECTS)
def test_overlap_is_what_rectangles_share(a: Rect, b: Rect) -> None:
    across = min(a.right, b.right) - max(a.x, b.x)
    down = min(a.bottom, b.bottom) - max(a.y, b.y)
    found = Check.TEXT_OVERLAP in checks(drawn(texts=(text(a, TextRole.TITLE), text(b, TextRole.PANEL))))
    if across > 1 and down > 1 + 0.1 * min(a.height, b.height):
        assert found
    if across <= 0 or down <= 0:
        assert not found


def test_leaning_labels_side_by_side_do_not_overlap() -> None:
    first, second = Rect(50, 150, 30, 30), Rect(70, 150, 30, 30)
    leaning = [text(rect, TextRole.TICK_X, angle=40.0) for rect in (first, second)]
    assert checks(drawn(texts=tuple(leaning))) == []
    close = [text(rect, TextRole.TICK_X, angle=40.0) for rect in (first, Rect(56, 150, 30, 30))]
    assert checks(drawn(texts=tuple(close))) == [Check.OVERLAP]


def test_values_belong_inside_their_panel() -> None:
    assert checks(drawn(texts=(text(Rect(10, 20, 20, 9), panel=0),))) == [Check.TEXT_OUTSIDE]
    assert checks(drawn(texts=(text(Rect(40, 5, 20, 9), panel=0),))) == []


def test_small_and_pale_text_is_not_legible() -> None:
    assert checks(drawn(texts=(text(Rect(60, 20, 20, 9), size=6.9),))) == [Check.TEXT_SIZE]
    assert checks(drawn(texts=(text(Rect(60, 20, 20, 9), contrast=2.0),))) == [Check.CONTRAST]


def test_a_legend_keeps_off_data() -> None:
    legend = Rect(100, 20, 60, 40)
    assert checks(drawn(legend=legend, marks=(Rect(120, 30, 2, 2),))) == [Check.LEGEND_ON_DATA]
    assert checks(drawn(legend=legend, marks=(Rect(170, 30, 2, 2), Rect(120, 70, 10, 60)))) == []


def test_series_must_differ_for_every_reader() -> None:
    red, green = DrawnKey(series="a", color="#c04030"), DrawnKey(series="b", color="#8a6a2c")
    assert checks(drawn(keys=(red, red))) == [Check.INDISTINCT_SERIES]
    assert checks(drawn(keys=(red, green))) == [Check.INDISTINCT_SERIES]
    dashed = msgspec.structs.replace(green, dash="dashed")
    assert checks(drawn(keys=(red, dashed))) == []
    hatched = msgspec.structs.replace(red, hatch="////")
    assert checks(drawn(keys=(red, hatched))) == []


def test_many_series_and_categories_are_crowded() -> None:
    greys = [f"#{i * 17:02x}{i * 17:02x}{i * 17:02x}" for i in range(MAX_SERIES + 1)]
    keys = tuple(DrawnKey(series=str(i), color=color, marker=str(i)) for i, color in enumerate(greys))
    assert checks(drawn(keys=keys)) == [Check.CROWDED]
    axis = DrawnAxis(title="", low=-0.5, high=80.5, ticks=(), discrete=True)
    panel = msgspec.structs.replace(drawn().panels[0], x=axis)
    assert checks(drawn(panels=(panel,))) == [Check.CROWDED]


def test_bars_start_at_zero_unless_the_spec_says_otherwise() -> None:
    axis = DrawnAxis(title="v", low=70, high=90, ticks=())
    panel = msgspec.structs.replace(drawn().panels[0], y=axis)
    assert checks(drawn(panels=(panel,))) == [Check.BASELINE]
    stated = msgspec.structs.replace(BARS, axes=Axes(y=Axis(scale=Scale(domain_min=70))))
    assert checks(drawn(panels=(panel,)), stated) == []


def test_the_ratio_is_that_asked_for() -> None:
    assert checks(drawn(), ratio="16:9") == [Check.RATIO]
    assert checks(drawn(), ratio="4:3") == []
    assert checks(drawn(), ratio="auto") == []


def test_lying_bars_start_at_zero_too() -> None:
    values, days = DrawnAxis(title="v", low=70, high=90, ticks=()), DrawnAxis(title="t", low=1, high=9, ticks=())
    for base in (msgspec.structs.replace(days, discrete=True), msgspec.structs.replace(days, temporal=True)):
        lying = msgspec.structs.replace(drawn().panels[0], x=values, y=base)
        assert checks(drawn(panels=(lying,))) == [Check.BASELINE]
        standing = msgspec.structs.replace(lying, x=msgspec.structs.replace(values, low=0))
        assert checks(drawn(panels=(standing,))) == []


@pytest.mark.parametrize(("low", "found"), [(0, []), (20, [Check.MISSING])])
def test_something_lies_within_the_ends_of_the_axes(low: float, found: list[Check]) -> None:
    plot = drawn()
    shown = Items(layer=0, mark=MarkType.POINT, x=("a", "b"), y=(3.0, 5.0))
    axis = msgspec.structs.replace(plot.panels[0].y, low=low, high=low + 10)
    panel = msgspec.structs.replace(plot.panels[0], items=(shown,), y=axis)
    points = PlotSpec(layer=(msgspec.structs.replace(BARS.layer[0], mark=Mark(type=MarkType.POINT)),))
    assert checks(drawn(panels=(panel,)), points) == found


def test_a_legend_leaves_room_for_the_data() -> None:
    small = msgspec.structs.replace(drawn().panels[0], rect=Rect(40, 10, 30, 40))
    assert checks(drawn(panels=(small,), legend=Rect(100, 10, 140, 140))) == [Check.CROWDED]
    assert checks(drawn(panels=(small,))) == []
