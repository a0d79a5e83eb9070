"""Scales, ends and titles of axes."""

import pytest

from pb_core.domain.plots.wishes import SettingWish
from pb_core.errors import NotPlottable
from support.readings import wishes


def test_ends_along_times_are_years() -> None:
    (found,) = [one for one in wishes("body mass over year, x from 2007 to 2008") if isinstance(one, SettingWish)]
    assert (found.low, found.high) == (1167609600.0, 1230767999.0)
    with pytest.raises(NotPlottable, match="ends are years"):
        wishes("body mass over year, shade x from 3 to 9")
