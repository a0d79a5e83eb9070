import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.drawing.plots.frames.channel_data import horizontal, read_channels
from pb_adapters.drawing.plots.frames.columns import columns_of
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.resolved_layers import base_of
from pb_core.domain.plots.spec import Channel, Encoding, FieldType, Layer, Spread
from support.channels import quantity
from support.tables import tabled

SPREADS = st.sampled_from([None, Spread(delta="d")])
ENDS = st.sampled_from([None, "end"])
CHANNELS = st.none() | st.builds(Channel, field=st.just("f"), type=st.sampled_from(FieldType))


@given(
    mark=st.sampled_from(MarkType),
    encoding=st.builds(
        Encoding, x=CHANNELS, y=CHANNELS, x2=ENDS, y2=ENDS, x_error=SPREADS, y_error=SPREADS,
    ),
)  # fmt: skip
def test_both_programs_turn_layers_alike(mark: MarkType, encoding: Encoding) -> None:
    layer = Layer(mark=Mark(type=mark), encoding=encoding)
    assert horizontal(layer) == (base_of(layer) == "y")


def test_a_missing_value_breaks_a_line_and_is_no_item() -> None:
    data = columns_of(tabled(x=[1, 2, 3], y=[1, None, 3]))
    line = Layer(mark=Mark(type=MarkType.LINE), encoding=Encoding(x=quantity("x"), y=quantity("y")))
    channels = read_channels(0, line, data)
    assert channels.items.tolist() == [True, False, True]
    assert channels.gaps.tolist() == [False, True, False]


def test_errors_are_ends() -> None:
    data = columns_of(tabled(x=[1, 2], y=[10, 20], d=[1, 2]))
    encoding = Encoding(x=quantity("x"), y=quantity("y"), y_error=Spread(delta="d"))
    errors = read_channels(0, Layer(mark=Mark(type=MarkType.POINT), encoding=encoding), data).errors
    assert np.array_equal([errors.low, errors.high], [[9, 18], [11, 22]])
