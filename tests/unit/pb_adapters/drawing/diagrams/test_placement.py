import pytest

from pb_adapters.drawing.diagrams.placement import Node, layered

BOX = Node(10, 6)


@pytest.mark.parametrize("down", [False, True])
def test_layers_follow_the_edges_and_members_stand_apart(*, down: bool) -> None:
    spots = layered([BOX] * 4, [(0, 1), (0, 2), (1, 3), (2, 3)], down=down, gap=4)
    assert [spot.layer for spot in spots] == [0, 1, 1, 2]
    across = BOX.width if down else BOX.height
    assert abs(spots[1].across - spots[2].across) >= across + 4


def test_edges_are_uncrossed() -> None:
    spots = layered([BOX] * 4, [(0, 3), (1, 2)], down=True, gap=4)
    assert (spots[0].across < spots[1].across) == (spots[3].across < spots[2].across)


def test_what_has_no_edges_comes_last_one_by_one() -> None:
    spots = layered([BOX] * 4, [(1, 2)], down=True, gap=4)
    assert [spots[i].layer for i in (1, 2)] == [0, 1]
    assert [spots[i].layer for i in (0, 3)] == [2, 3]


def test_the_same_graph_is_layered_the_same() -> None:
    edges = [(0, 1), (1, 2), (2, 0), (3, 1)]
    assert layered([BOX] * 4, edges, down=False, gap=3) == layered([BOX] * 4, edges, down=False, gap=3)
