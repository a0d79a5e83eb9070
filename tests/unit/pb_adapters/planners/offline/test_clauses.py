"""Who does what to whom."""

import pytest

from pb_adapters.planners.offline.clauses import parse
from pb_adapters.planners.offline.phrases import Phrase
from pb_adapters.planners.offline.text import read


def said(text: str) -> list[tuple[list[str], str, list[str]]]:
    def words(phrases: tuple[Phrase, ...]) -> list[str]:
        return [" ".join(token.text for token in phrase.tokens) for phrase in phrases]

    (sentence,) = read(text).sentences
    return [(words(c.subjects), c.verb.lemma, words(c.objects)) for c in parse(sentence).clauses]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The encoder maps the image.", [(["encoder"], "map", ["image"])]),
        ("The image is mapped by the encoder.", [(["image"], "map", [])]),
        ("It takes a tile and returns a mask.", [(["It"], "take", ["tile"]), (["It"], "return", ["mask"])]),
        ("Cells were thawed, expanded and plated.", [
            (["Cells"], "thaw", []), (["Cells"], "expand", []), (["Cells"], "plate", []),
        ]),
        ("A head, which labels pixels, is small.", [(["head"], "label", ["pixels"]), (["head"], "be", ["small"])]),
        ("They formed a body.", [(["They"], "form", ["body"])]),
        ("A decoder received the rates and emitted a word.", [
            (["decoder"], "receive", ["rates"]), (["decoder"], "emit", ["word"]),
        ]),
        ("A gauge encoder, a small network, turns the series.", [(["gauge encoder"], "turn", ["series"])]),
        ("Feature maps are produced.", [(["Feature maps"], "produce", [])]),
        ("The outputs of the model are scores.", [(["outputs of model"], "be", ["scores"])]),
    ],
)  # fmt: skip
def test_a_sentence_falls_into_its_clauses(text: str, expected: list[tuple[list[str], str, list[str]]]) -> None:
    assert said(text) == expected


def test_an_apposition_is_another_name() -> None:
    (sentence,) = read("A grasp evaluator, a point-based network, scores each candidate.").sentences
    (alias,) = parse(sentence).aliases
    assert (alias.name.head, alias.other.head) == ("evaluator", "network")


def test_a_condition_is_marked() -> None:
    (sentence,) = read("If the emulator crashes, the module stores a report.").sentences
    assert [clause.condition for clause in parse(sentence).clauses] == ["if", ""]
