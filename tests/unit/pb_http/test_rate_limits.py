import pytest

from pb_core.domain.rates import Rate, allowed
from pb_http.rate_limits import headers_of, subscriber


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
    standings = [allowed(name, Rate(60, 60), 1.0) for name in ("address", "key")]

    assert dict(headers_of(standings)) == {
        b"ratelimit-policy": b'"address";q=60;w=60, "key";q=60;w=60',
        b"ratelimit": b'"address";r=59;t=1, "key";r=59;t=1',
    }
