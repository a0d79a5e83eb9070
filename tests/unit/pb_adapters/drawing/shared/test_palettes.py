import itertools

import pytest

from pb_adapters.drawing.shared.palettes import Colours, colours
from pb_core.domain.diagrams.spec import ElementKind, Palette
from pb_core.domain.plots.colours import contrast, luminance

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
