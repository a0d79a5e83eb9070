import subprocess
import sys

import pytest

from pb_adapters.drawing.shared.typefaces import (
    drawable,
    face_of,
    face_path,
    installed_faces,
    is_letter,
    shapes_for,
    stack,
)


@pytest.mark.parametrize("name", installed_faces())
def test_every_face_has_a_file(name: str) -> None:
    assert face_path(name).is_file()


def test_an_unknown_face_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        face_path("Comic Sans")


@pytest.mark.parametrize(
    ("char", "face"),
    [("a", 0), ("α", 0), ("א", 1), ("⚙", 1), ("🚀", 2), ("\U0001f1e9", 2), ("中", 3), ("한", 3), ("か", 3)],
)
def test_a_character_is_drawn_in_the_first_face_that_holds_it(char: str, face: int) -> None:
    assert face_of(char) == stack()[face]
    assert face_of(char, bold=True) == stack(bold=True)[face]


@pytest.mark.parametrize(
    ("text", "face"),
    [
        ("Encoder", "SC"),
        ("视觉编码器", "SC"),
        ("視覺編碼器", "TC"),
        ("視覚エンコーダ", "JP"),
        ("直す", "JP"),
        ("시각 직렬화 直", "KR"),
        ("点・圈", "SC"),
    ],
)
def test_shared_characters_take_the_shapes_of_the_figures_language(text: str, face: str) -> None:
    with shapes_for(text):
        assert face_of("直") == f"Noto Sans CJK {face}"
    assert face_of("直") == "Noto Sans CJK SC"


def test_what_no_face_holds_is_not_drawable() -> None:
    assert not drawable("\U0001f5a7")
    assert drawable("A")


def test_letters_marks_and_digits_carry_words() -> None:
    assert [is_letter(char) for char in "a中7→!"] == [True, True, True, False, False]


def test_looking_faces_up_does_not_load_matplotlib() -> None:
    program = (
        "import sys; from pb_adapters.drawing.shared.typefaces import drawable; "
        "drawable('א'); print('matplotlib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)  # noqa: S603 - our own program
    assert done.stdout.strip() == "False"
