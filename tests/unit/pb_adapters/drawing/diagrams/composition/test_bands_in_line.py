from pb_adapters.drawing.diagrams.composition.bands_in_line import in_line
from pb_adapters.drawing.diagrams.composition.tree import Bands, Extent, Leaf
from support.compositions import plan, sized

LEAVES = sized(plan("a>b", "b>c", "c>d"))
EXTENT = Extent(10, 20, 40)


def panel(name: str) -> Bands:
    return Bands(down=True, bands=((LEAVES[name],),), frame=name)


def moved(*bands: tuple[Leaf | Bands, ...], cuts: tuple[int, ...]) -> dict[tuple[int, int], tuple[int, int]]:
    """What moves in bands of two members each, cut at these places, on 100 cells with gaps of four."""
    spans = {(b, m): ((0, cut), (cut + 4, 100))[m] for b, cut in enumerate(cuts) for m in (0, 1)}
    return in_line(Bands(down=False, bands=bands), spans, dict.fromkeys(spans, EXTENT))


def test_panels_of_neighbouring_bands_begin_where_the_later_one_began() -> None:
    found = moved((LEAVES["a"], panel("b")), (LEAVES["c"], panel("d")), cuts=(30, 50))
    assert found == {(0, 0): (0, 50), (0, 1): (54, 100)}


def test_bands_without_panels_stay() -> None:
    assert moved((LEAVES["a"], LEAVES["b"]), (LEAVES["c"], panel("d")), cuts=(30, 50)) == {}
