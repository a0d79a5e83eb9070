from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg

from pb_adapters.drawing.plots.marks.arcs import _apart
from support.painting import paint


@given(st.lists(st.floats(-50, 50), max_size=8))
def test_blocks_that_fit_are_kept_apart_and_within_the_limit(wanted: list[float]) -> None:
    order = np.array(sorted(wanted, reverse=True))
    placed = _apart(order, np.full(len(order), 9.0), 60.0)
    assert (-np.diff(placed) >= 9.0 - 1e-9).all()
    assert (np.abs(placed) <= 60.0 + 1e-9).all()


def test_texts_of_thin_wedges_do_not_overlap() -> None:
    encoding = {"theta": {"field": "v", "type": "quantitative"}, "color": {"field": "k", "type": "nominal"}}
    form = {"layer": [{"mark": {"type": "arc", "labels": True}, "encoding": encoding}], "legend": {"orient": "none"}}
    data = [{"k": f"part {i}", "v": v} for i, v in enumerate((50, 20, 10, 1, 1, 1, 1.5, 1))]
    painted = paint(form, data, size=(3.4, 3.4))
    renderer = FigureCanvasAgg(painted.figure).get_renderer()
    texts = [t for t in (*painted.painted[0].labels, *painted.painted[0].names) if t.get_text()]
    boxes = [text.get_window_extent(renderer).shrunk(0.98, 0.8) for text in texts]
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]


def test_a_text_stands_in_its_wedge_where_it_fits() -> None:
    encoding = {"theta": {"field": "v", "type": "quantitative"}, "color": {"field": "k", "type": "nominal"}}
    form = {"layer": [{"mark": {"type": "arc", "labels": True}, "encoding": encoding}]}
    wide, thin = paint(form, [{"k": "a", "v": 97}, {"k": "b", "v": 3}]).painted[0].labels
    assert np.hypot(*wide.xy) < 1
    assert np.hypot(*thin.xy) > 0.999
