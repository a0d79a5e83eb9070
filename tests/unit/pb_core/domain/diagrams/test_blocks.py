import pytest

from pb_core.domain.diagrams.blocks import BlockKind, Marker, read_blocks
from pb_core.domain.diagrams.readable import readable


def shown(source: str) -> list[tuple[str, str]]:
    return [(b.kind.value, source[b.start : b.end]) for b in read_blocks(source, readable(source))]


@pytest.mark.parametrize(
    "heading",
    ["# Encoder", r"\section{Encoder}", r"\subsubsection*{Encoder}", "3.1 Encoder", "3.1. Encoder", "3 Encoder"],
)
def test_headings_of_every_style(heading: str) -> None:
    source = f"{heading}\nThe encoder reads the words of the text.\n"
    (first, title), (second, _) = shown(source)
    assert (first, second) == ("heading", "prose")
    assert title.startswith("Encoder")


@pytest.mark.parametrize("marker", ["- ", "* ", "• ", "1. ", "1) ", "(1) ", "(a) ", "\\item ", "Step 1: ", "Stage I. "])
def test_items_of_every_style(marker: str) -> None:
    (kind, text), *_ = shown(f"{marker}Encode the words of the text, slowly.")
    assert (kind, text) == ("item", "Encode the words of the text, slowly.")


def test_latex_lists_are_counted_where_the_author_counts() -> None:
    source = "\\begin{itemize}\n\\item a\n\\end{itemize}\n\\begin{enumerate}\n\\item b\n\\item c\n\\end{enumerate}"
    blocks = read_blocks(source, readable(source))
    assert [(b.marker, b.number) for b in blocks] == [(Marker.BULLET, 0), (Marker.NUMBER, 1), (Marker.NUMBER, 2)]


@pytest.mark.parametrize(
    ("source", "title"),
    [
        (r"\paragraph{Encoder.} It reads words.", "Encoder."), ("**Encoder.** It reads words.", "Encoder."),
        ("- Encoder: it reads words.", "Encoder"),
        (r"\item A \textbf{window manager} keeps samples.", "window manager"),
        ("2.1 Sample preparation. Cells were sorted into plates that had been filled.", "Sample preparation"),
    ],
)  # fmt: skip
def test_titles_that_open_a_block(source: str, title: str) -> None:
    (block,) = read_blocks(source, readable(source))
    assert block.title is not None
    assert source[slice(*block.title)] == title


def test_prose_over_several_lines_is_one_block() -> None:
    assert shown("One line\nand another.\n\nA new one.") == [
        ("prose", "One line\nand another."),
        ("prose", "A new one."),
    ]
    assert BlockKind.PROSE.value == "prose"
