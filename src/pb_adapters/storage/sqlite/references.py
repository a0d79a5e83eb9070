"""References in SQLite: which artifacts the rows of a database need, read by whoever looks after a data folder."""

import sqlite3
from collections.abc import Iterator

from pb_adapters.storage.references import Reference, references_in

_DOCUMENTS = """
SELECT key_id, id AS task_id, 'request' AS place, work AS document FROM tasks
WHERE instr(work, '"digest"') AND key_id NOT IN (SELECT id FROM keys WHERE removed)
UNION ALL
SELECT key_id, id, 'result', result FROM tasks
WHERE instr(result, '"digest"') AND key_id NOT IN (SELECT id FROM keys WHERE removed)
UNION ALL
SELECT key_id, task_id, name, steps.result FROM steps JOIN tasks ON tasks.id = task_id
WHERE instr(steps.result, CAST('"digest"' AS BLOB)) AND key_id NOT IN (SELECT id FROM keys WHERE removed)
"""


def references(connection: sqlite3.Connection) -> Iterator[Reference]:
    """Every artifact that tasks of keys which are there, and their steps, refer to; the same one may come again."""
    for owner, task, place, document in connection.execute(_DOCUMENTS):
        yield from references_in(owner, task, place, document)
