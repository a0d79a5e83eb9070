"""The critic's answers: wishes and series item by item, scores by findings, repairs that converge."""

import pytest
from msgspec.structs import replace

from pb_adapters.planners.offline.plots.critic import criticise_plot
from pb_adapters.planners.offline.plots.planner import planned as plan_plot
from pb_core.application.roles import plot_checklist
from pb_core.domain.findings import Check, Finding
from pb_core.domain.plots.spec import Medium, Orient, PlotSpec
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.questions import PlotCritiqueBrief, PlotPlanBrief, PlotVerdict, Standing
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table import Table, TableLimits
from pb_core.domain.tables.table_reading import read_table

BARS = [{"method": f"A method with a long name {i}", "score": 60.0 + i} for i in range(4)]
LINES = [{"epoch": e, "model": m, "loss": 3.0 / e + k} for k, m in enumerate(("A", "B", "C")) for e in range(1, 9)]
PIE = {name: 10 + i for i, name in enumerate("abcdefgh")}


def setting(data: object, intent: str) -> tuple[Table, PlotCritiqueBrief]:
    table = read_table(data, TableLimits())
    seen = profile(table)
    plan = plan_plot(PlotPlanBrief(intent=intent, profile=seen, guide=""))
    brief = PlotCritiqueBrief(
        spec=plan.spec,
        description=plan.description,
        intent=intent,
        profile=seen,
        guide="",
        wishes=plan.wishes,
        checklist=plot_checklist(plan.wishes, ("A", "B")),
        findings=(),
        proof="",
        repairs=(),
        round=1,
        rounds=3,
    )
    return table, brief


def found(brief: PlotCritiqueBrief, *checks: Check, subject: str = "text") -> PlotVerdict:
    findings = tuple(Finding(check=check, subject=subject, detail="Too bad.") for check in checks)
    return criticise_plot(replace(brief, findings=findings))


def revised(verdict: PlotVerdict) -> PlotSpec:
    assert verdict.revised_spec is not None
    return verdict.revised_spec


def test_a_plot_without_findings_is_flawless_and_stays() -> None:
    _, brief = setting(LINES, "loss over epoch for each model, log y, title 'Loss'")
    verdict = criticise_plot(brief)
    assert {item.standing for item in verdict.items} == {Standing.PRESENT}
    assert {item.name for item in verdict.items} == {item.name for item in brief.checklist}
    assert verdict.scores.readability == verdict.scores.faithfulness == 10
    assert verdict.revised_spec is None
    assert verdict.revised_description is None


def test_a_wish_that_the_specification_does_not_keep_is_wrong() -> None:
    _, brief = setting(LINES, "loss over epoch for each model, log y")
    axes = replace(brief.spec.axes, y=replace(brief.spec.axes.y, scale=replace(brief.spec.axes.y.scale, type="linear")))
    verdict = criticise_plot(replace(brief, spec=replace(brief.spec, axes=axes)))
    wrong = [item for item in verdict.items if item.standing is Standing.WRONG]
    assert len(wrong) == 1
    assert verdict.scores.faithfulness < 10


def test_series_that_look_alike_are_wrong_and_get_panels() -> None:
    table, brief = setting(LINES, "loss over epoch for each model")
    verdict = found(brief, Check.INDISTINCT_SERIES, subject="A")
    assert [item.name for item in verdict.items if item.standing is Standing.WRONG] == ["series A"]
    assert revised(verdict).facet is not None
    check_plot(revised(verdict), table, brief.intent)


def test_series_without_a_legend_are_missing() -> None:
    _, brief = setting(LINES, "loss over epoch for each model, no legend")
    items = {item.name: item.standing for item in criticise_plot(brief).items}
    assert items["series A"] is Standing.MISSING


def test_overlapping_names_lay_the_bars_down() -> None:
    table, brief = setting(
        [{"method": row["method"][:9] + row["method"][-1], "score": row["score"]} for row in BARS], "score"
    )
    spec = revised(found(brief, Check.OVERLAP))
    assert spec.layer[0].encoding.y is not None
    assert spec.layer[0].encoding.y.field == "method"
    check_plot(spec, table, brief.intent)


def test_a_repair_never_breaks_a_wish() -> None:
    _, brief = setting(BARS, "vertical bars of score by method, single column")
    assert found(brief, Check.OVERLAP).revised_spec is None


@pytest.mark.parametrize(
    ("check", "orient"),
    [(Check.LEGEND_ON_DATA, Orient.DIRECT), (Check.TEXT_OVERLAP, None)],
    ids=str,
)
def test_a_legend_on_data_becomes_direct_names(check: Check, orient: Orient | None) -> None:
    _, brief = setting(LINES, "loss over epoch for each model")
    spec = revised(found(brief, check))
    assert orient is None or spec.legend.orient is orient
    assert orient is not None or spec.config.medium is Medium.DOUBLE


def test_crowded_values_are_not_printed() -> None:
    _, brief = setting(BARS, "score by method")
    spec = replace(
        brief.spec, layer=(replace(brief.spec.layer[0], mark=replace(brief.spec.layer[0].mark, labels=True)),)
    )
    assert not revised(found(replace(brief, spec=spec), Check.TEXT_OVERLAP)).layer[0].mark.labels


@pytest.mark.parametrize("check", list(Check))
def test_repairs_come_to_an_end(check: Check) -> None:
    for data, intent in ((LINES, "loss over epoch for each model"), (BARS, "score by method with value labels")):
        table, brief = setting(data, intent)
        seen = [brief.spec]
        for _ in range(8):
            verdict = found(brief, check, Check.TEXT_OVERLAP)
            if verdict.revised_spec is None:
                break
            assert verdict.revised_spec not in seen
            check_plot(verdict.revised_spec, table, intent)
            seen.append(verdict.revised_spec)
            brief = replace(brief, spec=verdict.revised_spec, previous=verdict)
        else:
            pytest.fail("the critic never comes to rest")


def test_advice_changes_nothing() -> None:
    _, brief = setting(PIE, "pie chart")
    verdict = criticise_plot(brief)
    assert any("slices" in words for words in verdict.suggestions)
    assert verdict.revised_spec is None


def test_bars_cut_on_request_are_pointed_out_and_stay() -> None:
    _, brief = setting(BARS, "bars of score by method, start the axis at 50")
    verdict = found(brief, Check.BASELINE)
    assert any("begin at zero" in words for words in verdict.suggestions)
    assert verdict.revised_spec is None


@pytest.mark.parametrize("count", [12, 1_000])
def test_more_lines_than_colours_are_pointed_out(count: int) -> None:
    rows = [{"time": t, "unit": f"u{i}", "value": i + t} for i in range(count) for t in range(3)]
    _, brief = setting(rows, "line chart of value over time per unit")
    assert f"{count:,} series are more than colours tell apart" in " ".join(criticise_plot(brief).suggestions)
