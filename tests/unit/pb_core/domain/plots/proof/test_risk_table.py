import pytest
from msgspec.structs import replace

from pb_core.domain.plots.drawn import DrawnCount, DrawnPlot
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.proof import prove
from pb_core.domain.plots.spec import PlotSpec, RiskTable
from pb_core.testing.memory.plots import honest, table_of
from support.channels import layer
from support.channels import nominal as n
from support.channels import quantity as q

TABLE = table_of(t=[0, 5, 9, 0, 7], s=[1, 0.5, 0, 1, 0.5], n=[4, 3, 1, 8, 2], arm=["a", "a", "a", "b", "b"])
PLOT = PlotSpec(
    layer=(layer(MarkType.LINE, x=q("t"), y=q("s"), color=n("arm")),), risk_table=RiskTable(field="n", title="At risk")
)


def told(drawn: DrawnPlot, counts: tuple[DrawnCount, ...]) -> tuple[str, ...]:
    panel = replace(drawn.panels[0], at_risk=counts)
    return prove(PLOT, TABLE, replace(drawn, panels=(panel,))).mismatches


def test_honest_numbers_are_proved() -> None:
    report = prove(PLOT, TABLE, honest(PLOT, TABLE))
    assert report.faithful
    assert any(comparison.what == "numbers at risk" and comparison.points == 4 for comparison in report.comparisons)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": "5"}, "The number at risk of 'a' at 0 is drawn as '5'; the data says 4."),
        ({"text": "4.4"}, "is drawn as '4.4'"),
        ({"at": 3.0}, "The number at risk of 'a' at 0 is drawn as nothing"),
        ({"series": "b"}, "The number at risk of 'a' at 0 is drawn as nothing"),
        ({"series": "c"}, "Numbers at risk were drawn for 'c', which is no series."),
    ],
)
def test_an_altered_number_is_found(change: dict[str, object], sentence: str) -> None:
    drawn = honest(PLOT, TABLE)
    first, *rest = drawn.panels[0].at_risk
    assert any(sentence in mismatch for mismatch in told(drawn, (replace(first, **change), *rest)))


def test_a_number_too_few_or_too_many_is_found() -> None:
    drawn = honest(PLOT, TABLE)
    counts = drawn.panels[0].at_risk
    assert "3 numbers at risk were drawn; 4 are due." in told(drawn, counts[1:])
    assert "5 numbers at risk were drawn; 4 are due." in told(drawn, (*counts, replace(counts[0], at=4.0)))


def test_a_table_that_none_asked_for_is_found() -> None:
    drawn = honest(PLOT, TABLE)
    plain = replace(PLOT, risk_table=None)
    assert "Numbers at risk were drawn that none asked for." in prove(plain, TABLE, drawn).mismatches
