"""Settings: everything that is configured, the model providers included, read from the environment once, at start."""

from collections.abc import Mapping
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.webhooks import RETRY_DELAYS
from pb_http.environment import (
    PREFIX,
    Reader,
    admin_key,
    base_url,
    bucket_url,
    days,
    deadline,
    delays,
    flag,
    on_or_off,
    one_of,
    origins,
    seconds,
    whole,
)
from pb_http.settings.database import DatabaseSettings, read_database
from pb_http.settings.limits import HttpSettings, read_http
from pb_http.settings.providers import ProviderSettings, read_providers


class SettingsError(Exception):
    """One or more settings are invalid; the text names each and says what it should be."""


class Settings(Struct, frozen=True, kw_only=True):
    """The settings of one process; ``docs/settings.md`` explains each.

    ``state_dir`` is where the command line keeps its runs; ``None`` is the state folder of the user. ``artifacts_url``
    is the bucket of the artifacts; ``None`` keeps them in the data folder. ``unknown`` are PAPERBANANA_ names that
    mean nothing.
    """

    admin_key: str | None = None
    data_dir: Path = Path("paperbanana-data")
    artifacts_url: str | None = None
    artifacts_presigned: bool = False
    database: DatabaseSettings = DatabaseSettings()
    state_dir: Path | None = None
    public_url: str | None = None
    providers: ProviderSettings = ProviderSettings()
    http: HttpSettings = HttpSettings()
    image_resolution: str | None = None
    concurrency: int = 4
    lease: timedelta = timedelta(seconds=60)
    grace: timedelta = timedelta(seconds=10)
    running_limit: int | None = None
    queue_limit: int | None = None
    retention_time: timedelta | None = None
    retention_bytes: int | None = None
    deadline: timedelta = timedelta(hours=1)
    webhook_retry_delays: tuple[timedelta, ...] = RETRY_DELAYS
    webhook_tail: bool = False
    webhook_allow_private_networks: bool = False
    plot_max_rows: int = 100_000
    composite_max_pixels: int = 2**28
    composite_max_panel_side: int = 2**14
    cors_origins: tuple[str, ...] = ()
    provenance: bool = True
    unknown: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Without any key, so that no log or traceback can show one."""
        return f"Settings(data_dir={str(self.data_dir)!r}, public_url={self.public_url!r}, …)"


OF_CLIENTS = frozenset({"PAPERBANANA_URL", "PAPERBANANA_API_KEY"})
"""What ``paperbanana_client`` reads: settings of whoever calls a server, ``pb batch`` and ``pb mcp`` among them."""


def within(settings: Settings, folder: Path) -> Settings:
    """The same settings with everything in one folder: what is done beside the service touches none of its stores."""
    return replace(settings, data_dir=folder, artifacts_url=None, database=DatabaseSettings())


def require_database(settings: Settings, program: str) -> str:
    """The database that programs share; raises ``SettingsError`` where there is none for a program that needs it."""
    if settings.database.url is None:
        raise SettingsError(
            f"{program} needs a database that servers and workers share: set PAPERBANANA_DATABASE_URL to "
            "postgresql://user:password@host:5432/paperbanana; with SQLite, pb serve serves and works in one process"
        )
    return settings.database.url


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings; raises ``SettingsError`` naming every invalid one."""
    reader = Reader(environ)
    settings = _read(reader)
    if reader.faults:
        raise SettingsError("; ".join(reader.faults))
    known = reader.known | OF_CLIENTS
    return replace(settings, unknown=tuple(sorted(n for n in environ if n.startswith(PREFIX) and n not in known)))


def _read(reader: Reader) -> Settings:
    default = Settings()
    return Settings(
        admin_key=reader.read("ADMIN_KEY", admin_key, default.admin_key),
        data_dir=reader.read("DATA_DIR", Path, default.data_dir),
        database=read_database(reader),
        artifacts_url=reader.read("ARTIFACTS_URL", bucket_url, default.artifacts_url),
        artifacts_presigned=reader.read("ARTIFACTS_PRESIGNED", on_or_off, default.artifacts_presigned),
        state_dir=reader.read("STATE_DIR", Path, default.state_dir),
        public_url=reader.read("PUBLIC_URL", base_url, default.public_url),
        providers=read_providers(reader),
        http=read_http(reader),
        image_resolution=reader.read("IMAGE_RESOLUTION", one_of(("1K", "2K", "4K")), default.image_resolution),
        concurrency=reader.read("CONCURRENCY", whole(1, 1_000), default.concurrency),
        lease=reader.read("LEASE_SECONDS", seconds, default.lease),
        grace=reader.read("GRACE_SECONDS", deadline, default.grace),
        running_limit=reader.read("RUNNING_LIMIT", whole(1, 1_000), default.running_limit),
        queue_limit=reader.read("QUEUE_LIMIT", whole(1, 1_000_000), default.queue_limit),
        retention_time=reader.read("RETENTION_DAYS", days, default.retention_time),
        retention_bytes=reader.read("RETENTION_BYTES", whole(2**20, 2**50), default.retention_bytes),
        deadline=reader.read("TASK_DEADLINE_SECONDS", deadline, default.deadline),
        webhook_retry_delays=reader.read("WEBHOOK_RETRY_DELAYS", delays, default.webhook_retry_delays),
        webhook_tail=reader.read("WEBHOOK_TAIL", flag, default=False),
        webhook_allow_private_networks=reader.read("WEBHOOK_ALLOW_PRIVATE_NETWORKS", flag, default=False),
        plot_max_rows=reader.read("PLOT_MAX_ROWS", whole(1, 10_000_000), default.plot_max_rows),
        composite_max_pixels=reader.read("COMPOSITE_MAX_PIXELS", whole(2**16, 2**32), default.composite_max_pixels),
        composite_max_panel_side=reader.read(
            "COMPOSITE_MAX_PANEL_SIDE", whole(64, 2**16), default.composite_max_panel_side
        ),
        cors_origins=reader.read("CORS_ORIGINS", origins, default.cors_origins),
        provenance=reader.read("PROVENANCE", on_or_off, default.provenance),
    )


def warnings(settings: Settings) -> tuple[str, ...]:
    """Sentences about settings that have no effect."""
    lines = []
    if settings.artifacts_presigned and settings.artifacts_url is None:
        lines.append(f"{PREFIX}ARTIFACTS_PRESIGNED has no effect without {PREFIX}ARTIFACTS_URL")
    for name in settings.unknown:
        close = get_close_matches(name, NAMES, n=1)
        lines.append(f"{name} is not a setting" + (f"; did you mean {close[0]}?" if close else ""))
    if settings.database.listen_url and not settings.database.url:
        lines.append("PAPERBANANA_DATABASE_LISTEN_URL has no effect without PAPERBANANA_DATABASE_URL")
    return tuple(lines)


def reading_of(environ: Mapping[str, str]) -> Reader:
    """What is read from an environment, with everything that is wrong with it."""
    reader = Reader(environ)
    _read(reader)
    return reader


def _names() -> tuple[str, ...]:
    return tuple(sorted(reading_of({}).known))


NAMES = _names()
"""Every setting that has our prefix."""
