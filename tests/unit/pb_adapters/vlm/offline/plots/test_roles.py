"""The offline engine answers the roles of plots."""

import msgspec

from pb_adapters.vlm.offline.engine import _answer
from pb_core.roles.answers import PlotPlan, PlotVerdict
from pb_core.roles.briefs import PlotCritiqueBrief, PlotPlanBrief
from pb_core.tables.profiling import profile
from pb_core.tables.reading import read_table
from pb_core.tables.table import TableLimits


def test_the_engine_plans_and_judges_plots() -> None:
    seen = profile(read_table({"A": 1, "B": 2}, TableLimits()))
    plan = _answer(PlotPlanBrief(intent="compare", profile=seen, guide=""))
    assert isinstance(plan, PlotPlan)
    assert msgspec.json.decode(msgspec.json.encode(plan), type=PlotPlan) == plan
    brief = PlotCritiqueBrief(
        spec=plan.spec,
        description=plan.description,
        intent="compare",
        profile=seen,
        guide="",
        wishes=plan.wishes,
        checklist=(),
        findings=(),
        proof="",
        repairs=(),
        round=1,
        rounds=2,
    )
    assert isinstance(_answer(brief), PlotVerdict)
