import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast

import anyio
import httpx
import pytest
from litestar import Litestar
from msgspec.structs import replace

from pb_adapters.server_state import memory_state
from pb_adapters.server_state.memory.uploads import MemoryUploads
from pb_core.application.history import Administration
from pb_core.application.keyring import Keyring
from pb_core.application.service import FigureService
from pb_core.errors import StorageError
from pb_core.testing.memory import ManualClock, MemoryArtifacts, SequentialIds
from pb_core.testing.memory.storage import MemoryStorage
from pb_http import app as app_module
from pb_http.app import create_app
from pb_http.runtime import Runtime


def keyring(*, allow_private_callbacks: bool = False) -> Keyring:
    return Keyring(
        store=MemoryStorage(),
        artifacts=MemoryArtifacts(),
        ids=SequentialIds(),
        clock=ManualClock(),
        allow_private_callbacks=allow_private_callbacks,
    )


def runtime(**options: Any) -> Runtime:  # noqa: ANN401 - the fields of Runtime
    usual = {"service": cast("FigureService", None), "administration": cast("Administration", None)}
    return Runtime(**(usual | {"keyring": keyring(), "version": "1.2.3", "admin_key": "adm"} | options))


def client(app: Litestar) -> httpx.AsyncClient:
    headers = {"Authorization": "Bearer adm"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://pb.test", headers=headers)


async def test_the_background_runs_while_the_application_does() -> None:
    events: list[str] = []

    @asynccontextmanager
    async def background() -> AsyncGenerator[None]:
        events.append("in")
        yield
        events.append("out")

    async with create_app(runtime(background=background)).lifespan():
        events.append("serving")

    assert events == ["in", "serving", "out"]


@pytest.mark.parametrize("admin_key", [None, ""])
async def test_without_an_admin_key_admin_endpoints_say_what_to_set(admin_key: str | None) -> None:
    async with client(create_app(runtime(admin_key=admin_key))) as http:
        answer = await http.get("/api/admin/keys")

    assert answer.status_code == 500
    assert "PAPERBANANA_ADMIN_KEY" in answer.json()["detail"]


async def test_an_unexpected_error_is_logged_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        async def find(self, value: str) -> None:
            raise RuntimeError(value)

    async with client(create_app(runtime(keyring=Broken()))) as http:
        answer = await http.get("/api/admin/keys/pb_secret")

    assert answer.status_code == 500
    assert answer.json() == {"detail": "Something went wrong on the server; its log says what"}
    (line,) = (record for record in caplog.records if record.name == "pb_http.errors")
    assert (line.message, line.__dict__["route"]) == ("request_failed", "/api/admin/keys/{key}")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_origins_that_are_not_configured_get_no_permission() -> None:
    async with client(create_app(runtime())) as http:
        answer = await http.get("/api/health", headers={"Origin": "https://app.example"})

    assert "access-control-allow-origin" not in answer.headers


async def test_configured_origins_may_read_the_headers() -> None:
    async with client(create_app(runtime(cors_origins=("https://app.example",)))) as http:
        answer = await http.get("/api/health", headers={"Origin": "https://app.example"})
        preflight = await http.options(
            "/api/generate",
            headers={
                "Origin": "https://app.example",
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization, content-type, idempotency-key",
            },
        )

    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == "https://app.example"


async def test_private_callbacks_are_allowed_only_by_setting() -> None:
    body = {"name": "a", "webhook_url": "http://127.0.0.1:9000/"}
    async with client(create_app(runtime())) as http:
        refused = await http.post("/api/admin/keys", json=body)
    async with client(create_app(runtime(keyring=keyring(allow_private_callbacks=True)))) as http:
        allowed = await http.post("/api/admin/keys", json=body)

    assert (refused.status_code, allowed.status_code) == (422, 201)


def test_the_server_starts_without_what_only_work_needs() -> None:
    heavy = {
        "matplotlib",
        "httpx",
        "pypdfium2",
        "PIL",
        "numpy",
        "sqlite_utils",
        "rich",
        "fontTools",
        "tenacity",
        "jinja2",
        "pb_http.pages",
        "httpcore",
    }
    program = f"import sys, pb_http.cli.serving; print(sorted({heavy!r} & sys.modules.keys()))"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own program

    assert done.stdout.strip() == "[]"


class ClearedUploads(MemoryUploads):
    def __init__(self) -> None:
        super().__init__()
        self.times, self.cleared = 0, anyio.Event()

    async def clear(self) -> None:
        self.times += 1
        if self.times == 1:
            raise StorageError("the database is away")
        self.cleared.set()


async def test_what_is_over_is_removed_now_and_then_and_an_outage_does_not_end_that(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(app_module, "CLEAR_SECONDS", 0.001)
    uploads = ClearedUploads()
    app = create_app(runtime(state=replace(memory_state(), uploads=uploads)))
    with anyio.fail_after(30):
        async with app.lifespan():
            await uploads.cleared.wait()
    assert "state_not_cleared" in caplog.messages
