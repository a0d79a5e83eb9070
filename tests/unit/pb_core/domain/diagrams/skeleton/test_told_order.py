import pytest

from pb_core.domain.diagrams.skeleton.told_order import goes_on_in_order, told_in_order
from pb_core.domain.diagrams.text_spans import sentences


def test_sentences_that_say_their_order() -> None:
    text = "First, we encode. Then we decode. It is fast. Finally, we rank. Second, it is an aside."
    (run,) = told_in_order(text, sentences(text))
    wholes, rests, counted = run
    assert text[slice(*wholes[0])] == "First, we encode."
    assert [text[slice(*span)] for span in rests][:3] == ["we encode.", "we decode.", "we rank."]
    assert not counted


@pytest.mark.parametrize(
    ("sentence", "goes_on"),
    [("Finally, we rank.", True), ("In the second phase, we rank.", True), ("First, we rank.", False),
     ("In the first phase, we rank.", False), ("We rank.", False)],
)  # fmt: skip
def test_a_paragraph_may_go_on_with_the_steps_before_it(sentence: str, *, goes_on: bool) -> None:
    assert goes_on_in_order(sentence, (0, len(sentence))) is goes_on


def test_first_second_third_alone_may_be_an_argument() -> None:
    text = "First, models are slow. Second, data is scarce."
    assert [counted for _, _, counted in told_in_order(text, sentences(text))] == [True]
