import httpx
import pytest

from paperbanana_client import Refused
from pb_http.mcp_server import accounts
from pb_http.mcp_server.accounts import Accounts, ApiKeys

STANDING = {"name": "a", "quota_remaining": 1, "quota_total": 1, "total_used": 0, "cost_usd": 0.0}


class Asked:
    """A server that knows one key, and counts who asks."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.count += 1
        known = request.headers["authorization"] == "Bearer pb_good"
        return httpx.Response(200 if known else 401, json=STANDING if known else {"detail": "Invalid API key"})


def kept(asked: Asked, own_key: str | None = None) -> Accounts:
    return Accounts("http://figures.example", httpx.MockTransport(asked), own_key)


async def test_a_key_is_asked_about_once_in_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked()
    keys = ApiKeys(kept(asked))
    first, second = await keys.verify_token("pb_good"), await keys.verify_token("pb_good")
    assert first is not None
    assert second is not None
    assert first.client_id == second.client_id
    assert "pb_good" not in first.client_id
    assert asked.count == 1
    monkeypatch.setattr(accounts, "KNOWN_SECONDS", -1.0)
    again = ApiKeys(kept(asked))
    await again.verify_token("pb_good")
    await again.verify_token("pb_good")
    assert asked.count == 3


async def test_unknown_keys_and_such_that_no_header_can_hold_are_nobodys() -> None:
    asked = Asked()
    keys = ApiKeys(kept(asked))
    assert await keys.verify_token("pb_bad") is None
    assert asked.count == 1
    for token in ("é€", "", "a b", "a\nb", "x" * 5_000):
        assert await keys.verify_token(token) is None
    assert asked.count == 1


async def test_a_call_has_the_programs_key_or_its_own() -> None:
    asked = Asked()
    assert (await kept(asked, "pb_good").client(None).key()).name == "a"
    assert (await kept(asked).client({"authorization": "Bearer pb_good"}).key()).name == "a"
    for headers in (None, {}, {"authorization": "Basic x"}, {"authorization": "Bearer "}):
        with pytest.raises(Refused, match="This call has no API key"):
            kept(asked).client(headers)
