"""Two servers on one database and one folder of artifacts, called without a network, as by a proxy before them."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from msgspec import Struct

from pb_adapters.artifacts.files import FileArtifacts
from pb_adapters.runtime import SecureIds, SystemClock
from pb_adapters.server_state.postgres.state import postgres_state
from pb_adapters.storage.postgres import PostgresStorage
from pb_adapters.storage.postgres.pool import open_pool
from pb_adapters.wakeups.postgres import PostgresWakeups, open_wakeups
from pb_core.application.assembly import Core, Options, Ports, assemble
from pb_core.application.engines import Engines
from pb_core.testing.memory.images import MemoryComposer, ScriptedImages
from pb_core.testing.memory.notifier import RecordingNotifier
from pb_core.testing.memory.pdf_files import InMemoryPdfReader
from pb_core.testing.memory.plots import ScriptedPlots
from pb_core.testing.memory.vlm import ScriptedVlm
from pb_http.app import create_app
from pb_http.runtime import Runtime
from support.postgres import shared_server

ADMIN_KEY = "adm"
CONNECTION_SECONDS = 2.0
"""How long a request waits for a database that is away."""
_FIELD = r'name="{name}" value="([^"]*)"'


class Server(Struct, frozen=True, kw_only=True):
    """One of them: its core, its store, and who calls it with an API key."""

    core: Core
    storage: PostgresStorage
    api: httpx.AsyncClient


class Two(Struct, frozen=True, kw_only=True):
    """Both; ``browser`` is somebody with cookies, whose requests go to either."""

    here: Server
    there: Server
    key: str
    browser: "Browser"


class Browser:
    """Keeps the cookies of the one name that both servers have, and says where its forms come from."""

    def __init__(self, *servers: httpx.AsyncBaseTransport) -> None:
        headers = {"Origin": "http://pb.test", "Sec-Fetch-Site": "same-origin"}
        self.cookies: dict[str, str] = {}
        self.at = tuple(
            httpx.AsyncClient(transport=server, base_url="http://pb.test", headers=headers) for server in servers
        )

    async def get(self, server: int, path: str) -> httpx.Response:
        """Ask one of the servers for a page."""
        return self._keep(await self.at[server].get(path, headers=self._cookie()))

    async def post(self, server: int, path: str, **given: Any) -> httpx.Response:  # noqa: ANN401 - as httpx has it
        """Send a form to one of them."""
        return self._keep(await self.at[server].post(path, headers=self._cookie(), **given))

    async def sign_in(self, server: int, part: str, key: str) -> httpx.Response:
        """Sign in to ``admin`` or ``studio``."""
        return await self.post(server, f"/{part}/sign-in", data={"key": key})

    async def field(self, server: int, page: str, name: str) -> str:
        """What the forms of a page carry."""
        found = re.search(_FIELD.format(name=name), (await self.get(server, page)).text)
        assert found is not None, f"{page} has no {name}"
        return found[1]

    def _cookie(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}

    def _keep(self, answer: httpx.Response) -> httpx.Response:
        self.cookies |= dict(answer.cookies)
        for client in self.at:
            client.cookies.clear()
        return answer


@asynccontextmanager
async def two_servers(
    folder: Path,
    options: Options = Options(),  # noqa: B008 - frozen
    url: str | None = None,
    **runtime: Any,  # noqa: ANN401 - the fields of Runtime
) -> AsyncIterator[Two]:
    """Put both together on a database, an empty one unless it is named, with an API key of 10 units; no task runs."""
    async with AsyncExitStack() as stack:
        url = url or stack.enter_context(shared_server().database())
        made = []
        for _ in range(2):
            pool = await stack.enter_async_context(await open_pool(url, most=4))
            pool.timeout = CONNECTION_SECONDS
            wakeups = await stack.enter_async_context(open_wakeups(url, pool))
            storage = PostgresStorage.on_pool(pool)
            core = assemble(_ports(storage, wakeups, folder), options)
            parts = {"service": core.service, "keyring": core.keyring, "administration": core.administration}
            state = postgres_state(pool)
            app = create_app(Runtime(**parts, version="1", admin_key=ADMIN_KEY, state=state, **runtime))
            made.append((core, storage, httpx.ASGITransport(app)))
        key, _ = await made[0][0].keyring.create("test", 10)
        headers = {"Authorization": f"Bearer {key}"}
        here, there = [
            Server(
                core=core,
                storage=storage,
                api=await stack.enter_async_context(
                    httpx.AsyncClient(transport=transport, base_url="http://pb.test", headers=headers)
                ),
            )
            for core, storage, transport in made
        ]
        browser = Browser(*(transport for _, _, transport in made))
        for client in browser.at:
            await stack.enter_async_context(client)
        yield Two(here=here, there=there, key=key, browser=browser)


def _ports(storage: PostgresStorage, wakeups: PostgresWakeups, folder: Path) -> Ports:
    return Ports(
        engines=Engines(vlm=ScriptedVlm(), images=ScriptedImages(), plots=ScriptedPlots(), composer=MemoryComposer()),
        storage=storage,
        artifacts=FileArtifacts(folder),
        pdf=InMemoryPdfReader(),
        notifier=RecordingNotifier(),
        wakeups=wakeups,
        clock=SystemClock(),
        ids=SecureIds(),
    )
