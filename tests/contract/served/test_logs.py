"""The server's log: one JSON object a line, a task's lines name it, and no secret is ever in it."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from served import ADMIN_KEY, PbServer, database, serving
from support.machines import until

WEBHOOK_SECRET = "whsec-zebra-4711"
PLANTED = "Quokkaformer"
TEXT = f"The {PLANTED} encoder maps each token to a vector. The decoder attends to these vectors and emits the summary."
NO_METHOD = f"Thank you, {PLANTED}, for coming today."


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], list[str], str]:
    """The lines of a server that completed, failed, refused and called back; the task ids; the API key."""
    folder = tmp_path_factory.mktemp("logs")
    with serving(folder, WEBHOOK_ALLOW_PRIVATE_NETWORKS="true", WEBHOOK_RETRY_DELAYS="0") as server:
        hook = {"webhook_url": f"{server.url}/secret-path-zebra?token=zebra", "webhook_secret": WEBHOOK_SECRET}
        key = server.new_key(**hook)
        tasks = _use(server, key)
        until(lambda: not _open_deliveries(folder))
    return server.lines, tasks, key


def _use(server: PbServer, key: str) -> list[str]:
    tasks = []
    with server.client(key) as api:
        for text in (TEXT, NO_METHOD):
            body = {"source_context": text, "caption": f"Figure 1: {PLANTED}", "iterations": 1}
            tasks.append(api.post("/api/generate", json=body).json()["task_id"])
        tasks.append(api.post("/api/optimize-prompt", json={"description": TEXT}).json()["task_id"])
        for task in tasks:
            api.get(f"/api/tasks/{task}", headers={"Prefer": "wait=60"})
        api.post("/api/generate", content=f'{{"caption": "{PLANTED}"')
        api.post("/api/generate", json={"source_context": [PLANTED], "caption": PLANTED})
        api.get(f"/api/tasks/{PLANTED}")
    with server.admin as admin:
        rotation = f"/api/admin/keys/{key}/secret-rotation"
        admin.post(rotation, json={"webhook_secret": f"new-{WEBHOOK_SECRET}"}).raise_for_status()
        admin.post(rotation, json={"webhook_secret": WEBHOOK_SECRET})
        admin.post(f"/api/admin/webhooks/{tasks[0]}/redeliver").raise_for_status()
    for token in (key, ADMIN_KEY, f"pb_{PLANTED}"):
        httpx.get(f"{server.url}/api/admin/keys/{key}?{PLANTED}", headers={"Authorization": f"Bearer {token}"})
    return tasks


def _open_deliveries(folder: Path) -> bool:
    with database(folder) as db:
        return bool(db.execute("SELECT count(*) FROM deliveries WHERE state = 'pending'").fetchone()[0])


def test_every_line_is_a_json_object_with_level_time_and_event(told: tuple[list[str], list[str], str]) -> None:
    for line in told[0]:
        fields: dict[str, Any] = json.loads(line)
        assert {"event", "level", "timestamp", "logger"} <= fields.keys(), line


def test_every_line_of_a_task_names_it(told: tuple[list[str], list[str], str]) -> None:
    lines, tasks, _ = told
    of_tasks = [
        json.loads(line)
        for line in lines
        if json.loads(line)["logger"] in {"pb_core.application.task_run", "pb_core.application.outbox"}
    ]
    assert {line["task_id"] for line in of_tasks} == set(tasks)
    events = [line["event"] for line in of_tasks if line["task_id"] == tasks[0]]
    assert [event for event in events if not event.startswith("webhook")] == ["task started", "task completed"]
    assert any(event.startswith("webhook") for event in events)


def test_no_secret_and_no_text_of_a_caller_is_in_the_log(told: tuple[list[str], list[str], str]) -> None:
    lines, _, key = told
    log = "\n".join(lines)
    for secret in (key, key[3:], ADMIN_KEY, WEBHOOK_SECRET, PLANTED, "zebra", "sha256=", "Bearer"):
        assert secret not in log, secret


def test_no_secret_is_in_the_data_folder_but_the_webhooks_own(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        key = server.new_key(webhook_secret=WEBHOOK_SECRET)
        with server.client(key) as api:
            api.get("/api/tasks/x")
        for path in tmp_path.rglob("*"):
            if path.is_file():
                data = path.read_bytes()
                assert key.encode() not in data, path
                assert ADMIN_KEY.encode() not in data, path
