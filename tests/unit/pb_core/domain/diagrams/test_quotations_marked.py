"""Where quotations stand in a text as it is, character by character."""

import pytest

from pb_core.domain.diagrams.quotations import Source


@pytest.mark.parametrize(
    ("text", "evidence", "marked"),
    [
        (
            "We encode. An encoder feeds\na decoder. Then more.",
            "an encoder feeds a decoder",
            "An encoder feeds\na decoder.",
        ),
        ("The en-\ncoder feeds it", "The encoder feeds it", "The en-\ncoder feeds it"),
        ("A  \u201cgate\u201d opens.", "a 'gate' opens", "A  \u201cgate\u201d opens."),
        ("The e\ufb03cient net.", "efficient net", "e\ufb03cient net."),
        ("An en\u00adcoder, then.", "encoder", "en\u00adcoder"),
        ("\u8f93\u5165\u5230\u7f16\u7801\u5668\u3002", "\u7f16\u7801\u5668", "\u7f16\u7801\u5668\u3002"),
        ("Is it? It is!", "It is", "It is!"),
    ],
)
def test_a_quotation_is_marked_as_it_stands_in_the_text(text: str, evidence: str, marked: str) -> None:
    ((start, end),) = Source(text).marked(evidence)
    assert text[start:end] == marked


def test_each_part_of_an_evidence_is_marked_and_a_strange_one_is_not() -> None:
    text = "An encoder reads. It rests. A decoder writes."
    places = Source(text).marked("A decoder writes \u2026 nobody said this \u2026 An encoder reads")
    assert [text[start:end] for start, end in places] == ["A decoder writes.", "An encoder reads."]


def test_the_first_place_of_several_is_marked() -> None:
    assert Source("it runs. it runs.").marked("it runs") == ((0, 8),)
