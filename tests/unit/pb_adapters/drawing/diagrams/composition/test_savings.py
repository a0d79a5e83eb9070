import pytest

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.savings import Places
from pb_adapters.drawing.diagrams.composition.tree import Bands
from pb_adapters.drawing.diagrams.placement import Area
from support.compositions import plan, sized

LEAVES = sized(plan("a>b", "c>d", "e>f"))
TREE = Bands(down=True, bands=tuple(tuple(LEAVES[name] for name in row) for row in ("ab", "cd", "ef")))
CORNERS = {name: (i % 2 * 15, i // 2 * 10) for i, name in enumerate("abcdef")}
FIT = Fitted({name: Area(x, y, x + 10, y + 4) for name, (x, y) in CORNERS.items()}, {}, 90, 30)
"""Middles 15 cells from the next one across and 10 from that below; ways of more than 29.7 are long."""


def test_a_part_that_moves_saves_what_it_comes_nearer() -> None:
    places = Places(FIT, [Link("a", "c")])
    part = places.part(LEAVES["a"])
    assert [places.moved(part, at) for at in ((5, 2), (5, 5), (5, 0), (6, 2))] == [0, 3, -2, -1]


def test_a_long_way_counts_more() -> None:
    places = Places(FIT, [Link("a", "f")])
    assert places.moved(places.part(LEAVES["a"]), (6, 2)) == pytest.approx(3)


def test_what_joins_two_parts_is_as_long_when_they_are_exchanged() -> None:
    places = Places(FIT, [Link("a", "d"), Link("a", "e")])
    a, c, d = (places.part(LEAVES[name]) for name in "acd")
    assert places.exchanged(a, c) == 20  # nearer to both
    assert places.exchanged(a, d) == -5  # as far from d, and farther from e by 5


def test_links_of_what_moves_together_save_nothing() -> None:
    places = Places(FIT, [Link("a", "b"), Link("c", "d")])
    band = places.band(TREE.bands[0])
    assert (band.names, band.ties) == ({"a", "b"}, ())
    assert places.moved(band, (0, 0)) == places.mirrored(places.part(TREE), down=True) == 0


def test_a_part_is_turned_towards_what_it_is_linked_with() -> None:
    places = Places(FIT, [Link("a", "d")])
    band = places.band(TREE.bands[0])
    assert (places.mirrored(band, down=False), places.mirrored(band, down=True)) == (15, 0)


def test_the_rectangle_around_members_holds_all_of_them() -> None:
    around = Places(FIT, []).around([LEAVES["a"], LEAVES["d"]])
    assert (around.x, around.y, around.right, around.bottom) == (0, 0, 25, 14)
