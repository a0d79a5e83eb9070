"""Reading order and paragraphs from the places of lines."""

from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.pdf.lines import Line
from pb_adapters.pdf.reading_order import page_text, reading_order


def line(text: str, left: float, bottom: float, right: float, height: float = 10) -> Line:
    return Line(text=text, left=left, bottom=bottom, right=right, top=bottom + height)


def column(name: str, left: float, right: float, top: float = 700, count: int = 10) -> list[Line]:
    return [line(f"{name}{n}", left, top - 12 * n, right) for n in range(count)]


def words(lines: list[Line]) -> list[str]:
    return page_text(lines).split()


LEFT = column("l", 50, 290)
RIGHT = column("r", 310, 550)
IN_ORDER = [text for side in (LEFT, RIGHT) for text in (one.text for one in side)]


def test_columns_are_read_one_after_the_other() -> None:
    rows = [one for pair in zip(LEFT, RIGHT, strict=True) for one in pair]
    assert words(rows) == IN_ORDER
    assert words(RIGHT + LEFT) == IN_ORDER


def test_a_title_over_both_columns_comes_first_and_a_foot_last() -> None:
    foot = line("foot", 290, 40, 310)
    title = line("title", 100, 740, 500)
    assert words([*RIGHT, foot, *LEFT, title]) == ["title", *IN_ORDER, "foot"]


def test_a_wide_figure_breaks_the_columns() -> None:
    caption = line("caption", 60, 560, 540)
    below = [*column("L", 50, 290, 530), *column("R", 310, 550, 530)]
    expected = [*IN_ORDER, "caption", *(one.text for one in below)]
    assert words([*LEFT, *RIGHT, caption, *below]) == expected


def test_three_columns_are_three() -> None:
    three = [column(name, left, left + 150) for name, left in (("a", 50), ("b", 220), ("c", 390))]
    mixed = [one for row in zip(*three, strict=True) for one in row]
    assert words(mixed) == [one.text for side in three for one in side]


def test_cells_of_a_table_are_not_columns() -> None:
    cells = [
        line(f"{name}{n}", left, 500 - 12 * n, left + 30) for n in range(8) for name, left in (("k", 60), ("v", 400))
    ]
    text = column("t", 50, 550, 700)
    assert words(text + cells) == [one.text for one in text + cells]


def test_a_head_that_the_file_draws_last_still_comes_first() -> None:
    page = column("t", 50, 550)
    assert words([*page, line("head", 50, 750, 200)])[0] == "head"


def test_gaps_indents_and_sizes_start_paragraphs() -> None:
    lines = [
        line("2 Heading", 50, 700, 120, height=14),
        line("Flush first line,", 50, 684, 290),
        line("second line.", 50, 672, 200),
        line("Indented first line,", 60, 660, 290),
        line("second line.", 50, 648, 290),
        line("After a gap.", 50, 616, 290),
    ]
    assert page_text(lines).split("\n\n") == [
        "2 Heading",
        "Flush first line,\nsecond line.",
        "Indented first line,\nsecond line.",
        "After a gap.",
    ]


def test_pieces_around_a_superscript_are_one_line() -> None:
    lines = [line("of W in R", 50, 700, 100), line("d×k", 100, 705, 112, height=6), line(", decomposed", 112, 700, 200)]
    assert page_text(lines) == "of W in Rd×k, decomposed"


def test_no_lines_are_no_text() -> None:
    assert page_text([]) == ""


BOXES = st.builds(
    lambda n, left, bottom, width, height: line(f"w{n}", left, bottom, left + width, height),
    st.integers(0, 999),
    st.floats(-100, 700),
    st.floats(-100, 900),
    st.floats(0, 600),
    st.floats(0, 80),
)


@given(st.lists(BOXES, max_size=60))
def test_no_line_is_lost_or_doubled(lines: list[Line]) -> None:
    read = "".join(one.text for group in reading_order(lines) for one in group).replace(" ", "")
    assert sorted(read.split("w")) == sorted("".join(one.text for one in lines).split("w"))
