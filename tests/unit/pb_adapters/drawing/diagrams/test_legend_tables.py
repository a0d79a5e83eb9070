from collections.abc import Iterator

import pytest

from pb_adapters.drawing.diagrams.legend import Entry
from pb_adapters.drawing.diagrams.legend_tables import tables_of
from pb_adapters.drawing.shared.palettes import Tint, colours
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Palette
from pb_core.domain.plane import overlap, within

HARBOR = colours(Palette.HARBOR)
PLAIN = tuple(Entry(words=f"entry {n}", mark="flame") for n in range(5))
TAGGED = (*PLAIN, Entry(words="each reference goes on at every", tag="A", partner="A"))


@pytest.fixture(autouse=True)
def _faces() -> Iterator[None]:
    with settings():
        yield


@pytest.mark.parametrize("entries", [PLAIN, TAGGED])
def test_every_table_holds_its_entries_once_and_apart(entries: tuple[Entry, ...]) -> None:
    tables = list(tables_of(entries, 400.0))
    assert max(len(table.columns) for table in tables) == len(entries)
    assert min(len(table.columns) for table in tables) == 1
    for table in tables:
        legend = table.at(10.0, 20.0, HARBOR)
        assert (legend.rect.width, legend.rect.height) == (table.width, table.height)
        assert [placed.entry for placed in legend.entries] == list(entries)
        rects = [run.rect for run in legend.runs]
        for placed in legend.entries:
            rects += [placed.swatch, *([placed.partner] if placed.partner else [])]
            assert " ".join(run.text for run in placed.runs) == placed.entry.words
        assert all(within(rect, legend.rect) for rect in rects)
        assert not any(overlap(a, b) for i, a in enumerate(rects) for b in rects[:i])


def test_words_of_a_column_begin_below_each_other_whatever_stands_before_them() -> None:
    entries = (*PLAIN[:2], Entry(words="start", mark="flame", tint=Tint("#ffffff", "#000000")))
    column = next(table for table in tables_of(entries, 400.0) if len(table.columns) == 1)
    assert len({round(run.x, 3) for run in column.at(0.0, 0.0, HARBOR).runs}) == 1


def test_words_between_two_tags_break_where_a_column_is_narrower_so() -> None:
    columns = [table for table in tables_of(TAGGED, 400.0) if len(table.columns) == 1]
    widths = [table.width for table in columns]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == len(widths) > 1


def test_no_table_is_wider_than_the_page() -> None:
    tables = list(tables_of(TAGGED, 150.0))
    assert tables
    assert all(table.width <= 150 for table in tables)
    assert not list(tables_of(TAGGED, 20.0))
