from xml.etree import ElementTree as ET

from pb_adapters.drawing.diagrams.exports.drawio.labels import label
from pb_adapters.drawing.diagrams.exports.text_blocks import line_block
from pb_adapters.drawing.diagrams.text_runs import Run
from pb_adapters.drawing.shared.text_metrics import settings


def html(text: str, *, bold: bool = False) -> ET.Element:
    run = Run(owner="a", text=text, x=0, y=0, size=7.2, colour="#112233", ground="#ffffff", bold=bold)
    with settings():
        return ET.fromstring(label(line_block(run)).replace("&nbsp;", "\u00a0"))  # noqa: S314 - we wrote it


def test_a_line_is_a_block_in_its_size_weight_and_colour() -> None:
    style = html("Words", bold=True).get("style", "")
    assert "font-size:10px" in style
    assert "font-weight:600" in style
    assert "color:#112233" in style


def test_markup_in_a_label_is_text() -> None:
    line = html("<img src=x onerror=alert(1)> & &amp;")
    assert line.text == "<img src=x onerror=alert(1)> & &amp;"
    assert len(line) == 0


def test_mathematics_has_scripts() -> None:
    line = html("x_t")
    assert [node.tag for node in line.iter()] == ["div", "span", "sub", "span"]
    assert "".join(line.itertext()) == "xt"


def test_mathematics_that_is_outlined_leaves_its_line_blank() -> None:
    assert html(r"$\sqrt{1-t}$").text == "\u00a0"


def test_no_text_is_no_label() -> None:
    assert label(None) == ""
