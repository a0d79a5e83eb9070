from pb_adapters.drawing.diagrams.composition.extents import Link, Sizes
from pb_adapters.drawing.diagrams.composition.fitting import Fitted, fitted
from pb_adapters.drawing.diagrams.composition.rearranging import rearranged
from pb_adapters.drawing.diagrams.composition.tree import Bands, Node, is_lane, leaves
from support.compositions import plan, sized

LEAVES = sized(plan("a>b", "c>d", "e>f"))


def fit(tree: Bands, links: tuple[Link, ...]) -> Fitted:
    found = fitted(tree, Sizes(links), links, 110, 24 if len(tree.bands) < 4 else 90)
    assert found is not None
    return found


def made(tree: Bands, *links: Link) -> list[list[list[str]]]:
    found = rearranged(tree, fit(tree, links), links, 50)
    assert all(
        sorted(leaf.name for leaf in leaves(other)) == sorted(leaf.name for leaf in leaves(tree)) for other in found
    )
    return [names(other) for other in found]


def names(tree: Bands) -> list[list[str]]:
    return [[named(member) for member in band] for band in tree.bands]


def named(node: Node) -> str:
    return "|" if is_lane(node) else "".join(leaf.name for leaf in leaves(node))


def bands(*rows: str, down: bool = True) -> Bands:
    return Bands(down=down, bands=tuple(tuple(LEAVES[name] for name in row) for row in rows))


def test_crossed_pairs_are_exchanged() -> None:
    found = made(bands("abe", "cdf"), Link("a", "f"), Link("e", "c"))
    assert [["e", "b", "a"], ["c", "d", "f"]] in found


def test_a_box_moves_to_what_it_is_linked_with() -> None:
    found = made(bands("ab", "cd", "ef"), Link("a", "f"))
    assert any({"a", "f"} <= set(band) for band in found[0])


def test_what_is_best_is_left_alone() -> None:
    assert made(bands("ab", "cd")) == []
    assert [["b", "a"], ["c", "d"]] not in made(bands("ab", "cd"), Link("a", "c"), Link("b", "d"))


def test_no_more_trees_are_made_than_asked_for() -> None:
    links = (Link("a", "f"), Link("e", "c"))
    tree = bands("abe", "cdf")
    assert len(rearranged(tree, fit(tree, links), links, 2)) == 2


def test_lanes_are_made_anew_where_a_member_moves() -> None:
    links = (Link("a", "d"), Link("c", "d"), Link("b", "f"))
    tree = bands("a", "b", "e", "f", "c", "d")
    found = rearranged(tree, fit(tree, links), links, 50)
    assert found
    for other in found:
        homes = {leaf.name: b for b, band in enumerate(other.bands) for member in band for leaf in leaves(member)}
        skipped = sum(max(0, abs(homes[link.source] - homes[link.target]) - 1) for link in links)
        assert sum(named(member) == "|" for band in other.bands for member in band) in {0, skipped}


def test_panels_are_exchanged_and_turned_as_one() -> None:
    panels = [
        Bands(down=True, bands=tuple((LEAVES[name],) for name in row), frame=row, title=(8, 5))
        for row in ("abc", "def")
    ]
    tree = Bands(down=False, bands=tuple((panel,) for panel in panels))
    links = (Link("a", "f"),)
    found = rearranged(tree, fit(tree, links), links, 50)
    assert [["cba"], ["def"]] in [names(other) for other in found]


def panel(name: str) -> Bands:
    return Bands(down=True, bands=((LEAVES[name],),), frame=name)


def test_an_element_beside_panels_that_do_not_line_up_moves_to_elements_beyond_them_or_to_a_band_of_its_own() -> None:
    row = Bands(down=False, bands=((LEAVES["a"],), (panel("b"),)))
    found = made(Bands(down=True, bands=(*bands("cd").bands, (row,), (panel("e"),))), Link("a", "b"))
    assert [["c", "d", "a"], ["b"], ["e"]] in found
    assert [["c", "d"], ["b"], ["a"], ["e"]] in found


def test_an_element_of_a_band_with_such_panels_moves_to_elements_though_it_is_farther_from_its_partner() -> None:
    tree = Bands(down=True, bands=((LEAVES["a"], panel("b")), (panel("e"),), *bands("c").bands))
    assert [["b"], ["e"], ["c", "a"]] in made(tree, Link("a", "b"))
