"""An instruction falls into clauses where a verb begins one, and names of several words stay whole."""

import pytest

from pb_adapters.planners.edits.words import clauses, said

VERBS = frozenset(("merge", "make", "remove", "read"))
NAMES = ("Read and merge", "Text encoder", "Head")


def texts(instruction: str) -> list[list[str]]:
    return [[word.text for word in clause] for clause in clauses(instruction, VERBS, NAMES)]


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ("merge a and b, make c blue", [["merge", "a", "and", "b"], ["make", "c", "blue"]]),
        ("Please remove a. Then make b red!", [["remove", "a"], ["make", "b", "red"]]),
        ("remove read and merge and make b red", [["remove", "read and merge"], ["make", "b", "red"]]),
        ("remove the text  encoder", [["remove", "the", "text encoder"]]),
        ("make it 16:9; use x_t", [["make", "it", "16:9", ";", "use", "x_t"]]),
        ('remove “a, make b”, make "c d" red', [["remove", "a, make b"], ["make", "c d", "red"]]),
        ("", []),
        ("a b", [["a", "b"]]),
    ],
)
def test_clauses(instruction: str, expected: list[list[str]]) -> None:
    assert texts(instruction) == expected


def test_a_word_knows_where_it_stands() -> None:
    instruction = "merge 'my head' and b"
    (words,) = clauses(instruction, VERBS, NAMES)
    assert [instruction[word.start : word.end] for word in words] == ["merge", "'my head'", "and", "b"]
    assert [word.folded for word in words] == ["merge", "", "and", "b"]


def test_an_apostrophe_is_no_quote() -> None:
    assert texts("remove the model's head and make Bob's box red") == [
        ["remove", "the", "model's", "head"],
        ["make", "Bob's", "box", "red"],
    ]


def test_articles_do_not_belong_to_a_phrase() -> None:
    (words,) = clauses("the a head", VERBS, ())
    assert (said(words), said(words[:1])) == ("head", "the")
