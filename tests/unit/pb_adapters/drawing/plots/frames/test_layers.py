import numpy as np

from pb_adapters.drawing.plots.frames.channel_data import ChannelData, read_channels
from pb_adapters.drawing.plots.frames.columns import columns_of
from pb_adapters.drawing.plots.frames.layers import emphasis, number_format, numbering
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Axes, Axis, Color, Encoding, Format, Highlight, Layer, Legend, PlotSpec, Style
from support.channels import nominal, quantity
from support.tables import tabled


def channels(mark: MarkType, encoding: Encoding) -> ChannelData:
    table = tabled(g=["a", "b", "c"], v=[1, 2, 3])
    return read_channels(0, Layer(mark=Mark(type=mark), encoding=encoding), columns_of(table))


BARS = channels(MarkType.BAR, Encoding(x=nominal("g"), y=quantity("v")))


def test_the_first_highlight_wins_and_the_rest_steps_back() -> None:
    highlights = (Highlight(field="g", value="b"), Highlight(field="v", value="2", color=Color.BLUE))
    colors, muted = emphasis(highlights, BARS, np.arange(3))
    assert (colors, muted.tolist()) == ((None, Color.RED, None), [True, False, True])


def test_highlights_of_other_layers_change_nothing() -> None:
    assert not emphasis((Highlight(field="other", value="b"),), BARS, np.arange(3))[1].any()


def test_labels_have_as_many_decimals_as_tell_them_apart() -> None:
    labels = numbering(Format(), np.array([1.0, 1.25, np.nan]))
    assert labels.texts(np.array([1.0, np.nan])) == ("1.00", "")


def test_numbers_are_written_as_on_their_axis_and_slices_as_shares() -> None:
    spec = PlotSpec(
        layer=(BARS.layer,), axes=Axes(y=Axis(format=Format(decimals=1))), legend=Legend(format=Format(decimals=3))
    )
    pie = channels(MarkType.ARC, Encoding(theta=quantity("v"), color=nominal("g")))
    assert number_format(BARS, spec) == Format(decimals=1)
    assert number_format(pie, spec) == Format(decimals=3, style=Style.PERCENT)
