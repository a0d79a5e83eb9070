import base64
import io
import re
from xml.etree import ElementTree as ET

import pytest
from fontTools.ttLib import TTFont

from pb_adapters.drawing.diagrams import render
from pb_adapters.drawing.diagrams.svg_finish import finished, math_faces
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind, Group, Styling
from pb_core.ports.images import DrawRequest

SVG = "{http://www.w3.org/2000/svg}"
SPEC = DiagramSpec(
    elements=(
        Element(id="x", label="Image x_t", kind=ElementKind.INPUT, group="g"),
        Element(id="d", label=r"Denoiser $\mathbf{W}\hat{z}$", kind=ElementKind.MODEL, group="g", detail="frozen"),
    ),
    connections=(Connection(source="x", target="d", label="noisy"),),
    groups=(Group(id="g", title="Encode"),),
)


@pytest.fixture(scope="module")
def svg() -> str:
    request = DrawRequest(spec=SPEC, description="", styling=Styling(), formats=("svg",))
    return render(request).pictures[0].data.decode("utf-8")


def test_each_part_is_a_group_of_bare_shapes_and_words(svg: str) -> None:
    root = ET.fromstring(svg)  # noqa: S314 - our own file
    groups = {group.get("id"): group for group in root.iter(f"{SVG}g")}
    assert {"panel-g", "element-x", "element-d", "arrow-x-to-d"} <= set(groups)
    assert groups["element-x"].findtext(f"{SVG}title") == "Image xt"
    assert groups["panel-g"].findtext(f"{SVG}title") == "Encode"
    assert groups["arrow-x-to-d"].findtext(f"{SVG}title") == "Image xt → Denoiser Wzˆ: noisy"
    for name in ("panel-g", "element-x", "element-d", "arrow-x-to-d"):
        assert {child.tag for child in groups[name]} <= {f"{SVG}title", f"{SVG}path", f"{SVG}text"}


def test_nothing_is_turned_or_commented_and_all_names_differ(svg: str) -> None:
    assert "transform=" not in svg
    assert "<!--" not in svg
    names = re.findall(r' id="([^"]+)"', svg)
    assert len(names) == len(set(names))
    assert not any(" " in name for name in names)


def test_the_faces_of_mathematics_are_inside(svg: str) -> None:
    rules = re.findall(r"@font-face\{font-family:'STIXGeneral'([^}]*?);src:url\(data:font/ttf;base64,([^)]+)\)", svg)
    looks = {look: TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap() for look, data in rules}
    assert {chr(code) for code in looks[";font-style:italic"]} == set("xtz")
    assert {chr(code) for code in looks[";font-weight:700"]} == {"W"}
    assert {chr(code) for code in looks[""]} == {"ˆ"}


def test_lines_without_mathematics_add_no_face() -> None:
    with settings():
        assert math_faces([("plain words", False)]) == {}
        svg = b'<svg><defs></defs><g id="patch_1"><path d="M 0 0"/></g></svg>'
        assert finished(svg, [("plain", True)]) == b'<svg><defs></defs><path d="M 0 0"/></svg>'
