"""Numbers at risk stand under their ticks, beside their names, on the page, and are read from where they stand."""

import pytest
from msgspec.structs import replace

from pb_adapters.drawing.plots import render
from pb_core.domain.plots.drawn import DrawnPlot, TextRole
from pb_core.domain.plots.estimators import Survival
from pb_core.domain.plots.layout_checks import check_layout
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.proof import prove
from pb_core.domain.plots.spec import Config, Legend, Medium, Orient, PlotSpec, RiskTable
from pb_core.domain.tables.table import Table
from pb_core.ports.plots import PlotRequest
from pb_core.testing.memory.plots import table_of
from support.channels import layer
from support.channels import nominal as n
from support.channels import quantity as q

LIVES = table_of(
    months=[float(place * 7 % 60) for place in range(80)],
    died=[place % 3 > 0 for place in range(80)],
    arm=[("placebo", "a much longer name of a treatment, with its dose")[place % 2] for place in range(80)],
)
PLOT = PlotSpec(
    transform=(Survival(time="months", event="died", groupby=("arm",)),),
    layer=(layer(MarkType.LINE, x=q("time"), y=q("survival"), color=n("arm")),),
    risk_table=RiskTable(),
)


def drawn(spec: PlotSpec, table: Table = LIVES, ratio: str | None = None) -> DrawnPlot:
    found = render(PlotRequest(spec=spec, table=table, aspect_ratio=ratio, formats=())).drawn
    assert prove(spec, table, found).mismatches == ()
    assert check_layout(found, spec, ratio) == ()
    return found


@pytest.mark.parametrize("medium", list(Medium))
@pytest.mark.parametrize("orient", [Orient.AUTO, Orient.BOTTOM, Orient.DIRECT, Orient.NONE])
def test_numbers_stand_under_the_ticks(medium: Medium, orient: Orient) -> None:
    found = drawn(replace(PLOT, config=Config(medium=medium), legend=Legend(orient=orient)))
    panel = found.panels[0]
    ticks = [tick.position for tick in panel.x.ticks]
    assert sorted(count.at for count in panel.at_risk) == pytest.approx(sorted(ticks * 2), abs=1e-6)
    lines = [text.rect for text in found.texts if text.role is TextRole.RISK]
    below = max(text.rect.bottom for text in found.texts if text.role in {TextRole.TICK_X, TextRole.AXIS_TITLE})
    assert min(rect.y for rect in lines) > below


def test_one_curve_needs_no_name() -> None:
    alone = PlotSpec(
        transform=(Survival(time="months", event="died"),),
        layer=(layer(MarkType.LINE, x=q("time"), y=q("survival")),),
        risk_table=RiskTable(title=""),
    )
    assert {count.series for count in drawn(alone).panels[0].at_risk} == {""}


def test_a_given_ratio_keeps_room_for_the_table() -> None:
    drawn(PLOT, ratio="16:9")
