"""The settings of what requests and their senders may take."""

from msgspec import Struct

from pb_http.environment import Reader, whole
from pb_http.wire.protocol import WireLimits


class HttpSettings(Struct, frozen=True, kw_only=True):
    """What one client may take of the server; ``wire`` before any application is reached."""

    wire: WireLimits = WireLimits()


def read_http(reader: Reader) -> HttpSettings:
    """Read the settings; what is wrong is added to the reader's faults."""
    usual = WireLimits()
    hour = whole(1, 3_600)
    return HttpSettings(
        wire=WireLimits(
            connections=reader.read("MAX_CONNECTIONS", whole(1, 100_000), usual.connections),
            head_bytes=reader.read("MAX_HEADER_BYTES", whole(4_096, 2**20), usual.head_bytes),
            head_seconds=reader.read("HEADER_TIMEOUT_SECONDS", hour, usual.head_seconds),
            body_seconds=reader.read("BODY_TIMEOUT_SECONDS", hour, usual.body_seconds),
        )
    )
