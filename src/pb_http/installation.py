"""Installation: what an operator is told of the server itself."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct

from pb_adapters.data_folder import DATABASE
from pb_adapters.upstream.breaker import Breaker
from pb_http.drawings import Drawings
from pb_http.engine_roles import EngineRoles
from pb_http.inspections import Inspections


class SettingLine(Struct, frozen=True, kw_only=True):
    """A setting: its value as text, where that comes from, and what it does."""

    name: str
    value: str
    source: str
    meaning: str


class Disk(Struct, frozen=True, kw_only=True):
    """Bytes of the disk that the data folder lies on, and of the database with its log of writes."""

    total: int
    free: int
    database: int


@dataclass(frozen=True, kw_only=True)
class Installation:
    """The server as it was started; ``warnings`` are about settings without effect, ``breakers`` by provider."""

    folder: Path
    roles: EngineRoles
    settings: tuple[SettingLine, ...]
    inspections: Inspections
    drawings: Drawings
    warnings: tuple[str, ...] = ()
    breakers: Mapping[str, Breaker] = field(default_factory=dict)

    def disk(self) -> Disk:
        """Look at the disk, which may take a while; raises ``OSError``."""
        usage = shutil.disk_usage(self.folder)
        files = (self.folder / f"{DATABASE}{ending}" for ending in ("", "-wal"))
        return Disk(
            total=usage.total, free=usage.free, database=sum(file.stat().st_size for file in files if file.exists())
        )
