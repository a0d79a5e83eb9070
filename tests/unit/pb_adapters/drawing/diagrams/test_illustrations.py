import base64
import io
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from pb_adapters.drawing.diagrams import render
from pb_adapters.drawing.diagrams.illustration_names import PAINTED, is_painted
from pb_adapters.drawing.diagrams.illustrations import illustrated, natural_size, pictogram_of
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind, Styling
from pb_core.ports.images import DrawReply, DrawRequest, Illustration

RED = (200, 20, 30)
SPEC = DiagramSpec(
    elements=(
        Element(id="mesh", label="Untextured mesh", kind=ElementKind.INPUT),
        Element(id="net", label="Material branch", kind=ElementKind.MODEL),
    ),
    connections=(Connection(source="mesh", target="net", label="faces"),),
)


def picture(width: int = 200, height: int = 100) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGBA", (width, height), (*RED, 255)).save(buffer, "PNG")
    return buffer.getvalue()


def drawn(*names: str) -> DrawReply:
    illustrations = tuple(Illustration(element=name, picture=picture()) for name in names)
    return render(
        DrawRequest(
            spec=SPEC,
            description="",
            styling=Styling(),
            formats=("png", "svg", "pdf"),
            illustrations=illustrations,
        )
    )


def test_a_painted_pictogram_stands_for_the_engines_own_while_it_is_drawn() -> None:
    mesh, net = SPEC.elements
    assert pictogram_of(mesh) is None
    with illustrated((Illustration(element="mesh", picture=picture()),)):
        name = pictogram_of(mesh)
        assert name == f"{PAINTED}mesh"
        assert is_painted(name)
        assert natural_size(name, 24.0) == (24.0, 12.0)
        assert pictogram_of(net) is None
    assert pictogram_of(mesh) is None


def test_every_format_holds_the_picture_and_the_words_stay_words() -> None:
    reply = drawn("mesh", "net")
    png, svg, pdf = reply.pictures
    assert reply.scene is not None
    assert sorted(glyph.name for glyph in reply.scene.glyphs) == [f"{PAINTED}mesh", f"{PAINTED}net"]
    colours = Image.open(io.BytesIO(png.data)).convert("RGB").getcolors(2**20)
    assert colours is not None
    assert any(colour == RED for _, colour in colours)
    text = svg.data.decode()
    assert text.count("<image ") == 2
    assert "pixelated" not in text
    assert "Material branch" in text.replace("</tspan>", "")
    assert text.index('id="element-mesh"') < text.index("<image ")
    assert b"/Subtype /Image" in pdf.data


def test_without_painted_pictograms_nothing_changes() -> None:
    assert drawn() == render(DrawRequest(spec=SPEC, description="", styling=Styling(), formats=("png", "svg", "pdf")))
    assert "<image" not in drawn().pictures[1].data.decode()


def test_the_same_request_gives_the_same_bytes() -> None:
    assert drawn("mesh") == drawn("mesh")


def exported(kind: str) -> bytes:
    illustrations = (Illustration(element="mesh", picture=picture()),)
    request = DrawRequest(spec=SPEC, description="", styling=Styling(), formats=(kind,), illustrations=illustrations)
    return render(request).pictures[0].data


def test_a_slide_holds_a_painted_pictogram_as_a_picture() -> None:
    slide = Presentation(io.BytesIO(exported("pptx"))).slides[0]
    (group,) = [shape for shape in slide.shapes if shape.name == "Untextured mesh"]
    (image,) = [shape for shape in group.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert image.width / image.height == pytest.approx(2, rel=0.01)
    with Image.open(io.BytesIO(image.image.blob)) as found:
        assert found.convert("RGB").getpixel((5, 5)) == RED


def test_a_page_of_draw_io_holds_it_in_its_style() -> None:
    page = ET.fromstring(exported("drawio"))  # noqa: S314 - we wrote it
    (style,) = [style for cell in page.iter("mxCell") if (style := cell.get("style", "")).startswith("shape=image;")]
    data = style.partition("image=data:image/png,")[2].partition(";")[0]
    with Image.open(io.BytesIO(base64.b64decode(data))) as found:
        assert found.size == (200, 100)


def test_tikz_says_where_one_is_left_out() -> None:
    assert b"stands a painted pictogram" in exported("tikz")
