import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.diagrams.quotations import Source, compiled, quotations
from support.paths import CORPUS

TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted((CORPUS / "methods").glob("*.txt"))}
LIGATURES = {"ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}

PDF_TEXT = (
    "The encod-\ning passes through a self-\nattention layer. A ﬁne fil\u00ad\ntered map — the “reﬁned” one —\n"
    "is written with Q₁ ≥ ½ and the ＦＦＮ's output."
)


@pytest.mark.parametrize(
    "quote",
    [
        "The encoding passes through a self-attention layer.",
        "the ENCODING   passes\nthrough",
        "attention layer",
        "A fine filtered map - the 'refined' one",
        'the "refined" one',
        "Q1 ≥ 1⁄2",
        "the FFN’s output",
        "…self\u2011attention layer…",
    ],
)
def test_finds_what_a_reader_would_call_the_same_words(quote: str) -> None:
    assert compiled(PDF_TEXT).contains(quote)


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "   ",
        "...",
        "→",
        "coding passes",
        "encodin",
        "the encoder passes",
        "a self-attention map",
        "ine",
        "layer the",
    ],
)
def test_does_not_find_other_words_or_pieces_of_words(quote: str) -> None:
    assert not compiled(PDF_TEXT).contains(quote)


def test_scripts_without_blanks_may_be_cut_anywhere() -> None:
    text = "首先,雨量序列输入时间编码器,得到\n时间特征"
    assert compiled(text).contains("时间编码器")
    assert compiled(text).contains("得到时间特征")
    assert not compiled(text).contains("空间编码器")


def test_later_whole_words_are_found_behind_earlier_pieces_of_words() -> None:
    assert compiled("a party starts with art").contains("art")
    assert not compiled("a party starts with part").contains("art")


def test_quadratic_traps_are_searched_in_reasonable_steps() -> None:
    assert not compiled("a" * 500_000).contains("a" * 2000)
    assert not compiled("ab " * 200_000).contains("ab" * 999 + "c")


@st.composite
def printed(draw: st.DrawFn) -> tuple[str, str]:
    """A slice of whole words of a corpus text, and the text as a PDF might give it back."""
    text = draw(st.sampled_from(sorted(TEXTS.values(), key=len)[:36]))
    tokens = text.split()
    start = draw(st.integers(0, len(tokens) - 1))
    stop = draw(st.integers(start + 1, min(len(tokens), start + 40)))
    width = draw(st.integers(12, 90))
    rng = draw(st.randoms(use_true_random=False))
    lines, line = [], ""
    for token in tokens:
        cut = rng.randrange(len(token) + 1)
        if len(line) + len(token) > width:
            if token[:cut].isalpha() and token[cut:].isalpha():
                lines.append(f"{line} {token[:cut]}" + rng.choice("-\u00ad\u2010"))
                line = token[cut:]
            else:
                lines.append(line)
                line = token
        else:
            line += rng.choice([" ", "  ", "\u00a0", "\t"]) + token
    whole = rng.choice(["\n", "\r\n", " \n  "]).join([*lines, line])
    for plain, ligature in LIGATURES.items():
        if rng.random() < 0.5:
            whole = whole.replace(plain, ligature)
    return " ".join(tokens[start:stop]), whole


@given(printed())
def test_every_slice_is_found_in_the_rewrapped_text(case: tuple[str, str]) -> None:
    quote, text = case
    assert Source(text).contains(quote) == any(character.isalnum() for character in quote)


@given(printed(), st.data())
def test_a_slice_with_one_letter_changed_is_not_found(case: tuple[str, str], data: st.DataObject) -> None:
    quote, text = case
    letters = [at for at, character in enumerate(quote) if character in string.ascii_letters]
    if not letters:
        return
    at = data.draw(st.sampled_from(letters))
    changed = quote[:at] + "ж" + quote[at + 1 :]
    assert not Source(text).contains(changed)


@given(st.text(max_size=60), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_unicode_forms_of_one_text_are_the_same(text: str, form: str) -> None:
    assert Source(text).contains(unicodedata.normalize(form, text)) == Source(text).contains(text)


@given(st.text(max_size=80), st.text(max_size=12))
def test_any_two_texts_get_an_answer(source: str, quote: str) -> None:
    Source(source).contains(quote)
    Source(source).missing(quote)


def test_every_sentence_of_the_corpus_is_found_in_its_text() -> None:
    for text in TEXTS.values():
        index = Source(text)
        assert all(index.contains(sentence) for sentence in text.split(". ") if sentence.strip(" .\n"))


@pytest.mark.parametrize(
    "text", [*TEXTS.values(), PDF_TEXT, "首先,雨量序列输入时间编码器。得到特征。", ""], ids=str.__len__
)
def test_sentences_cover_the_text_and_their_words_stand_where_they_say(text: str) -> None:
    index = Source(text)
    at = 0
    for sentence in index.sentences:
        assert sentence.start == at
        at = sentence.end
        places = [place for token in sentence.tokens() for place in (token.start, token.end)]
        assert places == sorted(places)
        assert all(0 <= place <= sentence.end - sentence.start for place in places)
    assert at == len(index._text)


@given(st.text(max_size=200))
def test_any_text_has_sentences_that_cover_it(text: str) -> None:
    index = Source(text)
    assert sum(sentence.end - sentence.start for sentence in index.sentences) == len(index._text)


def test_a_quotation_is_given_with_the_whole_sentences_around_it() -> None:
    index = Source("We encode e.g. images. The decoder, cf. Fig. 2, reads them. It writes text.")
    (place,) = index.quoted("reads them. It writes")
    assert [sentence.text.strip() for sentence in index.around(place)] == [
        "The decoder, cf. Fig. 2, reads them.",
        "It writes text.",
    ]


def test_markup_is_no_word_of_a_sentence() -> None:
    (sentence,) = Source(r"The \emph{encoder} feeds~\cite{a,b} the **decoder**.").sentences
    assert [token.word for token in sentence.tokens()] == ["the", "encoder", "feeds", "the", "decoder", "."]


@pytest.mark.parametrize(
    ("evidence", "parts"),
    [
        ("The a. The b.", ("The a. The b.",)),
        ("the a … the b", ("the a", "the b")),
        ("the b ... the a", ("the b", "the a")),
        ("the a [...] the b", ("the a", "the b")),
        ("the a\nthe b\n", ("the a", "the b")),
        ("the a\nreads", ("the a\nreads",)),
        ("The b. Then the a\nreads. … The a.", ("The b. Then the a\nreads.", "The a.")),
        (" … ", ()),
    ],
)
def test_an_evidence_may_hold_several_quotations(evidence: str, parts: tuple[str, ...]) -> None:
    assert quotations(evidence, Source("The a. The b. Then the a\nreads.")) == parts


def test_languages_are_told_by_their_letters_and_small_words() -> None:
    german = "Der Kodierer liest das Bild und liefert Merkmale, die der Klassifikator bewertet, " * 5
    assert not Source(german).is_english
    assert not Source("首先,雨量序列输入时间编码器").is_english
    assert Source("An encoder reads the image. " * 20).is_english
    assert Source("encoder, decoder").is_english
