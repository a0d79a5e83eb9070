import numpy as np
import pytest
from PIL import Image, ImageCms

from pb_core.domain.composites import PanelStyle
from pb_core.errors import UnreadablePanel
from support.panels import ALONE, composite, saved, source
from support.pictures import opened

RED, GREEN = (255, 0, 0), (0, 128, 0)


def noise(width: int, height: int, bands: int = 3) -> np.ndarray:
    return np.random.default_rng(width).integers(0, 256, (height, width, bands), np.uint8)


def test_pixels_of_unscaled_panels_are_untouched() -> None:
    left, right = noise(400, 300), noise(200, 300)
    data = composite(source(saved(Image.fromarray(left))), source(saved(Image.fromarray(right))))
    assert np.array_equal(np.asarray(opened(data)), np.hstack([left, right]))


def test_spacing_and_the_rest_of_the_page_are_white() -> None:
    panel = source(saved(Image.new("RGB", (50, 50), RED)))
    page = np.asarray(opened(composite(panel, panel, panel, style=PanelStyle(layout="2x2", labels=(), spacing=5))))
    assert page.shape == (115, 115, 3)
    red = (page == RED).all(axis=2)
    assert red.sum() == 3 * 50 * 50
    assert (page[~red] == 255).all()


def test_a_lower_panel_is_enlarged_to_its_row() -> None:
    small, tall = Image.new("RGB", (33, 50), GREEN), Image.new("RGB", (80, 175), RED)
    page = np.asarray(opened(composite(source(saved(small)), source(saved(tall)))))
    assert page.shape == (175, 116 + 80, 3)
    assert (page[:, :116] == GREEN).all()


def test_the_resolution_is_stated_and_metadata_of_panels_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    panel = source(saved(Image.new("RGB", (20, 20), RED), exif=exif))
    data = composite(panel, panel)
    assert [round(side) for side in opened(data).info["dpi"]] == [300, 300]
    assert b"where I live" not in data


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [
        ("L", 77, (77, 77, 77)),
        ("LA", (77, 255), (77, 77, 77)),
        ("1", 1, (255, 255, 255)),
        ("RGBA", (255, 0, 0, 0), (255, 255, 255)),
        ("RGBA", (0, 0, 0, 51), (204, 204, 204)),
        ("I;16", 0x8080, (128, 128, 128)),
    ],
)
def test_every_kind_of_pixel_becomes_rgb_on_white(mode: str, colour: object, expected: tuple[int, ...]) -> None:
    page = opened(composite(source(saved(Image.new(mode, (8, 8), colour))), style=ALONE))
    assert page.mode == "RGB"
    assert page.getpixel((4, 4)) == pytest.approx(expected, abs=1)


def test_palettes_and_their_transparency_are_resolved() -> None:
    image = Image.new("P", (8, 8), 1)
    image.putpalette([*RED, *GREEN])
    opaque = composite(source(saved(image)), style=ALONE)
    clear = composite(source(saved(image, transparency=1)), style=ALONE)
    assert opened(opaque).getpixel((0, 0)) == GREEN
    assert opened(clear).getpixel((0, 0)) == (255, 255, 255)


def test_jpeg_panels_are_decoded() -> None:
    page = opened(composite(source(saved(Image.new("RGB", (64, 64), (200, 30, 60)), "JPEG", quality=95)), style=ALONE))
    assert page.getpixel((32, 32)) == pytest.approx((200, 30, 60), abs=4)


def test_cmyk_jpegs_become_rgb() -> None:
    white = opened(composite(source(saved(Image.new("CMYK", (64, 64), (0, 0, 0, 0)), "JPEG")), style=ALONE))
    ink = opened(composite(source(saved(Image.new("CMYK", (64, 64), (0, 255, 255, 0)), "JPEG")), style=ALONE))
    assert min(white.getpixel((32, 32))) > 240
    red, green, blue = ink.getpixel((32, 32))
    assert red > 180
    assert max(green, blue) < 90


def test_embedded_profiles_are_applied() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    grey = Image.new("RGB", (16, 16), (90, 120, 150))
    page = opened(composite(source(saved(grey, icc_profile=lab)), style=ALONE))
    assert page.getpixel((8, 8)) == pytest.approx((90, 120, 150), abs=1)
    assert "icc_profile" not in page.info


def test_a_damaged_profile_does_not_cost_the_panel() -> None:
    image = Image.new("RGB", (16, 16), GREEN)
    page = opened(composite(source(saved(image, icc_profile=b"no profile at all" * 20)), style=ALONE))
    assert page.getpixel((8, 8)) == pytest.approx(GREEN, abs=2)


def test_a_jpeg_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image = Image.new("RGB", (64, 32), RED)
    image.paste(GREEN, (0, 0, 32, 32))
    page = opened(composite(source(saved(image, "JPEG", exif=exif, quality=95)), style=ALONE))
    assert page.size == (32, 64)
    assert page.getpixel((16, 8)) == pytest.approx(GREEN, abs=6)


def test_an_interlaced_png_is_decoded() -> None:
    import pyvips  # noqa: PLC0415 - the only encoder of interlaced PNG at hand

    pixels = noise(40, 30)
    data = pyvips.Image.new_from_memory(pixels.tobytes(), 40, 30, 3, "uchar").pngsave_buffer(interlace=True)
    assert np.array_equal(np.asarray(opened(composite(source(data), style=ALONE))), pixels)


def test_an_animated_png_gives_its_first_picture() -> None:
    first, second = Image.new("RGB", (20, 20), RED), Image.new("RGB", (20, 20), GREEN)
    page = opened(composite(source(saved(first, save_all=True, append_images=[second])), style=ALONE))
    assert getattr(page, "n_frames", 1) == 1
    assert page.getpixel((5, 5)) == RED


def test_one_flipped_byte_names_the_panel() -> None:
    good = saved(Image.fromarray(noise(300, 300)))
    bad = bytearray(good)
    bad[len(bad) // 2] ^= 0xFF
    with pytest.raises(UnreadablePanel, match="panel 2 cannot be used: its PNG is damaged"):
        composite(source(good), source(bytes(bad)))


def test_a_jpeg_cut_short_names_the_panel() -> None:
    data = saved(Image.fromarray(noise(300, 300)), "JPEG")
    with pytest.raises(UnreadablePanel, match="panel 1 cannot be used: its JPEG is damaged"):
        composite(source(data[: len(data) // 2]), style=ALONE)


def test_labels_are_dark_letters_below_their_panels() -> None:
    panel = source(saved(Image.new("RGB", (200, 100), (250, 240, 240))))
    style = PanelStyle(layout="1x2", labels=("(a)", "图"), spacing=10, font_size=30)
    page = np.asarray(opened(composite(panel, panel, style=style)).convert("L"))
    below = page[110:]
    for columns in (slice(0, 210), slice(220, 420)):
        ink = np.argwhere(below[:, columns] < 100)
        assert len(ink) > 50
        assert ink[:, 1].mean() == pytest.approx(110 if columns.start == 0 else 100, abs=3)
    assert (page[-10:] == 255).all()


def test_no_file_is_left_behind(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    panel = source(saved(Image.fromarray(noise(2000, 1000))))
    composite(panel, panel)
    assert not list(tmp_path.iterdir())
