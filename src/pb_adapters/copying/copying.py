"""A copy from beginning to end: artifacts, then rows, then the rows read back and held against the source."""

from collections.abc import AsyncGenerator, Mapping

from msgspec import Struct

from pb_adapters.copying.artifacts import CopiedArtifacts, copy_artifacts
from pb_adapters.copying.ports import Batch, Source, Target
from pb_adapters.copying.tables import TABLES, Sum, Table
from pb_adapters.storage.snapshots import Tell
from pb_core.errors import StorageError
from pb_core.ports.artifacts import ArtifactStore

STEP = 5_000
"""After how many rows it is told how far it is."""


class CopiedTable(Struct, frozen=True):
    """How many rows a table has, and the SHA-256 of them all, the same in both databases."""

    rows: int
    digest: str


class Copied(Struct, frozen=True, kw_only=True):
    """What was copied, by table."""

    tables: Mapping[str, CopiedTable]
    artifacts: CopiedArtifacts

    @property
    def rows(self) -> int:
        """How many rows in all."""
        return sum(table.rows for table in self.tables.values())


async def copy_all(
    source: Source,
    target: Target,
    artifacts: tuple[ArtifactStore, ArtifactStore] | None,
    tell: Tell = lambda _: None,
) -> Copied:
    """Copy everything; ``artifacts`` are the stores of both sides, ``None`` where they stay in their place.

    The target has all rows once this returns, and none where it raises: ``StorageError`` where a store cannot be used,
    has artifacts that are no copy's, or gives other rows back than were written.
    """
    copied = CopiedArtifacts()
    if artifacts is not None:
        if not target.is_continued:
            await _require_empty(artifacts[1])
        names = [(found.owner, found.digest) for found in await source.references()]
        copied = await copy_artifacts(*artifacts, names, tell)
    written = {table.name: await _copied(source, target, table, tell) for table in TABLES}
    tell("reading the copy back")
    for table in TABLES:
        if await _sum(target, table) != written[table.name]:
            raise StorageError(
                f"The copy of {table.name} is not what was written, so nothing was copied: report this as a fault."
            )
    await target.commit()
    return Copied(tables=written, artifacts=copied)


async def _require_empty(artifacts: ArtifactStore) -> None:
    async for blob in artifacts.blobs():
        raise StorageError(
            f"There are artifacts already where they are to be copied ({artifacts.location(blob.owner, blob.digest)}): "
            "name an empty place."
        )


async def _copied(source: Source, target: Target, table: Table, tell: Tell) -> CopiedTable:
    found = Sum()

    async def counted() -> AsyncGenerator[Batch]:
        told = 0
        async for batch in source.batches(table):
            found.add(batch)
            yield batch
            if found.rows - told >= STEP:
                told = found.rows
                tell(f"{told} rows of {table.name}")

    await target.write(table, counted())
    return CopiedTable(found.rows, found.digest)


async def _sum(target: Target, table: Table) -> CopiedTable:
    found = Sum()
    async for batch in target.batches(table):
        found.add(batch)
    return CopiedTable(found.rows, found.digest)
