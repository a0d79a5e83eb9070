import base64
import io
import re
import xml.etree.ElementTree as ET

import pytest
from PIL import Image

from pb_adapters.drawing.composites.svg_source import parse
from pb_adapters.drawing.diagrams import render
from pb_core.domain.composites import PanelStyle
from pb_core.domain.diagrams.spec import DiagramSpec, Element, Styling
from pb_core.errors import UnreadablePanel
from pb_core.ports.images import DrawRequest
from support.panels import composite, saved, source

SPACE = "{http://www.w3.org/2000/svg}"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48"><circle id="a" r="5" fill="#f00"/></svg>'


def test_vectors_stay_vectors_and_pixels_are_embedded_whole() -> None:
    photograph = saved(Image.new("RGB", (75, 37), "blue"))
    root = parse(1, composite(source(SVG), source(photograph), kind="svg"))
    assert root.find(f".//{SPACE}circle") is not None
    image = root.find(f".//{SPACE}image")
    assert image is not None
    url = image.get("{http://www.w3.org/1999/xlink}href", "")
    embedded = Image.open(io.BytesIO(base64.b64decode(url.removeprefix("data:image/png;base64,"))))
    assert embedded.size == (75, 37)
    assert (image.get("width"), image.get("height")) == ("304", "150")


def test_the_page_is_as_large_in_print_as_its_pixels() -> None:
    root = parse(1, composite(source(SVG), source(SVG), kind="svg"))
    assert root.get("viewBox") == "0 0 600 150"
    assert (root.get("width"), root.get("height")) == ("144pt", "36pt")


def test_a_png_beside_the_svg_decides_the_size() -> None:
    both = source(saved(Image.new("RGB", (1200, 600))), SVG)
    root = parse(1, composite(both, both, kind="svg"))
    assert root.get("viewBox") == "0 0 2400 600"
    assert root.find(f".//{SPACE}image") is None


def test_labels_are_text_with_the_glyphs_embedded() -> None:
    style = PanelStyle(layout="1x2", labels=("(a) <x>", "图 &"), spacing=0, font_size=40)
    data = composite(source(SVG), source(SVG), kind="svg", style=style)
    texts = parse(1, data).findall(f".//{SPACE}text")
    assert [text.text for text in texts] == ["(a) <x>", "图 &"]
    assert [text.get("x") for text in texts] == ["150", "450"]
    assert sorted(re.findall(rb"@font-face\{font-family:'([^']+)'", data)) == [
        b"Noto Sans CJK SC",
        b"Source Sans Pro Semibold",
    ]


def test_our_own_figures_keep_their_faces_apart() -> None:
    panels = [
        source(render(DrawRequest(spec=spec, description="", styling=Styling(), formats=("svg",))).pictures[0].data)
        for spec in (DiagramSpec(elements=(Element(id="a", label=label),)) for label in ("Encoder", "Decoder"))
    ]
    data = composite(*panels, kind="svg").decode()
    assert "font-family: 'p1 Source Sans Pro'" in data
    assert "font-family: 'p2 Source Sans Pro'" in data
    ids = re.findall(r'\bid="([^"]+)"', data)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", data)) <= set(ids)


def test_a_composite_is_a_panel_again() -> None:
    inner = composite(source(SVG), source(SVG), kind="svg", style=PanelStyle(layout="1x2"))
    outer = parse(1, composite(source(inner), source(inner), kind="svg"))
    assert len(outer.findall(f".//{SPACE}circle")) == 4
    assert {element.get("id") for element in outer.iter(f"{SPACE}circle")} == {
        "p1-p1-a",
        "p1-p2-a",
        "p2-p1-a",
        "p2-p2-a",
    }


def test_a_pdf_panel_becomes_pixels_at_twice_the_resolution() -> None:
    pdf = composite(source(SVG), source(SVG), kind="pdf")
    root = parse(1, composite(source(pdf), source(SVG), kind="svg"))
    image = next(root.iter(f"{SPACE}image"))
    url = image.get("{http://www.w3.org/1999/xlink}href", "")
    embedded = Image.open(io.BytesIO(base64.b64decode(url.removeprefix("data:image/png;base64,"))))
    assert embedded.size == (1200, 300)


def test_damaged_pixels_are_found_although_no_pixel_is_changed() -> None:
    data = bytearray(saved(Image.effect_noise((200, 200), 90)))
    data[len(data) // 2] ^= 0xFF
    with pytest.raises(UnreadablePanel, match="panel 2"):
        composite(source(SVG), source(bytes(data)), kind="svg")


def test_an_svg_alone_is_drawn_for_a_png() -> None:
    page = Image.open(io.BytesIO(composite(source(SVG), source(SVG))))
    assert page.size == (600, 150)
    assert page.getpixel((3, 3)) == (255, 0, 0)
    assert page.getpixel((303, 3)) == (255, 0, 0)
    assert page.getpixel((150, 100)) == (255, 255, 255)


def test_text_of_an_svg_is_drawn_in_our_faces_without_fonts_of_the_machine() -> None:
    def ink(text: str) -> bytes:
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48">'
            f'<text x="5" y="35" font-family="Source Sans Pro" font-size="30">{text}</text></svg>'
        )
        return composite(source(svg.encode()), source(SVG))

    assert ink("A") != ink("B") != ink("")


def test_a_drawing_that_multiplies_itself_is_given_up_and_named() -> None:
    layers = "".join(f'<g id="a{i}">{f"""<use href="#a{i - 1}"/>""" * 40}</g>' for i in range(1, 12))
    bomb = f'<svg xmlns="http://www.w3.org/2000/svg" width="3" height="3"><path id="a0" d="M0 0"/>{layers}</svg>'
    with pytest.raises(UnreadablePanel, match="panel 2 cannot be used"):
        composite(source(SVG), source(bomb.encode()))


def test_the_tree_is_well_formed() -> None:
    ET.fromstring(composite(source(SVG), source(SVG), kind="svg"))  # noqa: S314 - written by us
