import pytest

from pb_core.domain.venues import VENUES, Venue


def test_every_venue_has_measures() -> None:
    assert set(VENUES) == set(Venue)
    for venue in VENUES.values():
        assert 350 < venue.width < 550
        assert 6.5 <= venue.text <= venue.tag


@pytest.mark.parametrize(("venue", "expected"), [(Venue.NATURE, ("a", "b", "c")), (Venue.ACL, ("(a)", "(b)", "(c)"))])
def test_tags_are_written_as_the_venue_does(venue: Venue, expected: tuple[str, ...]) -> None:
    assert VENUES[venue].tags(3) == expected
