import random

import pytest
from msgspec.structs import replace

from pb_adapters.drawing.diagrams.composition.block_contents import content_extent
from pb_adapters.drawing.diagrams.composition.emptiness import marked_rows, quiet_share, void_share
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.tree import Picture
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.diagrams.mark_grid import largest_empty
from support.compositions import plan, sized

LEAVES = sized(plan("a>b", "b>c", "c>d", "d>e"))


def test_the_quiet_share_is_the_largest_empty_rectangle() -> None:
    fit = Fitted({"a": Area(0, 0, 10, 10), "b": Area(0, 20, 10, 30), "c": Area(90, 0, 110, 30)}, {}, 110, 30)
    assert quiet_share(marked_rows(fit, (), LEAVES), 110) == 80 * 30 / (110 * 30)
    framed = replace(fit, frames={"g": Area(20, 0, 60, 30)})
    assert quiet_share(marked_rows(framed, (), LEAVES), 110) == 38 * 28 / (110 * 30)
    assert quiet_share(marked_rows(fit, [((10.0, 5.0), (90.0, 5.0))], LEAVES), 110) == 80 * 24 / (110 * 30)


def test_the_quiet_share_is_right_wherever_blocks_stand() -> None:
    dice = random.Random(3)  # noqa: S311 - places of blocks
    for _ in range(20):
        spots = [(dice.randrange(36), dice.randrange(18)) for _ in range(5)]
        fit = Fitted({n: Area(x, y, x + 4, y + 3) for n, (x, y) in zip("abcde", spots, strict=True)}, {}, 40, 20)
        bits = [0] * 20
        for x, top in spots:
            for y in range(top, min(20, top + 3)):
                bits[y] |= 15 << x
        assert quiet_share(marked_rows(fit, (), LEAVES), 40) == largest_empty(bits, 40) / 800


def test_the_void_of_a_panel_is_below_its_title_and_a_share_of_it() -> None:
    panel = Area(0, 0, 20, 20)
    fit = Fitted({"a": Area(2, 6, 8, 18)}, {"g": panel}, 110, 20)
    rows = marked_rows(fit, (), LEAVES)
    assert void_share(rows, panel) == 11 * 14 / 300
    assert void_share(rows, panel, 0.6) == 0.6


def test_the_inside_of_a_large_block_is_empty_but_for_its_words() -> None:
    fit = Fitted({"a": Area(0, 0, 110, 30)}, {}, 110, 30)
    words = content_extent(LEAVES["a"], fit.leaves["a"])
    beside = 28 * ((108 - words[0]) // 2)
    assert quiet_share(marked_rows(fit, (), LEAVES), 110) * 110 * 30 == pytest.approx(beside, abs=28)
    picture = replace(LEAVES["a"], picture=Picture(name="image", wide=1.0, high=1.0, free=True))
    assert 0.3 < quiet_share(marked_rows(fit, (), {"a": picture}), 110) < 0.5


def test_beside_words_without_an_outline_is_nothing() -> None:
    shape = LEAVES["a"].plan
    assert shape is not None
    fit = Fitted({"a": Area(0, 0, 110, 30)}, {}, 110, 30)
    loss = replace(LEAVES["a"], plan=replace(shape, shape="loss"))
    assert quiet_share(marked_rows(fit, (), {"a": loss}), 110) > quiet_share(marked_rows(fit, (), LEAVES), 110)
