"""Settings: everything that is configured, read from the environment once, at start."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from pb_core.deliveries import RETRY_DELAYS

PREFIX = "PAPERBANANA_"
VLM_PROVIDERS = ("offline",)
IMAGE_PROVIDERS = ("vector",)
PROVIDER_KEYS = ("GEMINI_API_KEY", "GOOGLE_API_KEY", "OPENROUTER_API_KEY", "KIE_API_KEY", "APIMART_API_KEY")

T = TypeVar("T")


class SettingsError(Exception):
    """One or more settings are invalid; the text names each and says what it should be."""


class Settings(Struct, frozen=True, kw_only=True):
    """The settings of one process; ``docs/settings.md`` explains each.

    ``unknown`` are PAPERBANANA_ names that mean nothing; ``unused_keys`` provider keys that are set
    although this version has no adapter for their provider.
    """

    admin_key: str | None = None
    data_dir: Path = Path("paperbanana-data")
    public_url: str | None = None
    vlm_provider: str = "offline"
    image_provider: str = "vector"
    image_resolution: str | None = None
    concurrency: int = 4
    lease: timedelta = timedelta(seconds=60)
    webhook_retry_delays: tuple[timedelta, ...] = RETRY_DELAYS
    webhook_allow_private_networks: bool = False
    max_body_bytes: int = 64 * 2**20
    plot_max_rows: int = 100_000
    composite_max_pixels: int = 2**28
    composite_max_panel_side: int = 2**14
    cors_origins: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    unused_keys: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Without the admin key, so that no log or traceback can show it."""
        return f"Settings(data_dir={str(self.data_dir)!r}, public_url={self.public_url!r}, …)"


class _Reader:
    """Reads names from the environment and collects everything that is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.known: set[str] = set()
        self.faults: list[str] = []

    def read(self, name: str, parse: Callable[[str], T], default: T) -> T:
        name = PREFIX + name
        self.known.add(name)
        text = self._environ.get(name, "").strip()
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as error:
            self.faults.append(f"{name} {error}")
            return default


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings; raises ``SettingsError`` naming every invalid one."""
    reader, default = _Reader(environ), Settings()
    settings = Settings(
        admin_key=reader.read("ADMIN_KEY", _admin_key, default.admin_key),
        data_dir=reader.read("DATA_DIR", Path, default.data_dir),
        public_url=reader.read("PUBLIC_URL", _base_url, default.public_url),
        vlm_provider=reader.read("VLM_PROVIDER", _one_of(VLM_PROVIDERS), default.vlm_provider),
        image_provider=reader.read("IMAGE_PROVIDER", _one_of(IMAGE_PROVIDERS), default.image_provider),
        image_resolution=reader.read("IMAGE_RESOLUTION", _one_of(("1K", "2K", "4K")), default.image_resolution),
        concurrency=reader.read("CONCURRENCY", _whole(1, 1_000), default.concurrency),
        lease=reader.read("LEASE_SECONDS", _seconds, default.lease),
        webhook_retry_delays=reader.read("WEBHOOK_RETRY_DELAYS", _delays, default.webhook_retry_delays),
        webhook_allow_private_networks=reader.read("WEBHOOK_ALLOW_PRIVATE_NETWORKS", _flag, default=False),
        max_body_bytes=reader.read("MAX_BODY_BYTES", _whole(1_024, 2**31), default.max_body_bytes),
        plot_max_rows=reader.read("PLOT_MAX_ROWS", _whole(1, 10_000_000), default.plot_max_rows),
        composite_max_pixels=reader.read("COMPOSITE_MAX_PIXELS", _whole(2**16, 2**32), default.composite_max_pixels),
        composite_max_panel_side=reader.read(
            "COMPOSITE_MAX_PANEL_SIDE", _whole(64, 2**16), default.composite_max_panel_side
        ),
        cors_origins=reader.read("CORS_ORIGINS", _origins, default.cors_origins),
    )
    for name in ("DATABASE_URL", "ARTIFACTS_URL", "VLM_MODEL", "IMAGE_MODEL"):
        reader.read(name, _unavailable, None)
    if reader.faults:
        raise SettingsError("; ".join(reader.faults))
    return replace(
        settings,
        unknown=tuple(sorted(n for n in environ if n.startswith(PREFIX) and n not in reader.known)),
        unused_keys=tuple(name for name in PROVIDER_KEYS if environ.get(name)),
    )


def warnings(settings: Settings) -> tuple[str, ...]:
    """Sentences about settings that have no effect."""
    names = [PREFIX + field.upper() for field in Settings.__struct_fields__] + [PREFIX + "LEASE_SECONDS"]
    lines = []
    for name in settings.unknown:
        close = get_close_matches(name, names, n=1)
        lines.append(f"{name} is not a setting" + (f"; did you mean {close[0]}?" if close else ""))
    lines += [
        f"{name} is set, but this version has no adapter for its provider; the built-in engines are used"
        for name in settings.unused_keys
    ]
    return tuple(lines)


def _admin_key(text: str) -> str:
    if not text.isascii() or any(character.isspace() for character in text):
        message = "must be printable ASCII without blanks"
        raise ValueError(message)
    return text


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            message = f"must be one of {', '.join(words)} in this version, not '{text}'"
            raise ValueError(message)
        return text

    return parse


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            message = f"must be a whole number from {low} to {high}, not '{text[:40]}'"
            raise ValueError(message)
        return int(text)

    return parse


def _seconds(text: str) -> timedelta:
    return timedelta(seconds=_whole(1, 86_400)(text))


def _delays(text: str) -> tuple[timedelta, ...]:
    return tuple(timedelta(seconds=_whole(0, 86_400)(part.strip())) for part in text.split(","))


def _flag(text: str) -> bool:
    if text.lower() not in {"true", "false", "1", "0", "yes", "no"}:
        message = f"must be true or false, not '{text[:40]}'"
        raise ValueError(message)
    return text.lower() in {"true", "1", "yes"}


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment or parts.username:
        message = "must be an absolute http or https URL without query or credentials"
        raise ValueError(message)
    return text.rstrip("/")


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(part.strip() for part in text.split(",") if part.strip())
    return tuple(origin if origin == "*" else _base_url(origin) for origin in origins)


def _unavailable(_: str) -> None:
    message = "is not available in this version: leave it unset"
    raise ValueError(message)
