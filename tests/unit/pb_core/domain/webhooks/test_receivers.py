from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.webhooks import RETRY_DELAYS
from pb_core.domain.webhooks.receivers import LONGEST_REST, origin_of, rest_after
from pb_core.testing.contracts.storage_base import NOW


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://hooks.example/a?b#c", "https://hooks.example:443"),
        ("http://hooks.example", "http://hooks.example:80"),
        ("HTTPS://Hooks.Example.:443/other", "https://hooks.example:443"),
        ("https://hooks.example:8443/", "https://hooks.example:8443"),
        ("https://\uff48ooks\u3002example/", "https://hooks.example:443"),
        ("http://[2606:4700::1111]:80/x", "http://2606:4700::1111:80"),
        ("https://[broken", "https://[broken"),
    ],
)
def test_an_origin_is_scheme_host_and_port_however_they_are_written(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_follows_the_host_makes_no_other_receiver(path: str, query: str) -> None:
    assert origin_of(f"https://a.example/{path}?{query}") == origin_of("https://a.example")


@pytest.mark.parametrize("status", [200, 204, 302, 400, 401, 404, 410, 422, 500])
def test_an_answer_that_says_nothing_of_the_whole_receiver_gives_no_rest(status: int) -> None:
    assert rest_after(status, NOW, 1, RETRY_DELAYS) is None


@pytest.mark.parametrize("status", [None, 429, 502, 503, 504])
def test_a_rest_is_as_long_as_the_webhook_waits_itself(status: int | None) -> None:
    rests = [rest_after(status, NOW, number, RETRY_DELAYS) for number in (1, 2, 3, 4)]
    assert [rest and (rest - NOW).total_seconds() for rest in rests] == [5, 15, 60, 60]


@given(st.integers(1, 20), st.lists(st.timedeltas(timedelta(0), timedelta(days=1)), max_size=12).map(tuple))
def test_no_rest_is_longer_than_a_minute_or_than_the_wait_for_the_next_try(
    number: int, delays: tuple[timedelta, ...]
) -> None:
    rest = rest_after(None, NOW, number, delays)
    if rest is None:
        assert not delays
    else:
        assert rest - NOW <= min(LONGEST_REST, delays[min(number, len(delays)) - 1])
