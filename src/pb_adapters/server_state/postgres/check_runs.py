"""Runs of checks in PostgreSQL: a row for the last one of each."""

import secrets
from collections.abc import Mapping

from pb_adapters.storage.postgres import transactions
from pb_adapters.storage.postgres.access import execute, first, rows
from pb_adapters.storage.postgres.pool import Pool
from pb_core.ports.check_runs import SILENT_SECONDS, CheckRun

_GOES_ON = f"ended IS NULL AND told > now() - interval '{SILENT_SECONDS} s'"
_BEGIN = f"""
INSERT INTO check_runs AS last (name, token, place, begun, told, progress)
VALUES (%(name)s, %(token)s, %(place)s, now(), now(), '')
ON CONFLICT (name) DO UPDATE SET token = excluded.token, place = excluded.place, begun = excluded.begun,
    told = excluded.told, progress = '', ended = NULL, report = NULL
WHERE NOT (last.ended IS NULL AND last.told > now() - interval '{SILENT_SECONDS} s')
RETURNING token
"""  # noqa: S608 - put together from constants
_TELL = f"UPDATE check_runs SET progress = %(progress)s, told = now() WHERE token = %(token)s AND {_GOES_ON}"  # noqa: S608 - see above
_END = f"UPDATE check_runs SET report = %(report)b, ended = now() WHERE token = %(token)s AND {_GOES_ON}"  # noqa: S608 - see above
_LAST = f"""
SELECT name, place, begun, progress, report, CASE WHEN {_GOES_ON} THEN NULL ELSE coalesce(ended, told) END AS ended
FROM check_runs
"""  # noqa: S608 - put together from constants


class PostgresCheckRuns:
    """The last runs of all servers on one database."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def begin(self, name: str, where: str) -> str | None:
        """Note that a run begins, unless one is under way."""
        values = {"name": name, "token": secrets.token_urlsafe(12), "place": where}
        row = await transactions.run(self._pool, lambda connection: first(connection, _BEGIN, values))
        return None if row is None else str(row["token"])

    async def tell(self, run: str, progress: str) -> None:
        """Note what a run said last."""
        await self._do(_TELL, token=run, progress=progress)

    async def end(self, run: str, report: bytes | None) -> None:
        """Note what a run reported."""
        await self._do(_END, token=run, report=report)

    async def last(self) -> Mapping[str, CheckRun]:
        """The last run of each check."""
        found = await transactions.read(self._pool, lambda connection: rows(connection, _LAST))
        return {
            row["name"]: CheckRun(
                where=row["place"],
                begun=row["begun"],
                progress=row["progress"],
                ended=row["ended"],
                report=None if row["report"] is None else bytes(row["report"]),
            )
            for row in found
        }

    async def _do(self, statement: str, **values: object) -> None:
        await transactions.run(self._pool, lambda connection: execute(connection, statement, values))
