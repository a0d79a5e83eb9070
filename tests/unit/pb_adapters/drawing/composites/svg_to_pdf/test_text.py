from xml.etree.ElementTree import fromstring

import pytest

from pb_adapters.drawing.composites.label_text import run_width
from pb_adapters.drawing.composites.svg_to_pdf.document import DEFAULTS, Style, StyleSheet
from pb_adapters.drawing.composites.svg_to_pdf.objects import NotVectors
from pb_adapters.drawing.composites.svg_to_pdf.text import Run, runs

OURS = "Source Sans Pro"


def placed(text: str) -> list[Run]:
    element = fromstring(text)  # noqa: S314 - written here
    sheet = StyleSheet(element)

    def styled(part: object, parent: Style) -> Style:
        return sheet.style(part, [element], parent)  # type: ignore[arg-type]  # an element

    return runs(element, sheet.style(element, [], DEFAULTS), styled, (100, 100))


def test_a_line_is_parted_where_the_face_changes() -> None:
    first, second, third = placed('<text x="10" y="5" font-size="10">Ab图∮</text>')
    assert [run.face for run in (first, second, third)] == [OURS, "Noto Sans CJK SC", "DejaVu Sans"]
    assert (first.x, first.y) == (10, 5)
    assert second.x == pytest.approx(10 + sum(run_width(char, OURS) for char in "Ab") * 10)
    assert third.x == pytest.approx(second.x + 10)


@pytest.mark.parametrize(("anchor", "before"), [("start", 0.0), ("middle", 0.5), ("end", 1.0)])
def test_the_anchor(anchor: str, before: float) -> None:
    (run,) = placed(f'<text x="50" text-anchor="{anchor}">word</text>')
    assert run.x == pytest.approx(50 - before * run.width)


@pytest.mark.parametrize(
    ("family", "face"),
    [
        ("Arial, sans-serif", OURS),
        ("Foo, monospace", "DejaVu Sans Mono"),
        ("serif", "STIXGeneral"),
        ("'DejaVu Sans'", "DejaVu Sans"),
        ("'Source Sans Pro Semibold', Arial", "Source Sans Pro Semibold"),
    ],
)
def test_the_first_family_that_there_is(family: str, face: str) -> None:
    (run,) = placed(f'<text font-family="{family}">a</text>')
    assert run.face == face


@pytest.mark.parametrize(
    ("style", "face"),
    [("font-weight:700", f"{OURS} Bold"), ("font-style:italic;font-weight:bold", f"{OURS} Bold Italic")],
)
def test_bold_and_italic_are_faces(style: str, face: str) -> None:
    (run,) = placed(f'<text style="{style}">a</text>')
    assert run.face == face


def test_blanks_collapse_unless_they_are_kept() -> None:
    assert [run.text for run in placed("<text>\n  a\n b <tspan> c</tspan> </text>")] == ["a b ", "c"]
    assert "".join(
        run.text
        for run in placed('<text xml:space="preserve" xmlns:xml="http://www.w3.org/XML/1998/namespace"> a  b</text>')
    ) in {" a  b", "a b"}


def test_places_of_letters_and_of_parts() -> None:
    letters = placed('<text x="1 20 40" y="9">abc</text>')
    assert [(run.text, run.x) for run in letters] == [("a", 1), ("b", 20), ("c", 40)]
    one, two = placed('<text x="5" y="10">one<tspan x="5" dy="12">two</tspan></text>')
    assert (one.x, one.y, two.x, two.y) == (5, 10, 5, 22)


def test_a_stated_length_is_kept() -> None:
    (run,) = placed('<text textLength="80">abc</text>')
    assert run.width == pytest.approx(80)


@pytest.mark.parametrize("words", ["שלום", "q\u0303", "in 🇩🇪", "👍🏽"])
def test_what_needs_shaping_is_not_set_a_letter_at_a_time(words: str) -> None:
    with pytest.raises(NotVectors, match="need shaping"):
        placed(f"<text>{words}</text>")
