import pytest

from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.resolved_layers import LayerData, loaded
from pb_core.domain.plots.single_values import single_value
from pb_core.domain.plots.spec import PlotSpec
from pb_core.errors import InvalidSpec
from pb_core.testing.memory.plots import table_of
from support.channels import layer
from support.channels import quantity as q

TABLE = table_of(x=[1, 2, 3], same=[4.5, None, 4.5], none=[None, None, None], many=[1, 2, 2], word=["a", "b", "c"])


def data() -> LayerData:
    return loaded(PlotSpec(layer=(layer(MarkType.POINT, x=q("x"), y=q("x")),)), TABLE)[0]


def test_the_same_value_in_all_rows_is_the_one() -> None:
    assert single_value(data(), "same", range(3)) == 4.5
    assert single_value(data(), "many", [1, 2]) == 2.0


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("none", "has no value to show"),
        ("many", "has 2 different values"),
        ("word", "holds text, and numbers are needed"),
    ],
)
def test_anything_else_is_refused(field: str, sentence: str) -> None:
    with pytest.raises(InvalidSpec, match=sentence):
        single_value(data(), field, range(3))
