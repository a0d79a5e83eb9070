"""Patterns of words and slots are matched with words."""

from collections.abc import Sequence
from enum import StrEnum

import pytest

from pb_adapters.planners.edits.forms import Form, items_of, named, one_of, solved, text_of
from pb_adapters.planners.edits.words import Word, clauses


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


READERS = {"text": text_of, "colour": one_of(named(Colour) | {"deep red": Colour.RED})}
PATTERN = "make|paint [all] box {text} to|in {colour} [now]"


def words(text: str) -> tuple[Word, ...]:
    return next(iter(clauses(text, (), ())), ())


@pytest.mark.parametrize(
    ("clause", "values"),
    [
        ("make box a in blue", {"text": "a", "colour": Colour.BLUE}),
        ("paint all the box a b to a deep red", {"text": "a b", "colour": Colour.RED}),
        ("make box 'a and b' in reds", {"text": "a and b", "colour": Colour.RED}),
        ("make box a to a blue", {"text": "a", "colour": Colour.BLUE}),
        ("make box in in blue", {"text": "in", "colour": Colour.BLUE}),
        ("make box a and b in blue", None),
        ("make box a in green", None),
        ("make box a", None),
        ("'make' box a in blue", None),
        ("", None),
    ],
)
def test_a_clause_fits_a_pattern_or_not(clause: str, values: dict[str, object] | None) -> None:
    assert solved(items_of(PATTERN), words(clause), READERS) == values


def test_a_form_is_known_by_its_verbs_and_takes_the_first_pattern_that_fits() -> None:
    form = Form("make box A in red", dict, ("paint|draw {text}", PATTERN))
    assert form.verbs == {"paint", "draw", "make"}
    assert form.values(words("paint box a in blue"), READERS) == {"text": "box a in blue"}
    assert form.values(words("make box a in blue"), READERS) == {"text": "a", "colour": Colour.BLUE}


def test_two_slots_of_one_sort_are_told_apart() -> None:
    found = solved(items_of("from {source:text} to {target:text}"), words("from a to b"), READERS)
    assert found == {"source": "a", "target": "b"}


def test_words_that_fit_nothing_are_given_up_after_few_tries() -> None:
    """Articles may stand anywhere and options be left out: there are millions of ways through such a clause."""
    asked = 0

    def read(_: Sequence[Word]) -> None:
        nonlocal asked
        asked += 1
        assert asked <= 10_000

    pattern = items_of("make [all] [figure|it] [aspect] [ratio] [to|in] {text} [now]")
    assert solved(pattern, words(f"make {'the ' * 78}end"), {"text": read}) is None
    assert asked
