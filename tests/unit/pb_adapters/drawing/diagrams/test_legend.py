from collections.abc import Iterator

import pytest

from pb_adapters.drawing.diagrams.legend import Entry, height_of, placed
from pb_adapters.drawing.shared.palettes import colours
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Palette
from pb_core.domain.plane import overlap, within

HARBOR = colours(Palette.HARBOR)


@pytest.fixture(autouse=True)
def _faces() -> Iterator[None]:
    with settings():
        yield


def test_the_frame_is_as_wide_as_its_entries() -> None:
    found = (Entry(words="one", mark="flame"), Entry(words="two", mark="snowflake"))
    assert placed(found, 6.0, 100.0, 470.0, HARBOR).rect.width < 150


def test_the_frame_reaches_across_where_that_is_asked_for_and_its_entries_stand_in_its_middle() -> None:
    legend = placed((Entry(words="one", mark="flame"),), 6.0, 100.0, 470.0, HARBOR, whole=True)
    assert (legend.rect.x, legend.rect.right) == (6.0, 476.0)
    (entry,) = legend.entries
    left, right = entry.swatch.x - legend.rect.x, legend.rect.right - entry.runs[-1].rect.right
    assert left == pytest.approx(right, abs=1)


@pytest.mark.parametrize(("count", "rows"), [(1, 1), (4, 1), (12, 3)])
def test_entries_stand_in_as_few_rows_as_hold_them(count: int, rows: int) -> None:
    found = tuple(Entry(words=f"an entry of the legend {i}", mark="flame") for i in range(count))
    legend = placed(found, 6.0, 100.0, 470.0, HARBOR)
    assert legend.rect.bottom == pytest.approx(100 + height_of(found, 470.0))
    assert len({run.y for run in legend.runs}) == rows
    rects = [rect for one in legend.entries for rect in (one.swatch, *(run.rect for run in one.runs))]
    assert all(within(rect, legend.rect) for rect in rects)
    assert not any(overlap(a, b) for i, a in enumerate(rects) for b in rects[:i])


def test_a_narrow_page_has_one_entry_a_row() -> None:
    found = tuple(Entry(words="words that are wider than the page", mark="flame") for _ in range(3))
    legend = placed(found, 0.0, 0.0, 80.0, HARBOR)
    assert len({run.y for run in legend.runs}) == 3


def test_the_rows_of_a_high_legend_are_closer_and_hold_more() -> None:
    found = tuple(Entry(words=f"entry {i}", mark="flame") for i in range(17))
    legend = placed(found, 0.0, 0.0, 240.0, HARBOR)
    middles = sorted({run.y for run in legend.runs})
    usual = sorted({run.y for run in placed(found[:4], 0.0, 0.0, 120.0, HARBOR).runs})
    assert middles[1] - middles[0] < usual[1] - usual[0]
    rects = [rect for one in legend.entries for rect in (one.swatch, *(run.rect for run in one.runs))]
    assert all(within(rect, legend.rect) for rect in rects)
    assert not any(overlap(a, b) for i, a in enumerate(rects) for b in rects[:i])


def test_without_entries_no_height_is_taken() -> None:
    assert height_of((), 470.0) == 0
