"""What the migration for the history adds: a narrow row per task with the order of all, its words, and counts.

Rows of ``tasks`` hold whole requests and results, so that reading many of them reads the whole file. ``history_lines``
alone adds to the history; the triggers keep it as tasks and steps are, whoever writes.
"""

import sqlite3

from pb_adapters.storage.sqlite.history_lines import write_lines

_TABLES = (
    """
    CREATE TABLE history (
        place INTEGER PRIMARY KEY,
        seq INTEGER NOT NULL UNIQUE REFERENCES tasks (seq) ON DELETE CASCADE,
        key_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        status TEXT NOT NULL,
        cost_micros INTEGER NOT NULL DEFAULT 0,
        engines TEXT NOT NULL DEFAULT '',
        title TEXT NOT NULL,
        words TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX history_by_kind ON history (kind, status)",
    "CREATE INDEX history_by_key ON history (key_id, kind, status)",
    """
    CREATE TABLE history_providers (
        provider TEXT NOT NULL,
        place INTEGER NOT NULL REFERENCES history (place) ON DELETE CASCADE,
        PRIMARY KEY (provider, place)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX providers_of_task ON history_providers (place)",
    """
    CREATE TABLE history_counts (
        key_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        status TEXT NOT NULL,
        tasks INTEGER NOT NULL CHECK (tasks >= 0),
        PRIMARY KEY (key_id, kind, status)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE history_provider_counts (
        provider TEXT NOT NULL PRIMARY KEY,
        tasks INTEGER NOT NULL CHECK (tasks >= 0)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE history_hours (
        hour TEXT NOT NULL PRIMARY KEY,
        accepted INTEGER NOT NULL DEFAULT 0,
        completed INTEGER NOT NULL DEFAULT 0,
        failed INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID
    """,
    # Blanks part words and nothing else does: the tokenizer takes all that is not ASCII for letters.
    """
    CREATE VIRTUAL TABLE history_words USING fts5 (
        words, content = 'history', content_rowid = 'place', columnsize = 0, detail = none, tokenize = 'ascii'
    )
    """,
    "CREATE INDEX failed_tasks ON tasks (completed_at, seq) WHERE status = 'failed'",
    "DROP INDEX deliveries_of_key",
    "CREATE INDEX deliveries_of_key ON deliveries (key_id, state)",
    "CREATE INDEX deliveries_by_state ON deliveries (state)",
)

_COUNT = """
INSERT INTO history_counts (key_id, kind, status, tasks)
VALUES ('', NEW.kind, NEW.status, 1), (NEW.key_id, NEW.kind, NEW.status, 1)
ON CONFLICT (key_id, kind, status) DO UPDATE SET tasks = tasks + 1
"""
"""The rows of no key count the tasks of all."""
_DISCOUNT = """
UPDATE history_counts SET tasks = tasks - 1
WHERE key_id IN ('', OLD.key_id) AND kind = OLD.kind AND status = OLD.status
"""
_ENDED = """
INSERT INTO history_hours (hour, completed, failed)
VALUES (substr(NEW.completed_at, 1, 13), NEW.status = 'completed', NEW.status = 'failed')
ON CONFLICT (hour) DO UPDATE SET completed = completed + excluded.completed, failed = failed + excluded.failed
"""
_ANSWERED_BY = "coalesce(NEW.usage ->> 'engine', NEW.engine)"
_LINE = "seq = (SELECT seq FROM tasks WHERE id = NEW.task_id)"

_TRIGGERS = (
    f"""
    CREATE TRIGGER history_has_a_line AFTER INSERT ON history
    BEGIN
        INSERT INTO history_words (rowid, words) VALUES (NEW.place, NEW.words);
        {_COUNT};
    END
    """,  # noqa: S608 - our own words
    f"""
    CREATE TRIGGER history_lost_a_line AFTER DELETE ON history
    BEGIN
        INSERT INTO history_words (history_words, rowid, words) VALUES ('delete', OLD.place, OLD.words);
        {_DISCOUNT};
    END
    """,  # noqa: S608 - our own words
    f"""
    CREATE TRIGGER history_counts_another_status AFTER UPDATE OF status ON history WHEN NEW.status <> OLD.status
    BEGIN
        {_DISCOUNT};
        {_COUNT};
    END
    """,
    """
    CREATE TRIGGER task_has_a_provider AFTER INSERT ON history_providers
    BEGIN
        INSERT INTO history_provider_counts (provider, tasks) VALUES (NEW.provider, 1)
        ON CONFLICT (provider) DO UPDATE SET tasks = tasks + 1;
    END
    """,
    """
    CREATE TRIGGER provider_has_a_task_less AFTER DELETE ON history_providers
    BEGIN
        UPDATE history_provider_counts SET tasks = tasks - 1 WHERE provider = OLD.provider;
    END
    """,
    """
    CREATE TRIGGER task_has_another_status AFTER UPDATE OF status ON tasks WHEN NEW.status <> OLD.status
    BEGIN
        UPDATE history SET status = NEW.status WHERE seq = NEW.seq;
    END
    """,
    f"""
    CREATE TRIGGER task_has_ended AFTER UPDATE OF completed_at ON tasks
    WHEN OLD.completed_at IS NULL AND NEW.completed_at IS NOT NULL
    BEGIN
        {_ENDED};
    END
    """,
    f"""
    CREATE TRIGGER step_costs_more AFTER UPDATE OF booked_micros ON steps WHEN NEW.booked_micros <> OLD.booked_micros
    BEGIN
        UPDATE history SET cost_micros = cost_micros + NEW.booked_micros - OLD.booked_micros WHERE {_LINE};
    END
    """,  # noqa: S608 - our own words
    f"""
    CREATE TRIGGER step_was_answered AFTER UPDATE OF state ON steps
    WHEN NEW.state = 'finished' AND OLD.state <> 'finished'
    BEGIN
        UPDATE history SET engines = engines || {_ANSWERED_BY} || char(10)
        WHERE {_LINE} AND NOT instr(char(10) || engines, char(10) || {_ANSWERED_BY} || char(10));
        INSERT OR IGNORE INTO history_providers (provider, place)
        SELECT substr({_ANSWERED_BY}, 1, instr({_ANSWERED_BY} || '/', '/') - 1), place FROM history WHERE {_LINE};
    END
    """,  # noqa: S608 - our own words
)

HISTORY = (*_TABLES, *_TRIGGERS)

_SO_FAR = (
    """
    INSERT INTO history_hours (hour, accepted)
    SELECT substr(created_at, 1, 13), count(*) FROM past_tasks GROUP BY 1
    """,
    """
    INSERT INTO history_hours (hour, completed, failed)
    SELECT substr(completed_at, 1, 13), sum(status = 'completed'), sum(status = 'failed') FROM tasks
    WHERE completed_at IS NOT NULL GROUP BY 1
    ON CONFLICT (hour) DO UPDATE SET completed = excluded.completed, failed = excluded.failed
    """,
)


def fill(connection: sqlite3.Connection) -> None:
    """Give every task of an older database its line, and count the hours so far."""
    for statement in _SO_FAR:
        connection.execute(statement)
    while write_lines(connection):
        pass
