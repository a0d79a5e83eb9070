"""Sentences of tokens that remember where in the source they stand."""

import pytest

from pb_adapters.planners.prose.document import UNREAD, read_document, tokenise


def test_tokens_are_slices_of_the_source() -> None:
    source = r"The \textbf{encoder} maps $x$ (see Fig. 2) to $\frac{a}{b}$ \cite{a}. It is fast."
    document = read_document(source)
    first, second = document.sentences
    assert [token.text for token in first.tokens] == ["The", "encoder", "maps", "x", "to", UNREAD, "."]
    assert source[first.tokens[1].start : first.tokens[1].end] == "encoder"
    assert document.quote(second.start, second.end) == "It is fast."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("feature extrac-\ntor", ["feature", "extractor"]), ("two-\nbranch net", ["two-branch", "net"]),
        ("a 3.5 % loss", ["a", "3.5", "%", "loss"]), ("the ﬁne map", ["the", "fine", "map"]),
        ("re-ranks x_t", ["re-ranks", "x_t"]),
    ],
)  # fmt: skip
def test_words_are_made_whole(text: str, words: list[str]) -> None:
    assert [token.text for token in tokenise(text)] == words


def test_a_sentence_knows_its_heading_and_leaves_out_what_opens_its_paragraph() -> None:
    document = read_document("## Encoder\n\n**Tokens.** It splits words.")
    (sentence,) = document.sentences
    assert (sentence.heading, sentence.tokens[0].text) == ("Encoder", "It")


def test_the_caption_stands_under_no_heading() -> None:
    source = "# Experiments\n\nWe test it."
    document = read_document(f"{source}\n\nFigure 1: The net.", caption_at=len(source))
    assert [sentence.heading for sentence in document.sentences] == ["Experiments", ""]


def test_what_stands_deep_inside_preliminaries_stands_under_them() -> None:
    document = read_document("# Method\n\n## Background\n\n### Nets\n\nA net.\n\n## Encoder\n\nIt splits.")
    assert [sentence.heading for sentence in document.sentences] == ["Background", "Encoder"]
