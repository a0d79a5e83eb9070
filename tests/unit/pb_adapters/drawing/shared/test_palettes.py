import itertools

import pytest

from pb_adapters.drawing.shared.palettes import Colours, Stage, colours, mixed
from pb_core.domain.diagrams.spec import ElementKind, Palette
from pb_core.domain.plots.colours import contrast, luminance
from pb_core.domain.print_styling import Theme
from support.ciede import ciede2000

FAMILIES = (
    ElementKind.INPUT,
    ElementKind.DATA,
    ElementKind.PROCESS,
    ElementKind.MODEL,
    ElementKind.DECISION,
    ElementKind.OBJECTIVE,
    ElementKind.ACTOR,
)
Matrix = tuple[tuple[float, float, float], ...]
SIGHTS: dict[str, Matrix] = {  # Machado, Oliveira and Fernandes 2009, severity 1
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


def linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def lab(rgb: tuple[float, ...]) -> tuple[float, float, float]:
    red, green, blue = rgb
    x, y, z = (
        _root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505),
        _root(0.2126 * red + 0.7152 * green + 0.0722 * blue),
        _root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.0888),
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(value: float) -> float:
    return max(value, 0.0) ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116


def seen(colour: str, sight: str) -> tuple[float, float, float]:
    return lab(tuple(sum(a * b for a, b in zip(row, linear(colour), strict=True)) for row in SIGHTS[sight]))


def apart(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    return sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5


@pytest.fixture(params=Palette)
def palette(request: pytest.FixtureRequest) -> Colours:
    return colours(request.param)


def test_all_words_can_be_read_on_all_grounds(palette: Colours) -> None:
    grounds = {tint.fill for tint in palette.tints.values()} | {palette.accent.fill, palette.frame.fill, palette.paper}
    assert min(contrast(word, ground) for word in (palette.ink, palette.muted) for ground in grounds) >= 4.5
    assert contrast("#ffffff", palette.muted) >= 4.5


def test_borders_and_arrows_stand_out_from_their_grounds(palette: Colours) -> None:
    assert min(contrast(tint.edge, tint.fill) for tint in palette.tints.values()) >= 3
    assert min(contrast(line, palette.paper) for line in (palette.line, palette.second_line)) >= 4.5


def test_families_differ_in_greyscale(palette: Colours) -> None:
    tones = sorted(116 * _root(luminance(palette.tints[kind].fill)) - 16 for kind in FAMILIES)
    assert min(b - a for a, b in itertools.pairwise(tones)) >= 1.5


@pytest.mark.parametrize("sight", SIGHTS)
def test_families_differ_for_colour_blind_readers(palette: Colours, sight: str) -> None:
    for one, other in itertools.combinations((palette.tints[kind] for kind in FAMILIES), 2):
        fills = apart(seen(one.fill, sight), seen(other.fill, sight))
        edges = apart(seen(one.edge, sight), seen(other.edge, sight))
        assert max(fills, edges) >= 4


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.fixture(params=Theme)
def theme(request: pytest.FixtureRequest) -> Theme:
    return request.param


def grounds(found: Colours) -> list[Stage]:
    return [*found.stages, found.contribution, found.neutral, *found.hues.values()]


@pytest.mark.parametrize("chosen", Palette)
def test_words_can_be_read_on_every_stage_in_every_theme(chosen: Palette, theme: Theme) -> None:
    found = colours(chosen, theme)
    least_ink, least_stroke = (11.0, 3.7) if theme in {Theme.PRINT, Theme.IEEE} else (10.0, 3.1)
    for stage in grounds(found):
        assert contrast(found.ink, stage.fill) >= least_ink
        assert contrast(found.muted, stage.fill) >= 4.5
        assert contrast(found.muted, stage.tint) >= 7.0
        assert contrast(stage.stroke, stage.fill) >= least_stroke
        assert contrast(stage.stroke, stage.tint) >= 4.5  # titles stand there
        assert contrast(found.paper, stage.stroke) >= 4.8
        assert contrast(found.loss, stage.tint) >= 4.5
    assert contrast(found.line, found.paper) >= 7


@pytest.mark.parametrize(("sight", "least"), [("protanopia", 15.0), ("deuteranopia", 15.0), ("tritanopia", 8.9)])
@pytest.mark.parametrize("theme", [Theme.PRINT, Theme.IEEE, Theme.SLIDES])
def test_the_first_hues_and_the_accent_differ_for_colour_blind_readers(theme: Theme, sight: str, least: float) -> None:
    found = colours(Palette.HARBOR, theme)
    strokes = [stage.stroke for stage in (*found.stages[:3], found.contribution)]
    least -= 1.0 if theme is Theme.SLIDES else 0.0  # its strokes are darker
    assert min(ciede2000(seen(a, sight), seen(b, sight)) for a, b in itertools.combinations(strokes, 2)) >= least


@pytest.mark.parametrize(("sight", "least"), [("protanopia", 5.0), ("deuteranopia", 5.0), ("tritanopia", 3.5)])
def test_all_hues_have_edges_that_differ(sight: str, least: float) -> None:
    strokes = [stage.stroke for stage in colours(Palette.HARBOR).stages]
    for a, b in itertools.combinations(strokes, 2):
        assert ciede2000(lab(linear(a)), lab(linear(b))) >= 14.0
        assert ciede2000(seen(a, sight), seen(b, sight)) >= least


def test_every_palette_has_the_same_hues_in_another_order() -> None:
    orders = {tuple(stage.stroke for stage in colours(palette).stages) for palette in Palette}
    assert len(orders) == len(Palette)
    assert len({frozenset(order) for order in orders}) == 1


def test_greys_are_grey_and_told_apart_by_their_tone() -> None:
    found = colours(Palette.MEADOW, Theme.GREY)
    used = [part for stage in grounds(found) for part in (stage.stroke, stage.fill, stage.tint)]
    used += [found.ink, found.muted, found.line, found.second_line, found.loss, found.accent.fill, found.frame.edge]
    used += [part for tint in found.tints.values() for part in (tint.fill, tint.edge)]
    assert all(colour[1:3] == colour[3:5] == colour[5:7] for colour in used)
    for name in ("stroke", "fill"):
        tones = sorted(lab(linear(getattr(stage, name)))[0] for stage in found.stages)
        assert min(b - a for a, b in itertools.pairwise(tones)) >= 4.5


def test_slides_have_stronger_colours_and_lines_than_print() -> None:
    slides, printed = colours(Palette.HARBOR, Theme.SLIDES), colours(Palette.HARBOR)
    assert slides.stroke > printed.stroke
    for strong, usual in zip(slides.stages, printed.stages, strict=True):
        assert luminance(strong.fill) < luminance(usual.fill)
        assert luminance(strong.tint) < luminance(usual.tint)


def test_a_mixture_lies_between_paper_and_hue() -> None:
    assert mixed(0, "#0b62a8") == "#ffffff"
    assert mixed(1, "#0b62a8") == "#0b62a8"
    assert mixed(0.2, "#0b62a8") == "#cee0ee"
    assert mixed(0.5, "#000000", "#808080") == "#404040"


def test_colour_difference_is_that_of_the_published_pairs() -> None:
    assert ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387)) == pytest.approx(1.2644, abs=1e-4)
    assert ciede2000((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619)) == pytest.approx(2.0373, abs=1e-4)
