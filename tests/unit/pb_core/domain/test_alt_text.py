"""The words that alternative texts are put together from."""

import pytest

from pb_core.domain.alt_text import counted, fitting, listed, shortened, title_in, unnumbered


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


@pytest.mark.parametrize(
    ("caption", "bare"),
    [
        ("Figure 1: Overview of it. In two parts.", "Overview of it. In two parts."),
        ("Fig. S2a. The\n encoder", "The encoder"),
        ("Figure IV: Loss", "Loss"),
        ("figure 3.1:Loss", "Loss"),
        ("Figure: Loss", "Loss"),
        ("Figure 1.5 is the ratio", "Figure 1.5 is the ratio"),
        ("Figure skating: how it is judged", "Figure skating: how it is judged"),
        ("Figure of merit: x", "Figure of merit: x"),
        ("Scheme theory: x", "Scheme theory: x"),
        ("Figure 1:", "Figure 1:"),
        ("", ""),
    ],
)
def test_a_caption_loses_its_number_alone(caption: str, bare: str) -> None:
    assert unnumbered(caption) == bare
