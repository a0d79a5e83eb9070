"""The schema of the embedded store, as numbered migrations that are only ever added to."""

from sqlite_utils import Database, Migrations

from pb_adapters.storage.sqlite.history_schema import HISTORY, fill
from pb_adapters.storage.sqlite.upkeep_schema import UPKEEP
from pb_core.domain.webhooks.receivers import origin_of

MIGRATIONS = Migrations("paperbanana")

_INITIAL = (
    """
    CREATE TABLE keys (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        prefix TEXT NOT NULL,
        digest TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        created_at TEXT NOT NULL,
        quota_total INTEGER,
        quota_remaining INTEGER CHECK (quota_remaining >= 0),
        total_used INTEGER NOT NULL CHECK (total_used >= 0),
        active INTEGER NOT NULL CHECK (active IN (0, 1)),
        webhook_url TEXT,
        webhook_secret TEXT
    ) STRICT
    """,
    """
    CREATE TABLE ledger (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key_id TEXT NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('grant', 'charge', 'adjust')),
        fact TEXT NOT NULL UNIQUE,
        amount INTEGER,
        balance INTEGER CHECK (balance >= 0),
        created_at TEXT NOT NULL,
        task_id TEXT
    ) STRICT
    """,
    "CREATE INDEX ledger_of_key ON ledger (key_id)",
    """
    CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
    BEGIN
        SELECT RAISE(ABORT, 'a ledger entry is never changed');
    END
    """,
    """
    CREATE TRIGGER ledger_goes_with_its_key BEFORE DELETE ON ledger
    WHEN EXISTS (SELECT 1 FROM keys WHERE id = OLD.key_id)
    BEGIN
        SELECT RAISE(ABORT, 'a ledger entry is deleted with its key only');
    END
    """,
    """
    CREATE TRIGGER ledger_equals_the_balance AFTER INSERT ON ledger
    WHEN NEW.balance IS NOT (SELECT quota_remaining FROM keys WHERE id = NEW.key_id)
    BEGIN
        SELECT RAISE(ABORT, 'a ledger entry does not equal the balance of its key');
    END
    """,
    """
    CREATE TABLE tasks (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        key_id TEXT NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        endpoint TEXT NOT NULL,
        public_url TEXT NOT NULL,
        created_at TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed')),
        started_at TEXT,
        completed_at TEXT,
        attempt INTEGER NOT NULL CHECK (attempt >= 0),
        version INTEGER NOT NULL,
        lease_token TEXT,
        lease_until TEXT,
        idempotency_key TEXT,
        idempotency_digest TEXT,
        callback TEXT,
        error TEXT,
        result TEXT,
        work TEXT NOT NULL,
        CHECK ((status = 'running') = (lease_token IS NOT NULL)),
        CHECK ((lease_token IS NULL) = (lease_until IS NULL)),
        CHECK ((idempotency_key IS NULL) = (idempotency_digest IS NULL))
    ) STRICT
    """,
    "CREATE INDEX tasks_of_key ON tasks (key_id, seq)",
    """
    CREATE INDEX open_tasks ON tasks (created_at, seq, status, lease_until)
    WHERE status IN ('pending', 'running')
    """,
    """
    CREATE UNIQUE INDEX idempotent_tasks ON tasks (key_id, idempotency_key)
    WHERE idempotency_key IS NOT NULL
    """,
    """
    CREATE TABLE steps (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        task_id TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        digest TEXT NOT NULL,
        engine TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('started', 'finished', 'failed')),
        started_at TEXT NOT NULL,
        finished_at TEXT,
        attempts INTEGER NOT NULL,
        abandoned INTEGER NOT NULL,
        provider_ref TEXT,
        error TEXT,
        usage TEXT NOT NULL,
        result BLOB,
        UNIQUE (task_id, name),
        CHECK ((state = 'finished') = (result IS NOT NULL))
    ) STRICT
    """,
    """
    CREATE TRIGGER finished_step_is_never_changed BEFORE UPDATE ON steps WHEN OLD.state = 'finished'
    BEGIN
        SELECT RAISE(ABORT, 'a finished step is never changed');
    END
    """,
    """
    CREATE TABLE deliveries (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        task_id TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
        key_id TEXT NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
        url TEXT NOT NULL,
        event TEXT NOT NULL,
        next_at TEXT NOT NULL,
        created_at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
        lease_token TEXT,
        lease_until TEXT,
        attempts TEXT NOT NULL,
        body BLOB NOT NULL,
        CHECK ((lease_token IS NULL) = (lease_until IS NULL))
    ) STRICT
    """,
    "CREATE INDEX deliveries_of_task ON deliveries (task_id)",
    "CREATE INDEX deliveries_of_key ON deliveries (key_id)",
    "CREATE INDEX open_deliveries ON deliveries (next_at, seq, lease_until) WHERE state = 'pending'",
)

_SPENDING = (
    "ALTER TABLE steps ADD COLUMN reservation TEXT",
    "ALTER TABLE steps ADD COLUMN booked_micros INTEGER NOT NULL DEFAULT 0 CHECK (booked_micros >= 0)",
    """
    CREATE TABLE spent_by_key (
        key_id TEXT NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
        day TEXT NOT NULL,
        settled INTEGER NOT NULL CHECK (settled >= 0),
        reserved INTEGER NOT NULL CHECK (reserved >= 0),
        PRIMARY KEY (key_id, day)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE spent_by_day (
        day TEXT NOT NULL PRIMARY KEY,
        settled INTEGER NOT NULL CHECK (settled >= 0),
        reserved INTEGER NOT NULL CHECK (reserved >= 0)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE vision (
        provider TEXT NOT NULL,
        model TEXT NOT NULL,
        sees INTEGER NOT NULL CHECK (sees IN (0, 1)),
        checked_at TEXT NOT NULL,
        PRIMARY KEY (provider, model)
    ) STRICT, WITHOUT ROWID
    """,
)

_WAITING = (
    "ALTER TABLE tasks ADD COLUMN not_before TEXT CHECK (not_before IS NULL OR status = 'pending')",
    "ALTER TABLE tasks ADD COLUMN waits_for TEXT CHECK ((waits_for IS NULL) = (not_before IS NULL))",
    "ALTER TABLE tasks ADD COLUMN put_backs INTEGER NOT NULL DEFAULT 0 CHECK (put_backs >= 0)",
    "DROP INDEX open_tasks",
    """
    CREATE INDEX open_tasks ON tasks (created_at, seq, status, lease_until, not_before)
    WHERE status IN ('pending', 'running')
    """,
)

_COSTS = (
    "ALTER TABLE steps ADD COLUMN role TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE steps ADD COLUMN most_micros INTEGER NOT NULL DEFAULT 0 CHECK (most_micros >= 0)",
    "ALTER TABLE steps ADD COLUMN reserved_micros INTEGER NOT NULL DEFAULT 0 CHECK (reserved_micros >= 0)",
    """
    CREATE INDEX costs_of_engine ON steps (engine, role, seq) WHERE state = 'finished' AND most_micros > 0
    """,
)

_CALLS = (
    "DROP INDEX costs_of_engine",
    "CREATE INDEX calls_of_engine ON steps (engine, role, seq) WHERE state = 'finished'",
)

_HOLDERS = (
    "CREATE TABLE holders (id TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID",
    "ALTER TABLE tasks ADD COLUMN lease_holder TEXT CHECK (lease_holder IS NULL OR lease_token IS NOT NULL)",
    "ALTER TABLE tasks ADD COLUMN faults INTEGER NOT NULL DEFAULT 0 CHECK (faults >= 0)",
    "ALTER TABLE deliveries ADD COLUMN lease_holder TEXT CHECK (lease_holder IS NULL OR lease_token IS NOT NULL)",
    "CREATE INDEX held_tasks ON tasks (lease_holder, faults) WHERE status = 'running'",
    "CREATE INDEX pending_tasks ON tasks (created_at, seq, faults, not_before) WHERE status = 'pending'",
    "CREATE INDEX faulty_tasks ON tasks (created_at, seq, faults, not_before) WHERE status = 'pending' AND faults > 0",
    "CREATE INDEX held_deliveries ON deliveries (lease_holder) WHERE lease_token IS NOT NULL",
)

_JOIN = "INSERT OR IGNORE INTO queues (key_id, turn) SELECT NEW.key_id, turn FROM queue_clock"
_QUEUES = (
    "ALTER TABLE keys ADD COLUMN weight INTEGER NOT NULL DEFAULT 1 CHECK (weight BETWEEN 1 AND 100)",
    "ALTER TABLE tasks ADD COLUMN queued_at TEXT NOT NULL DEFAULT ''",
    "UPDATE tasks SET queued_at = created_at WHERE status IN ('pending', 'running')",
    "DROP INDEX pending_tasks",
    "DROP INDEX faulty_tasks",
    """
    CREATE INDEX faulty_tasks ON tasks (created_at, seq, faults, not_before, key_id)
    WHERE status = 'pending' AND faults > 0
    """,
    "CREATE INDEX queued_tasks ON tasks (key_id, queued_at, seq, faults, not_before) WHERE status = 'pending'",
    "CREATE INDEX running_tasks ON tasks (key_id) WHERE status = 'running'",
    "CREATE TABLE queue_clock (id INTEGER PRIMARY KEY CHECK (id = 1), turn REAL NOT NULL) STRICT",
    "INSERT INTO queue_clock VALUES (1, 0.0)",
    """
    CREATE TABLE queues (
        seq INTEGER PRIMARY KEY,
        key_id TEXT NOT NULL UNIQUE REFERENCES keys (id) ON DELETE CASCADE,
        turn REAL NOT NULL
    ) STRICT
    """,
    "CREATE INDEX queue_turns ON queues (turn, seq, key_id)",
    "INSERT INTO queues (key_id, turn) SELECT DISTINCT key_id, 0.0 FROM tasks WHERE status = 'pending'",
    f"CREATE TRIGGER task_is_queued AFTER INSERT ON tasks WHEN NEW.status = 'pending' BEGIN {_JOIN}; END",
    f"""
    CREATE TRIGGER task_is_queued_again AFTER UPDATE OF status ON tasks
    WHEN NEW.status = 'pending' AND OLD.status <> 'pending' BEGIN {_JOIN}; END
    """,
)

_LISTS = (
    "ALTER TABLE steps ADD COLUMN version INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX tasks_by_status ON tasks (key_id, status, seq)",
)

_LEAVE_RECEIVER = """
DELETE FROM receivers WHERE key_id = OLD.key_id AND origin = OLD.origin AND NOT EXISTS (
    SELECT 1 FROM deliveries WHERE state = 'pending' AND key_id = OLD.key_id AND origin = OLD.origin
)
"""
_RECEIVERS = (
    """
    CREATE TABLE receivers (
        key_id TEXT NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
        origin TEXT NOT NULL,
        rest_until TEXT,
        PRIMARY KEY (key_id, origin)
    ) STRICT, WITHOUT ROWID
    """,
    "ALTER TABLE deliveries ADD COLUMN origin TEXT",
    "UPDATE deliveries SET origin = origin_of(url) WHERE state = 'pending'",
    "INSERT INTO receivers (key_id, origin) SELECT DISTINCT key_id, origin FROM deliveries WHERE state = 'pending'",
    "DROP INDEX open_deliveries",
    """
    CREATE INDEX pending_deliveries ON deliveries (key_id, origin, next_at, seq, lease_until) WHERE state = 'pending'
    """,
    "CREATE INDEX deliveries_under_way ON deliveries (key_id, origin) WHERE lease_token IS NOT NULL",
    """
    CREATE TRIGGER delivery_is_pending AFTER INSERT ON deliveries WHEN NEW.state = 'pending'
    BEGIN
        INSERT OR IGNORE INTO receivers (key_id, origin) VALUES (NEW.key_id, NEW.origin);
    END
    """,
    """
    CREATE TRIGGER delivery_is_pending_again AFTER UPDATE OF state ON deliveries
    WHEN NEW.state = 'pending' AND OLD.state <> 'pending'
    BEGIN
        INSERT OR IGNORE INTO receivers (key_id, origin) VALUES (NEW.key_id, NEW.origin);
    END
    """,
    f"""
    CREATE TRIGGER delivery_is_over AFTER UPDATE OF state ON deliveries
    WHEN NEW.state <> 'pending' AND OLD.state = 'pending' BEGIN {_LEAVE_RECEIVER}; END
    """,
    f"""
    CREATE TRIGGER delivery_is_gone AFTER DELETE ON deliveries WHEN OLD.state = 'pending'
    BEGIN {_LEAVE_RECEIVER}; END
    """,
)

_REDELIVERIES = ("ALTER TABLE deliveries ADD COLUMN tries_before INTEGER NOT NULL DEFAULT 0 CHECK (tries_before >= 0)",)

_AGES = ("ALTER TABLE tasks ADD COLUMN accepted_uptime REAL",)

_ROTATIONS = (
    """
    ALTER TABLE keys ADD COLUMN next_webhook_secret TEXT
        CHECK (next_webhook_secret IS NULL OR webhook_secret IS NOT NULL)
    """,
)


_REVISIONS = ("ALTER TABLE tasks ADD COLUMN parent TEXT",)


@MIGRATIONS(name="0001_initial")
def initial(db: Database) -> None:
    """Keys, ledger, tasks, steps and deliveries."""
    for statement in _INITIAL:
        db.execute(statement)


@MIGRATIONS(name="0002_spending")
def spending(db: Database) -> None:
    """What calls cost and may cost, and which models read pictures."""
    for statement in _SPENDING:
        db.execute(statement)


@MIGRATIONS(name="0003_waiting")
def waiting(db: Database) -> None:
    """Until when a task that was put back waits, for what, and how often it did."""
    for statement in _WAITING:
        db.execute(statement)


@MIGRATIONS(name="0004_costs")
def costs(db: Database) -> None:
    """What each call could have cost at most and what was reserved for it, beside what it cost."""
    for statement in _COSTS:
        db.execute(statement)


@MIGRATIONS(name="0005_calls")
def calls(db: Database) -> None:
    """How long calls take is asked of free engines too."""
    for statement in _CALLS:
        db.execute(statement)


@MIGRATIONS(name="0006_holders")
def holders(db: Database) -> None:
    """Who holds a lease, until which uptime in seconds, and how often runs of a task ended unexpectedly."""
    for statement in _HOLDERS:
        db.execute(statement)


@MIGRATIONS(name="0007_queues")
def queues(db: Database) -> None:
    """Whose turn it is: the keys that have tasks pending, each with the turn that it has had."""
    for statement in _QUEUES:
        db.execute(statement)


@MIGRATIONS(name="0008_lists")
def lists(db: Database) -> None:
    """Lists of tasks by status, and since which version of its task a step is as it is."""
    for statement in _LISTS:
        db.execute(statement)


@MIGRATIONS(name="0009_receivers")
def receivers(db: Database) -> None:
    """The receivers that have webhooks pending, each with the time until which it rests."""
    db.conn.create_function("origin_of", 1, origin_of, deterministic=True)
    for statement in _RECEIVERS:
        db.execute(statement)


@MIGRATIONS(name="0010_redeliveries")
def redeliveries(db: Database) -> None:
    """How many tries of a webhook were made when it was last asked for again."""
    for statement in _REDELIVERIES:
        db.execute(statement)


@MIGRATIONS(name="0011_ages")
def ages(db: Database) -> None:
    """At which uptime a task was accepted, so that no change of the wall clock makes it older."""
    for statement in _AGES:
        db.execute(statement)


@MIGRATIONS(name="0012_rotations")
def rotations(db: Database) -> None:
    """The secret that signs webhooks beside a key's own while that is rotated."""
    for statement in _ROTATIONS:
        db.execute(statement)


@MIGRATIONS(name="0013_upkeep")
def upkeep(db: Database) -> None:
    """Keys that are being deleted, tasks that were retired, which task uses which artifact, and which none does."""
    for statement in UPKEEP:
        db.execute(statement)


@MIGRATIONS(name="0014_history")
def history(db: Database) -> None:
    """A narrow line for each task in the order of acceptance, with its words, and counts by state and by hour."""
    for statement in HISTORY:
        db.execute(statement)
    fill(db.conn)


@MIGRATIONS(name="0015_revisions")
def revisions(db: Database) -> None:
    """Which task a task revises the figure of; that one may be gone."""
    for statement in _REVISIONS:
        db.execute(statement)


@MIGRATIONS(name="0016_versions")
def versions(db: Database) -> None:
    """What revises a figure is found by it."""
    db.execute("CREATE INDEX tasks_by_parent ON tasks (parent) WHERE parent IS NOT NULL")
