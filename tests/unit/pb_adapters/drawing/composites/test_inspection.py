import pytest
from PIL import Image

from pb_adapters.drawing.composites.inspection import inspected
from pb_core.domain.panel_grid import CanvasLimits
from pb_core.errors import UnreadablePanel
from support.panels import saved

PICTURE = Image.linear_gradient("L").resize((300, 200))
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="144pt" height="72pt"><rect width="20" height="20"/></svg>'
LIMITS = CanvasLimits()


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    ("data", "fmt", "size"),
    [
        (saved(PICTURE), "png", (300, 200)),
        (saved(PICTURE, "JPEG"), "jpeg", (300, 200)),
        (SVG, "svg", (600, 300)),
        (saved(PICTURE, "PDF"), "pdf", (1250, 833)),
    ],
)
def test_a_picture_has_a_format_and_a_size(data: bytes, fmt: str, size: tuple[int, int], *, whole: bool) -> None:
    found = inspected(data, whole, LIMITS)
    assert found.format == fmt
    assert (found.size.width, found.size.height) == size


def test_damage_behind_the_header_shows_when_all_is_read() -> None:
    damaged = saved(PICTURE, "JPEG")[:-400]
    assert inspected(damaged, whole=False, limits=LIMITS).format == "jpeg"
    with pytest.raises(UnreadablePanel, match="The picture cannot be used: its JPEG is damaged"):
        inspected(damaged, whole=True, limits=LIMITS)


def test_more_pixels_than_allowed_are_refused_before_they_are_decoded() -> None:
    with pytest.raises(UnreadablePanel, match="at most 0 million are allowed"):
        inspected(saved(PICTURE), whole=True, limits=CanvasLimits(max_pixels=59_999))
