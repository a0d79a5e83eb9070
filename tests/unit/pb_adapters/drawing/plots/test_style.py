import itertools

import msgspec
import numpy as np
import pytest

from pb_adapters.drawing.plots.frames import frame
from pb_adapters.drawing.plots.page import THEMES
from pb_adapters.drawing.plots.style import Bands, PlotStyle, RampScale, SizeScale, scaled, style_of
from pb_adapters.drawing.shared.palettes import MUTED, NAMED, SEQUENTIAL
from pb_core.domain.plots.colours import Vision, distance
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import (
    Channel,
    Color,
    Config,
    Encoding,
    FieldType,
    Highlight,
    Layer,
    Medium,
    PaletteName,
    PlotSpec,
)
from pb_core.testing.memory.plots import table_of


def style(
    names: list[str], palette: PaletteName = PaletteName.VIVID, highlight: tuple[Highlight, ...] = ()
) -> PlotStyle:
    table = table_of(x=[1.0] * len(names), y=[float(i) for i in range(len(names))], s=names)
    encoding = Encoding(
        x=Channel(field="x", type=FieldType.QUANTITATIVE),
        y=Channel(field="y", type=FieldType.QUANTITATIVE),
        color=Channel(field="s", type=FieldType.NOMINAL),
    )
    layer = Layer(mark=Mark(type=MarkType.POINT), encoding=encoding)
    spec = PlotSpec(layer=(layer,), config=Config(palette=palette), highlight=highlight)
    return style_of(spec, frame(spec, table))


@pytest.mark.parametrize("palette", PaletteName)
@pytest.mark.parametrize("shown", ["marker", "dash", "hatch"])
def test_sixty_series_differ_by_colour_and_one_thing_more(palette: PaletteName, shown: str) -> None:
    keys = style([f"s{i}" for i in range(60)], palette).keys[:60]
    assert len({(key.color, getattr(key, shown)) for key in keys}) == 60


def test_a_highlighted_series_has_the_colour_and_none_comes_near() -> None:
    made = style(["a", "b", "ours", "c"], highlight=(Highlight(field="s", value="ours"),))
    red = NAMED[Color.RED]
    assert made.key("ours").color == red
    others = [made.key(name).color for name in "abc"]
    assert all(distance(red, other) > 25 and distance(red, other, Vision.GREYSCALE) > 5 for other in others)
    assert made.outline("ours", Color.RED) is None
    assert made.outline("a", Color.RED) == red


def test_without_a_legend_highlights_colour_items_and_mute_the_others() -> None:
    made = style(["only", "only"])
    assert not made.in_legend
    assert made.fill("", Color.GREEN, muted=False) == NAMED[Color.GREEN]
    assert made.fill("", None, muted=True) == MUTED


def test_scales_read_back_what_they_show() -> None:
    values = np.array([2.0, 5.0, 9.5])
    ramp = RampScale(ramp=SEQUENTIAL, low=2, high=10)
    assert ramp.values(ramp.colors(values)) == pytest.approx(values)
    sizes = SizeScale(high=9.5)
    assert sizes.values(sizes.areas(values)) == pytest.approx(values)
    assert sizes.areas(values)[0] / sizes.areas(values)[1] == pytest.approx(2 / 5)


def test_a_slide_has_thicker_lines_and_larger_type() -> None:
    small = style(["a", "b"])
    large = scaled(small, THEMES[Medium.SLIDES])
    assert large.line_width > 2 * small.line_width
    assert large.text_size == 18
    assert scaled(small, THEMES[Medium.SINGLE]) == msgspec.structs.replace(small, text_size=7.0)


def test_bars_side_by_side_fill_their_band_without_overlap() -> None:
    bands = Bands(width=0.8)
    slots = [bands.slot(index, 4) for index in range(4)]
    edges = [(middle - wide / 2, middle + wide / 2) for middle, wide in slots]
    assert all(right < left for (_, right), (left, _) in itertools.pairwise(edges))
    assert edges[0][0] >= -0.4
    assert edges[-1][1] <= 0.4
    assert bands.slot(0, 1) == (0.0, 0.8)
