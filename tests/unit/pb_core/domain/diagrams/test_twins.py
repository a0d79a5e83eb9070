"""Arrows of one kind between the same two elements, told apart by their words."""

from pb_core.domain.diagrams.spec import Connection, ConnectionKind
from pb_core.domain.diagrams.twins import arrow_names, distinct, has_twin, twin_words

DENY = Connection(source="a", target="b", label="Deny")
BARE = Connection(source="a", target="b")
LATER = Connection(source="a", target="b", label="later", kind=ConnectionKind.SKIP)
BACK = Connection(source="b", target="a", label="Deny")


def test_only_twins_are_named_by_their_words() -> None:
    arrows = (DENY, BARE, LATER, BACK)

    assert twin_words(arrows) == ("Deny", "", "", "")
    assert arrow_names(arrows) == ("a->b: Deny", "a->b", "a->b", "b->a")
    assert [has_twin(arrow, arrows) for arrow in arrows] == [True, True, False, False]
    assert arrow_names((DENY, LATER)) == ("a->b", "a->b")


def test_blanks_tell_no_arrow_from_another() -> None:
    spaced = Connection(source="a", target="b", label=" Deny ")
    assert spaced.identity == DENY.identity
    assert distinct((DENY, spaced, Connection(source="a", target="b", label=" "), BARE)) == (
        DENY,
        Connection(source="a", target="b", label=" "),
    )
    assert arrow_names((BARE, spaced)) == ("a->b", "a->b: Deny")


def test_what_nothing_tells_apart_is_one_in_the_place_of_the_first() -> None:
    assert distinct((BARE, DENY, BARE, BACK)) == (BARE, DENY, BACK)
