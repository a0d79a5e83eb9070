"""What probes of models found, in PostgreSQL."""

from pb_adapters.storage.postgres.access import Access, execute, first
from pb_adapters.storage.rows import NATIVE_TIMES, Rows
from pb_core.domain.questions.vision_probe import VisionRecord

VISION_RECORDS = Rows(VisionRecord, NATIVE_TIMES)

_RECORD = """
INSERT INTO vision (provider, model, sees, checked_at)
VALUES (%(provider)s, %(model)s, %(sees)s, %(checked_at)s)
ON CONFLICT (provider, model) DO UPDATE SET sees = excluded.sees, checked_at = excluded.checked_at
"""
_FIND = "SELECT * FROM vision WHERE provider = %s AND model = %s"


class Vision(Access):
    """The duties of ``VisionStore``."""

    async def vision(self, provider: str, model: str) -> VisionRecord | None:
        """What the last probe of a model found."""
        row = await self._read(lambda connection: first(connection, _FIND, [provider, model]))
        return None if row is None else VISION_RECORDS.decode(row)

    async def record_vision(self, record: VisionRecord) -> None:
        """Keep what a probe found."""
        await self._write(lambda connection: execute(connection, _RECORD, VISION_RECORDS.encode(record)))
