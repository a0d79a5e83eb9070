"""A figure is judged by the pages that its kind and its venue have, each a list of points."""

from importlib import resources

import pytest

from pb_core.domain import questions
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, ElementKind, Palette
from pb_core.domain.plots.wishes import Chart
from pb_core.domain.print_styling import Theme
from pb_core.domain.questions import diagram_guide, guide, plot_guide
from pb_core.domain.questions.guides import _CHARTS, chart_pages

PAGES = sorted(e.name.removesuffix(".txt") for e in resources.files(questions).iterdir() if e.name.endswith(".txt"))
PLAIN = DiagramSpec(elements=(Element(id="a", label="A"), Element(id="b", label="B")))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_a_list_of_points_and_chooses_no_palette(name: str) -> None:
    assert all(line.startswith("- ") and line.endswith(".") for line in guide(name).splitlines())
    assert not any(palette.value in guide(name).lower() for palette in Palette)  # the rules take a name for a choice


def test_every_page_is_shown_for_something() -> None:
    rich = DiagramSpec(
        elements=(
            Element(id="a", label="A", kind=ElementKind.STORE, repeat=3),
            Element(id="b", label="B", kind=ElementKind.OBJECTIVE),
        ),
        connections=(
            Connection(source="a", target="b", kind=ConnectionKind.BRANCH),
            Connection(source="b", target="a", kind=ConnectionKind.FEEDBACK),
        ),
    )
    shown = [diagram_guide(rich, theme) for theme in Theme] + [diagram_guide(rich, None, 89)]
    shown.append(plot_guide(Chart))
    assert [name for name in PAGES if not any(guide(name) in pages for pages in shown)] == []


def test_a_plain_plan_gets_the_page_of_its_kind_alone() -> None:
    assert diagram_guide(PLAIN) == guide("methodology")
    assert diagram_guide(PLAIN, Theme.PRINT, 170) == guide("methodology")


def test_a_theme_says_more_of_a_venue_than_the_width() -> None:
    assert diagram_guide(PLAIN, Theme.IEEE, 88.9) == f"{guide('methodology')}\n{guide('venue_ieee')}"
    assert plot_guide((), None, 89) == f"{guide('statistical_plot')}\n{guide('venue_column')}"


def test_every_chart_has_a_page() -> None:
    known = [chart for charts in _CHARTS.values() for chart in charts]
    assert sorted(known) == sorted(Chart)
    assert chart_pages((Chart.PIE,)) == guide("plot_composition")
    assert plot_guide((Chart.BAR, Chart.LINE)).endswith(f"{guide('plot_comparison')}\n{guide('plot_trend')}")
