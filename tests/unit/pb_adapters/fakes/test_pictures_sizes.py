import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.fakes.gemini.models import FOURTEEN
from pb_adapters.fakes.pictures import pixels


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
