import io

from PIL import Image

from pb_http.mcp_server.previews import LONGEST_SIDE, MOST_BYTES, preview_of


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def test_a_small_picture_stays_as_it_is() -> None:
    data = png(Image.new("RGB", (LONGEST_SIDE, 10), "teal"))
    assert preview_of(data) == data


def test_a_large_one_is_made_smaller_and_keeps_its_shape() -> None:
    with Image.open(io.BytesIO(preview_of(png(Image.new("RGBA", (4_000, 1_000), "teal"))))) as shown:
        assert shown.size == (LONGEST_SIDE, LONGEST_SIDE // 4)


def test_a_photograph_is_made_so_small_that_it_fits() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((1_100, 1_100), 90)] * 3)
    data = png(noise)
    assert len(data) > MOST_BYTES
    assert len(preview_of(data)) <= MOST_BYTES
