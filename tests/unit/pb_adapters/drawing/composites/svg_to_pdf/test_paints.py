import io
import zlib
from base64 import b64encode
from xml.etree.ElementTree import Element

import pytest
from PIL import Image

from pb_adapters.drawing.composites.svg_to_pdf.colours import Colour
from pb_adapters.drawing.composites.svg_to_pdf.geometry import IDENTITY, Rect
from pb_adapters.drawing.composites.svg_to_pdf.objects import NotVectors, Pdf
from pb_adapters.drawing.composites.svg_to_pdf.paints import Gradient, Stop, embedded, gradient, offset

RED, BLUE = Colour(1, 0, 0), Colour(0, 0, 1, 0.5)
STOPS = (Stop(0.25, RED), Stop(0.75, BLUE))
BOX = Rect(10, 20, 100, 50)


def linear(**attributes: str) -> Gradient:
    found = gradient([Element("linearGradient", attributes)], STOPS, BOX, (400, 300))
    assert isinstance(found, Gradient)
    return found


def test_the_ends_of_a_gradient() -> None:
    assert linear().coordinates == (0, 0, 1, 0)
    assert linear().matrix.transformPoint((1, 1)) == (110, 70)
    assert linear(gradientUnits="userSpaceOnUse", y2="50%").coordinates == (0, 0, 400, 150)
    assert [stop.offset for stop in linear().stops] == [0, 0.25, 0.75, 1]


def test_a_gradient_takes_what_it_does_not_say_from_another() -> None:
    chain = [Element("linearGradient", {"x2": ".5"}), Element("linearGradient", {"x2": ".7", "y2": ".9"})]
    found = gradient(chain, STOPS, BOX, (400, 300))
    assert isinstance(found, Gradient)
    assert found.coordinates == (0, 0, 0.5, 0.9)


def test_gradients_that_are_one_colour_or_nothing() -> None:
    radial = Element("radialGradient", {"r": "0"})
    assert gradient([radial], STOPS, BOX, (1, 1)) == BLUE
    assert gradient([radial], [], BOX, (1, 1)) is None
    assert gradient([radial], STOPS, Rect(0, 0, 9, 0), (1, 1)) is None


def test_a_gradient_that_repeats_is_said() -> None:
    with pytest.raises(NotVectors):
        linear(spreadMethod="reflect")


def test_a_pattern_of_colours_and_one_of_their_opacity() -> None:
    shade = linear()
    assert not shade.is_opaque
    assert "/ShadingType 2/ColorSpace/DeviceRGB" in shade.pattern(IDENTITY)
    assert "/C0[1]/C1[0.5]" in shade.pattern(IDENTITY, alpha=True)


@pytest.mark.parametrize(("given", "expected"), [("50%", 0.5), (".1", 0.2), ("7", 1.0), (None, 0.2), ("x", 0.2)])
def test_offsets_do_not_go_back(given: str | None, expected: float) -> None:
    assert offset(given, 0.2) == expected


def href(image: Image.Image, kind: str) -> str:
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return f"data:image/{kind};base64,{b64encode(buffer.getvalue()).decode()}"


def test_pictures_are_embedded() -> None:
    pdf = Pdf()
    assert embedded(pdf, href(Image.new("RGB", (4, 3)), "jpeg")) == (1, (4, 3))
    assert embedded(pdf, href(Image.new("RGBA", (5, 2), (9, 9, 9, 40)), "png")) == (3, (5, 2))
    data = pdf.file()
    assert b"/DCTDecode" in data
    assert b"/SMask 2 0 R" in data


def test_sixteen_bits_are_scaled() -> None:
    pdf = Pdf()
    embedded(pdf, href(Image.new("I;16", (1, 1), 0x8080), "png"))
    packed = pdf.file().split(b"stream\n")[1]
    assert zlib.decompressobj().decompress(packed) == b"\x80\x80\x80"


@pytest.mark.parametrize("given", ["data:image/png;base64,AAA", "data:image/png;base64,AAAA", "#a", "http://x/y.png"])
def test_pictures_that_cannot_be_read_are_none(given: str) -> None:
    assert embedded(Pdf(), given) is None
