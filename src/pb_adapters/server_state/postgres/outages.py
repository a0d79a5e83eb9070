"""Outages of providers in PostgreSQL: a row for each provider that a program leaves alone."""

from collections.abc import Collection, Mapping

from pb_adapters.storage.postgres import transactions
from pb_adapters.storage.postgres.access import execute, rows
from pb_adapters.storage.postgres.pool import Connection, Pool
from pb_core.ports.outages import SILENT_SECONDS

_FORGET = f"""
DELETE FROM provider_outages WHERE told <= now() - interval '{SILENT_SECONDS} s'
    OR (who = %(who)s AND provider <> ALL(%(providers)s::text[]))
"""  # noqa: S608 - put together from constants
_TELL = """
INSERT INTO provider_outages (who, provider, told)
SELECT %(who)s, provider, now() FROM unnest(%(providers)s::text[]) AS provider
ON CONFLICT (who, provider) DO UPDATE SET told = excluded.told
"""
_KNOWN = f"""
SELECT provider, count(*) AS programs FROM provider_outages
WHERE told > now() - interval '{SILENT_SECONDS} s' GROUP BY provider
"""  # noqa: S608 - put together from constants


class PostgresOutages:
    """What all programs on one database told."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def tell(self, who: str, providers: Collection[str]) -> None:
        """Note what a program leaves alone now."""
        values = {"who": who, "providers": sorted(providers)}

        async def told(connection: Connection) -> None:
            await execute(connection, _FORGET, values)
            await execute(connection, _TELL, values)

        await transactions.run(self._pool, told)

    async def known(self) -> Mapping[str, int]:
        """By provider how many programs leave it alone now."""
        found = await transactions.read(self._pool, lambda connection: rows(connection, _KNOWN))
        return {row["provider"]: row["programs"] for row in found}
