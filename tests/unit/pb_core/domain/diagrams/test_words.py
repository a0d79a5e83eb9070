import pytest

from pb_core.domain.diagrams.words import Term, fold, stem, terms, words


@pytest.mark.parametrize(
    "family",
    [
        ("encoder", "encoders", "encoding", "encoded", "encodes"),
        ("detect", "detector", "detection", "detected"),
        ("process", "processes", "processing"),
        ("normalise", "normalisation", "normalize", "normalization"),
        ("sum", "sums", "summed", "summing"),
        ("pass", "passes", "passed", "passing"),
        ("study", "studies", "studied"),
        ("analysis", "analyses", "analysed"),
        ("generate", "generator", "generation", "generated"),
    ],
)
def test_inflections_share_a_stem(family: tuple[str, ...]) -> None:
    assert len({stem(word) for word in family}) == 1


@pytest.mark.parametrize("word", ["bus", "loss", "led", "ring", "user", "layer", "x"])
def test_short_words_keep_their_letters(word: str) -> None:
    assert stem(word) == word


def test_folding_joins_the_forms_of_one_word() -> None:
    assert fold("Reﬁned") == fold("REFINED") == fold("re\u00adfined") == "refined"
    assert fold("ＡＢ１") == "ab1"


def test_a_compound_gives_the_whole_and_its_parts() -> None:
    assert list(terms("the Self-Attention of a layer")) == [
        Term("selfattent", ("self", "attent")),
        Term("layer", ("layer",)),
    ]
    assert list(words("pre-trained")) == ["pretrain", "pre", "train"]


def test_numbers_come_as_digits_and_greek_letters_by_name() -> None:
    assert list(words("twelve blocks, twenty-four heads, 10,000 steps")) == [
        "12",
        "block",
        "24",
        "head",
        "10000",
        "step",
    ]
    assert list(words("κσ = 3")) == ["kappa", "sigma", "3"]


def test_stop_words_alone_are_no_words() -> None:
    assert list(words("the of and which")) == []
