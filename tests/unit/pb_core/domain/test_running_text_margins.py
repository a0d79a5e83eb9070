"""Running heads and feet, page and line numbers."""

from pb_core.domain.pdf import PageText
from pb_core.domain.running_text import body_lines


def pages(*texts: str) -> list[PageText]:
    return [PageText(number=n, text=text, has_text=bool(text)) for n, text in enumerate(texts, start=1)]


def printed(*texts: str) -> list[list[str]]:
    return [[line for line in lines if line] for lines in body_lines(pages(*texts))]


def test_lines_that_differ_in_digits_only_are_running_ones() -> None:
    assert printed("Proc. 2031, page 1\nAlpha.\nfoot 1", "Proc. 2031, page 2\nBeta.\nfoot 2") == [["Alpha."], ["Beta."]]


def test_heads_of_left_and_right_pages_differ() -> None:
    texts = [f"{'Left' if n % 2 else 'Right'} head\nBody of page number {n}: it differs{'!' * n}" for n in range(6)]
    assert [lines[0][:4] for lines in printed(*texts)] == ["Body"] * 6


def test_page_numbers_go_at_the_end_of_a_page_only() -> None:
    assert printed("42\nBeginning\n7\nEnd\n– 43 –") == [["Beginning", "7", "End"]]
    assert printed("Text\nPage 3 of 12", "More\nxiv") == [["Text"], ["More"]]


def test_a_line_that_comes_back_in_the_middle_stays() -> None:
    text = "One{0}\nTwo{0}\nThree{0}\nThe loop.\nFour{0}\nFive{0}\nSix{0}"
    bodies = printed(text.format("a"), text.format("b"))
    assert all("The loop." in lines for lines in bodies)


def test_a_single_page_keeps_its_first_line() -> None:
    assert printed("Title\nText") == [["Title", "Text"]]


def test_numbers_beside_every_line_are_dropped() -> None:
    text = "\n".join(f"{n:03}\nSentence {chr(96 + n)}." for n in range(1, 25))
    assert all(line.startswith("Sentence") for line in printed(text)[0])


def test_no_pages_have_no_lines() -> None:
    assert body_lines([]) == []
    assert printed("", "") == [[], []]
