import pytest

from pb_core.domain.rates import Rate
from pb_http.settings import SettingsError, load
from pb_http.wire.protocol import WireLimits

P = "PAPERBANANA_"


def test_the_limits_of_connections_are_read() -> None:
    given = {
        "MAX_CONNECTIONS": "50",
        "MAX_HEADER_BYTES": "8192",
        "HEADER_TIMEOUT_SECONDS": "5",
        "BODY_TIMEOUT_SECONDS": "10",
    }
    settings = load({P + name: value for name, value in given.items()})

    assert settings.http.wire == WireLimits(connections=50, head_bytes=8_192, head_seconds=5, body_seconds=10)


@pytest.mark.parametrize(
    ("name", "value"), [("MAX_CONNECTIONS", "0"), ("MAX_HEADER_BYTES", "10"), ("BODY_TIMEOUT_SECONDS", "0")]
)
def test_absurd_limits_are_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=P + name):
        load({P + name: value})


def test_the_room_for_all_bodies_holds_the_largest_one() -> None:
    assert load({}).http.max_body_bytes_of_one == 64 * 2**20
    largest = load({P + "MAX_BODY_BYTES": str(2**30)}).http
    assert (largest.max_body_bytes_in_flight, largest.max_body_bytes_of_one) == (2**30, 2**30)
    with pytest.raises(
        SettingsError, match=P + r"MAX_BODY_BYTES_IN_FLIGHT must be at least PAPERBANANA_MAX_BODY_BYTES"
    ):
        load({P + "MAX_BODY_BYTES": "2000", P + "MAX_BODY_BYTES_IN_FLIGHT": "1999"})


def test_a_port_for_metrics_is_read() -> None:
    assert load({}).http.metrics_port is None
    assert load({P + "METRICS_PORT": "9100"}).http.metrics_port == 9_100


def test_what_is_served_to_whom_is_read() -> None:
    given = {
        "ALLOWED_HOSTS": "PB.example, *.lab.example,[::1]",
        "TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8",
        "RATE_LIMIT": "60/minute",
        "RATE_LIMIT_PER_ADDRESS": "5 / second",
    }
    http = load({P + name: value for name, value in given.items()}).http

    assert http.allowed_hosts == ("pb.example", "*.lab.example", "[::1]")
    assert http.trusted_proxies == ("127.0.0.1", "10.0.0.0/8")
    assert (http.rate_by_key, http.rate_by_address) == (Rate(60, 60), Rate(5, 1))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", "https://pb.example"),
        ("ALLOWED_HOSTS", "pb.example:8000"),
        ("ALLOWED_HOSTS", "*"),
        ("TRUSTED_PROXIES", "*"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("RATE_LIMIT", "60"),
        ("RATE_LIMIT", "0/minute"),
        ("RATE_LIMIT", "-1/minute"),
        ("RATE_LIMIT_PER_ADDRESS", "1/fortnight"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=P + name):
        load({P + name: value})
