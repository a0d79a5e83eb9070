"""Soundness: a sound database has no flaws, and each rule that is broken is told."""

import psycopg
import pytest

from pb_adapters.storage.flaws import ENDS, HISTORY, LEDGER_RULE, QUEUES, SPENDING
from pb_adapters.storage.postgres import PostgresStorage, transactions
from pb_adapters.storage.postgres.soundness import flawed_rules
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    COST,
    LEASE,
    NOW,
    after,
    running_task,
    sample_delivery,
    sample_intent,
    sample_key,
    sample_task,
)

pytestmark = pytest.mark.anyio

_BROKEN = {
    "UPDATE ledger SET amount = amount - 1 WHERE kind = 'charge'": LEDGER_RULE,
    "UPDATE keys SET quota_remaining = quota_remaining + 1": LEDGER_RULE,
    "UPDATE keys SET total_used = total_used + 1": LEDGER_RULE,
    "DELETE FROM ledger WHERE task_id = 'task-3'": LEDGER_RULE,
    "UPDATE spent_by_key SET reserved = reserved + 1": SPENDING,
    "UPDATE spent_by_day SET reserved = reserved + 1": SPENDING,
    "UPDATE spent_by_key SET settled = 0": SPENDING,
    "UPDATE tasks SET completed_at = NULL WHERE id = 'task-1'": ENDS,
    "DELETE FROM deliveries": ENDS,
    "DELETE FROM queues": QUEUES,
    "DELETE FROM receivers": QUEUES,
    "INSERT INTO receivers (key_id, origin) VALUES ('key-1', 'https://nobody.example:443')": QUEUES,
    "UPDATE history SET cost_micros = 1 WHERE seq = 1": HISTORY,
    "UPDATE history SET status = 'failed'": HISTORY,
    "DELETE FROM history_due": HISTORY,
    "DELETE FROM tallies WHERE topic = 'tasks'": HISTORY,
    "UPDATE tallies SET number = 5 WHERE topic = 'providers'": HISTORY,
}


async def _lived_in(storage: PostgresStorage) -> None:
    """A task that has ended, one under way, one that waits."""
    held = await running_task(storage)
    await storage.begin_step(held.lease, sample_intent(estimate=500))
    await storage.finish_step(held.lease, "plan", b"1", NOW, COST)
    await storage.finish_task(held.lease, COMPLETED, after(1), sample_delivery())
    await storage.accept(sample_task("task-2", seconds=1))
    under_way = await storage.claim_task(after(2), LEASE, "t2")
    assert under_way is not None
    await storage.begin_step(under_way.lease, sample_intent(estimate=500))
    await storage.write_history()
    await storage.accept(sample_task("task-3", seconds=3))
    await storage.add_key(sample_key("key-2"))


async def test_a_sound_database_has_no_flaws(database_url: str) -> None:
    """Before and after its counts are folded, and after tasks and a key are gone."""
    async with await PostgresStorage.open(database_url) as storage:
        await _lived_in(storage)
        for step in (storage.write_history, storage.write_history, lambda: storage.remove_key("key-1")):
            assert await transactions.snapshot(storage.pool, flawed_rules) == ()
            await step()
        while await storage.clear_key("key-1"):
            pass
        assert await transactions.snapshot(storage.pool, flawed_rules) == ()
        await storage.forget_key("key-1")
        await storage.write_history()
        assert await transactions.snapshot(storage.pool, flawed_rules) == ()


@pytest.mark.parametrize("damage", _BROKEN)
async def test_what_does_not_hold_is_told(database_url: str, damage: str) -> None:
    async with await PostgresStorage.open(database_url) as storage:
        await _lived_in(storage)
        with psycopg.connect(database_url) as connection:
            connection.execute("SET session_replication_role = replica")  # past the triggers that prevent it
            connection.execute(damage.encode())
        flaws = await transactions.snapshot(storage.pool, flawed_rules)
        assert _BROKEN[damage] in {flaw.check for flaw in flaws}
