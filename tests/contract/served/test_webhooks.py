"""Webhooks end to end: a real server calls a real receiver, which verifies them as the reference tells it to."""

import base64
import json
import re
import runpy
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, NamedTuple

import httpx
import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from served import PbServer, database, serving
from support.programs import required_program

SNIPPETS = Path(__file__).parent / "snippets"
SECRET = "the-secret-of-the-webhooks"
TEXT = "The encoder maps each token to a vector. The decoder attends to these vectors and emits the summary."
PAYLOAD = [
    "event", "task_id", "status", "diagram_type", "description", "image_url", "image_base64", "error", "created_at",
    "completed_at",
]  # fmt: skip
UTC = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00"


class Call(NamedTuple):
    """One request that reached the receiver."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def fields(self) -> dict[str, Any]:
        """The payload."""
        answer: dict[str, Any] = json.loads(self.body)
        return answer


class Receiver:
    """Answers ``/status/N…`` with the status N and keeps what it was sent."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.calls: SimpleQueue[Call] = SimpleQueue()

    def at(self, status: int, name: str = "") -> str:
        """A URL that answers with a status."""
        return f"{self.url}/status/{status}/{name}"

    def next(self) -> Call:
        """The next call."""
        return self.calls.get(timeout=60)

    def silent(self) -> bool:
        """Whether nothing more has come."""
        try:
            self.calls.get_nowait()
        except Empty:
            return True
        return False


@contextmanager
def receiving() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.calls.put(Call(self.path, dict(self.headers), body))
            self.send_response(int(self.path.split("/")[2]))
            self.send_header("Location", receiver.at(200, "elsewhere"))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        receiver = Receiver(f"http://127.0.0.1:{listener.server_port}")
        thread = Thread(target=listener.serve_forever)
        thread.start()
        yield receiver
        listener.shutdown()
        thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PbServer]:
    """A server that may call this machine and retries at once."""
    settings = {"WEBHOOK_ALLOW_PRIVATE_NETWORKS": "true", "WEBHOOK_RETRY_DELAYS": "0,0,0"}
    with serving(tmp_path_factory.mktemp("webhooks"), **settings) as running:
        yield running


@pytest.fixture
def submit(server: PbServer) -> Callable[..., str]:
    """Submit with a key; the task's id."""

    def submit(key: str, text: str = TEXT, **fields: object) -> str:
        with server.client(key) as api:
            body = {"source_context": text, "caption": "Figure 1", "iterations": 1, **fields}
            task: str = api.post("/api/generate", json=body).raise_for_status().json()["task_id"]
        return task

    return submit


def _attempts(server: PbServer, task: str) -> list[dict[str, Any]]:
    """The recorded attempts of a task's delivery, once it is over."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with database(server.data_dir) as db:
            row = db.execute("SELECT state, attempts FROM deliveries WHERE task_id = ?", (task,)).fetchone()
        if row and row["state"] != "pending":
            attempts: list[dict[str, Any]] = json.loads(row["attempts"])
            return attempts
        time.sleep(0.02)
    raise TimeoutError(task)


def test_a_completed_task_is_announced_as_the_reference_writes_it(
    server: PbServer, receiver: Receiver, submit: Callable[..., str]
) -> None:
    task = submit(server.new_key(), webhook_url=receiver.at(200))
    call = receiver.next()
    assert list(call.fields) == PAYLOAD
    times = (call.fields["created_at"], call.fields["completed_at"])
    assert all(re.fullmatch(UTC, moment) for moment in times)
    assert call.fields | {"description": "", "created_at": "", "completed_at": ""} == {
        "event": "task.completed",
        "task_id": task,
        "status": "completed",
        "diagram_type": "methodology",
        "description": "",
        "image_url": f"{server.url}/api/tasks/{task}/image",
        "image_base64": None,
        "error": None,
        "created_at": "",
        "completed_at": "",
    }
    assert call.headers["Content-Type"] == "application/json"
    assert call.headers["X-PaperBanana-Event"] == "task.completed"
    version = httpx.get(f"{server.url}/api/health").json()["version"]
    assert call.headers["User-Agent"] == f"PaperBanana-Webhook/{version}"
    assert "X-PaperBanana-Signature" not in call.headers


def test_the_payload_says_what_the_task_says(server: PbServer, receiver: Receiver, submit: Callable[..., str]) -> None:
    key = server.new_key()
    task = submit(key, webhook_url=receiver.at(200), webhook_include_image=True)
    fields = receiver.next().fields
    with server.client(key) as api:
        answer = api.get(f"/api/tasks/{task}").json()
        picture = api.get(fields["image_url"]).content
    assert {name: fields[name] for name in fields if name in answer} == {
        name: answer[name] for name in answer if name in fields
    }
    assert base64.b64decode(fields["image_base64"]) == picture


def test_a_failed_task_is_announced(server: PbServer, receiver: Receiver, submit: Callable[..., str]) -> None:
    submit(server.new_key(), "Thank you for coming today.", webhook_url=receiver.at(200), webhook_include_image=True)
    call = receiver.next()
    assert call.headers["X-PaperBanana-Event"] == "task.failed"
    fields = call.fields
    assert (fields["event"], fields["status"]) == ("task.failed", "failed")
    assert (fields["description"], fields["image_url"], fields["image_base64"]) == (None, None, None)
    assert fields["error"]


def test_a_text_only_task_has_no_picture(server: PbServer, receiver: Receiver) -> None:
    body = {"description": "Draw an encoder.", "webhook_url": receiver.at(200), "webhook_include_image": True}
    with server.client(server.new_key()) as api:
        api.post("/api/optimize-prompt", json=body).raise_for_status()
    fields = receiver.next().fields
    assert (fields["diagram_type"], fields["image_url"], fields["image_base64"]) == ("prompt_optimization", None, None)


def _verified_by_python(call: Call, secret: str) -> bool:
    verify = runpy.run_path(str(SNIPPETS / "verify_signature.py"))["verify_signature"]
    answer: bool = verify(call.body, call.headers["X-PaperBanana-Signature"], secret)
    return answer


def _verified_by_node(call: Call, secret: str, folder: Path) -> bool:
    node = required_program("node")
    (folder / "body").write_bytes(call.body)
    script = (SNIPPETS / "verify_signature.js").read_text()
    script += "const [body, signature, secret] = process.argv.slice(2);"
    script += 'console.log(verifySignature(require("fs").readFileSync(body), signature, secret));'
    (folder / "verify.cjs").write_text(script)
    done = subprocess.run(  # noqa: S603 - the reference's own program
        [node, folder / "verify.cjs", folder / "body", call.headers["X-PaperBanana-Signature"], secret],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip() == "true"


def test_the_keys_default_is_called_and_signed_so_that_the_references_code_verifies_it(
    server: PbServer, receiver: Receiver, submit: Callable[..., str], tmp_path: Path
) -> None:
    submit(server.new_key(webhook_url=receiver.at(200, "default"), webhook_secret=SECRET))
    call = receiver.next()
    assert call.path.endswith("/default")
    assert _verified_by_python(call, SECRET)
    assert not _verified_by_python(call, "another secret")
    assert not _verified_by_python(call._replace(body=call.body + b" "), SECRET)
    assert _verified_by_node(call, SECRET, tmp_path)
    assert not _verified_by_node(call, "another secret", tmp_path)


def _verified_by_the_standard(call: Call, secret: str) -> bool:
    key = secret if secret.startswith("whsec_") else secret.encode()
    try:
        Webhook(key).verify(call.body, call.headers)
    except WebhookVerificationError:
        return False
    return True


def test_a_secret_is_rotated_without_a_webhook_that_its_receiver_cannot_verify(
    server: PbServer, receiver: Receiver, submit: Callable[..., str]
) -> None:
    new = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
    key = server.new_key(webhook_url=receiver.at(200), webhook_secret=SECRET)
    submit(key)
    before = receiver.next()
    with server.admin as admin:
        admin.post(f"/api/admin/keys/{key}/secret-rotation", json={"webhook_secret": new}).raise_for_status()
        submit(key)
        meanwhile = receiver.next()
        admin.post(f"/api/admin/keys/{key}/secret-rotation/complete").raise_for_status()
        submit(key)
        after = receiver.next()
    calls, secrets = (before, meanwhile, after), (SECRET, new)
    assert [[_verified_by_the_standard(call, secret) for secret in secrets] for call in calls] == [
        [True, False],
        [True, True],
        [False, True],
    ]
    assert [[_verified_by_python(call, secret) for secret in secrets] for call in calls] == [
        [True, False],
        [True, False],
        [False, True],
    ]


def test_a_request_overrides_the_keys_default_and_an_empty_string_switches_it_off(
    server: PbServer, receiver: Receiver, submit: Callable[..., str]
) -> None:
    key = server.new_key(webhook_url=receiver.at(200, "default"), webhook_secret=SECRET)
    silenced = submit(key, webhook_url="")
    with server.client(key) as api:
        assert api.get(f"/api/tasks/{silenced}", headers={"Prefer": "wait=60"}).json()["status"] == "completed"
    submit(key, webhook_url=receiver.at(200, "override"))
    call = receiver.next()
    assert call.path.endswith("/override")
    assert _verified_by_python(call, SECRET)
    assert receiver.silent()
    with database(server.data_dir) as db:
        assert db.execute("SELECT count(*) FROM deliveries WHERE task_id = ?", (silenced,)).fetchone()[0] == 0


def test_an_error_status_is_tried_four_times_with_the_same_bytes_and_recorded(
    server: PbServer, receiver: Receiver, submit: Callable[..., str]
) -> None:
    task = submit(server.new_key(webhook_secret=SECRET), webhook_url=receiver.at(500))
    calls = [receiver.next() for _ in range(4)]
    attempts = _attempts(server, task)
    assert [(attempt["number"], attempt["status"]) for attempt in attempts] == [(1, 500), (2, 500), (3, 500), (4, 500)]
    assert {call.body for call in calls} == {calls[0].body}
    assert all(_verified_by_python(call, SECRET) for call in calls)
    assert receiver.silent()


def test_a_webhook_that_was_given_up_is_sent_again_when_its_owner_or_the_administrator_asks(
    server: PbServer, receiver: Receiver, submit: Callable[..., str]
) -> None:
    key = server.new_key()
    task = submit(key, webhook_url=receiver.at(500))
    tried = [receiver.next() for _ in range(4)]
    _attempts(server, task)
    with server.client(key) as api, server.admin as admin:
        for ask in (
            lambda: api.post(f"/api/tasks/{task}/webhook/redeliver"),
            lambda: admin.post(f"/api/admin/webhooks/{task}/redeliver"),
        ):
            assert ask().raise_for_status().json()["state"] == "pending"
            tried += [receiver.next() for _ in range(4)]
            _attempts(server, task)
        told = api.get(f"/api/tasks/{task}/webhook").json()
    assert [(attempt["number"], attempt["status"]) for attempt in told["attempts"]] == [(n, 500) for n in range(1, 13)]
    assert {call.body for call in tried} == {tried[0].body}
    assert told["state"] == "failed"


@pytest.mark.parametrize("status", [400, 404, 503])
def test_every_status_of_400_and_above_is_tried_again(
    server: PbServer, receiver: Receiver, submit: Callable[..., str], status: int
) -> None:
    assert len(_attempts(server, submit(server.new_key(), webhook_url=receiver.at(status)))) == 4


@pytest.mark.parametrize("status", [204, 302, 307])
def test_a_redirect_counts_as_delivered_and_is_not_followed(
    server: PbServer, receiver: Receiver, submit: Callable[..., str], status: int
) -> None:
    task = submit(server.new_key(), webhook_url=receiver.at(status))
    (attempt,) = _attempts(server, task)
    assert attempt["status"] == status
    assert receiver.next().path == f"/status/{status}/"
    assert receiver.silent()


def test_nobody_there_is_tried_four_times(server: PbServer, submit: Callable[..., str]) -> None:
    with receiving() as gone:
        url = gone.at(200)
    attempts = _attempts(server, submit(server.new_key(), webhook_url=url))
    assert [bool(attempt["error"]) for attempt in attempts] == [True] * 4


def test_a_private_address_is_refused_by_default_and_costs_nothing(tmp_path: Path) -> None:
    with serving(tmp_path) as careful:
        key = careful.new_key()
        body = {"source_context": TEXT, "caption": "Figure 1", "webhook_url": "http://127.0.0.1:9/hook"}
        with careful.client(key) as api, careful.admin as admin:
            answer = api.post("/api/generate", json=body)
            assert (answer.status_code, answer.json()) == (422, {"detail": "webhook_url points at a private address"})
            assert admin.get(f"/api/admin/keys/{key}").json()["total_used"] == 0
            made = admin.post("/api/admin/keys", json={"name": "x", "webhook_url": "http://10.0.0.1/"})
            assert made.status_code == 422
        with database(tmp_path) as db:
            assert db.execute("SELECT count(*) FROM tasks").fetchone()[0] == 0
