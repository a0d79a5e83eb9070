import pytest

from pb_adapters.notation.mermaid_lengths import LONGEST, Lengths
from pb_core.errors import InvalidRequest


@pytest.mark.parametrize("what", LONGEST)
def test_each_text_has_a_limit(what: str) -> None:
    lengths = Lengths(["a line"])
    lengths.check(what, "x" * LONGEST[what], 1)
    lengths.require()
    lengths.check(what, "x" * (LONGEST[what] + 1), 1)

    with pytest.raises(InvalidRequest, match=f"line 1: 'a line': the {what} has .* {LONGEST[what]} is the most"):
        lengths.require()


def test_the_third_is_told_at_once() -> None:
    lengths = Lengths(["one", "two", "three"])
    lengths.check("id", "x" * 65, 1)
    lengths.check("id", "x" * 65, 1)
    lengths.check("id", "x" * 66, 2)

    with pytest.raises(InvalidRequest) as refusal:
        lengths.check("id", "x" * 67, 3)

    assert str(refusal.value).count("; 64 is the most") == 3
