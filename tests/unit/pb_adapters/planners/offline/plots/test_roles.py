"""The offline engine answers the roles of plots."""

import msgspec

from pb_adapters.planners.offline.engine import _answer
from pb_core.domain.plots.wish_checks import outcomes
from pb_core.domain.questions import PlotCritiqueBrief, PlotPlan, PlotPlanBrief, PlotVerdict
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table import TableLimits
from pb_core.domain.tables.table_reading import read_table


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
        wishes=outcomes(plan.heard.wishes, plan.spec, seen),
        checklist=(),
        findings=(),
        proof="",
        repairs=(),
        round=1,
        rounds=2,
    )
    assert isinstance(_answer(brief), PlotVerdict)
