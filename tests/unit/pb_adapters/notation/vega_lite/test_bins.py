import pytest

from pb_adapters.notation.vega_lite.bins import vega_step
from pb_core.domain.plots.spec import FieldType, Sort
from pb_core.domain.plots.transforms import Bin, BinRule
from support.vega_lite import COUNT, W, layer, notes, read, refused, unit


@pytest.mark.parametrize(
    ("low", "high", "most", "step"),
    [
        (0, 10, 10, 1),
        (1.6, 9.2, 10, 1),
        (0, 100, 20, 5),
        (46, 230, 10, 20),
        (9, 46.6, 8, 5),
        (5, 5, 10, 0.5),
        (0, 0, 10, 0.1),
    ],
)  # what Vega answers
def test_the_step_is_the_one_that_vega_finds(low: float, high: float, most: int, step: float) -> None:
    assert vega_step(low, high, most) == pytest.approx(step)


def test_bars_reach_over_their_bins() -> None:
    spec = read(unit("bar", x={"field": "w", "bin": True}, y=COUNT))
    assert spec.transform[0] == Bin(field="w", rule=BinRule.STEP, value=10, as_=("w (binned)", "w (bin end)"))
    assert (spec.layer[0].encoding.x.field, spec.layer[0].encoding.x2) == ("w (binned)", "w (bin end)")


@pytest.mark.parametrize(
    ("bins", "step"), [({"step": 25}, 25), ({"maxbins": 4}, 20), ({"maxbins": 4, "minstep": 50}, 50)]
)
def test_bins_are_as_wide_as_is_said(bins: object, step: float) -> None:
    assert read(unit("bar", x={"field": "w", "bin": bins}, y=COUNT)).transform[0].value == step


def test_binned_data_keep_their_bins() -> None:
    made = layer(unit("bar", x={"field": "v", "bin": "binned", "type": "quantitative"}, x2={"field": "w"}, y=W))
    assert (made.encoding.x.field, made.encoding.x2, made.transform) == ("v", "w", ())


def test_bins_of_cells_are_categories_named_by_their_starts() -> None:
    document = unit("rect", x={"field": "w", "bin": True}, y={"field": "a.b", "bin": True}, color=COUNT)
    spec = read(document)
    assert {spec.layer[0].encoding.x.type, spec.layer[0].encoding.y.type} == {FieldType.ORDINAL}
    assert (spec.axes.x.sort, spec.axes.y.sort) == (None, Sort.DESCENDING)
    assert "bins are named by their starts" in notes(document)


@pytest.mark.parametrize(
    ("bins", "said"),
    [
        ({"step": 0}, "bin.step: must be above 0"),
        ({"maxbins": 1}, "bin.maxbins: must be from 2 to 1,000"),
        ({"extent": [0, 1]}, "bin.extent: has no counterpart"),
        ("yes", "bin: must be an object"),
        ({"step": 0.001}, "the limit is 1,000"),
    ],
)
def test_other_bins_are_refused(bins: object, said: str) -> None:
    assert said in refused(unit("bar", x={"field": "w", "bin": bins}, y=COUNT))


def test_texts_have_no_bins_and_gaps_between_cells_are_refused() -> None:
    assert "bins need numbers" in refused(unit("bar", x={"field": "site", "bin": True}, y=COUNT))
    cells = unit("rect", x={"field": "v", "bin": {"step": 0.5}}, y={"field": "site"}, color=COUNT)
    assert "some between them are empty" in refused(cells)
    assert "needs both x and y" in refused(unit("bar", x={"field": "v", "bin": True}))
