from collections.abc import AsyncIterator

import httpx
import pytest

from support.site import Site, site_in_memory


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A client with an API key of 10 units, and what lies below it."""
    async with site_in_memory() as site:
        yield site


@pytest.fixture
def admin(site: Site) -> httpx.AsyncClient:
    """The client with the administrator's key in place of the API key."""
    site.http.headers["Authorization"] = "Bearer adm"
    return site.http
