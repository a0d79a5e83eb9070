import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
from msgspec.structs import replace

from pb_adapters.data_folder import DATABASE
from pb_adapters.storage.sqlite.references import references
from pb_adapters.storage.sqlite.store import reading
from pb_core.domain.pictures import Artifact
from pb_core.domain.tasks import Candidate, TaskResult
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


async def test_candidates_need_their_pictures(tmp_path: Path) -> None:
    async with filled(tmp_path):
        pass
    names = ("a" * 64, "b" * 64)
    results = [
        TaskResult(
            description="d",
            artifacts=(Artifact(format="png", media_type="image/png", digest=name, size=1, width=1, height=1),),
        )
        for name in names
    ]
    made = tuple(Candidate(index=number, result=one, engine="e/m") for number, one in enumerate(results, 1))
    stored = msgspec.json.encode(replace(results[0], candidates=made)).decode()
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        connection.execute("UPDATE tasks SET result = ? WHERE id = 'task-1'", (stored,))
        found = {reference.digest for reference in references(connection) if reference.place == "result"}
    assert found == set(names)


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
