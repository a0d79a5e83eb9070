import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, cast

import anyio
import httpx
import pytest
from litestar.exceptions import InternalServerException
from litestar.types import Scope

from pb_http import request
from pb_http.body_budget import BodyBudget
from support.site import BODY, Site, site_in_memory


def test_what_a_request_took_is_given_back_whole() -> None:
    budget, scope = BodyBudget(10), cast("Scope", {})
    assert budget.take(scope, "a", 6)
    assert budget.take(scope, "a", 4)
    assert not budget.has(1)
    assert not budget.take(scope, "a", 1)
    budget.give_back(scope)
    budget.give_back(scope)
    assert budget.has(10)
    assert not budget.has(11)


def test_one_client_leaves_the_rest_to_the_others() -> None:
    budget = BodyBudget(10, share=6)
    mine, more, theirs = (cast("Scope", {}) for _ in range(3))
    assert budget.take(mine, "a", 5)
    assert [budget.has_for("a", 1), budget.has_for("a", 2), budget.has_for("b", 5)] == [True, False, True]
    assert not budget.take(more, "a", 2)
    assert budget.take(theirs, "b", 5)
    assert not budget.take(more, "b", 1)
    budget.give_back(mine)
    assert budget.take(more, "a", 5)
    for scope in (more, theirs):
        budget.give_back(scope)
    assert budget.held == 0


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with site_in_memory(bodies=BodyBudget(1_000)) as site:
        yield site


def body_of(size: int) -> bytes:
    return json.dumps(BODY | {"x": "x" * size}).encode()


async def post(site: Site, content: bytes | AsyncIterator[bytes]) -> httpx.Response:
    return await site.http.post("/api/generate", content=content, headers={"Content-Type": "application/json"})


async def test_bodies_beyond_the_room_for_all_are_told_to_come_later(site: Site) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        body = body_of(600)
        yield body[:600]
        begun.set()
        await go.wait()
        yield body[600:]

    first = asyncio.create_task(post(site, slow()))
    await begun.wait()
    announced = await post(site, body_of(600))

    async def unannounced() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b" " * 200

    counted = await post(site, unannounced())
    small = await post(site, body_of(10))
    go.set()

    for refused in (announced, counted):
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert refused.json()["detail"] == "The bodies of other requests take all the room: try again later"
    assert (small.status_code, (await first).status_code) == (202, 202)
    assert (await post(site, body_of(600))).status_code == 202


async def test_of_bodies_that_grow_together_one_is_refused_and_makes_room_at_once() -> None:
    budget, begun, grown, go = BodyBudget(1_000), asyncio.Event(), asyncio.Event(), asyncio.Event()
    body = body_of(700)

    async def first() -> AsyncIterator[bytes]:
        yield body[:600]
        begun.set()
        await go.wait()
        yield body[600:]

    async def second() -> AsyncIterator[bytes]:
        yield b" " * 400
        grown.set()
        yield b" " * 200
        await go.wait()

    async with site_in_memory(bodies=budget) as site:
        kept = asyncio.create_task(post(site, first()))
        await begun.wait()
        refused = asyncio.create_task(post(site, second()))
        await grown.wait()
        with anyio.fail_after(60):
            while budget.held != 600:  # noqa: ASYNC110 - a budget tells nobody
                await asyncio.sleep(0)
        go.set()
        assert ((await kept).status_code, (await refused).status_code) == (202, 503)


async def test_a_refused_or_broken_body_leaves_the_room_free(site: Site) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield body_of(600)
        raise InternalServerException

    for _ in range(3):
        assert (await post(site, broken())).status_code == 400
        assert (await post(site, b"{" + b" " * 900)).status_code == 422
    assert (await post(site, body_of(600))).status_code == 202


async def test_the_bytes_of_a_body_are_gone_when_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    usual = request.decode
    monkeypatch.setattr(request, "decode", lambda body, kind: (seen.append(body), usual(body, kind))[1])
    async with site_in_memory() as site:
        assert (await post(site, body_of(600))).status_code == 202
    assert seen == [bytearray()]
