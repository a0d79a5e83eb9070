"""Somebody with cookies on the pages of an application in memory: signs in, reads the form's token, posts."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from support.site import Site, site_in_memory

OWN = {"Origin": "http://pb.test", "Sec-Fetch-Site": "same-origin"}
_TOKEN = re.compile(r'name="csrf" value="([^"]*)"')


class Visitor:
    """A browser without a window: ``http`` keeps its cookies and sends what browsers send with forms."""

    def __init__(self, site: Site, http: httpx.AsyncClient) -> None:
        self.site, self.http = site, http

    async def sign_in(self, part: str, key: str) -> httpx.Response:
        """Sign in to ``admin`` or ``studio``."""
        return await self.http.post(f"/{part}/sign-in", data={"key": key})

    async def token(self, path: str) -> str:
        """The token that the forms of a page carry."""
        found = _TOKEN.search((await self.http.get(path)).text)
        assert found is not None, f"{path} has no form of a session"
        return found[1]

    async def post(self, path: str, page: str, **fields: Any) -> httpx.Response:  # noqa: ANN401 - values of a form
        """Post a form that stands on a page."""
        return await self.http.post(path, data={"csrf": await self.token(page), **fields})


@asynccontextmanager
async def visiting(**options: Any) -> AsyncGenerator[Visitor]:  # noqa: ANN401 - the fields of Runtime
    """Somebody who is not signed in; ``options`` are fields of the runtime."""
    async with site_in_memory(**options) as site:
        transport = site.http._transport
        async with httpx.AsyncClient(transport=transport, base_url="http://pb.test", headers=OWN) as http:
            yield Visitor(site, http)


def api_key_of(site: Site) -> str:
    """The full value of the site's key."""
    return str(site.http.headers["authorization"]).removeprefix("Bearer ")
