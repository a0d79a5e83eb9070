import msgspec
import numpy as np

from pb_adapters.drawing.plots.frames.model import FrameLayer
from pb_adapters.drawing.plots.marks.item_places import finite, runs, sharing, take
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Side

LAYER = FrameLayer(
    layer=0,
    mark=Mark(type=MarkType.LINE),
    side=Side.LEFT,
    horizontal=False,
    series=("p", "p", "q", "q", "p"),
    detail=("",) * 5,
    offset_index=np.zeros(5, dtype=np.int64),
    offset_count=1,
    emphasis=(None,) * 5,
    muted=np.zeros(5, dtype=bool),
    x=np.arange(5.0),
    y=np.array([1.0, np.nan, 3.0, 4.0, 5.0]),
)


def test_runs_end_where_the_series_changes() -> None:
    assert [run.x.tolist() for run in runs(LAYER, "series")] == [[0, 1], [2, 3], [4]]


def test_gaps_are_left_out() -> None:
    assert [part.x.tolist() for part in finite(LAYER)] == [[0], [2, 3, 4]]


def test_columns_that_are_missing_throughout_make_no_gaps() -> None:
    layer = msgspec.structs.replace(LAYER, y2=np.full(5, np.nan))
    assert len(finite(layer)) == 2


def test_items_of_one_key_keep_their_order() -> None:
    assert [(name, places.tolist()) for name, places in sharing(LAYER, list(LAYER.series))] == [
        ("p", [0, 1, 4]),
        ("q", [2, 3]),
    ]


def test_taking_items_takes_all_their_columns() -> None:
    taken = take(LAYER, np.array([3, 0]))
    assert (taken.series, taken.x.tolist(), taken.count) == (("q", "p"), [3.0, 0.0], 2)


def test_a_layer_without_a_value_has_no_parts() -> None:
    assert finite(msgspec.structs.replace(LAYER, y=np.full(5, np.nan))) == []
