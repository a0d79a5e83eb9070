"""Orders are told by the categories that are drawn, whatever the specification calls its sort."""

import pytest

from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import Axes, Axis, Facet, Legend, PlotSpec, Scale, Sort
from pb_core.domain.plots.transforms import Fold, Period, PeriodUnit
from pb_core.domain.plots.wishes import FieldWish, FilterWish, Order, OrderWish, Wish
from support.wish_plots import bars, became, drawn, held, mean_of, n, plot, points, q, told

WIDE = held([{"name": "a", "Jan": 1, "Feb": 2, "Mar": 3}, {"name": "b", "Jan": 2, "Feb": 3, "Mar": 4}])
LAYERS = held([{"model": f"layer {number}", "score": number} for number in (10, 2, 1)])
GRID = held(
    [
        {"model": model, "task": task, "score": score}
        for model, scores in (("A", (1, 9)), ("B", (7,)), ("C", (2, 2)))
        for task, score in zip(("QA", "NER"), scores, strict=False)
    ]
)
DAYS = held(
    [
        {"day": f"{year}-{month:02}-01", "month": month, "rain": 13 - month}
        for year in (2011, 2012)
        for month in range(1, 13)
    ]
)


def order(by: Order, words: str = "words", *, descending: bool | None = None, **named: object) -> OrderWish:
    return OrderWish(words=words, by=by, descending=descending, **named)  # type: ignore[arg-type]  # by the test


def ordered(*, field: str = "model", **axis: object) -> PlotSpec:
    """Bars of the mean score; by themselves the models stand as the table has them: Ours, BERT, LSTM."""
    return plot(bars(x=field), axes=Axes(x=Axis(**axis)))  # type: ignore[arg-type]  # by the test


def folded(*names: str) -> PlotSpec:
    """Bars of columns of these names."""
    return plot(drawn(MarkType.BAR, Fold(fields=names), x=n("key"), y=q("value"), color=n("name"), offset="name"))


def monthly(unit: PeriodUnit) -> PlotSpec:
    """A box for each period."""
    return plot(drawn(MarkType.BOXPLOT, Period(field="day", unit=unit, as_="m"), x=n("m"), y=q("rain")))


def cells(**axis: object) -> PlotSpec:
    """A heat map whose rows stand so."""
    shown = drawn(MarkType.RECT, x=n("task"), y=n("model"), color=q("score"))
    return plot(shown, axes=Axes(y=Axis(**axis)))  # type: ignore[arg-type]  # by the test


SERIES = plot(bars(mean_of("score", "model", "task"), color=n("task"), offset="task"), legend=Legend(sort=Sort.DATA))
PANELS = plot(points(), facet=Facet(field="model", values=("LSTM", "BERT", "Ours")))
NAMED = order(Order.LISTED, values=("bert", "Ours"))


@pytest.mark.parametrize(
    ("wish", "spec"),
    [
        (order(Order.NATURAL), ordered(field="seed")),
        (order(Order.NATURAL), plot(points())),
        (order(Order.NATURAL, descending=True), plot(points(), axes=Axes(x=Axis(scale=Scale(reverse=True))))),
        (order(Order.NATURAL, values=("Ours", "LSTM")), ordered(values=("Ours", "BERT", "LSTM"))),
        (order(Order.ALPHABET), ordered(sort=Sort.ASCENDING)),
        (order(Order.ALPHABET, descending=True), ordered(sort=Sort.DESCENDING)),
        (order(Order.DATA), ordered(sort=Sort.DATA)),
        (order(Order.DATA), ordered()),  # names have no other order
        (order(Order.DATA, field="task"), SERIES),
        (NAMED, ordered(values=("BERT", "Ours", "LSTM"))),
        (NAMED, ordered(sort=Sort.ASCENDING)),  # BERT, LSTM, Ours: one behind the other
        (order(Order.LISTED, values=("LSTM", "BERT", "Ours")), PANELS),
        (order(Order.VALUE), ordered(sort=Sort.VALUE)),
        (order(Order.VALUE, descending=False), ordered(sort=Sort.VALUE)),
        (order(Order.VALUE, field="score"), ordered(sort=Sort.VALUE)),
        (order(Order.VALUE, field="depth", descending=True), ordered()),  # Ours 9.5, BERT 4.5, LSTM 1.5
    ],
)  # fmt: skip
def test_the_order_that_is_drawn_is_followed(wish: OrderWish, spec: PlotSpec) -> None:
    assert told(wish, spec)


@pytest.mark.parametrize(
    ("wish", "spec"),
    [
        (order(Order.NATURAL), ordered()),  # names have no order of their own
        (order(Order.NATURAL), ordered(sort=Sort.VALUE)),
        (order(Order.NATURAL, descending=True), ordered(field="seed")),
        (order(Order.NATURAL, values=("Ours", "LSTM")), ordered(values=("LSTM", "BERT", "Ours"))),
        (NAMED, ordered(values=("Ours", "BERT", "LSTM"))),
        (NAMED, plot(points())),
        (order(Order.LISTED, values=("Ours", "GPT")), ordered()),
        (order(Order.LISTED, values=("Ours", "BERT", "LSTM")), PANELS),
        (order(Order.VALUE, field="depth", descending=False), ordered()),
        (order(Order.VALUE, descending=True), ordered(sort=Sort.VALUE)),
        (order(Order.VALUE, descending=True), ordered(sort=Sort.ASCENDING)),
        (order(Order.VALUE, field="absent"), ordered(sort=Sort.VALUE)),
        (order(Order.VALUE), plot(points())),
        (order(Order.ALPHABET, field="task"), ordered(sort=Sort.ASCENDING)),
        (order(Order.ALPHABET), ordered()),
    ],
)  # fmt: skip
def test_another_order_is_not(wish: OrderWish, spec: PlotSpec) -> None:
    assert not told(wish, spec)


def test_numbers_in_names_have_their_order() -> None:
    assert told(order(Order.NATURAL), ordered(values=("layer 1", "layer 2", "layer 10")), LAYERS)
    assert not told(order(Order.NATURAL), ordered(values=("layer 1", "layer 10", "layer 2")), LAYERS)


def test_columns_stand_in_their_order() -> None:
    assert told(order(Order.NATURAL), folded("Jan", "Feb", "Mar"), WIDE)
    assert not told(order(Order.NATURAL), folded("Mar", "Jan", "Feb"), WIDE)


@pytest.mark.parametrize(
    ("words", "spec", "followed"),
    [
        ("Jan to Dec", monthly(PeriodUnit.MONTH), True),
        ("Jan to Dec", monthly(PeriodUnit.YEAR_MONTH), False),  # twelve months, and not twenty-four
        ("Jan to Dec", plot(drawn(MarkType.BOXPLOT, x=n("month"), y=q("rain"))), True),
        ("Jan to Jun", monthly(PeriodUnit.MONTH), False),
        ("months in order", monthly(PeriodUnit.MONTH), True),
        ("months in order", monthly(PeriodUnit.YEAR_MONTH), True),
        ("Mon to Sun", monthly(PeriodUnit.DAY), True),
        ("Mon to Fri", monthly(PeriodUnit.DAY), False),
        ("Jan to Dec", plot(drawn(MarkType.POINT, x=q("rain"), y=q("month"))), False),
    ],
)  # fmt: skip
def test_months_in_words_are_those_of_the_calendar(words: str, spec: PlotSpec, *, followed: bool) -> None:
    assert told(order(Order.NATURAL, words), spec, DAYS) is followed


def test_rows_of_cells_are_sorted_by_what_the_words_say() -> None:
    total, average = order(Order.VALUE, "sorted"), order(Order.VALUE, "sorted by their average")
    by_total, by_average = cells(values=("A", "B", "C")), cells(values=("B", "A", "C"))
    assert told(total, by_total, GRID)
    assert not told(total, by_average, GRID)
    assert told(average, by_average, GRID)
    assert not told(average, by_total, GRID)


def test_a_single_category_stands_in_no_order() -> None:
    single = held([{"model": "A", "score": 1}, {"model": "A", "score": 2}])
    assert not told(order(Order.ALPHABET), ordered(), single)


def test_sorted_columns_are_sorted_by_the_one_that_is_named() -> None:
    wide = held([{"name": "a", "F1": 3, "EM": 9}, {"name": "b", "F1": 2, "EM": 1}, {"name": "c", "F1": 1, "EM": 5}])
    spec = plot(drawn(MarkType.BAR, Fold(fields=("F1", "EM")), x=n("name"), y=q("value"), color=n("key"), offset="key"))
    assert told(order(Order.VALUE, field="F1"), spec, wide)
    assert not told(order(Order.VALUE, field="EM"), spec, wide)


@pytest.mark.parametrize("kind", [FieldWish, FilterWish])
def test_values_that_are_all_named_stand_as_they_are_named(kind: type[Wish]) -> None:
    wish = kind(words="by model LSTM, BERT, Ours", field="model")  # type: ignore[call-arg]  # both have a field
    (found,) = became((wish,), ordered())
    assert found.note == "its values stand in another order"
    assert told(wish, ordered(values=("LSTM", "BERT", "Ours")))
    assert told(kind(words="models LSTM and BERT", field="model"), ordered())  # type: ignore[call-arg]  # not all of them
    assert told(kind(words="by task QA and NER", field="task"), ordered(field="task"))  # type: ignore[call-arg]  # two
