import pytest

from pb_adapters.drawing.plots.marks.texts import ink_on, size_of
from pb_adapters.drawing.plots.style import Key, PlotStyle
from pb_adapters.drawing.shared.palettes import INK, PAPER
from pb_core.domain.plots.colours import contrast

LOOK = PlotStyle(keys=(Key(series="", color="#000000"),), in_legend=False)


@pytest.mark.parametrize(
    ("ground", "ink"), [("#ffffff", INK), ("#efc936", INK), ("#2d558e", PAPER), ("#111111", PAPER)]
)
def test_text_stands_out_from_its_ground(ground: str, ink: str) -> None:
    assert ink_on(ground) == ink


@pytest.mark.parametrize("level", range(0, 256, 15))
def test_every_grey_leaves_a_legible_ink(level: int) -> None:
    ground = f"#{level:02x}{level:02x}{level:02x}"
    assert contrast(ink_on(ground), ground) > 4.0


def test_text_with_dollars_is_as_wide_as_its_characters() -> None:
    assert size_of("$\\alpha$", LOOK)[0] > 3 * size_of("a", LOOK)[0]


def test_lines_add_up() -> None:
    assert size_of("a\nbb", LOOK) == (size_of("bb", LOOK)[0], 2 * size_of("a", LOOK)[1])
