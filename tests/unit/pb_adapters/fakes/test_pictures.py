import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pb_adapters.fakes.gemini.models import FOURTEEN
from pb_adapters.fakes.pictures import as_jpeg, halved, paint, pixels, size_of, turned


@pytest.mark.parametrize("size", [(1376, 768), (768, 1376), (1024, 1024), (352, 2896), (2896, 352), (16, 16)])
def test_it_is_a_png_of_the_size_asked_for(size: tuple[int, int]) -> None:
    image = Image.open(io.BytesIO(paint("gemini", "Two boxes and an arrow.", *size)))
    image.load()
    assert (image.format, image.size) == ("PNG", size)


def test_it_differs_with_the_prompt_and_is_the_same_for_the_same() -> None:
    pictures = {paint("a", prompt, 320, 200) for prompt in ("One.", "Two.", "One.")}
    assert len(pictures) == 2
    assert paint.__wrapped__("a", "One.", 320, 200) in pictures


def test_it_carries_the_words() -> None:
    """More words leave more ink."""

    def ink(prompt: str) -> int:
        image = Image.open(io.BytesIO(paint.__wrapped__("a", prompt, 640, 480))).convert("L")
        return sum(image.crop((0, 170, 640, 480)).histogram()[:60])

    assert ink("") == 0
    assert 0 < ink("One word.") < ink("Several words that say what is to be drawn.")


@pytest.mark.parametrize("prompt", ["", "注意力机制" * 300, "word " * 1000, "x" * 5000, "\n\t", "→ ∑ λ 🦊"])
def test_any_prompt_can_be_painted(prompt: str) -> None:
    assert size_of(paint("a", prompt, 400, 300)) == (400, 300)


def test_changes() -> None:
    picture = paint("a", "b", 320, 200)
    assert size_of(turned(picture)) == (200, 320)
    assert size_of(turned(paint("a", "b", 64, 64))) == (64, 32)
    assert size_of(halved(picture)) == (160, 100)
    assert Image.open(io.BytesIO(as_jpeg(picture))).format == "JPEG"


def test_bytes_that_are_no_picture_have_no_size() -> None:
    assert size_of(b"no picture") == (0, 0)
    assert size_of(b"\x89PNG\r\n\x1a\n") == (0, 0)


@pytest.mark.parametrize("ratio", FOURTEEN)
@pytest.mark.parametrize("size", ["512", "1K", "2k", "4K"])
def test_pixels_have_the_ratio_within_four_percent(ratio: str, size: str) -> None:
    wide, high = map(int, ratio.split(":"))
    width, height = pixels(ratio, size)
    assert width / height == pytest.approx(wide / high, rel=0.04)


def test_published_pixels() -> None:
    assert (pixels("16:9", "1K"), pixels("16:9", "4K"), pixels("1:1", "512")) == ((1376, 768), (5504, 3072), (512, 512))


@given(ratio=st.text(max_size=8), size=st.text(max_size=4))
def test_whatever_is_not_known_is_a_picture_all_the_same(ratio: str, size: str) -> None:
    width, height = pixels(ratio, size)
    assert width >= 8
    assert height >= 8
