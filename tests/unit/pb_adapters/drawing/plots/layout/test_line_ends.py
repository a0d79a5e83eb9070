import pytest

from pb_adapters.drawing.plots import render
from pb_adapters.drawing.plots.layout.line_ends import in_order
from pb_core.domain.plots.drawn import DrawnPlot, TextRole
from pb_core.domain.plots.layout_checks import check_layout
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.proof import prove
from pb_core.domain.plots.spec import Legend, Orient, PlotSpec, Sort
from pb_core.ports.plots import PlotRequest
from pb_core.testing.memory.plots import table_of
from support.channels import layer
from support.channels import nominal as n
from support.channels import quantity as q


def drawn(*ends: float, names: str = "abcdefgh", last: float = 9.0, **changes: object) -> DrawnPlot:
    """Lines from 0 at x 0 to these ends; the last of them runs to ``last`` only."""
    rows = [(name, x, end * x / 9) for name, end in zip(names, ends, strict=False) for x in range(10)]
    rows = [row for row in rows if row[0] != names[len(ends) - 1] or row[1] <= last]
    series, x, y = zip(*rows, strict=True)
    spec = PlotSpec(layer=(layer(MarkType.LINE, x=q("x"), y=q("y"), color=n("run")),), **changes)  # type: ignore[arg-type]  # parts of a spec
    table = table_of(run=list(series), x=list(map(float, x)), y=list(y))
    found = render(PlotRequest(spec=spec, table=table, formats=())).drawn
    assert prove(spec, table, found).mismatches == ()
    assert check_layout(found, spec, None) == ()
    return found


def said(plot: DrawnPlot, role: TextRole) -> list[str]:
    return [text.text for text in sorted(plot.texts, key=lambda text: text.rect.y) if text.role is role]


def test_names_stand_at_the_ends_of_lines_that_end_apart() -> None:
    plot = drawn(1.0, 3.0, 2.0)
    assert said(plot, TextRole.DIRECT) == ["b", "c", "a"]
    assert not said(plot, TextRole.LEGEND)
    assert not said(plot, TextRole.LEGEND_TITLE)


@pytest.mark.parametrize(
    ("ends", "more"),
    [
        ((1.0, 3.0, 2.98), {}),
        ((1.0, 3.0, 2.0), {"last": 7.0}),
        ((1.0, 3.0, 2.0), {"legend": Legend(orient=Orient.TOP)}),
    ],
)
def test_a_legend_is_drawn_where_ends_are_near_or_differ_or_one_is_asked_for(
    ends: tuple[float, ...], more: dict[str, object]
) -> None:
    plot = drawn(*ends, **more)  # type: ignore[arg-type]  # parts of a spec
    assert not said(plot, TextRole.DIRECT)
    assert sorted(said(plot, TextRole.LEGEND)) == ["a", "b", "c"]


def test_a_legend_lists_lines_in_the_order_of_their_ends() -> None:
    assert said(drawn(2.0, 3.0, 2.98, 1.0), TextRole.LEGEND) == ["b", "c", "a", "d"]


def test_an_order_that_is_asked_for_is_kept() -> None:
    plot = drawn(2.0, 3.0, 2.98, 1.0, legend=Legend(sort=Sort.DESCENDING))
    assert said(plot, TextRole.LEGEND) == ["d", "c", "b", "a"]


def test_series_without_lines_stay_as_they_were() -> None:
    assert in_order(("a", "b"), {"b": (1.0, 0.9)}, {"b": 0.9}) == ("a", "b")


def test_lines_that_end_together_are_told_by_their_course() -> None:
    ends, means = {"a": (1.0, 0.50), "b": (1.0, 0.51)}, {"a": 0.8, "b": 0.2}
    assert in_order(("b", "a"), ends, means) == ("a", "b")
    assert in_order(("b", "a"), {**ends, "b": (1.0, 0.9)}, means) == ("b", "a")


def test_lines_of_different_length_are_told_where_all_of_them_run() -> None:
    """The longest line is the highest one at each place, and on the whole the lowest one."""
    rows = [("long", x, max(0.0, 1 - x / 12)) for x in range(60)] + [("short", x, 1 - x / 6) for x in range(7)]
    series, x, y = zip(*rows, strict=True)
    spec = PlotSpec(layer=(layer(MarkType.LINE, x=q("x"), y=q("y"), color=n("run")),))
    table = table_of(run=list(series), x=list(map(float, x)), y=list(y))
    assert said(render(PlotRequest(spec=spec, table=table, formats=())).drawn, TextRole.LEGEND) == ["long", "short"]


def test_lines_that_share_no_stretch_stay_as_they_were() -> None:
    rows = [(name, at + x, x * (9.0 - x)) for name, at in (("b", 0), ("a", 20)) for x in range(10)]
    series, x, y = zip(*rows, strict=True)
    spec = PlotSpec(layer=(layer(MarkType.LINE, x=q("x"), y=q("y"), color=n("run")),))
    table = table_of(run=list(series), x=list(map(float, x)), y=list(y))
    assert said(render(PlotRequest(spec=spec, table=table, formats=())).drawn, TextRole.LEGEND) == ["b", "a"]
