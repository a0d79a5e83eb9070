"""Schemas of plots: small for every choice of charts, and large enough for what the charts need."""

import itertools
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from pb_core.domain.answer_schemas import LARGEST, inlined
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import (
    Axes,
    Axis,
    Channel,
    Encoding,
    FieldType,
    IdentityLine,
    Layer,
    PlotSpec,
    Scale,
    ScaleType,
    Side,
)
from pb_core.domain.plots.transforms import Aggregate, Bin, Measure, Op, Regression, Transform
from pb_core.domain.plots.wishes import (
    Arrangement,
    ArrangementWish,
    Chart,
    ChartWish,
    FieldWish,
    HeardIntent,
    LabelWish,
    Place,
    ReferenceWish,
    SettingWish,
    Wish,
)
from pb_core.domain.questions import PlotChoice, PlotPlan, PlotVerdict, Scores
from pb_core.domain.questions.plot_schemas import (
    COMPUTING,
    FAMILIES,
    MOST_CHARTS,
    MOST_WISHES,
    Scope,
    charts_of,
    choice_schema,
    grammar_notes,
    plan_schema,
    revision_schema,
    scope_of,
    scope_of_spec,
    verdict_schema,
)
from unit.pb_core.domain.test_answer_schemas import faults

NOTHING = HeardIntent()
EVERY_EXTRA = Scope(extras=frozenset({"right", "inset", "break", "symlog", "annotations", "highlight", "risk_table"}))
X = Channel(field="x", type=FieldType.QUANTITATIVE)
Y = Channel(field="y", type=FieldType.QUANTITATIVE)


def allows(schema: bytes | None, value: object) -> bool:
    assert schema is not None
    return jsonschema_rs.is_valid(msgspec.json.decode(schema), msgspec.to_builtins(value))


@pytest.mark.parametrize("schema", [choice_schema(), verdict_schema()])
def test_charts_and_verdict_are_asked_for_in_a_small_schema_that_servers_take(schema: bytes) -> None:
    assert len(schema) <= LARGEST
    assert not faults(schema)


@pytest.mark.parametrize("chart", Chart)
def test_every_chart_is_asked_for_in_a_small_schema_that_servers_take(chart: Chart) -> None:
    schema = plan_schema(scope_of((chart,), NOTHING))
    assert schema is not None
    assert len(schema) <= LARGEST
    assert not faults(schema)


def test_any_two_charts_with_every_wish_fit_into_one_question() -> None:
    for pair in {frozenset(FAMILIES[chart] for chart in pair) for pair in itertools.combinations(Chart, 2)}:
        together = EVERY_EXTRA
        for scope in pair:
            together |= scope
        schema = plan_schema(together)
        assert schema is not None
        assert len(schema) <= LARGEST
        assert not faults(schema)


def test_every_mark_and_transform_is_offered_by_some_chart_and_no_other_name_is() -> None:
    marks = frozenset[str]().union(*(scope.marks for scope in FAMILIES.values()))
    transforms = frozenset[str]().union(*(scope.transforms for scope in FAMILIES.values()))
    channels = frozenset[str]().union(*(scope.channels for scope in FAMILIES.values()))
    assert marks == {mark.value for mark in MarkType}
    assert transforms | COMPUTING == {
        name for choice in inlined(Transform)["anyOf"] for name in choice["properties"]["type"]["enum"]
    }
    assert channels <= inlined(Encoding)["properties"].keys()
    assert FAMILIES.keys() == set(Chart)


def test_a_schema_allows_what_its_charts_need_and_no_more() -> None:
    bars = Layer(
        mark=Mark(type=MarkType.BAR),
        encoding=Encoding(x=X, y=Channel(field="mean", type=FieldType.QUANTITATIVE)),
        transform=(Aggregate(groupby=("x",), measures=(Measure(op=Op.MEAN, field="y", as_="mean"),)),),
    )
    schema = plan_schema(scope_of((Chart.BAR,), NOTHING))
    assert allows(schema, PlotPlan(spec=PlotSpec(layer=(bars,)), description="Bars."))
    arc = msgspec.structs.replace(bars, mark=Mark(type=MarkType.ARC))
    assert not allows(schema, PlotPlan(spec=PlotSpec(layer=(arc,)), description="A pie."))
    binned = msgspec.structs.replace(bars, transform=(Bin(field="x"),))
    assert not allows(schema, PlotPlan(spec=PlotSpec(layer=(binned,)), description="Bins."))


@pytest.mark.parametrize(
    ("wish", "extra"),
    [
        (FieldWish(words="w", field="f", place=Place.RIGHT), "right"),
        (SettingWish(words="w", setting="scale", scale=ScaleType.LOG, of="right"), "right"),
        (SettingWish(words="w", setting="scale", scale=ScaleType.SYMLOG), "symlog"),
        (SettingWish(words="w", setting="inset"), "inset"),
        (SettingWish(words="w", setting="axis break"), "break"),
        (ReferenceWish(words="w", value=3), "annotations"),
        (LabelWish(words="w", pick="max"), "annotations"),
        (SettingWish(words="w", setting="color"), "highlight"),
    ],
)
def test_a_wish_brings_the_part_of_the_grammar_that_it_needs(wish: Wish, extra: str) -> None:
    assert scope_of((), HeardIntent(wishes=(wish,))).extras == {extra}
    assert not scope_of((), HeardIntent(wishes=(msgspec.structs.replace(wish, negated=True),))).extras


def test_what_any_chart_can_do_brings_nothing() -> None:
    wishes = (ArrangementWish(words="w", arrangement=Arrangement.PANELS), LabelWish(words="w"))
    assert scope_of((), HeardIntent(wishes=wishes)) == Scope()


@pytest.mark.parametrize(
    "described",
    [
        "{}",
        '{"words": "by month", "field": "month"}',
        '{"wish": "chart", "words": "bars"}',
        '{"wish": "order", "words": "by size", "descending": true}',
    ],
)
def test_a_wish_says_what_its_kind_is_about(described: str) -> None:
    schema = msgspec.json.decode(choice_schema())
    wishes: tuple[Wish, ...] = (
        ChartWish(words="bars", chart=Chart.BAR),
        FieldWish(words="by month", field="month", place=Place.X),
    )
    wishes += (
        SettingWish(words="no legend", setting="legend", negated=True),
        LabelWish(words="peak", pick="max"),
        SettingWish(words="red", setting="color"),
    )
    choice = PlotChoice(charts=(Chart.BAR,), heard=HeardIntent(wishes=wishes))
    told: dict[str, Any] = msgspec.to_builtins(choice)
    assert jsonschema_rs.is_valid(schema, told)
    told["heard"]["wishes"] = [msgspec.json.decode(described)]
    assert not jsonschema_rs.is_valid(schema, told)


def test_a_verdict_is_asked_for_without_the_revision() -> None:
    score = Scores(faithfulness=1, conciseness=2, readability=3, aesthetics=4)
    assert allows(verdict_schema(), PlotVerdict(items=(), scores=score))
    assert not {"revised_spec", "revised_description"} & msgspec.json.decode(verdict_schema())["properties"].keys()


def varied() -> PlotSpec:
    """Points with a line fitted to them, a broken second axis and a note."""
    points = Layer(mark=Mark(type=MarkType.POINT), encoding=Encoding(x=X, y=Y))
    fit = Layer(
        mark=Mark(type=MarkType.AREA),
        encoding=Encoding(x=X, y=Y, y2="low"),
        transform=(Regression(x="x", y="y"),),
        axis=Side.RIGHT,
    )
    axes = Axes(right=Axis(scale=Scale(break_from=1, break_to=2)))
    return PlotSpec(layer=(points, fit), axes=axes, annotations=(IdentityLine(),))


def test_a_revision_may_hold_what_is_there() -> None:
    scope = scope_of_spec(varied())
    assert {"right", "break", "annotations"} <= scope.extras
    schema = revision_schema(scope)
    assert allows(schema, {"spec": msgspec.to_builtins(varied())})
    assert allows(schema, {})
    assert schema is not None
    assert len(schema) <= LARGEST


def test_a_specification_that_uses_everything_is_not_revised() -> None:
    everything = EVERY_EXTRA | Scope(extras=frozenset({"projection", "transform"}))
    for scope in FAMILIES.values():
        everything |= scope
    assert revision_schema(everything) is None


def test_charts_are_told_from_marks() -> None:
    assert charts_of(varied()) == (Chart.LINE,)
    pie = Layer(mark=Mark(type=MarkType.ARC), encoding=Encoding(theta=Y, color=X))
    box = Layer(mark=Mark(type=MarkType.BOXPLOT), encoding=Encoding(x=X, y=Y))
    assert charts_of(PlotSpec(layer=(box, pie))) == (Chart.BOX, Chart.PIE)


def test_notes_tell_of_what_is_offered() -> None:
    notes = grammar_notes(scope_of((Chart.HISTOGRAM,), NOTHING))
    assert "- Bin: Adds the start and end of each row's bin" in notes
    for absent in ("- Roc:", "- Inset:", "- PlotSpec:"):
        assert absent not in notes


def test_lists_that_small_models_would_go_on_with_have_an_end() -> None:
    schema = msgspec.json.decode(choice_schema())["properties"]
    assert schema["charts"]["maxItems"] == MOST_CHARTS
    assert schema["heard"]["properties"]["wishes"]["maxItems"] == MOST_WISHES
    plan = plan_schema(scope_of((Chart.BAR,), NOTHING))
    assert plan is not None
    assert msgspec.json.decode(plan)["properties"]["spec"]["properties"]["layer"]["maxItems"] == 8
