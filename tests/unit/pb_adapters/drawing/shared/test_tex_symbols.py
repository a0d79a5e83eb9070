import pytest

from pb_adapters.drawing.shared import typefaces
from pb_adapters.drawing.shared.math_text import face_name
from pb_adapters.drawing.shared.tex_symbols import ACCENTS, GREEK, OPERATORS, ORDINARY, double, script


@pytest.mark.parametrize("char", sorted({*OPERATORS.values(), *ORDINARY.values(), *ACCENTS.values()}))
def test_every_sign_is_in_the_face_of_mathematics(char: str) -> None:
    assert typefaces.covers(face_name("upright"), char)


@pytest.mark.parametrize("char", sorted(GREEK.values()))
def test_every_greek_letter_is_in_its_face(char: str) -> None:
    assert typefaces.covers(face_name("upright" if char.isupper() else "italic"), char)


def test_letters_have_calligraphic_and_double_struck_forms() -> None:
    assert "".join(map(script, "LNRz1")) == "ℒ𝒩ℛ𝓏1"
    assert "".join(map(double, "RE1θ")) == "ℝ𝔼𝟙θ"
    for char in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        assert typefaces.covers(face_name("upright"), script(char))
        assert typefaces.covers(face_name("upright"), double(char))
