import pytest

from pb_adapters.drawing.diagrams.main_flow import Pair, main_steps, shares


def pairs(*arrows: str) -> list[Pair]:
    return [(arrow[0], arrow[1]) for arrow in arrows]


@pytest.mark.parametrize(
    ("arrows", "found"),
    [
        (("ab", "bc", "cd", "be"), {"a": 1 / 4, "b": 2 / 4, "c": 3 / 4, "d": 1, "e": 3 / 4}),
        (("ab", "bc", "cb", "cd"), {"a": 1 / 4, "b": 3 / 4, "c": 3 / 4, "d": 1}),  # b and c are passed together
        (("ab", "ba"), {"a": 1, "b": 1}),
        (("ab", "cd", "de"), {"a": 1 / 2, "b": 1, "c": 1 / 3, "d": 2 / 3, "e": 1}),  # each part for itself
        (("ab", "bc", "ac", "cd"), {"a": 1 / 4, "b": 2 / 4, "c": 3 / 4, "d": 1}),  # the longest way
        ((), {"a": 1}),
    ],
)
def test_a_way_is_as_long_as_the_boxes_that_it_passes(arrows: tuple[str, ...], found: dict[str, float]) -> None:
    assert shares(list(found), pairs(*arrows)) == pytest.approx(found)


def test_reversed_pairs_give_the_ways_from_each_box() -> None:
    there = shares("abcd", pairs("ab", "bc", "bd"))
    back = shares("abcd", [pair[::-1] for pair in pairs("ab", "bc", "bd")])
    assert there["c"] == back["a"] == 1
    assert there["a"] == back["c"] == back["d"]


@pytest.mark.parametrize(
    ("arrows", "found"),
    [
        (("ab", "bc", "cd", "be"), ("ab", "bc", "cd")),
        (("ab", "bd", "ac", "cd", "de"), ("ab", "bd", "ac", "cd", "de")),  # two ways to d are as long
        (("ab", "bc", "cb", "cd"), ("ab", "cd")),  # a loop is no step
        ((), ()),
    ],
)
def test_the_steps_of_the_main_flow_are_on_a_longest_way(arrows: tuple[str, ...], found: tuple[str, ...]) -> None:
    assert main_steps(pairs(*arrows)) == {*pairs(*found)}
