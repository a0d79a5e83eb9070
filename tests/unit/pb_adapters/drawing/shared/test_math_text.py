from collections.abc import Iterator

import pytest

from pb_adapters.drawing.shared.math_text import face_name, face_of, plain, typeset
from pb_adapters.drawing.shared.text_metrics import is_math, math_height, settings, text_width


@pytest.fixture(autouse=True)
def _faces() -> Iterator[None]:
    with settings():
        yield


def test_a_line_without_mathematics_has_no_layout() -> None:
    assert typeset("plain words") is None
    assert not is_math("plain words")
    assert plain("plain words") == "plain words"


def test_a_character_that_the_face_lacks_leaves_the_line_as_written() -> None:
    assert typeset("$图_1$") is None


def test_scripts_are_smaller_lower_and_higher() -> None:
    layout = typeset("$x_i^2$")
    assert layout is not None
    base, below, above = layout.pieces
    assert base.size == 1 > below.size == above.size
    assert below.y < 0 < above.y
    assert below.x >= base.x
    assert layout.below > 0
    assert layout.above > above.y


def test_scripts_that_are_words_are_larger_than_letters() -> None:
    wordy, letter = typeset(r"$P_{\mathrm{full}}$"), typeset("$P_k$")
    assert wordy is not None
    assert letter is not None
    assert wordy.pieces[0].size > wordy.pieces[1].size > letter.pieces[1].size


def test_scripts_of_scripts_are_not_smaller_still_than_twice() -> None:
    layout = typeset("$x_{i_{j_k}}$")
    assert layout is not None
    sizes = [piece.size for piece in layout.pieces]
    assert sizes[2] == sizes[3] > 0.5


def test_the_parts_of_a_line_follow_each_other() -> None:
    layout = typeset("Image x_t and more", bold=True)
    assert layout is not None
    starts = [piece.x for piece in layout.pieces]
    assert starts == sorted(starts)
    assert layout.width > starts[-1]
    assert [piece.style for piece in layout.pieces] == ["label", "italic", "italic", "label"]
    assert plain("Image x_t and more") == "Image xt and more"


def test_an_accent_stands_above_the_middle_of_its_letter() -> None:
    for formula in (r"$\hat{x}$", r"$\hat{X}$", r"$\vec{v}$"):
        layout = typeset(formula)
        assert layout is not None
        letter, mark = layout.pieces
        assert mark.y + 0.5 > 0.4
        assert abs(mark.x - letter.x) < 0.4
    low, high = typeset(r"$\bar{x}$"), typeset(r"$\bar{X}$")
    assert low is not None
    assert high is not None
    assert high.above > low.above


def test_signs_between_things_have_space_and_signs_before_them_none() -> None:
    between, before = typeset("$a-b$"), typeset("$-b$")
    assert between is not None
    assert before is not None
    minus, letter = between.pieces[1:]
    assert letter.x - minus.x > before.pieces[1].x - before.pieces[0].x


def test_measures_are_those_of_the_layout_at_the_size() -> None:
    layout = typeset("$x_t$")
    assert layout is not None
    assert text_width("$x_t$", 10) == pytest.approx(10 * layout.width)
    assert math_height("$x_t$", 10) == pytest.approx((10 * layout.above, 10 * layout.below))
    assert is_math("x_t")


def test_other_formulas_are_left_to_mathtext() -> None:
    assert typeset(r"$\frac{a}{b}$") is None
    assert is_math(r"$\frac{a}{b}$")
    assert text_width(r"$\frac{a}{b}$", 10) > 0


def test_faces_follow_the_style() -> None:
    assert face_of("bold italic", bold=False).get_weight() == "bold"
    assert face_of("italic", bold=True).get_style() == "italic"
    assert face_of("label", bold=True).get_family()[0] == "Source Sans Pro Semibold"
    assert face_name("bold") == "STIXGeneral Bold"
