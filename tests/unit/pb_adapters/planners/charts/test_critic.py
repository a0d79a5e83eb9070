"""The critic's answers: wishes and series item by item, scores by findings, repairs that spoil no wish."""

import pytest
from msgspec.structs import replace

from pb_adapters.planners.charts.critic import criticise_plot
from pb_adapters.planners.charts.planner import plan_plot
from pb_core.application.roles import plot_checklist
from pb_core.domain.findings import Check, Finding
from pb_core.domain.plots.spec import Legend, Medium, Orient, PlotSpec
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.questions import PlotCritiqueBrief, PlotPlanBrief, PlotVerdict, Standing
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table import Table
from pb_core.domain.tables.table_reading import read_table
from support.wish_plots import became

LINES = [{"epoch": e, "model": m, "loss": 3.0 / e + k} for k, m in enumerate(("A", "B", "C")) for e in range(1, 9)]


def setting(intent: str) -> tuple[Table, PlotCritiqueBrief]:
    table = read_table(LINES)
    seen = profile(table)
    plan = plan_plot(PlotPlanBrief(intent=intent, profile=seen))
    wishes = became(plan.heard.wishes, plan.spec, table)
    brief = PlotCritiqueBrief(
        spec=plan.spec, description=plan.description, intent=intent, profile=seen, guide="", wishes=wishes,
        checklist=plot_checklist(wishes, ("A", "B")), findings=(), proof="", repairs=(), round=1, rounds=3,
    )  # fmt: skip
    return table, brief


def found(brief: PlotCritiqueBrief, *checks: Check, subject: str = "text") -> PlotVerdict:
    findings = tuple(Finding(check=check, subject=subject, detail="Too bad.") for check in checks)
    return criticise_plot(replace(brief, findings=findings))


def revised(verdict: PlotVerdict) -> PlotSpec:
    assert verdict.revised_spec is not None
    return verdict.revised_spec


def test_a_plot_without_findings_is_flawless_and_stays() -> None:
    _, brief = setting("loss over epoch for each model, log y")
    verdict = criticise_plot(brief)
    assert {item.standing for item in verdict.items} == {Standing.PRESENT}
    assert {item.name for item in verdict.items} == {item.name for item in brief.checklist}
    assert verdict.scores.readability == verdict.scores.faithfulness == 10
    assert (verdict.revised_spec, verdict.revised_description) == (None, None)


def test_a_wish_that_the_specification_does_not_keep_is_wrong() -> None:
    _, brief = setting("loss over epoch for each model, log y")
    (log,) = (one for one in brief.wishes if "log" in one.words)
    lost = replace(log, followed=False, note="the axis has another scale")
    verdict = criticise_plot(replace(brief, wishes=(lost,)))
    assert [item.note for item in verdict.items if item.standing is Standing.WRONG] == ["the axis has another scale"]
    assert verdict.scores.faithfulness < 10


def test_series_that_look_alike_are_wrong() -> None:
    _, brief = setting("loss over epoch for each model")
    verdict = found(brief, Check.INDISTINCT_SERIES, subject="A")
    assert [item.name for item in verdict.items if item.standing is Standing.WRONG] == ["series A"]


def test_series_without_a_legend_are_missing() -> None:
    _, brief = setting("loss over epoch for each model")
    bare = replace(brief.spec, legend=Legend(orient=Orient.NONE))
    items = {item.name: item.standing for item in criticise_plot(replace(brief, spec=bare)).items}
    assert items["series A"] is Standing.MISSING


@pytest.mark.parametrize("check", [Check.OVERLAP, Check.TEXT_SIZE, Check.CROWDED])
def test_what_does_not_fit_gets_two_columns(check: Check) -> None:
    table, brief = setting("loss over epoch for each model")
    verdict = found(brief, check)
    assert revised(verdict).config.medium is Medium.DOUBLE
    assert "To make it easier to read, the figure is two columns wide." in (verdict.revised_description or "")
    check_plot(revised(verdict), table, brief.intent)


def test_a_legend_on_the_data_goes_below() -> None:
    _, brief = setting("loss over epoch for each model")
    assert revised(found(brief, Check.LEGEND_ON_DATA)).legend.orient is Orient.BOTTOM


def test_values_that_overlap_are_not_printed_unless_they_are_asked_for() -> None:
    _, brief = setting("bars of mean loss by model")
    labelled = replace(brief.spec.layer[0], mark=replace(brief.spec.layer[0].mark, labels=True))
    brief = replace(brief, spec=replace(brief.spec, layer=(labelled,)))
    assert not revised(found(brief, Check.TEXT_OVERLAP)).layer[0].mark.labels
    _, asked = setting("bars of mean loss by model with values")
    assert revised(found(asked, Check.TEXT_OVERLAP)).layer[0].mark.labels


def test_no_revision_is_proposed_twice() -> None:
    _, brief = setting("loss over epoch for each model")
    verdict = found(brief, Check.OVERLAP)
    assert found(replace(brief, previous=verdict), Check.OVERLAP).revised_spec is None
