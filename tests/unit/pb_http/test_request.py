from typing import cast

import pytest
from litestar import Litestar
from litestar.types import Scope

from pb_core.application.history import Administration
from pb_core.application.keyring import Keyring
from pb_core.application.service import FigureService
from pb_http.app import create_app
from pb_http.request import ApiRequest
from pb_http.runtime import Runtime


def request(public_url: str | None = None, **headers: str) -> ApiRequest:
    """A request over https to a server listening on 10.0.0.5:8000."""
    runtime = Runtime(
        service=cast("FigureService", None),
        keyring=cast("Keyring", None),
        administration=cast("Administration", None),
        version="1",
        public_url=public_url,
    )
    app: Litestar = create_app(runtime)
    scope = {
        "type": "http",
        "scheme": "https",
        "server": ("10.0.0.5", 8000),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "litestar_app": app,
        "app": app,
        "state": {},
    }
    return ApiRequest(cast("Scope", scope))


@pytest.mark.parametrize("host", ["figures.example", "figures.example:8443", "127.0.0.1:80", "[::1]:8000", "a_b"])
def test_links_follow_the_host_of_the_request(host: str) -> None:
    assert request(host=host).address == f"https://{host}"


@pytest.mark.parametrize("host", ["", "a b", "evil.example/path", "user@host", '"><script>', "a:b", "[::1"])
def test_a_host_that_is_none_is_not_repeated(host: str) -> None:
    assert request(host=host).address == "https://10.0.0.5:8000"


def test_a_configured_address_wins() -> None:
    assert request("https://figures.example/pb/", host="10.0.0.5").address == "https://figures.example/pb"
