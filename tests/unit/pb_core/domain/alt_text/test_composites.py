"""Composites in words: their panels under their labels."""

from pb_core.domain.alt_text import LONG, SHORT
from pb_core.domain.alt_text.composites import composite_text
from pb_core.domain.provenance import FigureText

BARS = FigureText(title="Accuracy", alt_text="Bar chart of accuracy by model.", long_description="Bars. x axis: model.")


def test_panels_are_told_by_their_labels() -> None:
    text = composite_text((("(a)", BARS), ("", BARS), ("(c)", None)))
    assert text.alt_text == (
        "Composite of 3 panels: (a) Bar chart of accuracy by model. panel 2 Bar chart of accuracy by model. "
        "(c) a figure without a plan."
    )
    assert text.caption == "(a) Accuracy. Accuracy."
    assert text.title == "Composite of 3 panels"
    assert "(a) Bars. x axis: model." in text.long_description


def test_many_panels_share_the_room() -> None:
    long = FigureText(title="T", alt_text="word " * 50, long_description="word " * 500)
    text = composite_text(tuple((f"({number})", long) for number in range(8)))
    assert len(text.alt_text) <= SHORT
    assert all(f"({number})" in text.alt_text for number in range(8))
    assert len(text.long_description) <= LONG
    assert len(composite_text(tuple((str(number), long) for number in range(100))).alt_text) <= SHORT
