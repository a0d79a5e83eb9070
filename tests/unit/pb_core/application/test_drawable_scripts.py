import pytest

from pb_core.application.drawable_scripts import check_scripts
from pb_core.errors import InvalidRequest


class OnlyAscii:
    """Faces for ASCII, and an extra for Han."""

    def missing(self, text: str) -> str:
        return "".join(dict.fromkeys(char for char in text if char.isalpha() and not char.isascii()))

    def remedy(self, char: str) -> str | None:
        return "pip install han" if char > "\u3000" else None


@pytest.mark.parametrize("text", ["", "An encoder.", "100 → 50 %", "See Wáng for it. " + "The encoder maps. " * 20])
def test_what_can_be_drawn_passes(text: str) -> None:
    check_scripts(OnlyAscii(), "source_context", text)


def test_a_text_in_an_uncovered_script_names_the_remedy() -> None:
    with pytest.raises(InvalidRequest) as refused:
        check_scripts(OnlyAscii(), "source_context", "Encoder 编码器")
    assert str(refused.value) == (
        "source_context: no installed typeface has a glyph for '编' (CJK UNIFIED IDEOGRAPH-7F16); "
        "one is installed by pip install han"
    )


def test_where_there_is_no_remedy_none_is_named() -> None:
    with pytest.raises(InvalidRequest, match=r"'é' \(LATIN SMALL LETTER E WITH ACUTE\)$"):
        check_scripts(OnlyAscii(), "labels", "é")


def test_labels_allow_no_stray() -> None:
    with pytest.raises(InvalidRequest):
        check_scripts(OnlyAscii(), "labels", "long label " * 50 + "é", stray=0.0)
