import itertools
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pb_adapters.drawing.plots.layout.ticks import linear, number_ticks, texts_of
from pb_core.domain.plots.label_text import read_number
from pb_core.domain.plots.spec import Format, Scale, ScaleType, Style

PLAIN = Format()
ENDS = st.floats(-1e9, 1e9, allow_subnormal=False)


@given(ENDS, ENDS, st.integers(2, 10))
def test_linear_ticks_are_even_within_the_ends_and_as_many_as_fit(a: float, b: float, most: int) -> None:
    low, high = min(a, b), max(a, b)
    assume(high - low > 1e-6 * max(abs(low), abs(high), 1e-6))
    at = linear(low, high, most)
    assert 2 <= len(at) <= max(most + 1, 5)
    slack = 1e-6 * (high - low)
    assert all(low - slack <= value <= high + slack for value in at)
    steps = [second - first for first, second in itertools.pairwise(at)]
    assert max(steps) - min(steps) <= slack


@given(ENDS, ENDS, st.integers(2, 8), st.sampled_from([Style.PLAIN, Style.PERCENT, Style.SI, Style.SCIENTIFIC]))
def test_tick_texts_say_where_the_ticks_are(a: float, b: float, most: int, style: Style) -> None:
    low, high = min(a, b), max(a, b)
    assume(high - low > 1e-4 * max(abs(low), abs(high), 1e-3))
    form = Format(style=style)
    ticks = number_ticks(Scale(), low, high, most, form)
    for at, text in zip(ticks.at, ticks.texts, strict=True):
        shown = read_number(text, form)
        assert shown is not None
        assert abs(shown.value - at) <= 1e-3 * (high - low)


def test_percentages_get_round_steps() -> None:
    assert linear(0, 1, 5, percent=True) == (0, 0.2, 0.4, 0.6, 0.8, 1.0)
    assert texts_of((0.0, 0.125, 0.25), Format(style=Style.PERCENT)) == ("0.0%", "12.5%", "25.0%")


def test_counts_get_whole_ticks() -> None:
    assert linear(0, 3, 6, whole=True) == (0, 1, 2, 3)


def test_all_ticks_have_the_same_decimals() -> None:
    assert texts_of((0.0, 0.5, 1.0), PLAIN) == ("0.0", "0.5", "1.0")
    assert texts_of((-2.0, 0.0), PLAIN) == ("\N{MINUS SIGN}2", "0")


def test_too_few_stated_decimals_do_not_make_two_ticks_alike() -> None:
    assert texts_of((0.0, 0.5, 1.0), Format(decimals=0)) == ("0.0", "0.5", "1.0")
    assert texts_of((0.0, 1.0), Format(decimals=2)) == ("0.00", "1.00")


def test_unreadably_small_numbers_are_scientific() -> None:
    assert texts_of((0.0, 2e-6), PLAIN) == ("0", "2×10⁻⁶")


def test_log_axes_show_whole_decades() -> None:
    ticks = number_ticks(Scale(type=ScaleType.LOG), 0.5, 2e4, 6, PLAIN)
    assert ticks.texts == ("1", "10", "100", "1000", "10,000")
    assert 2.0 in ticks.minor
    wide = number_ticks(Scale(type=ScaleType.LOG), 1e-6, 1e9, 5, PLAIN)
    assert wide.texts[0] == "10⁻⁶"
    assert len(wide.at) <= 6


@given(st.floats(1e-6, 1e6), st.floats(1.01, 1e9))
def test_log_axes_have_at_least_two_ticks(low: float, factor: float) -> None:
    ticks = number_ticks(Scale(type=ScaleType.LOG), low, low * factor, 6, PLAIN)
    assert len(ticks.at) >= 2
    assert all(low * 0.999 <= at <= low * factor * 1.001 for at in ticks.at)


def test_symlog_axes_reach_both_ways_from_zero() -> None:
    ticks = number_ticks(Scale(type=ScaleType.SYMLOG), -1000, 2000, 5, PLAIN)
    assert 0.0 in ticks.at
    assert {-1000.0, 1000.0} <= set(ticks.at)


def test_logit_axes_show_shares() -> None:
    ticks = number_ticks(Scale(type=ScaleType.LOGIT), 0.005, 0.995, 6, PLAIN)
    assert 0.5 in ticks.at or math.isclose(ticks.at[0], 0.01)


@pytest.mark.parametrize("suffix", ["ms", "°"])
def test_a_suffix_stands_behind_every_tick(suffix: str) -> None:
    assert all(text.endswith(suffix) for text in texts_of((0.0, 1.0), Format(suffix=suffix)))


def test_symlog_decades_are_bare_powers_where_plain_numbers_get_long() -> None:
    ticks = number_ticks(Scale(type=ScaleType.SYMLOG), -2e6, 3e6, 5, PLAIN)
    assert {"\N{MINUS SIGN}10⁶", "0", "10⁶"} <= set(ticks.texts)
    short = number_ticks(Scale(type=ScaleType.SYMLOG), -20, 30, 5, PLAIN)
    assert {"\N{MINUS SIGN}10", "0", "10"} <= set(short.texts)


@pytest.mark.parametrize("most", [2, 3, 5, 8])
def test_a_symlog_axis_of_many_decades_has_ticks_within_its_ends(most: int) -> None:
    ticks = number_ticks(Scale(type=ScaleType.SYMLOG, constant=1e-12), 1.14, 1.7e11, most, PLAIN)
    assert len(ticks.at) >= 2
    assert all(1.14 <= value <= 1.7e11 for value in ticks.at)
