"""Soundness: what must hold between the rows of a database in PostgreSQL, whatever happened to its programs."""

from pb_adapters.storage.flaws import ENDS, HISTORY, LEDGER_RULE, QUEUES, SPENDING, Flaw
from pb_adapters.storage.postgres.access import rows
from pb_adapters.storage.postgres.pool import Connection

_QUESTIONS = (
    (
        LEDGER_RULE,
        """
        SELECT 'the entry ' || fact || ' of key ' || key_id || ' does not follow from the one before it' AS text
        FROM (
            SELECT *, lag(balance) OVER entries AS before, row_number() OVER entries AS number
            FROM ledger WINDOW entries AS (PARTITION BY key_id ORDER BY id)
        ) AS entry
        WHERE (kind = 'grant') IS DISTINCT FROM (number = 1)
              OR (number = 1 AND balance IS DISTINCT FROM amount)
              OR (number > 1 AND amount IS NOT NULL AND balance IS DISTINCT FROM before + amount AND before IS NOT NULL)
        """,
    ),
    (
        LEDGER_RULE,
        """
        SELECT 'key ' || id || ' has another balance than its last entry says' AS text FROM keys
        WHERE NOT removed AND quota_remaining IS DISTINCT FROM (
            SELECT balance FROM ledger WHERE key_id = keys.id ORDER BY ledger.id DESC LIMIT 1
        )
        """,
    ),
    (
        LEDGER_RULE,
        """
        SELECT 'key ' || id || ' has used ' || total_used || ' units, and its entries say otherwise' AS text FROM keys
        WHERE NOT removed AND total_used <> (
            SELECT coalesce(-sum(amount), 0) FROM ledger WHERE key_id = keys.id AND kind = 'charge'
        )
        """,
    ),
    (
        LEDGER_RULE,
        """
        SELECT 'task ' || id || ' was accepted without a charge' AS text FROM tasks
        WHERE NOT EXISTS (SELECT 1 FROM ledger WHERE fact = 'charge:' || tasks.id AND ledger.key_id = tasks.key_id)
              AND NOT (SELECT removed FROM keys WHERE keys.id = tasks.key_id)
        """,
    ),
    (
        SPENDING,
        """
        SELECT 'key ' || key_id || ' has reserved another amount on ' || day || ' than its steps under way' AS text
        FROM (
            SELECT key_id, day, reserved FROM spent_by_key
            UNION ALL
            SELECT key_id, (reservation::json ->> 'day')::date, -(reservation::json ->> 'micros')::bigint
            FROM steps JOIN tasks ON tasks.id = task_id WHERE reservation IS NOT NULL
        ) AS amount GROUP BY key_id, day HAVING sum(reserved) <> 0
        """,
    ),
    (
        SPENDING,
        """
        SELECT 'on ' || day || ' the whole server has reserved another amount than its keys' AS text FROM (
            SELECT day, reserved FROM spent_by_day UNION ALL SELECT day, -reserved FROM spent_by_key
        ) AS amount GROUP BY day HAVING sum(reserved) <> 0
        """,
    ),
    (
        SPENDING,
        """
        SELECT 'key ' || id || ' has steps that cost more than is booked for it' AS text FROM keys
        WHERE NOT removed AND (SELECT coalesce(sum(settled), 0) FROM spent_by_key WHERE key_id = keys.id) < (
            SELECT coalesce(sum(booked_micros), 0) FROM steps JOIN tasks ON tasks.id = task_id WHERE key_id = keys.id
        )
        """,
    ),
    (
        ENDS,
        """
        SELECT 'task ' || id || ' is ' || status || ', and result, error or time of its end say otherwise' AS text
        FROM tasks
        WHERE (status = 'completed') IS DISTINCT FROM (result IS NOT NULL)
              OR (status = 'failed') IS DISTINCT FROM (error IS NOT NULL)
              OR (status IN ('completed', 'failed')) IS DISTINCT FROM (completed_at IS NOT NULL)
        """,
    ),
    (
        ENDS,
        """
        SELECT 'task ' || id || ' has ended, and the webhook that it asked for is not there' AS text FROM tasks
        WHERE status IN ('completed', 'failed') AND callback IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM deliveries WHERE task_id = tasks.id)
        """,
    ),
    (
        QUEUES,
        """
        SELECT DISTINCT 'key ' || key_id || ' has tasks pending and stands in no queue' AS text FROM tasks
        WHERE status = 'pending' AND NOT EXISTS (SELECT 1 FROM queues WHERE queues.key_id = tasks.key_id)
        """,
    ),
    (
        QUEUES,
        """
        SELECT DISTINCT 'key ' || key_id || ' has webhooks pending to ' || origin || ', which is no receiver' AS text
        FROM deliveries
        WHERE state = 'pending' AND NOT EXISTS (
            SELECT 1 FROM receivers WHERE receivers.key_id = deliveries.key_id AND receivers.origin = deliveries.origin
        )
        """,
    ),
    (
        QUEUES,
        """
        SELECT 'receiver ' || origin || ' of key ' || key_id || ' has no webhook pending' AS text FROM receivers
        WHERE NOT EXISTS (
            SELECT 1 FROM deliveries
            WHERE state = 'pending' AND receivers.key_id = deliveries.key_id AND receivers.origin = deliveries.origin
        )
        """,
    ),
    (
        HISTORY,
        """
        SELECT 'task ' || id || ' stands otherwise in the history' AS text
        FROM history JOIN tasks ON tasks.seq = history.seq
        WHERE (history.key_id, history.kind, history.status) IS DISTINCT FROM (tasks.key_id, tasks.kind, tasks.status)
              OR cost_micros <> (SELECT coalesce(sum(booked_micros), 0) FROM steps WHERE task_id = tasks.id)
        """,
    ),
    (
        HISTORY,
        """
        SELECT 'task ' || id || ' stands nowhere or twice in the history' AS text FROM tasks
        WHERE EXISTS (SELECT 1 FROM history WHERE history.seq = tasks.seq)
              = EXISTS (SELECT 1 FROM history_due WHERE history_due.seq = tasks.seq)
        """,
    ),
    (
        HISTORY,
        """
        SELECT 'the history counts another number of tasks ' || kind || ', ' || status || ' than it has' AS text FROM (
            SELECT subject, kind, status, number FROM tallies WHERE topic = 'tasks'
            UNION ALL SELECT subject, kind, status, number FROM tally_changes WHERE topic = 'tasks'
            UNION ALL SELECT '', kind, status, number FROM tally_changes WHERE topic = 'tasks'
            UNION ALL SELECT '', kind, status, -1 FROM history
            UNION ALL SELECT key_id, kind, status, -1 FROM history
        ) AS counted GROUP BY subject, kind, status HAVING sum(number) <> 0
        """,
    ),
    (
        HISTORY,
        """
        SELECT 'the history counts another number of tasks with ' || subject || ' than it has' AS text FROM (
            SELECT subject, number FROM tallies WHERE topic = 'providers'
            UNION ALL SELECT subject, number FROM tally_changes WHERE topic = 'providers'
            UNION ALL SELECT provider, -1 FROM history_providers
        ) AS counted GROUP BY subject HAVING sum(number) <> 0
        """,
    ),
)


async def flawed_rules(connection: Connection) -> tuple[Flaw, ...]:
    """What does not hold: balances and charges, money under way, how tasks end, who stands in line, the history.

    To be asked of one moment, with ``transactions.snapshot``.
    """
    return tuple(
        [Flaw(check, row["text"]) for check, question in _QUESTIONS for row in await rows(connection, question)]
    )
