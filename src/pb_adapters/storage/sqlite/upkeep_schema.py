"""What the migration for upkeep adds: keys and tasks that go in small steps, and which task uses which artifact.

Triggers keep ``uses``, whoever writes: whatever names an artifact calls it ``digest`` (``references``). An artifact
that no task uses any more stands in ``released`` until its bytes are gone.
"""

_REMOVED_KEYS = (
    "ALTER TABLE keys ADD COLUMN removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1))",
    "CREATE INDEX removed_keys ON keys (seq) WHERE removed",
    "DROP TRIGGER ledger_goes_with_its_key",
    """
    CREATE TRIGGER ledger_goes_with_its_key BEFORE DELETE ON ledger
    WHEN EXISTS (SELECT 1 FROM keys WHERE id = OLD.key_id AND NOT removed)
    BEGIN
        SELECT RAISE(ABORT, 'a ledger entry is deleted with its key only');
    END
    """,
)

_PAST_TASKS = (
    """
    CREATE TABLE past_tasks (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        key_id TEXT NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
        endpoint TEXT NOT NULL,
        created_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX past_tasks_of_key ON past_tasks (key_id, seq)",
    "CREATE INDEX ended_tasks ON tasks (completed_at, seq) WHERE status IN ('completed', 'failed')",
)

_USES = (
    """
    CREATE TABLE uses (
        task_id TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
        key_id TEXT NOT NULL,
        digest TEXT NOT NULL,
        PRIMARY KEY (task_id, digest)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX uses_of_artifact ON uses (key_id, digest)",
    """
    CREATE TABLE released (
        key_id TEXT NOT NULL,
        digest TEXT NOT NULL,
        released_at TEXT NOT NULL,
        PRIMARY KEY (key_id, digest)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TRIGGER artifact_is_used_again AFTER INSERT ON uses
    BEGIN
        DELETE FROM released WHERE key_id = NEW.key_id AND digest = NEW.digest;
    END
    """,
    """
    CREATE TRIGGER request_uses_artifacts AFTER INSERT ON tasks
    WHEN instr(NEW.work, '"digest"') AND json_valid(NEW.work)
    BEGIN
        INSERT OR IGNORE INTO uses SELECT NEW.id, NEW.key_id, node.value FROM json_tree(NEW.work) AS node
        WHERE node.key = 'digest' AND node.type = 'text' AND length(node.value) = 64;
    END
    """,
    """
    CREATE TRIGGER result_uses_artifacts AFTER UPDATE OF result ON tasks
    WHEN instr(NEW.result, '"digest"') AND json_valid(NEW.result)
    BEGIN
        INSERT OR IGNORE INTO uses SELECT NEW.id, NEW.key_id, node.value FROM json_tree(NEW.result) AS node
        WHERE node.key = 'digest' AND node.type = 'text' AND length(node.value) = 64;
    END
    """,
    """
    CREATE TRIGGER step_uses_artifacts AFTER UPDATE OF result ON steps
    WHEN instr(NEW.result, CAST('"digest"' AS BLOB)) AND json_valid(CAST(NEW.result AS TEXT))
    BEGIN
        INSERT OR IGNORE INTO uses
        SELECT tasks.id, tasks.key_id, node.value FROM tasks, json_tree(CAST(NEW.result AS TEXT)) AS node
        WHERE tasks.id = NEW.task_id
              AND node.key = 'digest' AND node.type = 'text' AND length(node.value) = 64;
    END
    """,
)

_USES_SO_FAR = """
INSERT OR IGNORE INTO uses
SELECT documents.id, documents.key_id, node.value FROM (
    SELECT id, key_id, work AS document FROM tasks
    UNION ALL SELECT id, key_id, result FROM tasks
    UNION ALL SELECT tasks.id, key_id, CAST(steps.result AS TEXT) FROM steps JOIN tasks ON tasks.id = task_id
) AS documents, json_tree(CASE WHEN json_valid(document) THEN document ELSE '{}' END) AS node
WHERE instr(document, '"digest"') AND node.key = 'digest' AND node.type = 'text' AND length(node.value) = 64
"""

UPKEEP = (*_REMOVED_KEYS, *_PAST_TASKS, *_USES, _USES_SO_FAR)
