"""Pages compared with librsvg, which shares no code with them, and hostile ones with what a reader opens."""

import io
from xml.etree.ElementTree import Element, fromstring

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import pyvips
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from pb_adapters.drawing.composites import svg_panel
from pb_adapters.drawing.composites.svg_to_pdf.objects import NotVectors
from pb_adapters.drawing.composites.svg_to_pdf.painter import page_of
from pb_core.domain.composites import Box

SIDE = 100
DRAWINGS = {
    "linear gradients": """<defs><linearGradient id="a"><stop offset="0" stop-color="red"/>
        <stop offset="1" stop-color="blue" stop-opacity=".2"/></linearGradient>
        <linearGradient id="c" gradientUnits="userSpaceOnUse" x1="10" y1="60" x2="90" y2="90" href="#a"/></defs>
        <rect x="5" y="5" width="40" height="40" fill="url(#a)"/>
        <rect x="10" y="55" width="80" height="40" rx="8" fill="url(#c)" stroke="green" stroke-width="4"/>""",
    "radial gradients": """<radialGradient id="b" cx=".3" cy=".3" r=".7"><stop offset="0" stop-color="#fff"/>
        <stop offset="50%" stop-color="green"/><stop offset="1" stop-color="navy"/></radialGradient>
        <circle cx="50" cy="50" r="45" fill="url(#b)" stroke="black"/>""",
    "clip paths": """<defs><clipPath id="a"><circle cx="30" cy="30" r="25"/></clipPath>
        <clipPath id="b" clipPathUnits="objectBoundingBox"><rect x=".2" y=".2" width=".6" height=".6"/></clipPath>
        <clipPath id="m"><rect x="5" y="60" width="20" height="30"/><circle cx="40" cy="75" r="15"/></clipPath></defs>
        <g clip-path="url(#a)"><rect width="60" height="60" fill="teal"/></g>
        <rect x="60" width="40" height="40" fill="orange" clip-path="url(#b)"/>
        <rect y="50" width="100" height="50" fill="purple" clip-path="url(#m)"/>""",
    "masks": """<defs><linearGradient id="g"><stop stop-color="black"/><stop offset="1" stop-color="white"/>
        </linearGradient><mask id="m"><rect width="100" height="100" fill="url(#g)"/></mask></defs>
        <rect x="5" y="5" width="90" height="90" fill="navy" mask="url(#m)"/>""",
    "patterns": """<defs><pattern id="p" width="20" height="20" patternUnits="userSpaceOnUse"
        patternTransform="rotate(30)"><rect width="10" height="10" fill="red"/></pattern></defs>
        <rect x="5" y="5" width="90" height="90" fill="url(#p)"/>""",
    "markers": """<defs><marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="6" markerHeight="6"
        orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="crimson"/></marker></defs>
        <path d="M10 10C40 10 60 90 90 90" fill="none" stroke="black" stroke-width="2" marker-end="url(#a)"
        marker-start="url(#a)"/><polyline points="10,90 40,60 70,70" fill="none" stroke="blue" marker-mid="url(#a)"
        marker-end="url(#a)"/>""",
    "opacity": """<g opacity=".5"><rect x="10" y="10" width="50" height="50" fill="red"/>
        <rect x="30" y="30" width="50" height="50" fill="blue" stroke="black" stroke-width="6"/></g>
        <circle cx="70" cy="30" r="15" fill="rgba(0,128,0,.4)"/>
        <rect x="5" y="85" width="90" height="10" fill="hsl(200, 80%, 40%)" fill-opacity="50%"/>""",
    "style sheets": """<style>.a{fill:red} g.b > rect{fill:blue;stroke:black} #z{opacity:.5}</style>
        <rect class="a" width="30" height="30"/><g class="b"><rect x="40" width="30" height="30"/>
        <g><rect id="z" x="40" y="40" width="30" height="30"/></g></g>""",
    "reuse": """<defs><g id="k"><rect width="20" height="10"/><circle cx="5" cy="20" r="5" fill="red"/></g>
        <symbol id="s" viewBox="0 0 10 10"><path d="M0 0h10v10z"/></symbol></defs>
        <use href="#k" x="5" y="5" fill="green"/><use href="#k" transform="translate(50 10) rotate(45) scale(1.5)"/>
        <use href="#s" x="10" y="60" width="30" height="30" fill="teal"/>
        <svg x="60" y="60" width="30" height="30" viewBox="0 0 2 1"><rect width="2" height="1" fill="gold"/></svg>""",
    "lines": """<path d="M5 10H95M5 30H95" stroke="black" stroke-width="4" stroke-dasharray="10 4 2"
        stroke-linecap="round"/><path d="M10 90L30 50L50 90L70 50L90 90" fill="none" stroke="blue" stroke-width="8"
        stroke-linejoin="round"/><path d="M20 60 A 20 10 30 1 0 60 70" fill="none" stroke="red"/>
        <path fill-rule="evenodd" d="M70 10h25v25h-25zM77 17h10v10h-10z"/><ellipse cx="20" cy="45" rx="9" ry="4"/>""",
    "pictures": """<image x="5" y="5" width="90" height="60" preserveAspectRatio="xMinYMid meet" href="{picture}"/>
        <image width="20" height="20" transform="translate(60 70) rotate(20)" href="{picture}"/>""",
    "masks in masks": """<defs><linearGradient id="g"><stop stop-color="white"/><stop offset="1" stop-color="black"/>
        </linearGradient><mask id="m"><rect width="100" height="100" fill="url(#g)"/></mask><clipPath id="c">
        <circle cx="30" cy="30" r="25"/><rect x="50" y="50" width="50" height="40" fill="none"/></clipPath></defs>
        <g mask="url(#m)" clip-path="url(#c)"><rect width="90" height="90" fill="red"/>
        <rect x="10" y="10" width="80" height="80" fill="green" opacity=".8" mask="url(#m)"/></g>""",
    "blending": """<rect x="10" y="20" width="80" height="40" fill="yellow"/>
        <g style="mix-blend-mode:multiply"><rect x="30" y="5" width="30" height="80" fill="cyan"/></g>""",
    "patterns elsewhere": """<defs><pattern id="p" x="-390" y="195" width="20" height="20"
        patternUnits="userSpaceOnUse"><g opacity=".5"><rect width="12" height="12" fill="red"/>
        <circle r="6" cx="12" cy="12" fill="blue"/></g></pattern><pattern id="q" width=".25" height=".5">
        <path d="M0 0h9l-9 9z"/></pattern></defs><rect x="5" y="5" width="60" height="60" fill="url(#p)"/>
        <rect x="55" y="65" width="40" height="30" fill="url(#q)" stroke="black"/>""",
    "dots and fractions": """<path d="M30 50h0" stroke="red" stroke-width="20" stroke-linecap="square"/>
        <path d="M60 60L80 80" stroke="rgb(40.5%,10.0%,80%)" stroke-width="9"/>""",
    "choices": """<switch><rect width="90" height="90" fill="red" requiredExtensions="http://example.org/x"/>
        <rect x="20" width="70" height="50" fill="green"/></switch>
        <ellipse cx="30" cy="70" rx="20" fill="hsl(200 80% 40%)"/>""",
    "shifted text": """<text x="5" y="30" font-size="20" font-family="DejaVu Sans" xml:space="preserve">H<tspan
        baseline-shift="sub" font-size="12">2</tspan>O  <tspan text-decoration="underline">up</tspan></text>
        <text x="5" y="80" font-size="30" font-family="DejaVu Sans" fill="yellow" stroke="navy" stroke-width="5"
        paint-order="stroke">Line</text>""",
    "text": """<text x="50" y="50" text-anchor="middle" font-size="20" font-family="DejaVu Sans">Mid
        <tspan font-weight="bold" fill="red">dle</tspan></text>
        <text transform="translate(20 90) rotate(-90)" font-size="14" font-family="DejaVu Sans Mono">turned</text>""",
}


def picture() -> str:
    from base64 import b64encode  # noqa: PLC0415 - for this alone

    image = Image.new("RGBA", (8, 8), (255, 0, 0, 255))
    image.paste((0, 0, 255, 90), (0, 0, 4, 4))
    buffer = io.BytesIO()
    image.resize((64, 64), Image.Resampling.NEAREST).save(buffer, "PNG")
    return f"data:image/png;base64,{b64encode(buffer.getvalue()).decode()}"


def svg(body: str) -> bytes:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{SIDE}" '
        f'height="{SIDE}" viewBox="0 0 {SIDE} {SIDE}">{body.replace("{picture}", picture())}</svg>'
    ).encode()


def tree(body: str) -> Element:
    return svg_panel.nested(1, fromstring(svg(body)), Box(0, 0, SIDE, SIDE))  # noqa: S314 - written here


def page(body: str) -> pypdfium2.PdfPage:
    document = pypdfium2.PdfDocument(page_of(tree(body), (SIDE, SIDE), (SIDE, SIDE)))
    return document[0]


@pytest.mark.parametrize("name", DRAWINGS)
def test_it_looks_as_librsvg_draws_it(name: str) -> None:
    ours = page(DRAWINGS[name]).render(scale=4).to_pil().convert("RGB")
    theirs = pyvips.Image.svgload_buffer(svg(DRAWINGS[name]), scale=4).flatten(background=[255, 255, 255])
    other = Image.open(io.BytesIO(theirs.pngsave_buffer())).convert("RGB")
    assert ours.size == other.size
    differing = ImageStat.Stat(ImageChops.difference(ours, other)).mean
    assert max(differing) < 6, differing
    assert len(set(ours.resize((20, 20)).tobytes())) > 3


def test_a_line_of_constant_width_has_it_in_print() -> None:
    line = '<path d="M2 5h6v15" stroke="red" stroke-width="8" fill="none" vector-effect="non-scaling-stroke"/>'
    drawn = page(f'<g transform="scale(10 4)">{line}</g>').render().to_pil().convert("L")
    across = [drawn.getpixel((50, y)) for y in range(SIDE)], [drawn.getpixel((x, 50)) for x in range(SIDE)]
    widths = [sum(value != 255 for value in pixels) for pixels in across]  # 8 of 96 an inch are 6 points
    assert widths == pytest.approx([6, 6], abs=1)


def test_vectors_and_text_stay_what_they_are() -> None:
    drawn = page(DRAWINGS["text"] + DRAWINGS["opacity"] + DRAWINGS["linear gradients"])
    kinds = {item.type for item in drawn.get_objects(max_depth=5)}
    assert pdfium.FPDF_PAGEOBJ_IMAGE not in kinds
    words = drawn.get_textpage().get_text_bounded()
    assert "Mid dle" in words
    assert "turned" in words


def test_words_of_every_script_can_be_found() -> None:
    words = page('<text x="5" y="20" font-size="9">Ab αβ Жд 图像 한국 × ∮</text>').get_textpage().get_text_bounded()
    assert "Ab αβ Жд 图像 한국 × ∮" in words


@pytest.mark.parametrize(
    "body",
    [
        '<filter id="f"><feGaussianBlur stdDeviation="2"/></filter><rect width="9" height="9" filter="url(#f)"/>',
        '<path id="p" d="M0 0H90"/><text><textPath href="#p">along</textPath></text>',
        '<text y="20">مشفر</text>',
        '<text y="20" rotate="30">turned</text>',
        '<text y="20" writing-mode="tb">down</text>',
        '<text y="20" font-variant="small-caps">small</text>',
        '<text y="20" direction="rtl">left</text>',
        '<text y="20">\U00013000</text>',
        '<linearGradient id="g"><stop/><stop offset="1"/></linearGradient><text stroke="url(#g)">outlined</text>',
    ],
)
def test_what_pdf_has_no_vectors_for_is_said(body: str) -> None:
    with pytest.raises(NotVectors):
        page_of(tree(body), (SIDE, SIDE), (SIDE, SIDE))


def test_elements_that_draw_themselves_end() -> None:
    with pytest.raises(NotVectors):
        page_of(tree('<g id="a"><use href="#a"/></g>'), (SIDE, SIDE), (SIDE, SIDE))


NAMES = (
    "x", "y", "width", "height", "r", "rx", "cx", "d", "points", "transform", "fill", "stroke", "stroke-width",
    "opacity", "stroke-dasharray", "style", "class", "href", "clip-path", "mask", "marker-end", "viewBox",
    "font-size", "offset", "gradientTransform", "gradientUnits", "preserveAspectRatio", "text-anchor", "orient",
    "textLength", "dx", "stop-color", "patternTransform", "font", "letter-spacing", "display", "visibility",
)  # fmt: skip
VALUES = (
    "", "0", "-1", "1e999", "nan", "50%", "3em", "10 20 30", "M0 0L", "M1 2C", "m1 1a1 1 0 0 0 1e308 5zq", "url(#i0)",
    "url(#i1) red", "url(#none)", "#i1", "#i2", "matrix(0 0 0 0 0 0)", "rotate(1e999)", "scale(0) skewX(90)", "none",
    "rgb(300, 2, -9)", "rgba(1,2,3", "hsl(9,9)", "fill:red;;opacity:x", "inherit", "currentColor", "0 0 0 0", "auto",
    "bold 12px", "italic 12px x", "xMaxYMax slice", "middle", "userSpaceOnUse", "objectBoundingBox", "1,,2",
)  # fmt: skip
TAGS = (
    "g", "rect", "path", "circle", "line", "polygon", "text", "tspan", "use", "image", "svg", "linearGradient", "stop",
    "radialGradient", "clipPath", "mask", "pattern", "marker", "symbol", "switch", "defs",
)  # fmt: skip


@st.composite
def elements(draw: st.DrawFn, depth: int = 3) -> Element:
    element = Element(
        draw(st.sampled_from(TAGS)), draw(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES)))
    )
    element.set("id", f"i{draw(st.integers(0, 2))}")
    element.text = draw(st.sampled_from(("", "a b", " ", "图")))
    if depth:
        element.extend(draw(st.lists(elements(depth - 1), max_size=3)))
    return element


@given(elements())
def test_no_drawing_breaks_it(root: Element) -> None:
    top = Element("svg", {"width": "100", "height": "100"})
    top.append(root)
    try:
        data = page_of(top, (SIDE, SIDE), (SIDE, SIDE))
    except NotVectors:
        return
    with pypdfium2.PdfDocument(data) as document:
        document[0].render(scale=0.2)
