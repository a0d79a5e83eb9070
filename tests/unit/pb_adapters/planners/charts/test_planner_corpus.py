"""The sixty pairs of our own: a valid specification, the facts expected of it, and no wish without an answer.

They were written by those who wrote the rules and keep what works from breaking; they say nothing of how the planner
does on intents that it has not seen.
"""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pb_adapters.planners.charts.planner import plan_plot
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import Layer, PlotSpec, Stack
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.questions import PlotPlan, PlotPlanBrief
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table import Table, TableLimits
from pb_core.domain.tables.table_reading import read_table
from pb_core.errors import NotPlottable
from support.paths import CORPUS
from support.wish_plots import became


def load(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


EVERY = sorted((CORPUS / "plots").glob("*.json"))
PLOTS = [path for path in EVERY if "unplanned" not in load(path)["expect"]]


def planned(case: dict[str, Any]) -> tuple[Table, PlotPlan]:
    table = read_table(case["data"], TableLimits())
    return table, plan_plot(PlotPlanBrief(intent=case["intent"], profile=profile(table), guide=""))


def encoded(spec: PlotSpec) -> dict[str, Any]:
    return json.loads(msgspec.json.encode(spec))


def transforms(spec: PlotSpec) -> list[dict[str, Any]]:
    plain = encoded(spec)
    return [t for part in (plain, *plain["layer"]) for t in part.get("transform", [])]


def facts(spec: PlotSpec) -> dict[str, Any]:
    """What a case may expect, in the words of the corpus."""
    axes = {"x": spec.axes.x, "y": spec.axes.y}
    first: Layer = spec.layer[0]
    channels = {
        n: c
        for layer in reversed(spec.layer)
        for n in ("x", "y", "color", "size", "theta")
        if (c := getattr(layer.encoding, n))
    }
    rights = [layer.encoding for layer in spec.layer if layer.axis.value == "right"]
    measures = [m for t in transforms(spec) for m in t.get("measures", [])]
    return {
        "marks": [layer.mark.type.value for layer in spec.layer],
        "fields": {name: channel.field for name, channel in channels.items()},
        "types": {name: channel.type.value for name, channel in channels.items()},
        "scale": {name: axis.scale.type.value for name, axis in axes.items()},
        "domain": {name: [axis.scale.domain_min, axis.scale.domain_max] for name, axis in axes.items()},
        "broken": {name: [axis.scale.break_from, axis.scale.break_to] for name, axis in axes.items()},
        "sort": {name: axis.sort and axis.sort.value for name, axis in axes.items()},
        "titles": {name: axis.title for name, axis in axes.items()},
        "title": spec.title,
        "labels": any(layer.mark.labels for layer in spec.layer),
        "errors": any(layer.encoding.x_error or layer.encoding.y_error for layer in spec.layer),
        "stem": first.mark.stem,
        "donut": first.mark.inner_radius > 0,
        "step": first.mark.interpolate.value != "linear",
        "stack": first.encoding.stack and Stack(first.encoding.stack).value,
        "percent": "percent" in {spec.axes.x.format.style.value, spec.axes.y.format.style.value},
        "highlight": [one.value for one in spec.highlight],
        "legend": spec.legend.orient.value,
        "facet": spec.facet and spec.facet.field,
        "projection": spec.projection.value,
        "palette": spec.config.palette.value,
        "medium": spec.config.medium.value,
        "inset": spec.inset and [spec.inset.x_min, spec.inset.x_max],
        "right": next((e.y.field for e in rights if e.y), None),
        "annotations": [type(note).__struct_config__.tag for note in spec.annotations],
        "transforms": {t["type"] for t in transforms(spec)},
        "ops": {m["op"] for m in measures},
    }  # fmt: skip


@pytest.mark.parametrize("path", PLOTS, ids=lambda path: path.stem)
def test_a_plan_is_valid_and_shows_what_is_expected(path: Path) -> None:
    case = load(path)
    table, plan = planned(case)
    check_plot(plan.spec, table, case["intent"])
    seen = facts(plan.spec)
    for name, wanted in case["expect"].items():
        if name == "refused":
            continue
        if isinstance(wanted, dict):
            assert {key: seen[name].get(key) for key in wanted} == wanted, name
        elif name in {"transforms", "ops"}:
            assert set(wanted) <= seen[name], name
        else:
            assert seen[name] == wanted, name


@pytest.mark.parametrize("path", PLOTS, ids=lambda path: path.stem)
def test_exactly_the_wishes_that_cannot_be_followed_are_refused(path: Path) -> None:
    case = load(path)
    table, plan = planned(case)
    missed = [one for one in became(plan.heard.wishes, plan.spec, table) if not one.followed]
    expected = case["expect"]["refused"]
    for words in expected:
        assert any(words in one.words for one in missed) or set(words.split()) & set(plan.heard.unknown), words
    assert [one for one in missed if not any(words in one.words for words in expected)] == []
    assert all(one.note for one in missed)


@pytest.mark.parametrize("path", sorted(set(EVERY) - set(PLOTS)), ids=lambda path: path.stem)
def test_a_chart_that_is_not_planned_by_rules_is_refused_with_the_way_to_draw_it(path: Path) -> None:
    case = load(path)
    with pytest.raises(NotPlottable, match=case["expect"]["unplanned"]):
        planned(case)


def test_the_corpus_reaches_every_mark_and_most_transforms() -> None:
    specs = [planned(load(path))[1].spec for path in PLOTS]
    marks = {layer.mark.type for spec in specs for layer in spec.layer}
    assert set(MarkType) - marks <= {MarkType.RULE, MarkType.TICK, MarkType.HEX, MarkType.RIDGE}
    assert len(EVERY) == 60


def test_planning_is_deterministic() -> None:
    for path in PLOTS[:10]:
        case = load(path)
        assert planned(case)[1] == planned(case)[1]
