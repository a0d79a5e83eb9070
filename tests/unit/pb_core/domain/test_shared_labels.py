from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from pb_core.domain.panel_alignment import Place
from pb_core.domain.plane import Rect
from pb_core.domain.plots.drawn import DrawnAxis, DrawnKey, DrawnPanel, DrawnPlot, DrawnPlotText, TextRole
from pb_core.domain.shared_labels import (
    series_orders,
    shared_legends,
    without_legend,
    without_repeated_titles,
)
from pb_core.testing.memory.plots import sample_spec

BOX = Rect(0, 0, 9, 9)
COLOURS = {"A": "#aa0000", "B": "#00bb00", "C": "#0000cc"}


def key(name: str, *, patch: bool = False) -> DrawnKey:
    return DrawnKey(
        series=name, color=COLOURS.get(name, "#123456"), marker="" if patch else "o", dash="" if patch else "solid"
    )


def plot(
    *keys: DrawnKey, title: str = "Method", x: str = "Epoch", y: str = "Accuracy", direct: bool = False
) -> DrawnPlot:
    roles = [(TextRole.LEGEND_TITLE, title)] if title else []
    roles += [(TextRole.DIRECT, "A")] if direct else []
    panel = DrawnPanel(
        rect=BOX,
        x=DrawnAxis(title=x, low=0, high=1, ticks=()),
        y=DrawnAxis(title=y, low=0, high=1, ticks=()),
        items=(),
    )
    texts = tuple(DrawnPlotText(role=role, text=text, rect=BOX, size=8) for role, text in roles)
    return DrawnPlot(width=9, height=9, panels=(panel,), texts=texts, keys=keys, legend=BOX if keys else None)


def found(*plots: DrawnPlot) -> list[tuple[str, list[str], tuple[int, ...]]]:
    legends = shared_legends(dict(enumerate(plots)))
    return [(legend.title, [entry.series for entry in legend.keys], legend.plots) for legend in legends]


def test_one_legend_names_the_series_of_all_its_plots_once() -> None:
    assert found(plot(key("A"), key("B")), plot(), plot(key("B"), key("C"))) == [("Method", ["A", "B", "C"], (0, 2))]


def test_each_meaning_of_colour_has_a_legend_of_its_own() -> None:
    plots = [plot(key("A"), title="Method"), plot(key("A"), title="Data set")] * 2

    assert [(title, members) for title, _, members in found(*plots)] == [("Method", (0, 2)), ("Data set", (1, 3))]


@pytest.mark.parametrize(
    "plots",
    [
        [plot(key("A"), key("B")), plot()],
        [plot(key("A")), plot(key("B"))],
        [plot(key("A")), replace(plot(key("A")), keys=(replace(key("A"), color="#ffffff"),))],
        [plot(key("A")), plot(key("A"), direct=True)],
        [plot(key("A")), replace(plot(key("A")), texts=plot(key("A")).texts * 2)],
    ],
    ids=["of one plot", "of other series", "of another colour", "named at the lines", "of several parts"],
)
def test_other_legends_stay_in_their_plots(plots: Sequence[DrawnPlot]) -> None:
    assert found(*plots) == []


def test_a_patch_stands_for_lines_and_bars_alike() -> None:
    (legend,) = shared_legends({0: plot(key("A")), 1: plot(key("A", patch=True))})

    assert legend.keys == (key("A", patch=True),)


def test_few_series_of_a_sheet_have_colours_of_their_own() -> None:
    orders = series_orders({0: plot(key("A"), key("B")), 1: plot(key("C"), title="Data set")})

    assert orders == {0: ("A", "B", "C"), 1: ("A", "B", "C")}


def test_many_are_told_apart_among_plots_that_have_some_in_common() -> None:
    many = [key(f"s{i}") for i in range(6)]
    plots = {0: plot(*many), 1: plot(key("C"), title="Data set"), 2: plot(key("s5"), key("s7"), title="Data set")}

    orders = series_orders(plots)

    assert orders[1] == ("C",)
    assert orders[0] == orders[2] == (*(entry.series for entry in many), "s7")


def test_plots_are_related_through_others() -> None:
    plots = {0: plot(key("A")), 1: plot(key("C")), 2: plot(key("A"), key("B")), 3: plot(key("B"), key("C"))}

    assert found(*plots.values()) == [("Method", ["A", "C", "B"], (0, 1, 2, 3))]


def titles(index: int, plots: dict[int, DrawnPlot], columns: int = 2) -> tuple[str | None, str | None]:
    places = {i: Place(*divmod(i, columns)) for i in plots}
    axes = without_repeated_titles(sample_spec(), index, plots, places).axes
    return axes.x.title, axes.y.title


def test_a_title_that_a_neighbour_has_is_left_out() -> None:
    plots = {index: plot() for index in range(4)}
    kept = sample_spec().axes

    assert titles(0, plots) == ("", kept.y.title)
    assert titles(1, plots) == ("", "")
    assert titles(2, plots) == (kept.x.title, kept.y.title)
    assert titles(3, plots) == (kept.x.title, "")


@pytest.mark.parametrize("other", [plot(y="Loss"), plot(y="")])
def test_another_title_does_not_stand_for_it(other: DrawnPlot) -> None:
    assert titles(1, {0: other, 1: plot()}) == (sample_spec().axes.x.title, sample_spec().axes.y.title)


def test_a_figure_that_is_no_plot_interrupts_a_row() -> None:
    assert titles(2, {0: plot(), 2: plot()}, columns=3)[1] == sample_spec().axes.y.title


def test_a_plot_whose_legend_stands_elsewhere_has_no_title_of_one() -> None:
    assert without_legend(sample_spec()).legend.title == ""
