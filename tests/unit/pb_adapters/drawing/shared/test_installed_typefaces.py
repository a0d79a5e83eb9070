from collections.abc import Iterator

import pytest

from pb_adapters.drawing.shared import typefaces
from pb_adapters.drawing.shared.installed_typefaces import InstalledTypefaces, refusal_of


@pytest.fixture
def without_cjk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installation without the extra."""
    monkeypatch.setattr(typefaces, "_cjk_file", lambda: None)
    typefaces.face_path.cache_clear()
    yield
    typefaces.face_path.cache_clear()


@pytest.mark.parametrize(
    ("text", "missing"), [("Encoder, α 中 か 한", ""), ("ไทย and ไ", "ไทย"), ("🚀 e\u0301 \ufe0f", ""), ("क1", "क")]
)
def test_missing_are_the_letters_without_a_face(text: str, missing: str) -> None:
    assert InstalledTypefaces().missing(text) == missing


def test_what_no_extra_brings_has_no_remedy() -> None:
    assert refusal_of("ไ") == "no installed typeface has a glyph for 'ไ' (THAI CHARACTER SARA AI MAIMALAI)"


@pytest.mark.usefixtures("without_cjk")
@pytest.mark.parametrize("char", ["中", "か", "カ", "한", "ㄅ", "〇"])
def test_without_the_extra_it_is_named(char: str) -> None:
    assert InstalledTypefaces().missing(f"A {char} B") == char
    assert "pip install '.[cjk]'" in refusal_of(char)


@pytest.mark.usefixtures("without_cjk")
def test_without_the_extra_the_other_scripts_are_drawn() -> None:
    assert InstalledTypefaces().missing("Encoder α ∑ א ع") == ""
    assert len(typefaces.stack()) == 3
    with pytest.raises(KeyError):
        typefaces.face_path(typefaces.SIMPLIFIED)
