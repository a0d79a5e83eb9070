import httpx
import pytest
from msgspec.structs import replace

from pb_adapters.server_state import memory_state
from pb_core.domain.rates import Rate
from pb_core.errors import StorageError
from support.site import BODY, site_in_memory

PAGE = "https://a.example"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("pb.example", 404),
        ("PB.example:8000", 404),
        ("a.sub.example", 404),
        ("[::1]:80", 404),
        ("sub.example", 400),
        ("other.example", 400),
        ("", 400),
    ],
)
async def test_only_hosts_that_are_served_are_answered(host: str, status: int) -> None:
    async with site_in_memory(allowed_hosts=("pb.example", "*.sub.example", "[::1]")) as site:
        answer = await site.http.get("/api/tasks/x", headers={"Host": host})
        health = await site.http.get("/api/health", headers={"Host": host})

    assert (answer.status_code, health.status_code) == (status, 200)
    assert "detail" in answer.json()
    assert answer.headers["x-content-type-options"] == "nosniff"


async def preflight(http: httpx.AsyncClient, origin: str) -> httpx.Response:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return await http.options("/api/generate", headers=headers)


async def test_a_preflight_of_another_page_is_refused_in_the_form_of_every_error() -> None:
    async with site_in_memory(cors_origins=(PAGE,)) as site:
        refused, allowed = await preflight(site.http, "https://b.example"), await preflight(site.http, PAGE)

    assert (refused.status_code, allowed.status_code) == (403, 204)
    assert refused.json() == {"detail": "Pages of this origin may not call this server"}
    assert "access-control-allow-origin" not in refused.headers


async def test_a_key_that_asks_too_often_is_told_when_to_come_back_and_pays_nothing() -> None:
    async with site_in_memory(rate_by_key=Rate(2, 60)) as site:
        first = await site.http.post("/api/generate", json=BODY)
        await site.http.get("/api/tasks/x")
        third = await site.http.post("/api/generate", json=BODY)
        site.http.headers["Authorization"] = "Bearer adm"
        (key,) = (await site.http.get("/api/admin/keys")).json()

    assert (first.status_code, first.headers["ratelimit"]) == (202, '"key";r=1;t=30')
    assert first.headers["ratelimit-policy"] == '"key";q=2;w=60'
    assert (third.status_code, third.headers["retry-after"]) == (429, "30")
    assert third.json() == {"detail": "Too many requests with this key: at most 2 in 60 seconds"}
    assert third.headers["ratelimit"].startswith('"key";r=0;t=')
    assert key["total_used"] == 1


async def test_an_address_is_limited_whatever_it_asks_and_a_page_may_read_why() -> None:
    async with site_in_memory(rate_by_address=Rate(2, 60), cors_origins=(PAGE,)) as site:
        for path in ("/nothing", "/api/tasks/x"):
            assert (await site.http.get(path)).status_code == 404
        refused = await site.http.get("/nothing", headers={"Origin": PAGE})
        health = await site.http.get("/api/health")

    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (429, PAGE)
    assert "RateLimit" in refused.headers["access-control-expose-headers"]
    assert health.status_code == 200
    assert "ratelimit" not in health.headers


async def test_without_settings_nothing_is_limited() -> None:
    async with site_in_memory() as site:
        answer = await site.http.get("/api/tasks/x", headers={"Host": "any.example"})

    assert answer.status_code == 404
    assert "ratelimit" not in answer.headers


class CountsAway:
    async def take(self, *_: object) -> None:
        raise StorageError("the database is away")


async def test_nobody_is_let_through_uncounted_while_the_counts_are_away() -> None:
    state = replace(memory_state(), rate_limits=CountsAway())
    for policy in ("rate_by_key", "rate_by_address"):
        async with site_in_memory(state=state, **{policy: Rate(2, 60)}) as site:
            refused = await site.http.post("/api/generate", json=BODY)
            health = await site.http.get("/api/health")
            keys = await site.keyring.list()

        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5"), policy
        assert refused.json() == {"detail": "The server cannot use its store now; try again later"}
        assert health.status_code == 200
        assert [key.quota_remaining for key in keys] == [10]
