"""Garbled text layers, and covers that repeat the page behind them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.pdf import PageText
from pb_core.domain.running_text import method_text
from pb_core.domain.text_layers import garbled_pages, is_garbled, without_cover

PROSE = (
    "The encoder reads tokens and writes vectors. A retriever looks up passages, which the generator reads together "
    "with the question. Its answer is checked by a verifier that rejects what no passage says, and asks again. "
    "It is trained on questions of five collections, and every answer names the passage that it rests upon."
)
LANGUAGES = (
    PROSE,
    (
        "Der Encoder liest die Token und schreibt Vektoren. Ein Sucher findet Abschnitte, die der Generator zusammen "
        "mit der Frage liest. Ein Pruefer verwirft, was kein Abschnitt sagt, und fragt dann noch einmal nach."
    ),
    (
        "Enkodér čte tokeny a zapisuje vektory. Vyhledávač najde pasáže, které generátor čte spolu s otázkou. Ověřovač "
        "odmítne, co žádná pasáž neříká, a zeptá se znovu. Strč prst skrz krk. Výsledek se předá dalšímu kroku modelu."
    ),
    "编码器读取标记并写出向量。检索器查找段落,生成器将其与问题一起读取。验证器拒绝段落中没有的内容,然后再次提问。" * 5,
    (
        "Κωδικοποιητής διαβάζει σύμβολα και γράφει διανύσματα. Ο ανακτητής βρίσκει αποσπάσματα που διαβάζει η "
        "γεννήτρια. Ο ελεγκτής απορρίπτει ό,τι δεν λέει κανένα απόσπασμα και ρωτά ξανά."
    ),
    "x1 = W1 h0 + b1, h1 = relu(x1), h2 = W2 h1 + b2 (3) and p(y | x) = softmax(h2) for all x in X, y in Y. " * 4,
    "for (int i = 0; i < n; ++i) { sum += weights[i] * values[i]; total->add(sum); } return total / count; " * 4,
    "1 Overview . . . . . . . . . . . . . . . . . . . . . . . . . . . . . 3 2 Method . . . . . . . . . . . . . . . 5 "
    * 4,
)


def shifted(text: str, by: int = -29) -> str:
    """What a font without a map of its letters leaves: the codes of its shapes."""
    return "".join(character if character.isspace() else chr(max(33, ord(character) + by)) for character in text)


@pytest.mark.parametrize("text", LANGUAGES)
def test_languages_formulas_and_code_are_not_garbled(text: str) -> None:
    assert not is_garbled(text * 2)


@pytest.mark.parametrize(
    "text", [shifted(PROSE), PROSE.translate({ord(c): 0xE000 + ord(c) for c in "aeiourst"}), "\ufffd\ufffd a " * 100]
)
def test_letters_that_are_not_those_that_are_printed_are_garbled(text: str) -> None:
    assert is_garbled(text)


@given(st.text(max_size=199))
def test_a_short_text_is_not_judged(text: str) -> None:
    assert not is_garbled(text)


def pages(*texts: str) -> tuple[PageText, ...]:
    return tuple(PageText(number=number, text=text, has_text=bool(text)) for number, text in enumerate(texts, 1))


def test_garbled_pages_are_named() -> None:
    assert garbled_pages(pages(PROSE, shifted(PROSE), "")) == (2,)


TITLE = "Answers That Their Passages Hold"
COVER = f"{TITLE}\n\nThis preprint was downloaded from a repository.\n\n{PROSE}"
PAPER = f"{TITLE}\n\nA. Author and B. Author\n\n{PROSE.replace(' ', chr(10), 9)}\n\nIntroduction\n\nWe begin."


def test_what_a_cover_repeats_stands_once() -> None:
    cover, paper = without_cover(pages(COVER, PAPER))
    assert cover.text == "This preprint was downloaded from a repository."
    assert paper.text == PAPER
    text = method_text(pages(COVER, PAPER))
    assert text.count("The encoder reads tokens") == text.count(TITLE) == 1


@pytest.mark.parametrize(
    "given_pages", [(COVER,), (), (TITLE, PAPER), (COVER, "Another page."), (PROSE.upper() + " And more.", "Short.")]
)
def test_pages_that_repeat_little_stay_as_they_are(given_pages: tuple[str, ...]) -> None:
    assert without_cover(pages(*given_pages)) == pages(*given_pages)
