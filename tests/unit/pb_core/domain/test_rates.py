"""Standings are told in whole seconds, never too early."""

from pb_core.domain.rates import Rate, allowed, refused


def test_what_is_left_and_until_when() -> None:
    standing = allowed("key", Rate(3, 60), 20.0)
    assert (standing.remaining, standing.reset, standing.retry_after) == (2, 20, 0)
    assert allowed("key", Rate(3, 60), 60.0).remaining == 0
    assert allowed("key", Rate(3, 60), 40.0000001).remaining == 1  # what sums of times are off by


def test_who_is_refused_waits_until_a_place_is_free() -> None:
    standing = refused("key", Rate(3, 60), 60.0)
    assert (standing.remaining, standing.reset, standing.retry_after) == (0, 60, 20)
    assert refused("key", Rate(3, 60), 40.1).retry_after == 1
