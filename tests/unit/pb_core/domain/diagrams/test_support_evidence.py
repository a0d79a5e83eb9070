import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group
from pb_core.domain.diagrams.support import Source, check_support, find_quote
from pb_core.domain.findings import Check
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
    assert find_quote(quote, PDF_TEXT)


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
    assert not find_quote(quote, PDF_TEXT)


def test_scripts_without_blanks_may_be_cut_anywhere() -> None:
    text = "首先,雨量序列输入时间编码器,得到\n时间特征"
    assert find_quote("时间编码器", text)
    assert find_quote("得到时间特征", text)
    assert not find_quote("空间编码器", text)


def test_later_whole_words_are_found_behind_earlier_pieces_of_words() -> None:
    assert find_quote("art", "a party starts with art")
    assert not find_quote("art", "a party starts with part")


def test_quadratic_traps_are_searched_in_reasonable_steps() -> None:
    assert not find_quote("a" * 2000, "a" * 500_000)
    assert not find_quote("ab" * 999 + "c", "ab " * 200_000)


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


SOURCE = (
    "A convolutional encoder turns the image into features. The features are refined by six identical layers, "
    "each with a pre-norm residual block, and a classifier predicts the class; its error ε is fed back."
)


def spec(*elements: Element, connections: tuple[Connection, ...] = (), groups: tuple[Group, ...] = ()) -> DiagramSpec:
    return DiagramSpec(elements=elements, connections=connections, groups=groups)


def element(label: str, evidence: str = "turns the image into features", **more: str | int) -> Element:
    return Element(id="e", label=label, evidence=evidence, **more)  # type: ignore[arg-type] # one helper for all fields


@pytest.mark.parametrize(
    "label",
    [
        "Convolutional encoder",
        "Feature Encoding",
        "Image encoders",
        "Classification",
        "Prenorm residual block",
        "Pre-norm block",
        "6 layers",
        "error (ε)",
        "error epsilon",
        "⊕",
        "Encoder + Classifier",
        "Image → Features",
    ],
)
def test_labels_made_of_the_words_of_the_source_are_grounded(label: str) -> None:
    assert check_support(spec(element(label)), SOURCE) == ()


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        (element("Image", ""), "quotes no words"),
        (element("Image", " \n"), "quotes no words"),
        (element("Image", "turns the audio into features"), "turns the audio"),
        (element("Quantum encoder"), "Quantum"),
        (element("Decoder"), "Decoder"),
        (element("Secret 🔑"), "Secret"),
        (element("Encoder 🔑"), "🔑"),
        (element("Encoder", detail="ResNet-50"), "ResNet-50"),
        (element("layers", repeat=12), "repeated 12 times"),
        (element("7 layers"), "7"),
    ],
)
def test_what_the_source_does_not_say_is_named(bad: Element, named: str) -> None:
    (finding,) = check_support(spec(bad), SOURCE)
    assert (finding.check, finding.subject) == (Check.UNGROUNDED, "e")
    assert named in finding.detail


def test_repeats_written_in_words_count() -> None:
    assert check_support(spec(element("layers", "six identical layers", repeat=6)), SOURCE) == ()


def test_connections_and_groups_are_judged_by_name() -> None:
    diagram = spec(
        Element(id="a", label="encoder", evidence="A convolutional encoder"),
        Element(id="b", label="classifier", evidence="a classifier predicts the class"),
        connections=(
            Connection(source="a", target="b", evidence="features are refined"),
            Connection(source="b", target="a", label="gradient", evidence="error ε is fed back"),
            Connection(source="a", target="a"),
        ),
        groups=(
            Group(id="g", title="Layers"),
            Group(id="h", title="Offline phase"),
            Group(id="i", title="Layers", evidence="seven identical layers"),
        ),
    )
    assert [finding.subject for finding in check_support(diagram, SOURCE)] == ["b->a", "a->a", "h", "i"]


def test_the_caption_lends_words_but_no_evidence() -> None:
    caption = "Figure 1: The TwinTide network."
    assert check_support(spec(element("TwinTide encoder")), SOURCE, caption) == ()
    assert check_support(spec(element("TwinTide encoder")), SOURCE)
    assert check_support(spec(element("TwinTide encoder", "The TwinTide network")), SOURCE, caption)


def test_a_long_quotation_is_shown_shortened() -> None:
    (finding,) = check_support(spec(element("Image", "no such words " * 100)), SOURCE)
    assert len(finding.detail) < 200


def test_every_sentence_of_the_corpus_is_found_in_its_text() -> None:
    for text in TEXTS.values():
        index = Source(text)
        assert all(index.contains(sentence) for sentence in text.split(". ") if sentence.strip(" .\n"))
