import io
import xml.etree.ElementTree as ET
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image

from support.processes import Run

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="192" height="96"><rect width="40" height="40" fill="#06a"/>'
    '<text x="45" y="30" font-size="12">Ours 图</text></svg>'
)


@pytest.fixture
def panels(tmp_path: Path) -> None:
    """``a.png`` and ``b.svg`` in the working folder."""
    Image.new("RGB", (600, 300), "#a60").save(tmp_path / "a.png", dpi=(300, 300))
    (tmp_path / "b.svg").write_text(SVG)


@pytest.mark.usefixtures("panels")
def test_an_svg_beside_a_png_stays_vectors_in_a_pdf(pb_process: Run, tmp_path: Path) -> None:
    done = pb_process("compose", "a.png", "b.svg", "--layout", "1x2", "-o", "fig.pdf")
    assert (done.returncode, done.stdout, done.stderr) == (0, "fig.pdf\n", "")
    page = pypdfium2.PdfDocument(tmp_path / "fig.pdf")[0]
    text = page.get_textpage().get_text_bounded()
    assert all(word in text for word in ("Ours 图", "(a)", "(b)"))
    images = list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4))
    assert [image.get_px_size() for image in images] == [(600, 300)]
    assert page.get_width() == pytest.approx((600 + 600 + 3 * 20) * 72 / 300, abs=0.01)


@pytest.mark.usefixtures("panels")
def test_every_ending_gives_its_format(pb: Run, tmp_path: Path) -> None:
    for kind in ("png", "svg", "pdf"):
        assert pb("compose", "a.png", "b.svg", "-o", f"fig.{kind}").returncode == 0
    with Image.open(tmp_path / "fig.png") as image:
        assert round(image.info["dpi"][0]) == 300
    assert ET.parse(tmp_path / "fig.svg").getroot().tag.endswith("svg")  # noqa: S314 - written by us
    assert (tmp_path / "fig.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.usefixtures("panels")
def test_labels_are_given_or_left_out(pb: Run, tmp_path: Path) -> None:
    named = ("--label", "Left", "--label", "右", "--label-position", "top", "--label-font-size", "40")
    assert pb("compose", "a.png", "a.png", *named, "-o", "named.svg").returncode == 0
    assert pb("compose", "a.png", "a.png", "--no-labels", "--spacing", "0", "-o", "bare.png").returncode == 0
    assert all(text in (tmp_path / "named.svg").read_text() for text in (">Left<", ">右<", 'font-size="40"'))
    with Image.open(tmp_path / "bare.png") as image:
        assert image.size in {(1200, 300), (600, 600)}


@pytest.mark.usefixtures("panels")
def test_a_grid_may_have_more_cells_than_panels(pb: Run, tmp_path: Path) -> None:
    assert pb("compose", "a.png", "a.png", "--layout", "2x2", "--no-labels", "--spacing", "0").returncode == 0
    with Image.open(tmp_path / "composite.png") as image:
        assert image.size == (1200, 300)


def test_a_panel_may_be_standard_input(pb: Run, tmp_path: Path) -> None:
    assert pb("compose", "-", "-o", "fig.svg", text=SVG).returncode == 0
    assert "Ours" in (tmp_path / "fig.svg").read_text()


BUFFER = io.BytesIO()
Image.new("RGB", (9, 9)).save(BUFFER, "GIF")


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "panel 2 cannot be used: it is empty"),
        (BUFFER.getvalue(), "panel 2 cannot be used: it is no PNG, JPEG, SVG or PDF"),
        (b"\x89PNG\r\n\x1a\nshort", "panel 2 cannot be used: its PNG header is damaged"),
        (SVG.replace("<rect", "<script>alert(1)</script><rect").encode(), "its SVG holds a script"),
        (SVG.replace("<rect", '<image href="http://127.0.0.1/a.png"/><rect').encode(), "something outside"),
        (b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVG.encode(), "its SVG declares entities"),
        (SVG.replace('width="192"', 'width="9e9"').encode(), "panel 2 cannot be used: its SVG is 9e+09 x 96 pixels"),
    ],
)
@pytest.mark.usefixtures("panels")
def test_a_panel_that_cannot_be_used_is_named_in_one_line(pb: Run, tmp_path: Path, data: bytes, complaint: str) -> None:
    (tmp_path / "bad").write_bytes(data)
    done = pb("compose", "a.png", "bad", "-o", "fig.pdf")
    assert (done.returncode, done.stdout) == (1, "")
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "fig.pdf").exists()


@pytest.mark.parametrize(
    ("options", "code", "complaint"),
    [
        (("--layout", "1x1"), 1, "layout 1x1 is too small for 2 panels"),
        (("--layout", "two"), 1, "layout must be auto or rows x columns"),
        (("--label", "only one"), 1, "their number is 1 for 2 panels"),
        (("--label", "a", "--label", "b", "--no-labels"), 2, "exclude each other"),
        (("--spacing", "-1"), 2, "--spacing"),
        (("--label-font-size", "1000"), 2, "--label-font-size"),
        (("-o", "fig.gif"), 2, "must end in .png, .svg or .pdf"),
    ],
)
@pytest.mark.usefixtures("panels")
def test_what_does_not_fit_is_said(pb: Run, options: tuple[str, ...], code: int, complaint: str) -> None:
    done = pb("compose", "a.png", "a.png", *options)
    assert done.returncode == code
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("panels")
def test_a_missing_panel_is_named(pb_process: Run) -> None:
    done = pb_process("compose", "a.png", "missing.png")
    assert done.returncode == 2
    assert "missing.png" in done.stderr


def test_the_help_says_what_stays_vectors(pb: Run) -> None:
    text = " ".join(pb("compose", "--help").stdout.split())
    assert "SVG panels stay vectors in SVG and PDF" in text
    assert "600 an inch" in text
