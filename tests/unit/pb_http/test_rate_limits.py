import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_http import rate_limits
from pb_http.rate_limits import Rate, RateLimiter, headers_of, subscriber


def test_a_burst_is_allowed_and_then_as_many_as_the_rate() -> None:
    limiter = RateLimiter("key", Rate(3, 60))
    taken = [limiter.take("a", 100.0) for _ in range(4)]

    assert [one.remaining for one in taken] == [2, 1, 0, 0]
    assert [one.retry_after for one in taken] == [0, 0, 0, 20]
    assert limiter.take("a", 119.0).retry_after == 1
    assert limiter.take("a", 120.0).retry_after == 0
    assert limiter.take("a", 120.0).retry_after == 20
    assert limiter.take("b", 120.0).remaining == 2
    assert limiter.take("a", 1_000.0).remaining == 2


@given(st.lists(st.floats(0, 5), min_size=1, max_size=60), st.integers(1, 5), st.integers(1, 10))
def test_no_window_has_more_than_twice_the_limit_and_nobody_waits_for_ever(
    pauses: list[float], limit: int, seconds: int
) -> None:
    limiter, now, allowed = RateLimiter("key", Rate(limit, seconds)), 0.0, []
    for pause in pauses:
        now += pause
        standing = limiter.take("a", now)
        if standing.retry_after:
            assert 0 < standing.retry_after <= seconds
            assert standing.remaining == 0
        else:
            allowed.append(now)
            assert 0 <= standing.remaining < limit
    for start in allowed:
        assert sum(start <= at < start + seconds for at in allowed) <= 2 * limit
    assert limiter.take("a", now + seconds).retry_after == 0


def test_no_more_subjects_are_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "MOST_SUBJECTS", 2)
    limiter = RateLimiter("address", Rate(1, 60))
    for subject in ("a", "b", "c"):
        assert limiter.take(subject, 0.0).retry_after == 0
    assert limiter.take("c", 0.0).retry_after == 60
    assert limiter.take("a", 0.0).retry_after == 0


@pytest.mark.parametrize(
    ("address", "whose"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("unix", "unix"),
    ],
)
def test_all_addresses_of_a_subscriber_are_one(address: str, whose: str) -> None:
    assert subscriber(address) == whose


def test_each_rate_has_a_member_in_the_headers() -> None:
    standings = [RateLimiter(name, Rate(60, 60)).take("a", 0.0) for name in ("address", "key")]

    assert dict(headers_of(standings)) == {
        b"ratelimit-policy": b'"address";q=60;w=60, "key";q=60;w=60',
        b"ratelimit": b'"address";r=59;t=1, "key";r=59;t=1',
    }
