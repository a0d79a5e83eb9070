"""What is left of an intent: its subject, or words that were not understood."""

import pytest

from support.readings import read


@pytest.mark.parametrize(
    ("intent", "subject", "unknown"),
    [
        ("body mass of antarctic birds by species", ("antarctic birds",), ()),
        ("Palmer station: body mass by species", ("Palmer station",), ()),
        ("bill depth per colony", (), ("colony",)),  # names a column that is not there
        ("bill depth by species, with sparkles", (), ("sparkles",)),
        ("bill depth by species, make it pretty", (), ("pretty",)),
        ("penguins", ("penguins",), ()),
        ("something else", (), ("something else",)),
        ("bill depth vs wing chord", (), ("wing chord",)),
        ("bill depth 42", (), ("42",)),
        ("body mass глубина", (), ("глубина",)),
        ("bill depth with exploded green labels", (), ("exploded green labels",)),
    ],
)
def test_what_is_left_is_the_subject_or_named(intent: str, subject: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    heard = read(intent)
    assert (heard.subject, heard.unknown) == (subject, unknown)


def test_a_long_sentence_that_nothing_reads_is_no_subject() -> None:
    story = "once upon no time seven kings rode out against bitter northern storms"
    assert read(f"{story}. bill depth").subject == ()
