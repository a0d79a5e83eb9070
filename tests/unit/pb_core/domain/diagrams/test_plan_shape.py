import pytest

from pb_core.domain.diagrams.plan_shape import SQUARE_ALONE, TALLEST, WIDEST, ratio_of_plan
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Direction, Element, Heads


def plan(count: int, *arrows: tuple[int, int], heads: Heads = Heads.TARGET) -> DiagramSpec:
    """So many elements with these arrows."""
    return DiagramSpec(
        elements=tuple(Element(id=str(n), label=str(n)) for n in range(count)),
        connections=tuple(Connection(source=str(a), target=str(b), heads=heads) for a, b in arrows),
    )


CHAIN = plan(6, *((n, n + 1) for n in range(5)))
FAN = plan(6, *((0, n) for n in range(1, 6)))


def test_a_chain_is_wide_and_a_fan_is_not() -> None:
    assert ratio_of_plan(CHAIN, Direction.AUTO) == WIDEST
    assert ratio_of_plan(FAN, Direction.AUTO) < 1


def test_a_chain_that_runs_down_is_tall() -> None:
    assert ratio_of_plan(CHAIN, Direction.DOWN) == TALLEST
    assert ratio_of_plan(FAN, Direction.UP) == WIDEST


@pytest.mark.parametrize("spec", [plan(4), plan(3, (0, 1), heads=Heads.NONE)])
def test_a_plan_without_a_flow_has_a_quiet_shape(spec: DiagramSpec) -> None:
    assert ratio_of_plan(spec, Direction.AUTO) == SQUARE_ALONE


def test_arrows_back_make_no_plan_longer_and_end() -> None:
    back = plan(6, *((n, n + 1) for n in range(5)), (5, 0), (3, 3))
    assert ratio_of_plan(back, Direction.AUTO) == ratio_of_plan(CHAIN, Direction.AUTO)
