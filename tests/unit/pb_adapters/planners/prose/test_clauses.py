"""Each verb has its own parties."""

import pytest

from pb_adapters.planners.prose.clauses import Clause, Party, parse
from pb_adapters.planners.prose.document import tokenise
from pb_adapters.planners.prose.phrases import chunk


def clauses(text: str) -> tuple[Clause, ...]:
    return parse(chunk(tokenise(text)))


def shown(parties: tuple[Party, ...]) -> list[str]:
    return [" ".join(token.text for token in party.tokens) for party in parties]


@pytest.mark.parametrize(
    ("sentence", "subjects", "objects"),
    [
        ("The encoder maps the image.", ["encoder"], ["image"]),
        ("The encoder and the decoder read the image and the text.", ["encoder", "decoder"], ["image", "text"]),
        ("A gauge encoder, a small network, reads the series.", ["gauge encoder"], ["series"]),
        ("The encoder in the student network reads images.", ["encoder"], ["images"]),
        ("In this stage, the reader takes the text.", ["reader"], ["text"]),
        ("A teacher with 24 layers and a student with 6 layers read it.", ["teacher", "student"], ["it"]),
        ("Encode the image.", [], ["image"]), ("We encode the image.", [], ["image"]),
    ],
)  # fmt: skip
def test_subjects_and_objects(sentence: str, subjects: list[str], objects: list[str]) -> None:
    (clause,) = clauses(sentence)
    assert (shown(clause.subjects), shown(clause.objects)) == (subjects, objects)


def test_a_second_verb_shares_the_subject() -> None:
    first, second = clauses("The encoder takes the image and produces a vector.")
    assert (shown(first.subjects), shown(first.objects)) == (["encoder"], ["image"])
    assert (shown(second.subjects), shown(second.objects)) == (["encoder"], ["vector"])


def test_which_stands_for_the_noun_before_it_unless_there_are_two() -> None:
    _, relative = clauses("It uses an encoder, which reads the text.")
    assert shown(relative.subjects) == ["encoder"]
    _, fed = clauses("It passes the text to the encoder, which reads it.")
    assert shown(fed.subjects) == ["encoder"]
    for words in ("the output of the encoder", "an encoder over pages of text", "a network with two heads"):
        _, unclear = clauses(f"It uses {words}, which reads the text.")
        assert unclear.subjects == ()


def test_complements_go_by_their_prepositions() -> None:
    (clause,) = clauses("The image is encoded by the network into a vector of features.")
    (vector,) = clause.behind("into")
    assert shown(clause.behind("by")) == ["network"]
    assert shown((vector,)) == ["vector"]
    assert vector.of is not None
    assert shown((vector.of,)) == ["features"]


def test_what_a_sentence_starts_from() -> None:
    (clause,) = clauses("Given the goal, the planner proposes a sketch.")
    assert shown(clause.behind("given")) == ["goal"]


def test_a_purpose_refers_to_the_clause_before() -> None:
    first, second = clauses("The image is fed to the head to predict a mask.")
    assert (first.after, second.after, shown(second.objects)) == (None, 0, ["mask"])


@pytest.mark.parametrize(
    ("sentence", "possible"),
    [("A node can be added to it.", True), ("A node is added to it.", False), ("A user can add the node.", False)],
)
def test_what_can_be_done_is_only_possible(sentence: str, *, possible: bool) -> None:
    assert parse(chunk(tokenise(sentence)))[0].possible is possible
