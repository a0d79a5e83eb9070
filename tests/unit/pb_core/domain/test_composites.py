import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.composites import Arrangement, Box, PanelStyle, arrange
from pb_core.domain.panel_grid import FINEST, PIXELS_PER_INCH, CanvasLimits, PanelSize
from pb_core.errors import InvalidRequest

SIDES = st.integers(1, 5000)
SIZES = st.lists(st.builds(PanelSize, SIDES, SIDES), min_size=1, max_size=12)
LABELS = st.text("ab 图", max_size=60)
CAP = 6000
ROOMY = CanvasLimits(max_panel_side=CAP, max_side=10**9, max_pixels=10**18)


@st.composite
def arranged(draw: st.DrawFn) -> tuple[list[PanelSize], PanelStyle, Arrangement]:
    sizes = draw(SIZES)
    labels = draw(st.one_of(st.none(), st.just(()), st.tuples(*[LABELS] * len(sizes))))
    style = PanelStyle(
        labels=labels,
        spacing=draw(st.integers(0, 300)),
        label_position=draw(st.sampled_from(["top", "bottom"])),
        font_size=draw(st.integers(1, 400)),
    )
    return sizes, style, arrange(sizes, style, ROOMY)


def boxes(arrangement: Arrangement) -> list[Box]:
    labels = [panel.label.box for panel in arrangement.panels if panel.label]
    return [*(panel.box for panel in arrangement.panels), *labels]


@given(arranged())
def test_nothing_overlaps(case: tuple[list[PanelSize], PanelStyle, Arrangement]) -> None:
    for a, b in itertools.combinations(boxes(case[2]), 2):
        beside = a.x + a.width <= b.x or b.x + b.width <= a.x
        assert beside or a.y + a.height <= b.y or b.y + b.height <= a.y


@given(arranged())
def test_everything_is_inside_the_margin(case: tuple[list[PanelSize], PanelStyle, Arrangement]) -> None:
    _, style, figure = case
    for box in boxes(figure):
        assert min(box.x, box.y) >= style.spacing
        assert box.x + box.width <= figure.width - style.spacing
        assert box.y + box.height <= figure.height - style.spacing


@given(arranged())
def test_aspect_ratios_are_kept_to_the_pixel(case: tuple[list[PanelSize], PanelStyle, Arrangement]) -> None:
    sizes, _, figure = case
    for size, panel in zip(sizes, figure.panels, strict=True):
        box = panel.box
        by_width, by_height = box.height * size.width / size.height, box.width * size.height / size.width
        assert abs(box.width - by_width) <= 1 or abs(box.height - by_height) <= 1


@given(arranged())
def test_no_panel_loses_resolution(case: tuple[list[PanelSize], PanelStyle, Arrangement]) -> None:
    sizes, _, figure = case
    for size, panel in zip(sizes, figure.panels, strict=True):
        assert panel.box.width >= size.width
        assert panel.box.height >= size.height
        assert max(panel.box.width, panel.box.height) <= CAP


@given(arranged())
def test_panels_are_read_by_rows(case: tuple[list[PanelSize], PanelStyle, Arrangement]) -> None:
    for a, b in itertools.pairwise(panel.box for panel in case[2].panels):
        assert b.x >= a.x + a.width or b.y >= a.y + a.height


@given(arranged())
def test_baselines_lie_in_the_label_and_labels_in_the_middle(
    case: tuple[list[PanelSize], PanelStyle, Arrangement],
) -> None:
    for panel in case[2].panels:
        if (label := panel.label) is None:
            continue
        assert len(label.baselines) == len(label.lines)
        assert all(label.box.y < base <= label.box.y + label.box.height for base in label.baselines)
        middles = panel.box.x + panel.box.width / 2, label.box.x + label.box.width / 2
        assert abs(middles[0] - middles[1]) <= 1


def placed(*sizes: tuple[int, int], **style: object) -> Arrangement:
    return arrange([PanelSize(*size) for size in sizes], PanelStyle(**style))


def test_two_panels_side_by_side_to_the_pixel() -> None:
    figure = placed((400, 300), (400, 300), layout="1x2", labels=("x", "y"), spacing=10, font_size=20)
    assert (figure.width, figure.height) == (830, 346)
    assert [panel.box for panel in figure.panels] == [Box(10, 10, 400, 300), Box(420, 10, 400, 300)]
    label = figure.panels[1].label
    assert label is not None
    assert (label.box, label.baselines) == (Box(420, 316, 400, 20), (331,))


def test_labels_on_top_push_the_panels_down() -> None:
    figure = placed((400, 300), (400, 300), layout="1x2", spacing=10, font_size=20, label_position="top")
    assert figure.height == 346
    label = figure.panels[0].label
    assert label is not None
    assert (label.box.y, figure.panels[0].box.y) == (10, 36)


def test_no_labels_take_no_room() -> None:
    assert placed((400, 300), labels=(), spacing=0).height == 300


def test_a_last_row_that_is_not_full_is_centred() -> None:
    third = placed((400, 400), (400, 400), (400, 400), layout="2x2", spacing=0, labels=()).panels[2]
    assert third.box.x == 200


def test_columns_are_straight_where_that_costs_little() -> None:
    figure = placed((400, 400), (380, 400), (380, 400), (400, 400), layout="2x2", spacing=0, labels=())
    assert [panel.box.x for panel in figure.panels] == [0, 410, 10, 400]
    uneven = placed((400, 400), (100, 400), (100, 400), (400, 400), layout="2x2", spacing=0, labels=())
    assert [panel.box.x for panel in uneven.panels] == [0, 400, 0, 100]


@pytest.mark.parametrize(
    ("resolutions", "expected"),
    [((600.0, 600.0), 600), ((200.0, 200.0), 300), ((300.0, 500.0), 400), ((1e9, 1e9), 1200)],
)
def test_labels_keep_their_print_size_beside_fine_panels(resolutions: tuple[float, ...], expected: int) -> None:
    sizes = [PanelSize(2000, 1000, resolution) for resolution in resolutions]
    figure = arrange(sizes, PanelStyle(layout="1x2", font_size=30, spacing=10))
    assert (figure.resolution, figure.font_size) == (expected, expected // 10)
    assert figure.panels[1].box.x - figure.panels[0].box.x == 2010


def test_a_panel_that_is_enlarged_becomes_finer() -> None:
    figure = arrange([PanelSize(1000, 500, 300.0), PanelSize(500, 1000, 600.0)], PanelStyle(layout="1x2"))
    assert figure.resolution == 600


@given(SIZES, st.lists(st.floats(0.1, 1e6), min_size=12, max_size=12))
def test_what_fits_with_the_largest_labels_fits_as_it_is(sides: list[PanelSize], stated: list[float]) -> None:
    style = PanelStyle(font_size=400)
    worst = arrange([PanelSize(size.width, size.height, FINEST) for size in sides], style, ROOMY)
    sizes = [PanelSize(size.width, size.height, dpi) for size, dpi in zip(sides, stated, strict=False)]
    figure = arrange(sizes, style, ROOMY)
    assert PIXELS_PER_INCH <= figure.resolution <= worst.resolution <= FINEST
    assert figure.width <= worst.width
    assert figure.height <= worst.height


def test_a_long_label_is_broken_to_the_width_of_its_panel() -> None:
    figure = placed((400, 300), (400, 300), labels=("short", "a label that goes on for much longer"), layout="1x2")
    lines = [panel.label.lines for panel in figure.panels if panel.label]
    assert lines[0] == ("short",)
    assert len(lines[1]) == 2
    assert figure.width == 860


def test_the_limits_are_named_before_any_work() -> None:
    with pytest.raises(InvalidRequest, match=r"20000 x 20000 = 400 million pixels; at most 268 million"):
        arrange([PanelSize(10_000, 10_000)] * 4, PanelStyle(layout="2x2", labels=(), spacing=0))
    with pytest.raises(InvalidRequest, match=r"a side may have at most 60000"):
        placed((10, 10), (10, 10), spacing=100_000)
    with pytest.raises(InvalidRequest, match="may have at most"):
        placed((10, 10), (10, 10), font_size=1_000_000)


@pytest.mark.parametrize("style", [{"spacing": -1}, {"font_size": 0}])
def test_lengths_out_of_range_are_refused(style: dict[str, int]) -> None:
    with pytest.raises(InvalidRequest, match="spacing must not be negative"):
        placed((10, 10), **style)


def test_an_empty_panel_is_named() -> None:
    with pytest.raises(InvalidRequest, match="panel 2 is empty: 0 x 10"):
        placed((10, 10), (0, 10))
