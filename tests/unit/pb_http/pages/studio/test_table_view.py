"""A table is shown as it is read, and what is offered to be shown of it is understood."""

import pytest

from pb_adapters.plot_checking import checked
from pb_core.application.plot_checks import PlotOrder
from pb_core.domain.tables.table import TableLimits
from pb_core.domain.tables.table_reading import json_of_csv, read_json
from pb_http.demo.inputs import inputs
from pb_http.pages.studio.table_view import COLUMNS_SHOWN, LONGEST_CELL, ROWS_SHOWN, phrases, table_view

CSV = "method,score,when,error (ms),note\nA,1.5,2024-01-02,0.1,x\nB,2,2024-01-03,0.2,\nC,1.2k,2024-02-01,0.3,y\n"


def test_columns_have_types_units_and_what_is_not_understood() -> None:
    view = table_view(read_json(json_of_csv(CSV), TableLimits()))
    assert [column.type for column in view.columns] == ["text", "text", "time", "number", "text"]
    assert [column.unit for column in view.columns] == ["", "", "", "ms", ""]
    assert "'1.2k' in row 3" in view.columns[1].unread
    assert view.columns[4].missing == 1
    assert view.rows[1] == ("B", "2", "2024-01-03", "0.2", "")
    assert view.row_count == 3


def test_the_beginning_of_a_large_table_is_shown() -> None:
    names = ",".join(f"c{place}" for place in range(COLUMNS_SHOWN + 3))
    row = ",".join(["w" * 100] * (COLUMNS_SHOWN + 3))
    view = table_view(read_json(json_of_csv("\n".join([names, *[row] * 50])), TableLimits()))
    assert (len(view.columns), view.more_columns) == (COLUMNS_SHOWN, 3)
    assert (len(view.rows), view.row_count) == (ROWS_SHOWN, 50)
    assert view.rows[0][0] == "w" * LONGEST_CELL + "…"


MANY = "group,age,weight,when\n" + "\n".join(
    f"{'ab'[i % 2]},{20 + i},{60 + i % 9},2024-01-{i + 1:02}" for i in range(25)
)
DATA = [demo.body["data_json"] for demo in inputs() if demo.path == "/api/plot"] + [json_of_csv(MANY)]


@pytest.mark.parametrize("data", DATA)
def test_the_rules_understand_every_phrase_that_is_offered(data: str) -> None:
    offered = list(phrases(read_json(data, TableLimits())))
    assert offered
    for phrase in offered:
        checked(PlotOrder(data=data, limits=TableLimits(), intent=phrase), True)


def test_a_phrase_names_no_column_that_it_could_not_hold() -> None:
    assert (
        list(phrases(read_json('[{"<b>, bars": 1, "x, y": "a"}, {"<b>, bars": 2, "x, y": "b"}]', TableLimits()))) == []
    )
