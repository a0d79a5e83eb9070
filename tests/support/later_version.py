"""The program of a version later: ``python later_version.py migrate`` is its ``pb migrate``.

It has one migration more, which expands the schema as a real one would: a column with a default on a busy table, an
index, and a table.
"""

import sys

from pb_adapters.storage.postgres import migrations
from pb_adapters.storage.postgres.migrations import Migration

PROGRAM = (sys.executable, __file__)
VERSION = migrations.SCHEMA_VERSION + 1
EXPANDING = Migration(
    "of a later version",
    (
        "ALTER TABLE tasks ADD COLUMN later_note text NOT NULL DEFAULT 'none'",
        "CREATE INDEX tasks_by_later_note ON tasks (later_note) WHERE later_note <> 'none'",
        "CREATE TABLE later_notes (task_id text PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE, note text)",
    ),
)

if __name__ == "__main__":
    migrations.MIGRATIONS = (*migrations.MIGRATIONS, EXPANDING)
    migrations.SCHEMA_VERSION = VERSION
    from pb_http.cli.main import main

    main()
