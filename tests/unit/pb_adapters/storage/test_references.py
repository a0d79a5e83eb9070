import sqlite3
from contextlib import closing
from pathlib import Path

from pb_adapters.data_folder import DATABASE
from pb_adapters.storage.references import references
from pb_adapters.storage.sqlite import reading
from support.data_folders import DIGESTS, OWNER, filled


async def test_requests_results_and_steps_name_what_they_need(tmp_path: Path) -> None:
    async with filled(tmp_path):
        with reading(tmp_path / DATABASE) as connection:
            found = list(references(connection))
    assert {reference.owner for reference in found} == {OWNER}
    names = {digest: name for name, digest in DIGESTS.items()}
    assert sorted((reference.task_id, reference.place, names[reference.digest]) for reference in found) == [
        ("task-1", "extract", "text"),
        ("task-1", "request", "pdf"),
        ("task-1", "result", "png"),
        ("task-1", "result", "svg"),
        ("task-1", "round/1/draw", "png"),
        ("task-1", "round/1/draw", "svg"),
        ("task-2", "request", "data"),
    ]


async def test_what_only_looks_like_a_reference_is_none(tmp_path: Path) -> None:
    digest = "0" * 64
    odd = [f'{{"digest": "{digest}", "file": "a"}}', '{"digest": "", "path": ""}', f'"{{\\"digest\\": {digest}}}"', "{"]
    async with filled(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        connection.execute("DROP TRIGGER finished_step_is_never_changed")
        for text in odd:
            connection.execute("UPDATE steps SET result = CAST(? AS BLOB)", (text,))
            assert "extract" not in {reference.place for reference in references(connection)}
