"""How much of an upstream is taken, and for how long."""

from msgspec import Struct

_MIB = 1024 * 1024


class Limits(Struct, frozen=True, kw_only=True):
    """Seconds are wall-clock time of a whole call, bytes are counted while reading, pixels before decoding."""

    text_seconds: float = 120.0
    image_seconds: float = 300.0
    json_bytes: int = 32 * _MIB
    picture_bytes: int = 64 * _MIB
    pixels: int = 100_000_000

    @property
    def inline_bytes(self) -> int:
        """The limit of a JSON answer that carries one picture in base64."""
        return self.json_bytes + self.picture_bytes * 4 // 3
