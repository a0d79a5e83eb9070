import pytest

from pb_adapters.notation.refusals import refuse, refuse_line
from pb_core.errors import InvalidRequest


def test_the_line_is_named() -> None:
    with pytest.raises(InvalidRequest, match=r"^line 3: too long$"):
        refuse(3, "too long")


def test_the_line_is_shown_shortened_and_in_ascii() -> None:
    with pytest.raises(InvalidRequest) as refusal:
        refuse_line(2, ["", "  ä" + "x" * 100], "too long")

    assert str(refusal.value) == r"line 2: '\xe4" + "x" * 39 + "...': too long"
