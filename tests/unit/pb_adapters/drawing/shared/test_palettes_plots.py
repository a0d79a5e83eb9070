import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.drawing.shared.palettes import (
    BACKGROUND,
    DIVERGING,
    GREY_RAMP,
    HATCHES,
    MARKERS,
    MUTED,
    NAMED,
    PAPER,
    SEQUENTIAL,
    SERIES,
    STROKES,
)
from pb_core.domain.plots.colours import Vision, contrast, distance
from pb_core.domain.plots.spec import Color, PaletteName

COLOURED = (PaletteName.VIVID, PaletteName.SOFT)
DICHROMATS = (Vision.FULL, Vision.DEUTERANOPIA, Vision.PROTANOPIA, Vision.TRITANOPIA)
RAMPS = (SEQUENTIAL, DIVERGING, GREY_RAMP)


@pytest.mark.parametrize("colours", [SERIES, STROKES])
@pytest.mark.parametrize("name", COLOURED)
@pytest.mark.parametrize("vision", DICHROMATS)
def test_series_colours_differ_for_every_kind_of_vision(
    colours: dict[PaletteName, tuple[str, ...]], name: PaletteName, vision: Vision
) -> None:
    assert min(distance(a, b, vision) for a, b in itertools.combinations(colours[name], 2)) > 14


@pytest.mark.parametrize("colours", [SERIES, STROKES])
@pytest.mark.parametrize(("name", "least"), [(PaletteName.VIVID, 6), (PaletteName.SOFT, 5.9), (PaletteName.GREY, 9)])
def test_series_colours_differ_in_grey_print(
    colours: dict[PaletteName, tuple[str, ...]], name: PaletteName, least: float
) -> None:
    assert min(distance(a, b, Vision.GREYSCALE) for a, b in itertools.combinations(colours[name], 2)) > least


def test_what_carries_data_without_a_filled_area_stands_out_from_paper() -> None:
    assert min(contrast(color, PAPER) for colors in STROKES.values() for color in colors) >= 3
    assert contrast(MUTED, PAPER) >= 3 > contrast(BACKGROUND, PAPER)


@pytest.mark.parametrize("name", COLOURED)
def test_the_first_colours_are_furthest_apart(name: PaletteName) -> None:
    first = SERIES[name][:3]
    assert min(distance(a, b, v) for v in DICHROMATS for a, b in itertools.combinations(first, 2)) > 20


def test_every_colour_can_be_seen_on_paper() -> None:
    for colors in SERIES.values():
        assert min(contrast(color, PAPER) for color in colors) > 1.2
    assert min(contrast(NAMED[color], PAPER) for color in Color) > 1.7


def test_there_are_as_many_markers_as_hatches() -> None:
    assert len(set(MARKERS)) == len(set(HATCHES)) == 12


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50), st.sampled_from(RAMPS))
def test_a_ramp_reads_back_what_it_shows(shares: list[float], ramp: object) -> None:
    colors = ramp.colors(np.array(shares))  # type: ignore[attr-defined]  # one of RAMPS
    assert ramp.shares(colors) == pytest.approx(shares, abs=1e-9)  # type: ignore[attr-defined]  # one of RAMPS


def test_a_colour_beside_the_ramp_stands_for_nothing() -> None:
    assert np.isnan(SEQUENTIAL.shares(np.array([[0.9, 0.1, 0.1]]))).all()


def test_ends_are_not_exceeded() -> None:
    assert SEQUENTIAL.colors(np.array([-1.0, 2.0])) == pytest.approx(SEQUENTIAL.colors(np.array([0.0, 1.0])))
