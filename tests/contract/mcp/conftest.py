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
        own = {"XDG_STATE_HOME": str(tmp_path / "state")}
        own["PAPERBANANA_ARTIFACTS_URL"] = "s3://of-the-service/and-not-of-mcp"
        remote = {} if local else {"PAPERBANANA_API_KEY": key, "PAPERBANANA_URL": server.url}
        program = StdioServerParameters(
            command=sys.executable,
            args=["-m", "pb_http.cli.main", "mcp", *arguments],
            env=clean_environment(**own, **remote),
            cwd=tmp_path,
        )
        async with Client(program, mode=mode) as client:
            yield client

    return connected
