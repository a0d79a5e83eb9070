import pytest

from pb_adapters.drawing.diagrams.exports.text_blocks import is_outlined, line_block, outline_of, text_block
from pb_adapters.drawing.diagrams.text_runs import Run
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.drawing.shared.typefaces import LEADING


def run(text: str, y: float = 50, *, size: float = 10, start: bool = False) -> Run:
    return Run(owner="a", text=text, x=40, y=y, size=size, colour="#000000", ground="#ffffff", start=start)


def test_a_block_covers_its_lines() -> None:
    with settings():
        block = text_block((run("Wide words"), run("No", 50 + 10 * LEADING)))
        widest = run("Wide words").rect
    assert block is not None
    assert (block.rect.x, block.rect.width) == pytest.approx((widest.x, widest.width))
    assert block.rect.height == pytest.approx(2 * 10 * LEADING)
    assert block.rect.y + block.pitches[0] / 2 == pytest.approx(50 - 3.3)
    assert block.is_centred


def test_a_block_begins_where_its_lines_begin() -> None:
    with settings():
        block = line_block(run("Title", start=True))
    assert block.rect.x == 40
    assert not block.is_centred


def test_no_lines_make_no_block() -> None:
    assert text_block(()) is None


def test_only_mathematics_that_we_do_not_set_is_outlined() -> None:
    with settings():
        found = {text: is_outlined(run(text)) for text in ("Words", "x_t", r"Sampler $\sqrt{1-t}$")}
        box = outline_of(run(r"Sampler $\sqrt{1-t}$")).get_extents()
        place = run(r"Sampler $\sqrt{1-t}$").rect
    assert list(found.values()) == [False, False, True]
    assert box.x0 == pytest.approx(place.x, abs=1.5)
    assert box.x1 == pytest.approx(place.right, abs=1.5)
    assert place.y - 2 <= box.y0 < box.y1 <= place.bottom + 2
