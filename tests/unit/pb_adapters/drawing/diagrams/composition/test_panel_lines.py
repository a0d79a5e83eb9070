"""Blocks of a panel line up within it, those beside panels with each other."""

from pb_adapters.drawing.diagrams.composition.extents import PAD, Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.panel_lines import lined_up_inside
from pb_adapters.drawing.diagrams.composition.tree import Bands
from pb_adapters.drawing.diagrams.placement import Area
from support.compositions import plan, sized

LEAVES = sized(plan("a>b", "b>c", "c>d"))
PANEL = Bands(down=True, bands=tuple((LEAVES[name],) for name in "ab"), frame="g", title=(10, 5))
TREE = Bands(down=False, bands=((LEAVES["c"],), (LEAVES["d"],), (PANEL,)))
AREAS = {"c": Area(0, 10, 20, 18), "d": Area(28, 14, 48, 22), "a": Area(60, 8, 80, 16), "b": Area(64, 24, 84, 32)}
FIT = Fitted(AREAS, {"g": Area(56, 0, 90, 40)}, 90, 40)


def moved(*links: Link) -> dict[str, Area]:
    return lined_up_inside(TREE, FIT, links, lambda _: 0)


def test_what_follows_in_a_panel_stands_in_line_there() -> None:
    found = moved(Link("a", "b"))
    assert found["a"].x + found["a"].right == found["b"].x + found["b"].right
    assert min(found["a"].x, found["b"].x) >= FIT.frames["g"].x + PAD


def test_what_follows_beside_panels_stands_in_line_although_what_it_leads_to_in_one_does_not() -> None:
    found = moved(Link("c", "d"), Link("d", "a"))
    assert found["c"].y == found["d"].y
    assert found["d"].right <= FIT.frames["g"].x


def test_what_leads_into_a_panel_moves_neither_what_is_there_nor_what_it_comes_from() -> None:
    assert moved(Link("d", "a")) == AREAS


def test_nothing_moves_where_arrows_would_be_more_of_a_tangle_or_nothing_is_linked() -> None:
    links = (Link("a", "b"), Link("c", "d"))
    assert lined_up_inside(TREE, FIT, links, lambda found: int(found != AREAS)) == AREAS
    assert moved() == AREAS
