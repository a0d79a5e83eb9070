import pytest

from pb_adapters.drawing.diagrams.arrow_styles import ArrowStyle
from pb_adapters.drawing.diagrams.figure_parts import Shape
from pb_adapters.drawing.diagrams.pens import Pens
from pb_adapters.drawing.shared.palettes import colours
from pb_core.domain.diagrams.spec import Heads, Palette, Tip
from pb_core.domain.plane import Rect, within
from pb_core.domain.print_styling import Theme


@pytest.mark.parametrize("theme", Theme)
def test_lines_are_as_wide_as_the_theme_makes_them(theme: Theme) -> None:
    palette = colours(Palette.HARBOR, theme)
    pens = Pens(palette)
    assert pens.stroke("#000000", 2.0, (4.0, 2.0)).width == pytest.approx(2.0 * palette.stroke)
    style = ArrowStyle(kind="flow", colour="#000000", width=1.0, head=4.0, dashes=())
    arrow = pens.line(((0, 0), (9, 0)), style, Heads.BOTH, Tip.CROSS)
    assert arrow.stroke.width == pytest.approx(palette.stroke)
    assert (arrow.heads, arrow.tip, arrow.head) == (Heads.BOTH, Tip.CROSS, 4.0)


def test_a_cross_is_drawn_in_wider_lines_than_a_head() -> None:
    pens = Pens(colours(Palette.HARBOR))
    style = ArrowStyle(kind="flow", colour="#000000", width=1.0, head=4.0, dashes=())
    head, cross = (pens.line(((0, 0), (9, 0)), style, Heads.TARGET, tip) for tip in (Tip.ARROW, Tip.CROSS))
    assert head.edge < cross.edge


def test_a_mark_stands_on_a_disc_of_paper() -> None:
    palette = colours(Palette.HARBOR)
    disc, _ = Pens(palette).mark("flame", Rect(10, 10, 8, 8))
    assert isinstance(disc, Shape)
    assert disc.fill == palette.paper
    assert within(Rect(10, 10, 8, 8), disc.rect)


def test_the_dashes_of_a_dark_tag_leave_its_rim_whole() -> None:
    palette, place = colours(Palette.HARBOR), Rect(10, 10, 20, 8)
    pens = Pens(palette)
    rim, seam = pens.tag(place, palette.muted, palette.paper, (4.2, 1.6))
    assert rim.stroke is not None
    assert seam.stroke is not None
    assert (rim.rect, rim.stroke.dashes, rim.stroke.colour) == (place, (), rim.fill)
    assert (seam.stroke.dashes, seam.stroke.colour) == ((4.2, 1.6), palette.paper)
    assert within(seam.rect, place)
    for fill, dashes in ((palette.paper, (4.2, 1.6)), (palette.paper, ()), (palette.muted, ())):
        (only,) = pens.tag(place, fill, palette.muted, dashes)
        assert (only.rect, only.fill) == (place, fill)
