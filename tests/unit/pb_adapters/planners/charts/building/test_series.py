"""Lines and areas run along a time or a number, and stacked areas have a value everywhere."""

import pytest

from pb_adapters.planners.charts.planner import plan_plot
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import Stack
from pb_core.domain.plots.transforms import Aggregate
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.questions import PlotPlanBrief
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table_reading import read_table

FOUND = [
    {"method": method, "year": year, "planet": f"p{place}"}
    for method, years in (("Transit", range(1999, 2015)), ("Imaging", (2004, 2008, 2013)), ("Timing", (2001, 2011)))
    for year in years
    for place in range(2)
]


@pytest.mark.parametrize(
    "intent", ["stacked area of counts per year by method", "area of counts per year, stacked by method"]
)
def test_stacked_areas_hold_a_zero_where_nothing_is_counted(intent: str) -> None:
    table = read_table(FOUND)
    spec = plan_plot(PlotPlanBrief(intent=intent, profile=profile(table))).spec
    check_plot(spec, table, intent)
    assert spec.layer[0].mark.type is MarkType.AREA
    assert spec.layer[0].encoding.stack is Stack.ZERO
    assert all(step.complete for step in spec.transform if isinstance(step, Aggregate))
