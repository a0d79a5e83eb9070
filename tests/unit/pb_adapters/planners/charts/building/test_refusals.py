"""What no plot can truly show is refused in a sentence about the intent and its data."""

import datetime as dt

import pytest

from pb_adapters.planners.charts.planner import plan_plot
from pb_core.domain.plots.spec import PlotSpec, Sort, Style
from pb_core.domain.plots.transforms import Aggregate, Op, Period, PeriodUnit
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.questions import PlotPlan, PlotPlanBrief
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table_reading import read_table
from pb_core.errors import NotPlottable
from support.wish_plots import became

BIRDS = [
    {
        "species": ("Adelie", "Gentoo", "Chinstrap")[k % 3],
        "sex": "MF"[k % 2],
        "mass": 3000.5 + 13 * k % 700,
        "beak": 10.5 + 7 * k % 11,
    }
    for k in range(60)
]
STATES = [
    {"state": f"S{k:02}", "murder": 1.5 + k % 7, "violent": 200.5 + 31 * k % 500, "poverty": 9.5 + k % 5}
    for k in range(20)
]
GROWTH = [
    {"subject": f"s{s:02}", "week": w, "weight": 40.0 + 3 * w + s % 7, "diet": "xy"[s % 2]}
    for s in range(40)
    for w in range(6)
]
DAILY = [{"date": str(dt.date(2023, 1, 1) + dt.timedelta(days=2 * k)), "rain": 0.5 + k % 9} for k in range(200)]
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FLIGHTS = [{"year": y, "month": m, "passengers": y - 1900 + k} for y in range(1950, 1956) for k, m in enumerate(MONTHS)]
CELLS = [{"true": t, "predicted": p, "n": 3 + (t == p) * 20} for t in "ab" for p in "ab"]
ZEROS = [{"model": m, "score": 0} for m in "abc"]
SHARES = [{"model": m, "win percent": v, "win share": v / 100} for m, v in (("a", 66.1), ("b", 20.4), ("c", 43.3))]
MANY = [{"city": f"c{k}", "size": 5 + k} for k in range(300)]


def planned(data: object, intent: str) -> PlotPlan:
    table = read_table(data)
    plan = plan_plot(PlotPlanBrief(intent=intent, profile=profile(table)))
    check_plot(plan.spec, table, intent)
    return plan


def unfollowed(plan: PlotPlan, data: object) -> list[str]:
    return [one.words for one in became(plan.heard.wishes, plan.spec, read_table(data)) if not one.followed]


@pytest.mark.parametrize(
    ("data", "intent", "sentence"),
    [
        (BIRDS, "confusion matrix", "needs a column of true and one of predicted classes"),
        (BIRDS, "confusion matrix of species and sex", "needs a column of true and one of predicted classes"),
        (BIRDS, "forest plot of mass by species", "no columns of low and high ends of 'mass'"),
        (BIRDS, "mean mass", "for each of what is not said"),
        (BIRDS, "mass percentage by species", "taken of is not said"),
        (BIRDS, "bars of mass by species, y axis from 9000 to 9500", "Nothing of 'mass' lies within"),
        (STATES, "number of entries per state", "Each 'state' stands in one row only"),
        (STATES, "bars per state", "Which numbers shall be shown is not said"),
        (GROWTH, "weight by week, one line per clinic", "is “clinic”"),
        (GROWTH, "histogram of weight, one panel per subject", "36 panels"),
        (ZEROS, "score by model", "Every value of 'score' is 0"),
        (MANY, "bars of size by city", "200 is the limit"),
    ],
)
def test_what_cannot_truly_be_shown_is_refused(data: object, intent: str, sentence: str) -> None:
    with pytest.raises(NotPlottable) as refusal:
        planned(data, intent)
    assert sentence in str(refusal.value)
    assert not {"Layer", "facet", "InvalidSpec"} & set(str(refusal.value).split())


@pytest.mark.parametrize("intent", ["turnover by branch", "the unemployment of each county"])
def test_words_that_name_no_column_are_refused_with_the_columns_that_there_are(intent: str) -> None:
    with pytest.raises(NotPlottable, match="'murder'"):
        planned(STATES, intent)


def test_an_intent_that_names_nothing_gets_an_overview() -> None:
    assert planned(BIRDS, "show me the data").spec.layer


def test_a_confusion_matrix_of_counts_is_drawn_from_them() -> None:
    color = planned(CELLS, "confusion matrix").spec.layer[0].encoding.color
    assert color is not None
    assert color.field == "n"


def test_a_line_of_its_own_is_drawn_for_each_of_many() -> None:
    spec = planned(GROWTH, "weight by week, one line per subject, coloured by diet").spec
    encoding = spec.layer[0].encoding
    assert encoding.color is not None
    assert (encoding.detail, encoding.color.field) == ("subject", "diet")
    assert not spec.transform


def test_months_that_repeat_run_along_x_with_a_line_for_each_year() -> None:
    encoding = planned(FLIGHTS, "passengers over time").spec.layer[0].encoding
    assert encoding.x is not None
    assert encoding.color is not None
    assert (encoding.x.field, encoding.color.field) == ("month", "year")


def test_the_largest_few_run_from_the_largest_on() -> None:
    axes = planned(STATES, "top 5 state by murder").spec.axes
    assert Sort.VALUE_DOWN in {axes.x.sort, axes.y.sort}


@pytest.mark.parametrize(
    ("field", "style"), [("win share", Style.PERCENT), ("win percent", Style.PLAIN)], ids=["shares", "per cent"]
)
def test_only_shares_are_written_times_a_hundred(field: str, style: Style) -> None:
    plan = planned(SHARES, f"bars of {field} by model, axis in percent")
    axes = plan.spec.axes
    assert style in {axes.x.format.style, axes.y.format.style}
    assert {axes.x.format.style, axes.y.format.style} <= {style, Style.PLAIN}


@pytest.mark.parametrize(
    ("intent", "unit"),
    [
        ("monthly mean rain", PeriodUnit.YEAR_MONTH),
        ("annual mean rain", PeriodUnit.YEAR),
        ("mean rain by weekday", PeriodUnit.DAY),
    ],
)
def test_times_are_grouped_by_the_period_that_is_asked_for(intent: str, unit: PeriodUnit) -> None:
    plan = planned(DAILY, intent)
    period, mean = _made(plan.spec)
    assert (period.field, period.unit) == ("date", unit)
    assert mean.groupby == (period.as_,)
    assert mean.measures[0].op is Op.MEAN
    assert not unfollowed(plan, DAILY)


def _made(spec: PlotSpec) -> tuple[Period, Aggregate]:
    period, mean = spec.transform
    assert isinstance(period, Period)
    assert isinstance(mean, Aggregate)
    return period, mean


def test_one_category_that_is_left_is_noted() -> None:
    plan = planned(BIRDS, "mean mass by species for Adelie")
    assert "only one value of 'species' is left" in plan.description.casefold()
