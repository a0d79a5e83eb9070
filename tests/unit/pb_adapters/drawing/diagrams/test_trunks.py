from pb_adapters.drawing.diagrams.lattice import Lattice, Vertex
from pb_adapters.drawing.diagrams.placement import Placement
from pb_adapters.drawing.diagrams.trunks import Bundle, forks

ACROSS = ((2, 5), (14, 5), (14, 12))


def lattice(*paths: tuple[Vertex, ...]) -> Lattice:
    found = Lattice(Placement({}, {}, 20, 20), [], 21, 21)
    for path in paths:
        found.mark(list(path), 1)
    return found


def places(bundles: list[Bundle], paths: list[tuple[Vertex, ...]], *, leaving: bool = True) -> set[tuple[Vertex, int]]:
    return {(fork.vertex, fork.heading) for fork in forks(0, bundles, paths, lattice(*paths), leaving=leaving)}


ALONG = {((x, 5), 0) for x in range(3, 13)} | {((14, y), 1) for y in (7, 8, 9)}


def test_an_arrow_leaves_the_trunk_of_its_bundle_at_bends_or_clear_of_them_and_of_the_head() -> None:
    straight_on, opposite = ((14, 5), 1), ((14, 5), 0)
    assert places([Bundle("a"), Bundle("a")], [(), ACROSS]) == ALONG | {straight_on, opposite}


def test_an_arrow_joins_a_trunk_before_a_bend_that_nothing_passes_straight_on_or_from_opposite() -> None:
    bundles = [Bundle("", "z"), Bundle("", "z")]
    straight_on, opposite = ((14, 4), 0), ((15, 5), 1)
    assert places(bundles, [(), ACROSS], leaving=False) == ALONG | {straight_on, opposite}
    passed = lattice(ACROSS, ((2, 4), (18, 4)))
    assert (14, 4) not in {fork.vertex for fork in forks(0, bundles, [(), ACROSS], passed, leaving=False)}


def test_the_bends_of_a_trunk_are_paid_by_each_that_shares_them() -> None:
    found = forks(0, [Bundle("a"), Bundle("a")], [(), ACROSS], lattice(ACROSS), leaving=True)
    costs = {fork.vertex: fork.cost for fork in found}
    assert costs[14, 8] > costs[8, 5]


def test_what_is_shared_is_the_trunk_before_a_fork_or_after_a_meeting() -> None:
    for leaving, shared in ((True, ((2, 5), (14, 5), (14, 8))), (False, ((14, 8), (14, 12)))):
        bundles = [Bundle("a", "z"), Bundle("a", "z")]
        found = {fork.vertex: fork for fork in forks(0, bundles, [(), ACROSS], lattice(ACROSS), leaving=leaving)}
        assert found[14, 8].shared == shared


def test_arrows_of_other_bundles_and_of_none_lend_no_trunk() -> None:
    assert places([Bundle("a"), Bundle("b")], [(), ACROSS]) == set()
    assert places([Bundle(), Bundle()], [(), ACROSS]) == set()
    assert places([Bundle("a"), Bundle("a")], [(), ACROSS], leaving=False) == set()


def test_no_fork_stands_where_another_arrow_crosses_or_joins() -> None:
    crossing, joining = ((8, 1), (8, 12)), ((9, 1), (9, 5), (14, 5), (14, 12))
    free = places([Bundle("a"), Bundle("a"), Bundle("c")], [(), ACROSS, crossing])
    assert ((8, 5), 0) not in free
    assert ((10, 5), 0) in free
    joined = places([Bundle("a"), Bundle("a", "z"), Bundle("c", "z")], [(), ACROSS, joining])
    assert max(x for (x, _), _ in joined) < 9  # beyond, the line is also that of another source
