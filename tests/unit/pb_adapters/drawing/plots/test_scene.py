import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.drawing.plots.scene import _apart, readable
from pb_adapters.drawing.shared.palettes import NAMED, PAPER, SERIES
from pb_core.domain.plots.colours import contrast

PITCH, TOP, BOTTOM = 10.0, 0.0, 200.0


@given(st.lists(st.floats(TOP, BOTTOM), max_size=15))
def test_names_stand_apart_within_their_panel_and_in_order(wanted: list[float]) -> None:
    placed = _apart(sorted(wanted), PITCH, TOP, BOTTOM)
    assert len(placed) == len(wanted)
    assert all(b - a >= PITCH - 1e-6 for a, b in itertools.pairwise(placed))
    assert all(TOP - 1e-6 <= y <= BOTTOM + 1e-6 for y in placed)


def test_names_with_room_stand_where_they_want() -> None:
    assert _apart([20.0, 60.0, 150.0], PITCH, TOP, BOTTOM) == [20.0, 60.0, 150.0]
    assert _apart([50.0, 52.0], PITCH, TOP, BOTTOM) == pytest.approx([46.0, 56.0])


@pytest.mark.parametrize("color", [*itertools.chain.from_iterable(SERIES.values()), *NAMED.values()])
def test_words_in_any_colour_can_be_read(color: str) -> None:
    assert contrast(readable(color), PAPER) >= 4.5
    if contrast(color, PAPER) >= 4.6:
        assert readable(color) == color
