"""A server that serves finds out about no type any more: two threads that do so at once would end it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kill_drill import wait_for_end
from pb_http.demo.inputs import DemoInput, inputs
from served import PbServer

HOOK = Path(__file__).parents[2] / "support/found_types"
READ = ("", "/image", "/plan", "/bundle")
ADMIN = ("/api/admin/keys", "/api/admin/history", "/api/admin/overview", "/metrics", "/admin", "/studio")


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[PbServer, Path]]:
    """A server, and the file in which it notes the types that it finds out about."""
    file = tmp_path / "types.txt"
    file.touch()
    variables = {"PYTHONPATH": str(HOOK), "FOUND_TYPES": str(file)}
    server = PbServer(tmp_path / "data", variables)
    try:
        yield server, file
    finally:
        server.abort()


def test_no_type_is_found_out_at_work(watched: tuple[PbServer, Path]) -> None:
    server, file = watched
    assert file.read_text("utf-8"), "the hook notes nothing"
    file.write_text("", "utf-8")
    with server.client(server.new_key()) as api, server.admin as admin:
        tasks: dict[str, str] = {}
        for one in inputs():
            if one.panels:
                wait_for_end(server, tuple(tasks.values()))
            tasks[one.name] = submitted(api, one, tasks)
        wait_for_end(server, tuple(tasks.values()))
        read = (f"/api/tasks/{task}{part}" for task in tasks.values() for part in READ)
        for client, paths in ((api, (*read, "/api/tasks", "/api/key")), (admin, ADMIN)):
            for path in paths:
                client.get(path)
    assert file.read_text("utf-8") == ""


def submitted(api: httpx.Client, one: DemoInput, tasks: dict[str, str]) -> str:
    """Submit one request of the demo; the task's id."""
    sources = {"source_task_ids": [tasks[name] for name in one.panels]} if one.panels else {}
    task: str = api.post(one.path, json=one.body | sources).raise_for_status().json()["task_id"]
    return task
