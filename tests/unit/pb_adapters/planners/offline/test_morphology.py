"""Forms of words."""

import pytest

from pb_adapters.planners.offline.labels import lower_first, raise_first
from pb_adapters.planners.offline.morphology import VERB_FORMS, lemma_of, singular, stem


@pytest.mark.parametrize(
    ("word", "lemma"),
    [("maps", "map"), ("mapped", "map"), ("encoding", "encode"), ("fed", "feed"), ("given", "give"),
     ("applies", "apply"),
     ("passes", "pass"), ("labelled", "label"), ("zorbed", "zorb"), ("blurred", "blur")],
)  # fmt: skip
def test_a_verb_form_has_its_lemma(word: str, lemma: str) -> None:
    assert lemma_of(word) == lemma


@pytest.mark.parametrize(
    ("word", "one"),
    [("layers", "layer"), ("indices", "index"), ("losses", "loss"), ("bus", "bus"), ("bodies", "body")],
)  # fmt: skip
def test_a_noun_has_its_singular(word: str, one: str) -> None:
    assert singular(word) == one


def test_related_words_share_a_stem() -> None:
    assert stem("conditioned") == stem("conditioning")
    assert stem("alignment") == stem("aligned")


def test_every_form_is_known_with_its_kind() -> None:
    assert all(forms for _, forms in VERB_FORMS.values())


@pytest.mark.parametrize(
    ("text", "raised"), [("encoder", "Encoder"), ("mRNA", "mRNA"), ("Q_low value", "Q_low value"), ("x axis", "x axis")]
)
def test_a_label_starts_with_a_capital_unless_its_spelling_matters(text: str, raised: str) -> None:
    assert raise_first(text) == raised


def test_acronyms_keep_their_capitals() -> None:
    assert (lower_first("RNA data"), lower_first("Image data")) == ("RNA data", "image data")
