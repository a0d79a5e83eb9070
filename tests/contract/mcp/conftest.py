"""A real server of the REST API, and ``pb mcp`` before it as its users start it."""

import sys
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from served import PbServer, serving
from support.processes import clean_environment

Connect = Callable[..., AbstractAsyncContextManager[Client]]


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PbServer]:
    with serving(tmp_path_factory.mktemp("mcp")) as running:
        yield running


@pytest.fixture
def key(server: PbServer) -> str:
    return server.new_key(quota=50)


@pytest.fixture
def connect(server: PbServer, key: str, tmp_path: Path) -> Connect:
    """Connect by the SDK's own client to a ``pb mcp`` with these arguments; ``mode`` is the era of the protocol."""

    @asynccontextmanager
    async def connected(*arguments: str, mode: str = "auto", local: bool = False) -> AsyncGenerator[Client]:
        remote = {} if local else {"PAPERBANANA_API_KEY": key, "PAPERBANANA_URL": server.url}
        async with Client(_program(tmp_path, *arguments, **remote), mode=mode) as client:
            yield client

    return connected


@pytest.fixture(scope="module")
async def client(server: PbServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Client]:
    """The client of a ``pb mcp`` without arguments, for all tests that need nothing else: its start takes long."""
    remote = {"PAPERBANANA_API_KEY": server.new_key(quota=50), "PAPERBANANA_URL": server.url}
    async with Client(_program(tmp_path_factory.mktemp("shared"), **remote)) as client:
        yield client


def _program(folder: Path, *arguments: str, **remote: str) -> StdioServerParameters:
    own = {"XDG_STATE_HOME": str(folder / "state"), "PAPERBANANA_ARTIFACTS_URL": "s3://of-the-service/and-not-of-mcp"}
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "pb_http.cli.main", "mcp", *arguments],
        env=clean_environment(**own, **remote),
        cwd=folder,
    )
