"""What probes of models found, in SQLite."""

from pb_adapters.storage.access import Access
from pb_adapters.storage.rows import Rows
from pb_core.vision import Sight

SIGHTS = Rows(Sight)

_RECORD = """
INSERT INTO vision (provider, model, sees, checked_at) VALUES (:provider, :model, :sees, :checked_at)
ON CONFLICT (provider, model) DO UPDATE SET sees = excluded.sees, checked_at = excluded.checked_at
"""
_FIND = "SELECT * FROM vision WHERE provider = ? AND model = ?"


class Vision(Access):
    """The duties of ``VisionStore``."""

    async def vision(self, provider: str, model: str) -> Sight | None:
        """What the last probe of a model found."""
        row = await self._read(lambda connection: connection.execute(_FIND, (provider, model)).fetchone())
        return None if row is None else SIGHTS.decode(row)

    async def record_vision(self, sight: Sight) -> None:
        """Keep what a probe found."""
        await self._write(lambda connection: connection.execute(_RECORD, SIGHTS.encode(sight)).rowcount)
