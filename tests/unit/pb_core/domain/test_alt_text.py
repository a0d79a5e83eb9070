"""The words that alternative texts are put together from."""

import pytest

from pb_core.domain.alt_text import counted, fitting, listed, shortened, title_in


def test_texts_are_cut_between_words() -> None:
    assert shortened("one  two\nthree", 100) == "one two three"
    assert shortened("one two three", 9) == "one two…"
    assert shortened("unbreakable", 6) == "unbre…"


def test_a_clause_that_does_not_fit_is_left_out_whole() -> None:
    assert fitting("Head.", ("a" * 30, "Short.", ""), 14) == "Head. Short."


def test_names_are_listed_as_prose_does() -> None:
    assert [listed(["a", "b", "c"][:count]) for count in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert listed(["a", "b", "c", "d"], 3) == "a, b and 2 more"
    assert (counted(1, "part"), counted(12_000, "row")) == ("1 part", "12,000 rows")


@pytest.mark.parametrize(
    ("caption", "title"),
    [
        ("Figure 1: Overview of the method. It has parts.", "Overview of the method"),
        ("Fig. 2. Results", "Results"),
        ("Figurative speech", "Figurative speech"),
        ("", ""),
        ("a " * 200, f"{'a ' * 58}a…"),
    ],
)
def test_a_title_is_the_first_sentence_of_a_caption(caption: str, title: str) -> None:
    assert title_in(caption) == title
