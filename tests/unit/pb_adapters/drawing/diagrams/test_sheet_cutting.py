import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

from pb_adapters.drawing.diagrams.sheet_cutting import SIDE, cut
from pb_core.domain.diagrams.contact_sheet import sheet_grid

Box = tuple[float, float, float, float]
WHITE, BLUE = (255, 255, 255), (30, 60, 160)
FOUR = sheet_grid(4)


def sheet(*boxes: Box, ground: tuple[int, int, int] = WHITE, size: tuple[int, int] = (800, 800)) -> bytes:
    """Boxes, in shares of the sheet, on a ground."""
    image = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(image)
    for box in boxes:
        frame = tuple(share * size[place % 2] for place, share in enumerate(box))
        draw.rectangle(frame, fill=WHITE, outline=BLUE, width=20)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def opened(data: bytes | None) -> Image.Image:
    assert data is not None
    return Image.open(io.BytesIO(data))


MIDDLES: tuple[Box, ...] = (
    (0.1, 0.1, 0.4, 0.3),
    (0.6, 0.1, 0.9, 0.4),
    (0.1, 0.6, 0.4, 0.9),
    (0.6, 0.6, 0.9, 0.9),
)


def test_each_cell_is_trimmed_and_scaled() -> None:
    wide, *rest = cut(sheet(*MIDDLES), FOUR, 4)
    assert opened(wide).width > opened(wide).height
    assert all(max(opened(piece).size) <= SIDE + 2 for piece in (wide, *rest))


@pytest.mark.parametrize("ground", [WHITE, (244, 240, 228)])
def test_the_ground_outside_is_transparent_and_what_an_outline_encloses_is_not(ground: tuple[int, int, int]) -> None:
    disc = Image.new("RGB", (400, 400), ground)
    ImageDraw.Draw(disc).ellipse((80, 80, 320, 320), fill=WHITE, outline=BLUE, width=16)
    buffer = io.BytesIO()
    disc.save(buffer, "PNG")
    (piece,) = cut(buffer.getvalue(), sheet_grid(1), 1)
    picture = opened(piece)
    assert picture.mode == "RGBA"
    assert picture.getpixel((2, 2))[3] == 0  # type: ignore[index]  # RGBA
    assert picture.getpixel((picture.width // 2, picture.height // 2)) == (*WHITE, 255)


def test_a_boundary_moves_to_where_nothing_is_painted() -> None:
    shifted: tuple[Box, ...] = ((0.1, 0.1, 0.53, 0.4), (0.6, 0.1, 0.9, 0.4), (0.1, 0.6, 0.5, 0.9), (0.6, 0.6, 0.9, 0.9))
    pieces = cut(sheet(*shifted), FOUR, 4)
    assert all(pieces)
    assert opened(pieces[0]).width > opened(pieces[0]).height


@pytest.mark.parametrize(
    ("boxes", "missing"),
    [
        (MIDDLES[:3], (False, False, False, True)),
        (((0.2, 0.2, 0.8, 0.8),), (True, True, True, True)),
        (((0.0, 0.0, 1.0, 1.0),), (True, True, True, True)),
        ((), (True, True, True, True)),
    ],
    ids=["an empty cell", "across the middle", "a frame around all", "nothing"],
)
def test_what_is_no_pictogram_of_its_own_gives_none(boxes: tuple[Box, ...], missing: tuple[bool, ...]) -> None:
    assert tuple(piece is None for piece in cut(sheet(*boxes), FOUR, 4)) == missing


def test_only_the_cells_that_were_asked_for_are_cut() -> None:
    assert len(cut(sheet(*MIDDLES), FOUR, 3)) == 3


@pytest.mark.parametrize("size", [(640, 480), (1376, 768), (9, 9)])
def test_sheets_of_other_shapes_are_cut_in_proportion(size: tuple[int, int]) -> None:
    cut(sheet(*MIDDLES, size=size), FOUR, 4)


def test_the_same_sheet_gives_the_same_bytes() -> None:
    pieces: Callable[[], object] = lambda: cut(sheet(*MIDDLES), FOUR, 4)  # noqa: E731 - called twice
    assert pieces() == pieces()
