import pytest

from pb_adapters.upstream.json_wire import answer_in
from pb_core.errors import EmptyAnswer, EngineRefused


@pytest.mark.parametrize(
    "text", ['{"a": 1}', '```json\n{"a": 1}\n```', '\n\nHere it is: {"a": 1}\n\nAnything else?', ' {"a": 1}{"a": 2}']
)
def test_the_first_json_is_the_answer(text: str) -> None:
    assert answer_in("Provider", text) == '{"a": 1}'


def test_json_that_is_cut_is_left_to_whoever_parses_it() -> None:
    assert answer_in("Provider", ' {"a": "b').startswith('{"a"')


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_no_word_is_an_empty_answer(text: str) -> None:
    with pytest.raises(EmptyAnswer, match="Provider answered without a word"):
        answer_in("Provider", text)


def test_words_without_json_are_a_refusal_that_is_not_repeated() -> None:
    with pytest.raises(EngineRefused) as caught:
        answer_in("Provider", "I will not draw your secret plan.")
    assert "secret" not in str(caught.value)
