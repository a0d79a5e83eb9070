from pb_core.domain.diagrams.text_spans import sentences


def test_sentences_end_where_they_end() -> None:
    text = "See Fig. 2 of J. Smith, e.g. the encoder. It reads 3.5 words. Does it? 它读。它写。"
    assert [text[slice(*span)] for span in sentences(text)] == [
        "See Fig. 2 of J. Smith, e.g. the encoder.", "It reads 3.5 words.", "Does it?", "它读。", "它写。",
    ]  # fmt: skip
