"""Parts are found by whole names, else by words of them; what may be several is asked for again."""

import pytest

from pb_adapters.planners.edits.names import Names
from pb_adapters.planners.edits.words import Word, clauses
from pb_core.domain.diagrams.spec import DiagramSpec, Element, Group
from pb_core.errors import NotUnderstood

NAMES = Names(
    DiagramSpec(
        elements=(
            Element(id="t", label="Text encoder", aliases=("tokenizer",)),
            Element(id="i", label="Image encoder"),
            Element(id="h1", label="Class head"),
            Element(id="h2", label="Box head", group="g"),
            Element(id="p", label="Processes"),
        ),
        groups=(Group(id="g", title="Heads"), Group(id="b", title="Backbone")),
    )
)


def words(text: str) -> tuple[Word, ...]:
    (found,) = clauses(text, (), ())
    return found


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("the text encoder", "t"),
        ("TEXT ENCODER", "t"),
        ("tokenizer", "t"),
        ("image", "i"),
        ("images", "i"),
        ("the class box", "h1"),
        ("h2", "h2"),
        ("heads", "g"),
        ("the heads group", "g"),
        ("processes", "p"),
    ],
)
def test_a_part_is_found(phrase: str, name: str) -> None:
    meant = NAMES.part(words(phrase))
    assert meant is not None
    assert NAMES.one(meant) == name


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("both encoders", ("t", "i")),
        ("the two encoders", ("t", "i")),
        ("all encoders", ("t", "i")),
        ("encoders", ("t", "i")),
        ("text encoder, class head and backbone", ("t", "h1", "b")),
        ("image encoder & text encoder", ("i", "t")),
    ],
)
def test_several_parts_are_found(phrase: str, names: tuple[str, ...]) -> None:
    listed = NAMES.parts(words(phrase))
    assert listed is not None
    assert NAMES.all(listed) == names


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("encoder", "'encoder' may be 'Text encoder' or 'Image encoder': write which"),
        ("three encoders", "'three encoders' may be 'Text encoder' or 'Image encoder'"),
        ("oracle", "No part of the figure is called 'oracle'; it has 'Text encoder', "),
    ],
)
def test_what_is_not_clear_is_asked_for(phrase: str, why: str) -> None:
    listed = NAMES.parts(words(phrase))
    assert listed is not None
    with pytest.raises(NotUnderstood, match=why):
        NAMES.all(listed)


def test_a_part_that_is_called_as_a_pronoun_is_written_in_quotes() -> None:
    names = Names(DiagramSpec(elements=(Element(id="a", label="It"), Element(id="b", label="Box"))), ("b",))
    for phrase, name in (("it", "b"), ("'it'", "a")):
        meant = names.part(words(phrase))
        assert meant is not None
        assert names.one(meant) == name


def test_a_group_is_looked_for_among_groups() -> None:
    meant = NAMES.part(words("head"), group=True)
    assert meant is not None
    assert meant.ids == ("g",)


def test_a_list_is_no_part() -> None:
    assert NAMES.part(words("text encoder and backbone")) is None
    assert NAMES.parts(()) is None
