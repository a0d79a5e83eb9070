"""Whatever happened to a store in SQLite, it goes into PostgreSQL and comes back the same."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings

from contract.test_outbox_histories import HISTORIES
from contract.test_outbox_histories import Histories as Webhooks
from contract.test_spending_histories import Amounts
from contract.test_storage_histories import Histories
from pb_adapters.copying.copying import Copied, copy_all
from pb_adapters.copying.postgres import filling_database, reading_database
from pb_adapters.copying.sqlite import filling_folder, reading_folder
from pb_adapters.data_folder import DATABASE
from pb_adapters.storage.flaws import ENDS, Flaw
from pb_adapters.storage.postgres import PostgresStorage, transactions
from pb_adapters.storage.postgres.soundness import flawed_rules
from pb_adapters.storage.sqlite.soundness import read_snapshot
from support.postgres import shared_server
from support.store_machines import InSqlite
from support.trials import trials


class Copying(InSqlite):
    """At the end of each history everything is copied there and back."""

    def teardown(self) -> None:
        """Copy what the history has left, then end it."""
        if hasattr(self, "storage"):
            old = self.folder / str(self.life)
            with tempfile.TemporaryDirectory() as name, shared_server().own_database() as url:
                for ending in ("", "-wal"):  # as a crash would leave it
                    shutil.copyfile(old / f"rows.db{ending}", Path(name, f"{DATABASE}{ending}"))
                there, back = self.do(_there_and_back(Path(name), url))
                flaws = [*read_snapshot(Path(name, "new", DATABASE)).flaws, *self.do(_flaws(url))]
            assert there.tables == back.tables
            assert [flaw for flaw in flaws if flaw.check != ENDS] == []  # webhooks need not be asked for
        super().teardown()


async def _there_and_back(folder: Path, url: str) -> tuple[Copied, Copied]:
    async with reading_folder(folder) as source, filling_database(url) as target:
        there = await copy_all(source, target, None)
    async with reading_database(url) as shared, filling_folder(folder / "new") as new:
        return there, await copy_all(shared, new, None)


async def _flaws(url: str) -> tuple[Flaw, ...]:
    async with await PostgresStorage.open(url) as storage:
        return await transactions.snapshot(storage.pool, flawed_rules)


class CopiedHistories(Copying, Histories):
    """Tasks, steps, quotas, removal."""


class CopiedWebhooks(Copying, Webhooks):
    """Webhooks and their receivers."""


class CopiedAmounts(Copying, Amounts):
    """Money."""


FEW = settings(HISTORIES, max_examples=trials(4))

TestCopiedHistories = CopiedHistories.TestCase
TestCopiedHistories.settings = FEW
TestCopiedWebhooks = CopiedWebhooks.TestCase
TestCopiedWebhooks.settings = FEW
TestCopiedAmounts = CopiedAmounts.TestCase
TestCopiedAmounts.settings = FEW
