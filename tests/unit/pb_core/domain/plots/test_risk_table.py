import pytest
from msgspec.structs import replace

from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.resolved_plot import resolve
from pb_core.domain.plots.risk_table import risk_rows
from pb_core.domain.plots.spec import Facet, PlotSpec, RiskTable
from pb_core.errors import InvalidSpec
from pb_core.testing.memory.plots import table_of
from support.channels import layer
from support.channels import nominal as n
from support.channels import quantity as q

TABLE = table_of(t=[0, 5, 9, 0, 7], s=[1, 0.5, 0, 1, 0.5], n=[4, 3, 1, 8, None], arm=["a", "a", "a", "b", "b"])
CURVES = layer(MarkType.LINE, x=q("t"), y=q("s"), color=n("arm"))
PLOT = PlotSpec(layer=(CURVES,), risk_table=RiskTable(field="n"))


def test_a_number_is_that_of_the_next_row() -> None:
    a, b = risk_rows(resolve(PLOT, TABLE), RiskTable(field="n"))
    assert (a.series, b.series) == ("a", "b")
    assert [a.at(place) for place in (0, 0.1, 5, 6, 9, 9.1)] == [4, 3, 3, 1, 1, 0]
    assert [b.at(place) for place in (0, 1)] == [8, 0]


def test_one_curve_has_a_row_without_a_name() -> None:
    alone = PlotSpec(layer=(layer(MarkType.LINE, x=q("t"), y=q("s")),), risk_table=RiskTable(field="n"))
    assert [row.series for row in risk_rows(resolve(alone, TABLE), RiskTable(field="n"))] == [""]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"layer": (layer(MarkType.LINE, x=n("arm"), y=q("s")),)}, "under a quantitative x axis"),
        ({"facet": Facet(field="arm")}, "under one panel"),
        ({"layer": (layer(MarkType.LINE, x=q("t"), y=q("s"), detail="arm"),)}, "told per colour"),
        ({"risk_table": RiskTable(field="arm")}, "does not hold numbers"),
        ({"risk_table": RiskTable()}, "There is no field 'at risk'"),
    ],
)
def test_where_the_table_cannot_stand_it_is_refused(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidSpec, match=sentence):
        resolve(replace(PLOT, **changes), TABLE)
