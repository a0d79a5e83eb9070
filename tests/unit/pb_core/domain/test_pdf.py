import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.pdf import PageRange, PdfLimits, check_pages, parse_pages, require_pdf, whole_pdf
from pb_core.errors import InvalidRequest, UnreadablePdf


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("1", (1,)),
        ("1,3-5", (1, 3, 4, 5)),
        ("5-3", (3, 4, 5)),
        (" 2 , 4 - 6\t", (2, 4, 5, 6)),
        ("3,1,3,2-3", (1, 2, 3)),
        ("7-7", (7,)),
        ("007", (7,)),
    ],
)
def test_selects_the_pages_written(text: str, pages: tuple[int, ...]) -> None:
    assert parse_pages(text, 9) == pages


@pytest.mark.parametrize(
    "text",
    [
        *[
            "",
            " ",
            ",",
            "1,,2",
            ",1",
            "1,",
            "a",
            "0",
            "0-2",
            "3-0",
            "-1",
            "1-",
            "-",
            "1-2-3",
            "1.5",
            "1;2",
            "1 2",
            "+1",
        ],
        *["+1", "１", "٣", "²", "1–3", "1−3", "1\n2", "1\u00a02", "\ud800", "\0", "1e3", "0x1", "1_0", "all", "1-2,x"],
        *["9" * 10, "1-" + "9" * 4000, "1," * 5000 + "1", "x" * 10_240, "\U0001f600" * 500],
    ],
)
def test_refuses_malformed_selections_with_one_short_sentence(text: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        parse_pages(text, 10**9)
    sentence = str(caught.value)
    assert sentence.startswith("pages ")
    assert sentence.isascii()
    assert len(sentence) < 320
    assert "\n" not in sentence
    with pytest.raises(InvalidRequest):
        check_pages(text)


def test_names_the_page_count_when_a_page_is_past_the_end() -> None:
    with pytest.raises(InvalidRequest, match=r"^pages asks for page 12 but the document has 11 pages$"):
        parse_pages("1-12", 11)
    with pytest.raises(InvalidRequest, match=r"^pages asks for page 2 but the document has 1 page$"):
        parse_pages("2", 1)


def test_an_enormous_range_is_refused_without_counting_through_it() -> None:
    with pytest.raises(InvalidRequest, match="page 999999999 "):
        parse_pages("1-999999999", 3)


def test_syntax_alone_keeps_the_order_written() -> None:
    assert check_pages("9-7, 2") == (PageRange(7, 9), PageRange(2, 2))


blanks = st.text(" \t", max_size=2)
numbers = st.integers(1, 60)


@given(
    st.lists(st.tuples(numbers, st.none() | numbers), min_size=1, max_size=12),
    st.lists(blanks, min_size=48, max_size=48),
)
def test_any_list_of_numbers_and_ranges_is_the_union_of_its_parts(
    parts: list[tuple[int, int | None]], gaps: list[str]
) -> None:
    gap = iter(gaps)
    text = ",".join(
        f"{next(gap)}{a}{next(gap)}" + ("" if b is None else f"-{next(gap)}{b}{next(gap)}") for a, b in parts
    )
    chosen: set[int] = set()
    for a, b in parts:
        chosen |= set(range(min(a, b or a), max(a, b or a) + 1))
    assert parse_pages(text, 60) == tuple(sorted(chosen))


@given(st.text(max_size=30) | st.text("0123456789,- \t", max_size=30), st.integers(1, 50))
def test_every_text_is_either_pages_of_the_document_or_refused(text: str, page_count: int) -> None:
    try:
        pages = parse_pages(text, page_count)
    except InvalidRequest:
        return
    assert pages
    assert list(pages) == sorted(set(pages))
    assert pages[0] >= 1
    assert pages[-1] <= page_count


SAVED = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF"


@pytest.mark.parametrize(
    "appended", [b"", b"\n", b"\0" * 5_000, b"\r\n<!-- a server's page about an object -->" * 200, b"\n--boundary--\n"]
)
def test_what_is_appended_to_a_file_is_no_part_of_it(appended: bytes) -> None:
    require_pdf(SAVED + appended, PdfLimits())
    assert whole_pdf(SAVED + appended) == SAVED + b"\n"


def test_a_file_saved_again_ends_with_its_last_marker() -> None:
    again = SAVED + b"\n2 0 obj\n<<>>\nendobj\nstartxref\n60\n%%EOF"
    assert whole_pdf(again + b"\nrest") == again + b"\n"


@pytest.mark.parametrize("cut", [SAVED[:-5], SAVED + b"\n2 0 obj\n<< /Length 5000 >>\nstream\n...", b"%PDF-1.7"])
def test_a_file_that_is_cut_short_has_no_end(cut: bytes) -> None:
    assert whole_pdf(cut) == b""
    with pytest.raises(UnreadablePdf, match="cut short"):
        require_pdf(cut, PdfLimits())
