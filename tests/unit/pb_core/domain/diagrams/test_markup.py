"""Blocks keep their place in the source; mark-up disappears without moving anything."""

import pytest

from pb_core.domain.diagrams.markup import BlockKind, Marker, read_blocks, readable, sentences


def shown(source: str) -> list[tuple[str, str]]:
    return [(b.kind.value, source[b.start : b.end]) for b in read_blocks(source, readable(source))]


@pytest.mark.parametrize(
    "source",
    [
        r"\textbf{Encoder} maps $x \rightarrow z$ \cite{a,b} [3], see \ref{f}.", "**Encoder** `maps` [x](http://a.b/c).",
        "% a comment\nText <b>here</b> $$\\frac{a}{b}$$ end (Smith et al., 2020).", "```python\na -> b\n```\nText.",
        "\\begin{equation}\nx = y\n\\end{equation}\nText.", "",
    ],
)  # fmt: skip
def test_readable_text_has_the_length_and_the_lines_of_its_source(source: str) -> None:
    text = readable(source)
    assert len(text) == len(source)
    assert [at for at, sign in enumerate(text) if sign == "\n"] == [at for at, s in enumerate(source) if s == "\n"]
    assert not {"\\", "{", "}", "$", "`"} & set(text)


def test_symbols_and_arrows_of_mathematics_stay_readable() -> None:
    assert " ".join(readable(r"from $z$ by $x \rightarrow E \rightarrow z$ not $\frac{a}{b}$").split()) == (
        "from z by x → E → z not"
    )


def test_a_plain_fence_is_text_and_code_is_not() -> None:
    assert "A →  B" in readable("```\nA -> B\n```")
    assert "A" not in readable("```mermaid\nA --> B\n```")


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


def test_sentences_end_where_they_end() -> None:
    text = "See Fig. 2 of J. Smith, e.g. the encoder. It reads 3.5 words. Does it? 它读。它写。"
    assert [text[slice(*span)] for span in sentences(text)] == [
        "See Fig. 2 of J. Smith, e.g. the encoder.", "It reads 3.5 words.", "Does it?", "它读。", "它写。",
    ]  # fmt: skip


@pytest.mark.parametrize("anchor", ["{#sec-method}", "{#sec:a .unnumbered}", "{.unlisted}"])
def test_anchors_of_headings_are_blanked(anchor: str) -> None:
    assert readable(f"# Method {anchor}").strip() == "# Method"
