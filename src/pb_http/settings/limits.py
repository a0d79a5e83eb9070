"""The settings of what requests and their senders may take."""

from collections.abc import Callable

from msgspec import Struct

from pb_core.domain.rates import Rate
from pb_http.environment import Reader, hosts, networks, rate, whole
from pb_http.wire.protocol import WireLimits


class HttpSettings(Struct, frozen=True, kw_only=True):
    """What one client may take of the server; ``wire`` before any application is reached."""

    wire: WireLimits = WireLimits()
    max_body_bytes: int = 64 * 2**20
    max_body_bytes_in_flight: int = 128 * 2**20
    metrics_port: int | None = None
    allowed_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    rate_by_key: Rate | None = None
    rate_by_address: Rate | None = None

    @property
    def max_body_bytes_of_one(self) -> int:
        """Of the bytes in flight what one client may have: half, so that it leaves as much, or one body if larger."""
        return max(self.max_body_bytes_in_flight // 2, self.max_body_bytes)


def read_http(reader: Reader) -> HttpSettings:
    """Read the settings; what is wrong is added to the reader's faults."""
    default = HttpSettings()
    usual = default.wire
    hour = whole(1, 3_600)
    largest = reader.read("MAX_BODY_BYTES", whole(1_024, 2**31), default.max_body_bytes)
    return HttpSettings(
        max_body_bytes=largest,
        max_body_bytes_in_flight=reader.read(
            "MAX_BODY_BYTES_IN_FLIGHT", _at_least(largest), max(largest, default.max_body_bytes_in_flight)
        ),
        metrics_port=reader.read("METRICS_PORT", whole(1, 65_535), default.metrics_port),
        allowed_hosts=reader.read("ALLOWED_HOSTS", hosts, default.allowed_hosts),
        trusted_proxies=reader.read("TRUSTED_PROXIES", networks, default.trusted_proxies),
        rate_by_key=reader.read("RATE_LIMIT", rate, default.rate_by_key),
        rate_by_address=reader.read("RATE_LIMIT_PER_ADDRESS", rate, default.rate_by_address),
        wire=WireLimits(
            connections=reader.read("MAX_CONNECTIONS", whole(1, 100_000), usual.connections),
            head_bytes=reader.read("MAX_HEADER_BYTES", whole(4_096, 2**20), usual.head_bytes),
            head_seconds=reader.read("HEADER_TIMEOUT_SECONDS", hour, usual.head_seconds),
            body_seconds=reader.read("BODY_TIMEOUT_SECONDS", hour, usual.body_seconds),
        ),
    )


def _at_least(largest: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        total = whole(1_024, 2**40)(text)
        if total < largest:
            raise ValueError(f"must be at least PAPERBANANA_MAX_BODY_BYTES ({largest}), not {total}")
        return total

    return parse
