"""The running text of page texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.pdf import PageText
from pb_core.domain.running_text import method_text

SENTENCE = st.lists(st.text("abcdefghijklmnop", min_size=3, max_size=9), min_size=12, max_size=40).map(
    lambda words: " ".join(words).capitalize() + "."
)
LONG = "The fusion module takes the tokens of both encoders and merges them\ninto one state, which"


def prose(*texts: str) -> str:
    return method_text(tuple(PageText(number=n, text=t, has_text=bool(t)) for n, t in enumerate(texts, start=1)))


def wrapped(text: str, width: int) -> str:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def test_lines_of_a_paragraph_become_one_and_paragraphs_stay_apart() -> None:
    assert prose("The encoder\r\nreads.\r\n\r\nThe decoder\r\nwrites.") == "The encoder reads.\n\nThe decoder writes."


def test_ligatures_soft_hyphens_and_hard_blanks_are_plain_letters() -> None:
    assert prose("eﬃcient ﬁltering of ﬂows, the satel\u00ad\nlite\u00a0view\u200b") == (
        "efficient filtering of flows, the satellite view"
    )


def test_a_paragraph_runs_on_over_the_page() -> None:
    assert prose(f"{LONG}\n12", "is carried forward in time.\nIt ends.") == (
        "The fusion module takes the tokens of both encoders and merges them into one state, which is carried forward "
        "in time. It ends."
    )


@pytest.mark.parametrize(
    "between", ["Figure 3: The state over time.", "Table 2. Errors", "4https://example.org", "(7)"]
)
def test_what_cuts_a_sentence_in_two_is_moved_behind_it(between: str) -> None:
    text = prose(f"{LONG}\n\n{between}\n\nis carried forward\nin time.\n\n3.4 Rollout\n\nIt rolls.")
    assert "one state, which is carried forward in time." in text
    if any(char.isalpha() for char in between):
        assert text.index(between) > text.index("in time.")


def test_a_finished_paragraph_is_not_joined_to_a_lower_case_label() -> None:
    text = "The first paragraph is long enough to be running prose\nand it ends here.\n\nhours since low water"
    assert prose(text).endswith("\n\nhours since low water")


def test_headings_stand_alone_even_without_a_gap() -> None:
    text = (
        "3.2 Satellite encoder\nIn parallel, the satellite encoder reads the picture.\nIV. RESULTS\nWe evaluate on data"
    )
    assert prose(f"{text} of eleven years.").split("\n\n") == [
        "3.2 Satellite encoder",
        "In parallel, the satellite encoder reads the picture.",
        "IV. RESULTS",
        "We evaluate on data of eleven years.",
    ]


@pytest.mark.parametrize("heading", ["References", "REFERENCES", "7. Bibliography", "VII. References:", "Works Cited"])
def test_references_end_the_text(heading: str) -> None:
    assert prose(f"We conclude.\n\n{heading}\n[1] A. Author. A title. 2019.\n\nB. Author. Another.") == "We conclude."


def test_an_appendix_after_the_references_is_kept() -> None:
    text = "The end.\n\nReferences\n\n[1] A. Author.\n\nA Proof of the bound\n\nWe prove it."
    assert prose(text) == "The end.\n\nA Proof of the bound\n\nWe prove it."
    assert prose(text.replace("A Proof of the bound", "Appendix B. Details")).endswith("We prove it.")


def test_a_page_of_numbered_references_has_no_text() -> None:
    assert prose("[31] A. Author. A title that\nis long. 2019.\n[32] B. Author. More.\n\n[33] C. Author. Last.") == ""


def test_a_sentence_that_begins_with_the_word_references_stays() -> None:
    assert prose("References to gauges are kept.\nThey matter.") == "References to gauges are kept. They matter."


def test_ticks_of_an_axis_are_no_text_but_an_equation_is() -> None:
    assert prose("0.50 0.75 1.00 1.25 1.50 1.75 hours\n\nz = g(x) + 1\n\n25,000") == "z = g(x) + 1"


def test_no_pages_have_no_text() -> None:
    assert prose() == ""
    assert prose("", "") == ""


@given(st.lists(SENTENCE, min_size=1, max_size=6, unique=True), st.integers(30, 90))
def test_wrapping_is_undone(paragraphs: list[str], width: int) -> None:
    assert prose("\n\n".join(wrapped(text, width) for text in paragraphs)) == "\n\n".join(paragraphs)


@given(st.lists(st.text(max_size=300), max_size=4))
def test_any_text_gives_clean_lines(texts: list[str]) -> None:
    text = prose(*texts)
    assert "\r" not in text
    assert "\n\n\n" not in text
    assert text == text.strip()


@given(st.lists(st.text(max_size=200), max_size=3))
def test_every_word_was_in_the_pages(texts: list[str]) -> None:
    letters = set("".join(texts))
    assert {char for char in prose(*texts) if char.isalpha()} <= letters | set("fistl")


CONTENTS = "Contents\n\n1 Method . . . . . . . . . . 2\n1.1\nEncoder . . . . . . . . . . . . 3\n\nReferences\n20"


def test_a_table_of_contents_is_left_out_and_its_references_do_not_end_the_text() -> None:
    text = prose(CONTENTS, "1 Method\n\nThe encoder reads tokens, as all encoders do, and writes vectors for them.")
    assert ". . ." not in text
    assert "The encoder reads tokens" in text
