"""Verbs are inflected by rule, and known in every form."""

import pytest

from pb_adapters.planners.prose.words import FAMILIES, NOUN_FORMS, Family, Form, verb_form


@pytest.mark.parametrize(
    ("word", "lemma", "form"),
    [
        ("maps", "map", Form.THIRD), ("mapped", "map", Form.PAST), ("mapping", "map", Form.ING),
        ("fed", "feed", Form.PAST), ("passes", "pass", Form.THIRD), ("applied", "apply", Form.PAST),
        ("emitted", "emit", Form.PAST), ("encoding", "encode", Form.ING), ("re-ranked", "rerank", Form.PAST),
        ("taken", "take", Form.PAST), ("is", "be", Form.PAST), ("split", "split", Form.BASE),
    ],
)  # fmt: skip
def test_forms(word: str, lemma: str, form: Form) -> None:
    assert verb_form(word) == (lemma, form)


def test_what_is_no_verb_has_no_form() -> None:
    assert verb_form("encoder") is None


def test_families_and_plurals() -> None:
    assert Family.CONVERT in FAMILIES["encode"]
    assert "maps" in NOUN_FORMS
    assert "encodes" not in NOUN_FORMS
