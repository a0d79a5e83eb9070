import io

import pytest
from PIL import Image

from pb_adapters.drawing.composites.panels import open_panels
from pb_core.domain.panel_grid import CanvasLimits, PanelSize
from pb_core.errors import UnreadablePanel
from support.panels import saved, source

LIMITS = CanvasLimits(max_pixels=10_000)
SVG = b'\xef\xbb\xbf \n<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="48"/>'


def test_formats_are_known_by_their_bytes() -> None:
    image = Image.new("RGB", (30, 20))
    buffer = io.BytesIO()
    image.save(buffer, "PDF", resolution=72)
    (panel,) = open_panels([source(saved(image, "JPEG"), SVG % 9, buffer.getvalue())], LIMITS)
    assert panel.size == PanelSize(30, 20)
    assert panel.raster is not None
    assert panel.svg is not None
    assert panel.pdf is not None


@pytest.mark.parametrize(("width", "expected"), [(16, PanelSize(50, 150, 300)), (1, PanelSize(3, 150, 300))])
def test_vectors_alone_have_300_pixels_an_inch(width: int, expected: PanelSize) -> None:
    assert open_panels([source(SVG % width)], CanvasLimits())[0].size == expected


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b"GIF89a", "it is no PNG, JPEG, SVG or PDF"),
        (b"RIFF\0\0\0\0WEBP", "it is no PNG, JPEG, SVG or PDF"),
        (b"\x89PNG\r\n\x1a\n", "its PNG header is damaged"),
        (b"\xff\xd8\xff\xe0", "its JPEG header is damaged"),
        (SVG % 0, "it has no width or no height|its SVG has no width"),
        (SVG % 100_000, "million pixels, and at most 0 million are allowed"),
    ],
)
def test_what_cannot_be_a_panel_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadablePanel, match=f"panel 1 cannot be used: ({reason}|.*{reason})"):
        open_panels([source(data)], LIMITS)


def test_a_png_states_its_resolution_and_a_jpeg_is_not_asked() -> None:
    image = Image.new("RGB", (30, 20))
    panels = [source(saved(image, kind, dpi=(600, 600))) for kind in ("PNG", "JPEG")]
    png, jpeg = (panel.size.resolution for panel in open_panels(panels, LIMITS))
    assert png == pytest.approx(600, abs=0.02)
    assert jpeg is None


def test_pixels_are_counted_before_they_are_decoded() -> None:
    good = saved(Image.new("RGB", (100, 100)))
    open_panels([source(good)], LIMITS)
    with pytest.raises(UnreadablePanel, match="panel 2 cannot be used: it has 101 x 100"):
        open_panels([source(good), source(saved(Image.new("RGB", (101, 100)))[:-30])], LIMITS)
