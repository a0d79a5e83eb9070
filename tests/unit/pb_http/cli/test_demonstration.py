import json
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from pb_http.cli import demonstration
from pb_http.cli.demonstration import demonstrate
from pb_http.cli.errors import Failure
from pb_http.cli.reporting import Reporter
from pb_http.demo.client import DemoFailed, DemoServer, Shown
from pb_http.demo.inputs import PAPER, inputs

QUIET = Reporter(quiet=True)


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ports of servers that were started; none really is, and every request is finished at once."""
    started: list[int] = []

    @asynccontextmanager
    async def server(_: Path, port: int) -> AsyncGenerator[DemoServer]:
        started.append(port)
        yield DemoServer(url=f"http://127.0.0.1:{port}", admin_key="adm", pid=1)

    async def results(*_: object) -> tuple[Shown, ...]:
        return tuple(Shown(request=one, files=(), description="", steps=()) for one in inputs())

    monkeypatch.setattr(demonstration, "demo_server", server)
    monkeypatch.setattr(demonstration, "_results", results)
    return started


def test_what_an_earlier_demo_stored_is_replaced(tmp_path: Path, ports: list[int]) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/old.db").touch()

    demonstrate(tmp_path, 4711, QUIET, keep=False)

    assert ports == [4711]
    assert list((tmp_path / "data").iterdir()) == []
    assert (tmp_path / PAPER).read_bytes().startswith(b"%PDF-")


def test_a_free_port_is_taken_where_none_is_given(tmp_path: Path, ports: list[int]) -> None:
    demonstrate(tmp_path, 0, QUIET, keep=False)

    with socket.create_server(("127.0.0.1", ports[0])):
        pass


@pytest.mark.usefixtures("ports")
def test_quietly_the_page_is_all_that_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    demonstrate(tmp_path, 0, QUIET, keep=False)

    assert capsys.readouterr() == (f"{tmp_path / 'index.html'}\n", "")


@pytest.mark.usefixtures("ports")
def test_as_json_the_document_is_alone_on_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    demonstrate(tmp_path, 0, Reporter(as_json=True), keep=False)

    told = capsys.readouterr()
    assert json.loads(told.out)["page"] == str((tmp_path / "index.html").absolute())
    assert "Server running at http://127.0.0.1:" in told.err


@pytest.mark.usefixtures("ports")
@pytest.mark.parametrize(
    "error", [DemoFailed("POST answered 500"), TimeoutError("too slow"), httpx.ConnectError("no connection")]
)
def test_a_request_that_fails_names_the_servers_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def failing(*_: object) -> tuple[Shown, ...]:
        raise error

    monkeypatch.setattr(demonstration, "_results", failing)

    with pytest.raises(Failure, match=f"{error} .*server's log is {tmp_path}/server.log"):
        demonstrate(tmp_path, 0, QUIET, keep=False)
