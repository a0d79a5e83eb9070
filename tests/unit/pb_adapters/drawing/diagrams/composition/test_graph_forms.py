import itertools

import pytest

from pb_adapters.drawing.diagrams.composition.graph_forms import (
    balanced,
    centre_first,
    cycle_of,
    depth_of,
    has_cycle,
    lead_of,
    path_of,
)

Edges = list[tuple[int, int]]


@pytest.mark.parametrize(
    ("edges", "cycle"),
    [
        ([(0, 1), (1, 2), (2, 0)], [0, 1, 2]),
        ([(0, 1), (1, 2), (2, 3), (3, 0), (1, 4), (4, 0)], [0, 1, 2, 3]),
        ([(0, 1), (1, 0)], []),
        ([(0, 1), (1, 2), (2, 1)], []),
        ([(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)], []),
        ([(0, 1), (1, 2), (0, 2)], []),
    ],
)
def test_a_loop_is_a_cycle_that_holds_most_nodes(edges: Edges, cycle: list[int]) -> None:
    assert cycle_of(edges) == cycle


def test_the_search_for_a_cycle_ends_where_everything_is_linked() -> None:
    everything = list(itertools.permutations(range(14), 2))
    assert len(cycle_of(everything)) in range(15)


@pytest.mark.parametrize(
    ("edges", "path"),
    [([(0, 1), (2, 1), (2, 3)], [0, 1, 2, 3]), ([(0, 1), (0, 2), (0, 3)], []), ([(0, 1), (1, 2), (2, 0)], [])],
)
def test_a_path_has_two_ends_and_no_fork(edges: Edges, path: list[int]) -> None:
    assert path_of(edges) == path


@pytest.mark.parametrize(
    ("edges", "count"),
    [([(0, 1), (1, 2), (2, 3), (2, 4)], 3), ([(0, 1), (1, 2)], 3), ([(0, 2), (1, 2)], 0), ([(0, 1), (0, 2)], 1)],
)
def test_a_lead_ends_at_the_first_fork(edges: Edges, count: int) -> None:
    assert lead_of(edges) == count


def test_a_hub_meets_every_edge_and_its_sources_come_first() -> None:
    assert centre_first([(0, 1), (0, 2), (3, 0), (0, 4)]) == [0, 3, 1, 2, 4]
    assert centre_first([(0, 1), (1, 2), (2, 3), (3, 4)]) == []


@pytest.mark.parametrize(
    ("edges", "cyclic"),
    [
        ([(0, 1), (1, 2)], False),
        ([(0, 1), (1, 2), (2, 1)], True),
        ([(0, 1), (1, 2), (2, 0), (2, 3)], True),
        ([], False),
    ],
)
def test_a_cycle_of_any_length_is_one(edges: Edges, *, cyclic: bool) -> None:
    assert has_cycle(edges) is cyclic


@pytest.mark.parametrize(
    ("edges", "count"), [([], 0), ([(0, 1)], 2), ([(0, 1), (1, 2), (0, 2)], 3), ([(3, 0), (0, 1), (2, 1), (1, 4)], 4)]
)
def test_a_graph_is_as_deep_as_its_longest_path(edges: Edges, count: int) -> None:
    assert depth_of(edges) == count


@pytest.mark.parametrize(
    ("edges", "depths", "found"),
    [
        ([(0, 1), (1, 2), (2, 3), (3, 4), (0, 5), (5, 4)], [0, 1, 2, 3, 4, 1], [0, 1, 2, 3, 4, 2]),
        ([(0, 1), (1, 2), (2, 3), (3, 5), (0, 4), (4, 5)], [0, 1, 2, 3, 3, 4], [0, 1, 2, 3, 2, 4]),
        ([(0, 1), (1, 2), (0, 3), (3, 2)], [0, 1, 3, 2], [0, 1, 3, 2]),  # two that join the same two
        ([(0, 1), (0, 2), (0, 3), (1, 4), (4, 5), (3, 5)], [0, 1, 1, 1, 2, 3], [0, 1, 1, 1, 2, 3]),  # of three branches
        ([(0, 1), (0, 2), (2, 3)], [0, 1, 1, 2], [0, 1, 1, 2]),  # an end stays near
    ],
)
def test_a_node_that_may_stand_in_several_layers_stands_in_the_middle_of_them(
    edges: Edges, depths: list[int], found: list[int]
) -> None:
    assert balanced(depths, edges) == found
