import itertools

from msgspec.structs import replace

from pb_adapters.drawing.diagrams.composition.columns import Columns, apart, around, spread
from pb_adapters.drawing.diagrams.composition.extents import Sizes
from pb_adapters.drawing.diagrams.composition.tree import Bands, Extent, Leaf
from support.compositions import plan, sized

LEAVES = sized(plan("a>b", "b>c", "c>d", "d>e", "e>f"))


def leaf(name: str, least: int = 10, preferred: int = 14, most: int = 30) -> Leaf:
    return replace(LEAVES[name], wide=Extent(least, preferred, most), high=Extent(8, 10, 12))


def row(*leaves: Leaf | Bands) -> Bands:
    return Bands(down=False, bands=tuple((member,) for member in leaves))


def panel(*leaves: Leaf) -> Bands:
    return replace(row(*leaves), frame="g")


def columns() -> Columns:
    return Columns(Sizes(()))


def test_bands_of_one_kind_are_equally_long_and_even_and_what_is_left_is_told() -> None:
    node = row(leaf("a"), leaf("b"), leaf("c"))
    for length in range(40, 60):
        lengths, spaces, left = columns().along(node, length)
        assert len(set(lengths)) == 1
        assert lengths[0] % 2 == 0
        assert sum(lengths) + sum(spaces) + left == length


def test_a_band_of_another_kind_keeps_its_own_length() -> None:
    lengths, _, left = columns().along(row(leaf("a"), leaf("b", 40, 60, 60)), 1000)
    assert lengths == [30, 60]
    assert left > 0


def test_panels_fill_the_length() -> None:
    node = row(panel(leaf("a")), panel(leaf("b")))
    lengths, spaces, left = columns().along(node, 201)
    assert left == 0
    assert sum(lengths) + sum(spaces) == 201
    assert abs(lengths[0] - lengths[1]) <= 1


def test_panels_leave_nothing_over_however_little_there_is() -> None:
    for length in range(60, 72):
        lengths, spaces, left = columns().along(row(panel(leaf("a")), panel(leaf("b"))), length)
        assert (left, sum(lengths) + sum(spaces)) == (0, length)


def test_rows_of_equally_many_leaves_stand_in_columns() -> None:
    above, below = row(leaf("a", 30, 30, 30), leaf("b")), row(leaf("c"), leaf("d", 26, 26, 26))
    found = columns()
    found.align(Bands(down=True, bands=((above,), (below,))), 100)
    assert found.along(above, 100) == found.along(below, 100)
    lengths, _, _ = found.along(above, 100)
    assert lengths[0] >= 30
    assert lengths[1] >= 26


def test_rows_stay_as_they_are_where_columns_have_no_room() -> None:
    above, below = row(leaf("a", 30, 30, 30), leaf("b", 10, 10, 10)), row(leaf("c", 10, 10, 10), leaf("d", 30, 30, 30))
    found = columns()
    found.align(Bands(down=True, bands=((above,), (below,))), 50)
    assert found.along(above, 50)[0] == [30, 10]
    assert found.along(below, 50)[0] == [10, 30]


def test_rows_of_different_numbers_are_not_in_columns() -> None:
    above, below = row(leaf("a"), leaf("b")), row(leaf("c"), leaf("d"), leaf("e"))
    found, alone = columns(), columns()
    found.align(Bands(down=True, bands=((above,), (below,))), 100)
    assert found.along(above, 100) == alone.along(above, 100)
    assert found.along(below, 100) == alone.along(below, 100)


def test_the_first_panels_of_rows_begin_alike() -> None:
    above = row(leaf("a", 10, 10, 10), panel(leaf("b", 20, 60, 120)))
    below = row(leaf("c", 22, 22, 22), panel(leaf("d", 20, 60, 120)))
    found = columns()
    found.align(Bands(down=True, bands=((above,), (below,))), 160)
    starts = []
    for node in (above, below):
        lengths, spaces, left = found.along(node, 160)
        assert sum(lengths) + sum(spaces) + left == 160
        starts.append(lengths[0] + spaces[0])
    assert starts[0] == starts[1]


def test_the_last_panels_of_rows_end_alike() -> None:
    above = row(panel(leaf("b", 20, 60, 120)), leaf("a", 10, 10, 10))
    below = row(panel(leaf("d", 20, 60, 120)), leaf("c", 22, 22, 22))
    found = columns()
    found.align(Bands(down=True, bands=((above,), (below,))), 160)
    assert found.along(above, 160)[0][0] == found.along(below, 160)[0][0]


def test_rows_of_panels_that_are_cut_nearly_alike_are_cut_alike() -> None:
    above = row(panel(leaf("a", 20, 20, 20)), panel(leaf("b", 20, 50, 50)))
    below = row(panel(leaf("c", 24, 24, 24)), panel(leaf("d")), panel(leaf("e")))
    found = columns()
    found.align(Bands(down=True, bands=((above,), (below,))), 110)
    (upper, gaps, _), (lower, others, _) = found.along(above, 110), found.along(below, 110)
    assert upper[0] == lower[0]
    assert sum(upper) + sum(gaps) == sum(lower) + sum(others) == 110


def test_what_is_left_over_is_shared_among_all_gaps_and_both_ends() -> None:
    assert around([10, 10], [4], 8) == [(2, 12), (20, 30)]
    assert around([10, 10], [4], 8, inset=False) == [(0, 10), (22, 32)]
    assert around([10], [], 8, inset=False) == [(4, 14)]


def test_gaps_are_no_longer_than_a_usual_span() -> None:
    assert spread([10, 10], [4], 4) == [(0, 10), (18, 28)]
    first, second = spread([10, 10], [4], 40)
    assert second[0] - first[1] == 10
    assert first[0] == 64 - second[1]


def test_what_stands_apart_has_as_much_room_between_as_at_both_ends() -> None:
    assert apart([10, 10], [4], 26, 2) == [(9, 19), (31, 41)] != around([10, 10], [4], 26)
    for left in range(4, 80):
        spans = apart([8, 8, 8, 8], [3, 3, 3], left, 2)
        between = {b - a for (_, a), (b, _) in itertools.pairwise(spans)}
        whole = 4 * 8 + 3 * 3 + left
        assert len(between) == 1
        assert whole - spans[-1][1] >= spans[0][0] >= 0
        assert abs(spans[0][0] + 2 - between.pop()) <= 2
