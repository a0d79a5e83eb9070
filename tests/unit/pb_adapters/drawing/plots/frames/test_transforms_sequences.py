import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.plots.transforms import Pareto, Smooth
from support.tables import derived

SMALL = st.integers(-9, 9)


@given(
    rows=st.lists(st.tuples(st.sampled_from("ab"), SMALL, SMALL), min_size=1, max_size=30),
    window=st.sampled_from([3, 5, 21]),
)
def test_averages_are_those_of_loops(rows: list[tuple[str, int, int]], window: int) -> None:
    groups = list(dict.fromkeys(name for name, _, _ in rows))
    ordered = sorted(rows, key=lambda row: (groups.index(row[0]), row[1]))
    expected = []
    for name in groups:
        values = [value for group, _, value in ordered if group == name]
        for place in range(len(values)):
            part = values[max(0, place - window // 2) : place + window // 2 + 1]
            expected.append(sum(part) / len(part))
    g, t, v = (list(column) for column in zip(*rows, strict=True))
    found = derived(Smooth(field="v", order="t", window=window, groupby=("g",)), g=g, t=t, v=v)
    assert found["v"] == [value for _, _, value in ordered]
    assert found["smoothed"] == pytest.approx(expected)


def test_rows_without_value_or_place_are_left_out() -> None:
    found = derived(Smooth(field="v", order="t", window=3), t=[3, 1, None, 2], v=[6, 0, 9, None])
    assert (found["t"], found["smoothed"]) == ([1, 3], [3, 3])


@given(
    points=st.lists(st.tuples(SMALL, SMALL), min_size=1, max_size=30),
    x_best=st.sampled_from(["low", "high"]),
    y_best=st.sampled_from(["low", "high"]),
)
def test_the_front_is_that_of_loops(points: list[tuple[int, int]], x_best: str, y_best: str) -> None:
    def goods(point: tuple[int, int]) -> tuple[int, int]:
        return (point[0] if x_best == "high" else -point[0], point[1] if y_best == "high" else -point[1])

    def beaten(point: tuple[int, int]) -> bool:
        a, b = goods(point)
        return any(c >= a and d >= b and (c, d) != (a, b) for c, d in map(goods, points))

    kept = [(place, point) for place, point in enumerate(points) if not beaten(point)]
    expected = [place for place, _ in sorted(kept, key=lambda each: each[1][0])]
    found = derived(
        Pareto(x="x", y="y", x_best=x_best, y_best=y_best),
        x=[x for x, _ in points], y=[y for _, y in points], row=list(range(len(points))),
    )  # fmt: skip
    assert found["row"] == expected
