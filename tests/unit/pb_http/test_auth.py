from typing import Any, cast

import pytest
from litestar import Litestar, Request
from litestar.exceptions import HTTPException

from pb_core.application.history import Administration
from pb_core.application.keyring import Keyring
from pb_core.application.service import FigureService
from pb_core.domain.billing import KeyChange
from pb_core.errors import KeyDisabled, KeyUnknown
from pb_core.testing.memory import ManualClock, MemoryArtifacts, SequentialIds
from pb_core.testing.memory.storage import MemoryStorage
from pb_http.auth import bearer_token, require_admin, require_api_key
from pb_http.request import ApiRequest
from pb_http.runtime import Runtime


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(store=MemoryStorage(), artifacts=MemoryArtifacts(), ids=SequentialIds(), clock=ManualClock())


def request(*authorization: str, keyring: Keyring | None = None, admin_key: str | None = None) -> ApiRequest:
    """A request with these Authorization headers to a server with these keys."""
    runtime = Runtime(
        service=cast("FigureService", None),
        keyring=cast("Keyring", keyring),
        administration=cast("Administration", None),
        version="1",
        admin_key=admin_key,
    )
    headers = [(b"authorization", value.encode("latin-1")) for value in authorization]
    app = Litestar(openapi_config=None)
    app.state["runtime"] = runtime
    return ApiRequest({"type": "http", "headers": headers, "litestar_app": app, "state": {}})  # type: ignore[typeddict-item,arg-type]  # only what is read


@pytest.mark.parametrize("header", ["Bearer abc", "bearer abc", "BEARER  abc "])
def test_the_token_follows_the_scheme(header: str) -> None:
    assert bearer_token(request(header)) == "abc"


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        ((), "is missing"),
        (("",), "must read: Bearer followed by the key"),
        (("Bearer",), "must read"),
        (("Bearer  ",), "must read"),
        (("Basic abc",), "must read"),
        (("abc",), "must read"),
        (("Bearer abc", "Bearer abc"), "more than once"),
    ],
)
def test_what_is_no_token_is_refused_with_what_to_send(headers: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(KeyUnknown, match=sentence):
        bearer_token(request(*headers))


async def test_a_known_key_becomes_the_requests_user(keyring: Keyring) -> None:
    value, key = await keyring.create("a")
    known = request(f"Bearer {value}", keyring=keyring)

    await require_api_key(known)

    assert known.api_key == key


async def test_an_unknown_and_a_disabled_key_are_refused(keyring: Keyring) -> None:
    value, key = await keyring.create("a")
    await keyring.change(key.id, KeyChange(active=False))

    with pytest.raises(KeyUnknown, match="Invalid API key"):
        await require_api_key(request(f"Bearer {key.id}", keyring=keyring))
    with pytest.raises(KeyDisabled):
        await require_api_key(request(f"Bearer {value}", keyring=keyring))


async def test_the_administrators_key_opens_what_is_theirs() -> None:
    await require_admin(request("Bearer adm", admin_key="adm"))


@pytest.mark.parametrize("token", ["ad", "admi", "ADM", "schlüssel"])
async def test_another_key_does_not(token: str) -> None:
    with pytest.raises(KeyUnknown, match="Invalid admin key"):
        await require_admin(request(f"Bearer {token}", admin_key="adm"))


@pytest.mark.parametrize("admin_key", [None, ""])
async def test_without_an_administrators_key_nothing_opens(admin_key: str | None) -> None:
    with pytest.raises(HTTPException, match="set PAPERBANANA_ADMIN_KEY") as caught:
        await require_admin(request("Bearer ", admin_key=admin_key))
    assert caught.value.status_code == 500


def test_a_request_of_the_framework_itself_is_read_too() -> None:
    plain: Request[Any, Any, Any] = Request({"type": "http", "headers": [(b"authorization", b"Bearer abc")]})  # type: ignore[typeddict-item]  # only what is read
    assert bearer_token(plain) == "abc"
