"""Fixtures that tests of several folders use."""

import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest

from pb_adapters.upstream.exchange import UpstreamPool
from pb_adapters.workers import pool as worker_pool
from pb_core.domain.pictures import RGB
from pb_core.testing.memory.images import write_png
from scripted_wire import Hours, Wire
from scripted_wire import serving as serving_wire
from served import NO_TLS
from support.postgres import shared_server
from support.raw_server import Play, RawServer, Start
from support.raw_server import serving as serving_raw
from support.s3_faults import S3Proxy, proxy_before
from support.s3_server import S3Server, moto_server, seaweed_server
from support.warm_workers import warm_worker


@pytest.fixture
async def pool() -> AsyncIterator[UpstreamPool]:
    """Connections to providers."""
    async with UpstreamPool(clients=1, ssl_context=NO_TLS) as pool:
        yield pool


@pytest.fixture
async def serve() -> AsyncIterator[Start]:
    """Starts raw servers, which end with the test."""
    async with AsyncExitStack() as stack:

        async def start(play: Play, tls: ssl.SSLContext | None = None) -> RawServer:
            return await stack.enter_async_context(serving_raw(play, tls))

        yield start


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    """A provider's host that says what the test wants."""
    async with serving_wire() as wire:
        yield wire


@pytest.fixture
def warm_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pools of worker processes leave them to the pools of later tests."""
    monkeypatch.setattr(worker_pool, "WorkerProcess", warm_worker)


@pytest.fixture
def hours() -> Hours:
    """A clock that no test waits for."""
    return Hours()


@pytest.fixture(scope="session")
def png_4_3() -> bytes:
    """A picture of 1200 × 896 pixels."""
    return write_png(1200, 896, RGB, bytes((250, 250, 250)) * 1200)


@pytest.fixture
def database_url() -> Iterator[str]:
    """The address of an empty database of PostgreSQL that is up to date."""
    with shared_server().database() as url:
        yield url


@pytest.fixture(scope="session")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """Moto's S3 server, one for all tests of a process."""
    with moto_server(tmp_path_factory.mktemp("moto")) as server:
        yield server


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """SeaweedFS, one for all tests of a process."""
    with seaweed_server(tmp_path_factory.mktemp("seaweed")) as server:
        yield server


@pytest.fixture
def s3_proxy(moto: S3Server) -> Iterator[S3Proxy]:
    """A proxy before moto's server."""
    with proxy_before(moto) as proxy:
        yield proxy
