"""What is drawn of an intent in the vocabulary: the columns that it names where it names them, and nothing else."""

# ruff: noqa: E501 - a row of a table is a line

import datetime as dt

import pytest

from pb_adapters.planners.charts.planner import plan_plot
from pb_core.domain.plots.intent_answers import answered
from pb_core.domain.plots.unasked import unasked
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.questions import PlotPlanBrief
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table_reading import read_table
from pb_core.errors import NotPlottable
from support.short_plots import short

DAYS = ("Thur", "Fri", "Sat", "Sun")
TIPS = [
    {
        "total_bill": 10.5 + 1.3 * k + i, "tip": 1 + (7 * k + 3 * i) % 11 / 2, "sex": sex, "day": DAYS[(k + i) % 4],
        "size": 1 + k % 4,
    }
    for k in range(30)
    for i, sex in enumerate(("F", "M"))
]  # fmt: skip
LOSS = [{"epoch": e, "train_loss": 2 / e, "val_loss": 2.2 / e, "lr": 0.1 / e} for e in range(1, 21)]
SCORES = [
    {"model": m, "task": t, "score": 60.0 + 3 * i + k, "score_sd": 0.5}
    for i, m in enumerate(("BERT", "T5", "Ours"))
    for k, t in enumerate(("NLI", "QA", "NER"))
]
LIVES = [
    {
        "country": c,
        "continent": k,
        "year": y,
        "life exp": 50.0 + 4 * i + (y - 1990) / 4,
        "gdp": 800.0 * (i + 1) * (y - 1980),
        "pop": 10.0 * (i + 1),
    }
    for i, (c, k) in enumerate(
        (("Chad", "Africa"), ("Mali", "Africa"), ("Japan", "Asia"), ("Nepal", "Asia"), ("Spain", "Europe"))
    )
    for y in (1990, 2000, 2010)
]
RAIN = [
    {
        "date": str(dt.date(2021, 1, 1) + dt.timedelta(days=9 * k)),
        "rain": 0.5 + k % 9,
        "max": 20.5 + k % 7,
        "min": 10.5 + k % 5,
    }
    for k in range(90)
]
SEEDS = [{"step": 2**k, "seed": i, "loss": (i + 1) / (k + 1)} for k in range(9) for i in range(5)]
FOLDERS = [{"epoch": e, "metrics/mAP(B)": 1 - 1 / e, "metrics/F1(B)": 1 - 1.1 / e} for e in range(2, 21)]
DIETS = [
    {"who": f"w{i}", "krill": i * 0.07, "fish": i % 2, "crabs": i % 3} for i in range(12)
]  # few values are no codes
TRIAL = [
    {
        "months": 3.0 + 7 * k % 50,
        "status": 1 + k % 3 // 2,
        "arm": "AB"[k % 2],
        "first": 5.0 + k % 7,
        "second": 5.5 + k % 5,
    }
    for k in range(40)
]
CLASSES = [
    {"score": k / 20, "label": k % 3 > 0, "true": "ab"[k % 2], "predicted": "ab"[k % 3 % 2], "model": "AB"[k % 2]}
    for k in range(20)
]
HOLES = [{"region": "AB"[k % 2] if k % 5 else None, "a": 1.5 * k, "b": 40.5 - k} for k in range(20)]
LONG = [{"model": f"a model with a long name {k}", "score": 10.5 + k} for k in range(6)]
ENDS = [{"study": f"s{k}", "odds": 1.0 + k, "low": 0.5 + k, "high": 1.75 + k} for k in range(4)]
SHARES = [{"name": "abc"[k], "gain": 0.25 * k - 0.1, "gain_pct": 0.3 * k - 0.1} for k in range(3)]
TASKS = [
    {"task": "Plan", "start": "2024-01-01", "end": "2024-02-01", "team": "A"},
    {"task": "Build", "start": "2024-02-01", "end": "2024-05-01", "team": "B"},
]

CASES = (
    (TIPS, "tip by total bill", "point x=total_bill y=tip"),
    (TIPS, "share of sum of tip by day", "bar x=day y=relative sum tip | per day | relative"),
    (
        LIVES,
        "life exp by country in 2010, top 3 by gdp",
        "bar x=country y=life exp | only year ≥1.2623e+09, ≤1.29384e+09 | 3 largest gdp | x in order -value",
    ),
    (TIPS, "mean tip by day", "bar x=day y=mean tip | per day"),
    (TIPS, "median total bill per day, sorted ascending", "bar x=day y=median total_bill | per day | x in order value"),
    (TIPS, "count by day", "bar x=day y=count | per day"),
    (TIPS, "pie chart of count by sex", "arc labels theta=count color=sex | per sex"),
    (TIPS, "share of rows by day", "bar x=day y=share | per day"),
    (TIPS, "share of tip by day", "bar x=day y=relative sum tip | per day | relative"),
    (
        TIPS,
        "share of tip by day within sex, stacked bars",
        "bar x=sex y=relative sum tip color=day stack=zero | per sex, day | relative",
    ),
    (LOSS, "train_loss over epoch, vertical lines at 3 and 5", "line x=epoch y=train_loss | line | line"),
    (SEEDS, "loss over step by seed, one thin line per seed, highlight 4", "line x=step y=loss color=seed | 4 red"),
    (
        FOLDERS,
        "metrics/mAP(B) and metrics/F1(B) over epoch",
        "line x=epoch y=metrics/mAP(B), metrics/F1(B) color=measure | fold",
    ),
    (
        TIPS,
        "scatter of tip against total bill, coloured by sex, regression line",
        "point x=total_bill y=tip color=sex | line fit x=total_bill y=tip fit color=sex regression",
    ),
    (
        TIPS,
        "tip vs total bill, shape by sex, regression line",  # a line has no shape: one for all
        "point x=total_bill y=tip shape=sex | line fit x=total_bill y=tip fit regression",
    ),
    (TIPS, "tip vs total bill, one panel per day", "point x=total_bill y=tip | panels day"),
    (
        TIPS,
        "box plot of tip by day, coloured by sex",
        "boxplot x=day y=tip color=sex offset=sex | strip x=day y=tip color=sex offset=sex",
    ),
    (TIPS, "tip by day", "strip x=day y=tip"),
    (
        TIPS,
        "histogram of total bill with 15 bins",
        "bar x=total_bill from y=count | bin total_bill count 15 | per total_bill from, total_bill to",
    ),
    (TIPS, "histogram of tip, bin width 2", "bar x=tip from y=count | bin tip step 2 | per tip from, tip to"),
    (TIPS, "histogram of tip by sex", "bar x=tip from y=count | bin tip | per tip from, tip to, sex | panels sex"),
    (TIPS, "violin of tip by day", "violin x=day y=tip | strip x=day y=tip"),
    (TIPS, "strip plot of tip by day", "strip x=day y=tip"),
    (TIPS, "mean tip by size with 95 % CI", "bar x=size y=mean tip mean tip ci0…mean tip ci1 | per size"),
    (TIPS, "mean tip by day with SD error bars, horizontal", "bar x=mean tip y=day ±mean tip stdev | per day"),
    (TIPS, "stacked bars of count by day and sex", "bar x=day y=count color=sex stack=zero | per day, sex"),
    (TIPS, "100% stacked bars of count by day and sex", "bar x=day y=count color=sex stack=normalize | per day, sex"),
    (
        TIPS,
        "ratio of tip to total bill by day, box plot",
        "boxplot x=day y=tip / total_bill | strip x=day y=tip / total_bill | tip ratio total_bill",
    ),
    (
        TIPS,
        "mean of tip divided by total bill by day",
        "bar x=day y=mean tip / total_bill | tip ratio total_bill | per day",
    ),
    (TIPS, "tip vs total bill where size >= 4", "point x=total_bill y=tip | only size ≥4"),
    (TIPS, "tip vs total bill where size is between 2 and 3", "point x=total_bill y=tip | only size ≥2, ≤3"),
    (TIPS, "tip vs total bill without Sun", "point x=total_bill y=tip | only day not Sun"),
    (TIPS, "tip vs total bill, only Sun", "point x=total_bill y=tip | only day Sun"),
    (TIPS, "tip vs total bill where day is not Sun", "point x=total_bill y=tip | only day not Sun"),
    (TIPS, "sum of tip by day, share of total", "bar x=day y=relative sum tip | per day | relative"),
    (TIPS, "heat map of mean tip by day and sex, with values", "rect labels x=day y=sex color=mean tip | per sex, day"),
    (
        TIPS,
        "mean tip and total bill by day",
        "bar x=day y=mean tip, total_bill color=measure offset=measure | fold | per day, measure",
    ),
    (TIPS, "ecdf of tip by sex", "line x=tip y=share color=sex | ecdf"),
    (TIPS, "density of tip coloured by sex", "line x=tip y=density color=sex | density"),
    (TIPS, "scatter of total bill and tip, size by size", "point x=total_bill y=tip size=size"),
    (TIPS, "tip vs total bill, log-log", "point x=total_bill y=tip | x log | y log"),
    (TIPS, "tip vs total bill, x from 0 to 60, y starting at 0", "point x=total_bill y=tip | x 0.0 to 60.0 | y zero"),
    (TIPS, "tip vs total bill, y axis reversed", "point x=total_bill y=tip | y linear reversed"),
    (
        TIPS,
        "mean tip by day, in the order Sun, Sat, Fri, Thur",
        "bar x=day y=mean tip | per day | x in order Sun, Sat, Fri, Thur",
    ),
    (TIPS, "mean tip by day, alphabetically", "bar x=day y=mean tip | per day | x in order ascending"),
    (TIPS, 'mean tip by day, dashed line at 3 "target"', "bar x=day y=mean tip | per day | line"),
    (TIPS, "mean tip by day, shade y from 2 to 3", "bar x=day y=mean tip | per day | band"),
    (TIPS, "mean tip by day, highlight Sun in orange", "bar x=day y=mean tip | per day | Sun orange"),
    (TIPS, "distribution of tip by day", "boxplot x=day y=tip | strip x=day y=tip"),
    (TIPS, "relationship between tip and total bill", "point x=tip y=total_bill"),
    (TIPS, "hexbin of tip vs total bill", "hex x=x start y=y start color=count | hexbin"),
    (
        TIPS,
        "QQ plot of tip",
        "point x=theoretical quantile y=sample quantile | line fit x=theoretical quantile y=reference line | quantiles",
    ),
    (TIPS, "ridgeline of tip by day", "ridge x=tip y=day"),
    (TIPS, "lollipop of max tip by day", "point stem x=day y=max tip | per day"),
    (TIPS, "donut of sum of tip by sex", "arc labels theta=sum tip color=sex | per sex"),
    (TIPS, "mean tip by day with value labels", "bar labels x=day y=mean tip | per day"),
    (
        TIPS,
        "mean tip by day and sex, legend at the bottom",
        "bar x=day y=mean tip color=sex offset=sex | per day, sex | legend bottom",
    ),
    (TIPS, "swarm plot of tip by sex", "swarm x=sex y=tip"),
    (TIPS, "correlation matrix of tip, total bill and size", "rect labels x=column y=row color=r | correlation"),
    (TIPS, "standard deviation of tip by day", "bar x=day y=stdev tip | per day"),
    (LOSS, "train_loss and val_loss over epoch", "line x=epoch y=Loss color=measure | fold"),
    (LOSS, "train_loss vs val_loss over epoch, log y", "line x=epoch y=Loss color=measure | fold | y log"),
    (
        LOSS,
        "train_loss over epoch, lr on a second axis",
        "line x=epoch y=train_loss color=measure fold | line x=epoch y=lr color=measure fold",
    ),
    (LOSS, "val_loss over epoch, markers, annotate the minimum", "line x=epoch y=val_loss | note"),
    (LOSS, "val_loss over epoch, zoom into 5 to 10", "line x=epoch y=val_loss"),
    (
        LOSS,
        "val_loss over epoch with rolling mean of 5",
        "point x=epoch y=val_loss | line x=epoch y=smoothed val_loss mean of 5 val_loss",
    ),
    (
        LOSS,
        "difference between val_loss and train_loss over epoch",
        "line x=epoch y=val_loss − train_loss | val_loss difference train_loss",
    ),
    (LOSS, "cumulative lr over epoch", "line x=epoch y=cumulative lr | cumulate"),
    (SCORES, "grouped bars of score by model and task", "bar x=model y=score color=task offset=task"),
    (SCORES, "score by task, coloured by model", "point x=task y=score color=model offset=model"),
    (SCORES, "score by model with error bars from score_sd, only QA", "point x=model y=score ±score_sd | only task QA"),
    (SCORES, "score by model, one panel per task", "point x=model y=score | panels task"),
    (SCORES, "heat map of score by task and model", "rect x=task y=model color=score"),
    (SCORES, "radar chart of score by task, coloured by model", "line x=task y=score color=model"),
    (
        SCORES,
        "score by task, only BERT and T5, coloured by model",
        "point x=task y=score color=model offset=model | only model BERT, T5",
    ),
    (
        SCORES,
        "top 2 model by score, only NLI",
        "point x=model y=score | only task NLI | 2 largest score | x in order -value",
    ),
    (SCORES, "stacked bars of score by model and task", "bar x=model y=score color=task stack=zero"),
    (LIVES, "life exp over year by country", "line x=year y=life exp color=country"),
    (
        LIVES,
        "life exp over year, one line per country, only Asia",
        "line x=year y=life exp color=country | only continent Asia",
    ),
    (
        LIVES,
        "mean life exp over year by continent",
        "line x=year y=mean life exp color=continent | per year, continent",
    ),
    (
        LIVES,
        "life exp vs gdp in 2010, log x, coloured by continent, size by pop",
        "point x=gdp y=life exp color=continent size=pop | only year ≥1.2623e+09, ≤1.29384e+09 | x log",
    ),
    (
        LIVES,
        "top 3 countries by pop in 2010",
        "bar x=country y=pop | only year ≥1.2623e+09, ≤1.29384e+09 | 3 largest pop | x in order -value",
    ),
    (
        LIVES,
        "bottom 2 countries by life exp in 2010, horizontal",
        "bar x=life exp y=country | only year ≥1.2623e+09, ≤1.29384e+09 | 2 smallest life exp | y in order value",
    ),
    (LIVES, "count by continent, sorted", "bar x=continent y=count | per continent | x in order -value"),
    (LIVES, "life exp over year where country is Japan", "line x=year y=life exp | only country Japan"),
    (
        LIVES,
        "life exp vs gdp since 2000, label the points by country",
        "point x=gdp y=life exp | text x=gdp y=life exp text=country | only year ≥9.46685e+08",
    ),
    (LIVES, "life exp vs gdp from 1990 to 2000", "point x=gdp y=life exp | only year ≥6.31152e+08, ≤9.78307e+08"),
    (
        LIVES,
        "sum of pop over year by continent, stacked area",
        "area x=year y=sum pop color=continent stack=zero | per year, continent",
    ),
    (
        LIVES,
        "gdp by country in 2010, sorted descending, log y",
        "point x=country y=gdp | only year ≥1.2623e+09, ≤1.29384e+09 | x in order -value | y log",
    ),
    (
        LIVES,
        "gdp over year, only Chad and Mali",
        "line x=year y=gdp color=country | only country Chad, Mali",
    ),
    (
        [{"km": k, "heat": 9.5 - k, "day": f"d{k}"} for k in range(5)],
        "heat over km, line, label the points by day",
        "line x=km y=heat | text x=km y=heat text=day",
    ),
    (
        TIPS,
        "donut of sum of tip by sex, in per cent",
        "arc labels theta=relative sum tip color=sex | per sex | relative",
    ),
    (RAIN, "count by weekday of date", "bar x=weekday y=count | day of date | per weekday"),
    (RAIN, "rain over date", "line x=date y=rain"),
    (RAIN, "rain over time in 2022", "line x=date y=rain | only date ≥1.641e+09, ≤1.67253e+09"),
    (RAIN, "sum of rain by calendar month", "bar x=month y=sum rain | month of date | per month"),
    (RAIN, "mean rain by year and month", "line x=month y=mean rain | yearmonth of date | per month"),
    (RAIN, "max and min over date", "line x=date y=max, min color=measure | fold"),
    (RAIN, "max minus min over date", "line x=date y=max − min | max difference min"),
    (RAIN, "cumulative rain over date", "line x=date y=cumulative rain | cumulate"),
    (RAIN, "mean rain by weekday", "bar x=weekday y=mean rain | day of date | per weekday"),
    (RAIN, "rain over date, vertical line at 2022", "line x=date y=rain | line"),
    (
        TRIAL,
        "Kaplan-Meier of months by arm, event is status 2",
        "line x=time y=survival color=arm | tick x=time y=survival color=arm only censored times  | survival | y 0.0 to 1.0",
    ),
    (
        TRIAL,
        "Kaplan-Meier of months by arm, event is status 1, 95% confidence band, numbers at risk, log-rank test",
        "line x=time y=survival color=arm | tick x=time y=survival color=arm only censored times  | errorband x=time y=interval low color=arm | survival | y 0.0 to 1.0 | value",
    ),
    (
        [{"time lived": 9 + k, "ttr": 1 + k, "relapse": k % 2, "arm": k % 3 % 2} for k in range(9)],
        "Kaplan-Meier of ttr by arm, event is relapse 1",
        "line x=time y=survival color=arm | tick x=time y=survival color=arm only censored times  | survival | y 0.0 to 1.0",
    ),
    (TRIAL, "Bland-Altman plot of first and second", "point x=mean y=difference | agreement | line | line | line"),
    (
        CLASSES,
        "ROC curve of score by model",
        "line x=false positive rate y=true positive rate color=model | roc | x 0.0 to 1.0 | y 0.0 to 1.0 | identity",
    ),
    (CLASSES, "precision-recall curve", "line x=recall y=precision | precision-recall | x 0.0 to 1.0 | y 0.0 to 1.0"),
    (
        CLASSES,
        "calibration with 5 bins",
        "line x=predicted y=observed | calibration | x 0.0 to 1.0 | y 0.0 to 1.0 | identity",
    ),
    (
        CLASSES,
        "confusion matrix of true and predicted",
        "rect labels x=predicted y=true color=count | per true, predicted | x in order a, b | y in order a, b",
    ),
    (
        CLASSES,
        "normalised confusion matrix of true and predicted",
        "rect labels x=predicted y=true color=share of row | per true, predicted | x in order a, b | y in order a, b",
    ),
    (TIPS, "count by day, top 2", "bar x=day y=count | per day | 2 largest count | x in order -value"),
    (TIPS, "bottom 2 days by count", "bar x=day y=count | per day | 2 smallest count | x in order value"),
    (
        LIVES,
        "top 3 countries by gdp divided by pop in 2010",
        "bar x=country y=gdp / pop | only year ≥1.2623e+09, ≤1.29384e+09 | gdp ratio pop | 3 largest gdp / pop | x in order -value",
    ),
    (TIPS, "dot plot of tip by day", "point x=day y=tip"),
    (LONG, "score by model, y from 0 to 50", "bar x=model y=score | y 0.0 to 50.0"),
    (LONG, "score by model", "bar x=score y=model"),
    (TIPS, "mean tip by day, value labels without decimals", "bar labels x=day y=mean tip | per day"),
    (RAIN, "mean rain over weekday", "line x=weekday y=mean rain | day of date | per weekday"),
    (RAIN, "mean rain monthly", "line x=month y=mean rain | yearmonth of date | per month"),
    (
        TRIAL,
        "qq plot of first vs second",
        "point x=theoretical quantile y=sample quantile | line fit x=theoretical quantile y=reference line | quantiles",
    ),
    (LIVES, "life exp over year, highlight Japan", "line x=year y=life exp color=country | Japan red"),
    (SHARES, "gain by name, in per cent, y from -50 to 50, line at 25", "bar x=name y=gain | y -0.5 to 0.5 | line"),
    (
        TIPS,
        "100 % stacked bars of count by day and sex, y from 0 to 50",
        "bar x=day y=count color=sex stack=normalize | per day, sex | y 0.0 to 0.5",
    ),
    (ENDS, "forest plot of odds by study with low and high", "point x=odds y=study low…high"),
    (HOLES, "count by region", "bar x=region y=count | only region  | per region"),
    (HOLES, "a vs b, coloured by region, top 3 by a", "point x=b y=a color=region | only region  | 3 largest a"),
    (HOLES, "a vs b", "point x=b y=a"),
    (RAIN, "rain vs date, regression line", "point x=date y=rain | line fit x=date y=rain fit regression"),
    (SHARES, "gain by name, in per cent", "bar x=name y=gain"),
    (TASKS, "Gantt chart of task from start to end", "bar x=task start y=task | schedule | y in order data"),
    (
        TIPS,
        "overlaid histograms of tip by sex",
        "bar x=tip from y=count color=sex | bin tip | per tip from, tip to, sex",
    ),
    (SEEDS, "loss over step by seed, no legend", "line x=step y=loss color=seed | legend direct"),
    (TIPS, "mean tip by day and day, no legend", "bar x=day y=mean tip | per day | legend none"),
    (TASKS, "Gantt chart of task coloured by team", "bar x=task start y=task color=team | schedule | y in order data"),
)


@pytest.mark.parametrize(("rows", "intent", "drawn"), CASES, ids=[intent for _, intent, _ in CASES])
def test_an_intent_is_drawn_as_it_says(rows: object, intent: str, drawn: str) -> None:
    table = read_table(rows)
    seen = profile(table)
    plan = plan_plot(PlotPlanBrief(intent=intent, profile=seen))
    assert short(plan.spec) == drawn
    check_plot(plan.spec, table, intent)
    answer = answered(plan.heard, plan.spec, seen, table, by_rules=True)
    assert (answer.refusal, answer.unknown) == ("", ())
    assert unasked(plan.heard.wishes, plan.spec, seen) == ()


VAGUE = (
    ([3.5, 1, 2], "bars", "bar x=index y=value"),
    ([3.5, 1, 2], "a figure please", "bar x=value from y=count | bin value | per value from, value to"),
    ({"A": 1, "B": 2.5}, "compare", "bar x=name y=value"),
    ([{"model": "A", "acc": 76.1}, {"model": "B", "acc": 51.8}], "bar chart comparing model acc", "bar x=model y=acc"),
    ([{"model": "A", "acc": 76.1}, {"model": "B", "acc": 51.8}], "bars of acc", "bar x=model y=acc"),
    ([[1, 2.5], [2, 3], [3, 9]], "scatter", "point x=x y=y"),
    ({"A": {"q": 1, "r": 2.5}, "B": {"q": 3, "r": 4}}, "bars", "bar x=level 1 y=value color=level 2 offset=level 2"),
    (LOSS, "correlation matrix", "rect labels x=column y=row color=r | correlation"),
    (DIETS, "heat map of the matrix", "rect x=measure y=who color=krill, fish, crabs | fold"),
    ({"A": [[1, 2], [2, 4]], "B": [[1, 3], [2, 3]]}, "lines", "line x=x y=y color=series"),
    (
        {"labels": ["cat", "dog"], "confusion_matrix": [[50, 2], [4, 45]]},
        "normalised confusion matrix",
        "rect labels x=column y=row color=share of row | relative",
    ),
)


@pytest.mark.parametrize(("rows", "intent", "drawn"), VAGUE)
def test_an_intent_that_names_nothing_is_the_only_chart_of_its_table(rows: object, intent: str, drawn: str) -> None:
    assert short(plan_plot(PlotPlanBrief(intent=intent, profile=profile(read_table(rows)))).spec) == drawn


REFUSED = (
    (TIPS, "bars of tip by day", "Several rows share one 'day': write “mean of tip”"),
    (TIPS, "bars by day", "Which numbers shall be shown is not said: name a column, for example 'total_bill', 'tip'"),
    (TIPS, "day by sex", "'day' holds no numbers: write “count by day”"),
    (
        {"place": ["a", "b", "c"], "sold": ["40 430", "830", "1 200"]},
        "sold by place",
        "'sold' holds texts such as '40 430', and a number is written without blanks",
    ),
    (
        {"car": ["a", "b", "c"], "cylinders": ["4", "6", "rotary"]},
        "mean cylinders by car",
        "texts such as 'rotary' beside",
    ),
    (TIPS, "tip vs total bill, one panel per day, own scale", "panels share their x axis; write “own y axis”"),
    (TIPS, "mean tip", "“mean tip” for each of what is not said"),
    (TIPS, "pie chart of mean tip by day", "a mean of each adds up to nothing"),
    (TIPS, "mean tip by day, sorted by total bill", "'total_bill' is not shown"),
    (TIPS, "mean tip by sex, only Sat and Sun", "say how they are told apart, “by day” or “coloured by day”"),
    (TIPS, "tip vs total bill where size is 9", "No row has 9 as its 'size'"),
    (TIPS, "tip vs total bill where size > 9", "leaves no row: 'size' runs from 1 to 4"),
    (TIPS, "tip vs total bill, log scale", "may be that of x or of y"),
    (TIPS, "tip vs total bill, y from 90 to 95", "Nothing of 'tip' lies within"),
    (TIPS, "bubble chart of tip vs total bill", "third quantity"),
    (TIPS, "radar chart of tip by sex", "at least three axes"),
    (TIPS, "top 3", "by which column is not said"),
    (TIPS, "Gantt chart", "the task, its start and its end"),
    (TIPS, "histogram of tip, dashed line at the mean", "write “vertical line at” the number"),
    (TIPS, "Bland-Altman plot of tip", "two columns"),
    (TIPS, "forest plot of mean tip by day", "a forest plot shows one estimate of each"),
    (TRIAL, "Kaplan-Meier of months by arm", "which of them is the event is not said"),
    ({"k": ["a", "b"], "v": [1, -1]}, "pie chart of v by k", "no shares of a whole"),
    ({"model": ["A", "B"], "latency": ["900 ms", "1.2k"]}, "bars of latency by model", "'1.2k' in row 2"),
    ({"k": ["a", "b", "c"], "v": [0, 0, 0]}, "bars of v by k", "Every value of 'v' is 0"),
    ({"k": [f"c{i}" for i in range(300)], "v": list(range(300))}, "bars of v by k", "200 is the limit"),
    ({"k": ["a", "b"], "v": [1, 2], "one": ["x", "x"]}, "bars of v by one", "Every row has 'x' as its 'one'"),
    ({"t": [0, 1, 2], "v": [-1.5, 2, 3]}, "v over t, log y", "write “symlog” instead of “log”"),
    (TIPS, "tip vs total bill, coloured by sex, no legend", "what the colours of 'sex' mean"),
    (TIPS, "mean tip by day and sex, no legend", "what the colours of 'sex' mean"),
    (LIVES, "gdp and life exp in panels, histogram, log y", "share no x axis"),
    (RAIN, "rain over date, log x", "times have no logarithm"),
    (LIVES, "gdp and life exp in panels, histogram", "share no x axis"),
    (RAIN, "rain over date, max on a second axis, regression line", "on two value axes"),
    (TIPS, "mean tip by day and sex, stacked", "adds up to nothing"),
    (TIPS, "box plot of tip by day, horizontal, log y", "“log y”: categories stand along y here, and values along x"),
    (TIPS, "tip vs total bill, shape by sex, coloured by day", "leave out the shape of 'sex'"),
    (
        [{"k": f"k{i % 30}", "g": "ab"[i % 2], "v": i} for i in range(60)],
        "bars of v by g and k",
        "cannot be told apart",
    ),
    (SHARES, "gain_pct by name, in per cent", "under a name for per cent"),
    (TIPS, "mean tip by day, in per cent", "“in per cent” writes shares of 1, and 'tip' holds 1 to 6"),
    (
        {"code": ["a1", "a2"], "name": ["Ann", "Bob"], "x": [1.5, 2.5], "y": [2.5, 1.5]},
        "y vs x, label the top 1 by y",
        "which column the labels are is not said: write “with code”, “with name” behind it",
    ),
    (TIPS, "strip plot of tip by day, label the top 2 by tip", "points of a strip plot carry no names"),
)


@pytest.mark.parametrize(("rows", "intent", "sentence"), REFUSED, ids=[intent for _, intent, _ in REFUSED])
def test_what_would_be_a_guess_is_refused(rows: object, intent: str, sentence: str) -> None:
    with pytest.raises(NotPlottable) as refusal:
        plan_plot(PlotPlanBrief(intent=intent, profile=profile(read_table(rows))))
    assert sentence in str(refusal.value)


UNFOLLOWED = (
    (TIPS, "tip vs total bill with numbers at risk", "numbers at risk"),
    (TIPS, "histogram of tip, identity line", "no such line or band"),
    (TIPS, "count by day with regression line", "no such trend line"),
    (TIPS, "mean tip by day, legend at the top", "nothing to tell apart"),
)


@pytest.mark.parametrize(("rows", "intent", "sentence"), UNFOLLOWED)
def test_a_wish_that_finds_nothing_to_act_on_refuses_the_plot(rows: object, intent: str, sentence: str) -> None:
    table = read_table(rows)
    seen = profile(table)
    plan = plan_plot(PlotPlanBrief(intent=intent, profile=seen))
    refusal = answered(plan.heard, plan.spec, seen, table, by_rules=True).refusal
    assert "cannot be followed here" in refusal
    assert refusal.endswith("leave it out, or name another chart")
    assert sentence in refusal


@pytest.mark.parametrize(("low", "style"), [(1, "percent"), (900, "plain")])
def test_a_ratio_is_a_share_where_the_first_is_no_larger(low: int, style: str) -> None:
    rows = {"k": ["a", "b", "c"], "part": [low, low + 3, low + 7], "whole": [50, 60, 80]}
    plan = plan_plot(PlotPlanBrief(intent="bars of part divided by whole by k", profile=profile(read_table(rows))))
    assert plan.spec.axes.y.format.style == style
