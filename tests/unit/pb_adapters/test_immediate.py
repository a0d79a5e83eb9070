from typing import Any

import pytest

from pb_adapters import Figures, plot_now, render
from pb_core import Connection, DiagramSpec, Element, InvalidRequest
from pb_core.errors import EngineError, NotPlottable

COLUMNS = {"model": ["A", "B"], "accuracy": [71.5, 74.0]}
PLAN = DiagramSpec(
    elements=(Element(id="a", label="Encoder"), Element(id="b", label="Decoder")),
    connections=(Connection(source="a", target="b"),),
)


def test_a_plot_is_planned_drawn_and_proved() -> None:
    plot = plot_now(COLUMNS, "bars of accuracy by model", formats=("svg", "png"))

    assert list(plot.pictures) == ["svg", "png"]
    assert plot.report.faithful
    assert "largest deviation" in plot.description
    assert plot.wishes


def test_a_specification_draws_other_data() -> None:
    first = plot_now(COLUMNS, "bars of accuracy by model")
    again = Figures.render(first.spec, {"model": ["C", "D", "E"], "accuracy": [1, 2, 3]}, formats=("pdf",))
    assert again.data("pdf").startswith(b"%PDF")


def test_a_plan_of_a_diagram_is_drawn() -> None:
    assert b"Encoder" in render(PLAN, formats=("svg",)).data("svg")


def test_a_wish_that_a_plot_cannot_follow_refuses_it() -> None:
    with pytest.raises(NotPlottable, match="“regression line” cannot be followed here: no such trend line"):
        plot_now(COLUMNS, "bars of accuracy by model, regression line")


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: plot_now([], "bars"), InvalidRequest, "data_json"),
        (lambda: plot_now(COLUMNS, ""), InvalidRequest, "intent must not be empty"),
        (lambda: plot_now(COLUMNS, 3), InvalidRequest, "intent must be a string, not an integer"),
        (lambda: plot_now(COLUMNS, "bars", formats=("gif",)), InvalidRequest, "'gif' cannot be made"),
        (lambda: render(PLAN, formats="png"), InvalidRequest, "a sequence"),
        (lambda: render("a plan"), InvalidRequest, "not str"),
        (lambda: render(PLAN, COLUMNS), InvalidRequest, "a diagram has no data"),
        (lambda: render(PLAN, styling=None), InvalidRequest, "must be a Styling, not NoneType"),
        (lambda: render(PLAN, aspect_ratio=3), InvalidRequest, "aspect_ratio must be"),
        (lambda: plot_now(COLUMNS, "bars \ud800"), InvalidRequest, "half of a surrogate pair"),
        (lambda: render(plot_now(COLUMNS, "bars of accuracy by model").spec), InvalidRequest, "with its data"),
        (
            lambda: render(plot_now(COLUMNS, "bars of accuracy by model").spec, {"x": [1]}),
            EngineError,
            "no field 'accuracy'",
        ),
    ],
)
def test_wrong_input_is_refused_with_a_sentence(call: Any, error: type[Exception], sentence: str) -> None:  # noqa: ANN401
    with pytest.raises(error, match=sentence):
        call()
