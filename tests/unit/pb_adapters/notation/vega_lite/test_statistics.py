import pytest

from pb_adapters.notation.vega_lite.statistics import adds_up, op_of, title_of
from pb_core.domain.plots.transforms import Op
from pb_core.errors import InvalidRequest


@pytest.mark.parametrize(
    ("name", "op", "title"),
    [
        ("count", Op.COUNT, "Count of Records"),
        ("valid", Op.COUNT, "Valid of v"),
        ("average", Op.MEAN, "Mean of v"),
        ("max", Op.MAX, "Max of v"),
        ("ci0", Op.BOOT0, "Lower end of the interval of the mean of v"),
    ],
)
def test_statistics_have_their_counterparts(name: str, op: Op, title: str) -> None:
    assert op_of(name, "plan") is op
    assert title_of(name, "v") == title


@pytest.mark.parametrize(
    ("name", "said"),
    [("variance", "nearest: stdev"), ({"argmax": "v"}, "nearest: max, or a filter by rank"),
     ("mode", "there are count"),
     (5, "must be the name of a statistic")],
)  # fmt: skip
def test_others_are_refused(name: object, said: str) -> None:
    with pytest.raises(InvalidRequest, match=said):
        op_of(name, "plan")


def test_counts_and_sums_add_up() -> None:
    assert [op for op in Op if adds_up(op)] == [Op.COUNT, Op.SUM]
