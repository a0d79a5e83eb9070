import pytest

from pb_adapters.drawing.diagrams.main_flow import Pair, main_steps


def pairs(*arrows: str) -> list[Pair]:
    return [(arrow[0], arrow[1]) for arrow in arrows]


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
