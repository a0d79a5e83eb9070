"""Signing in takes the key, gives a session of its own, and is not tried without end."""

import pytest

from pb_http.pages.sign_in import MOST_BYTES
from pb_http.runtime import SIGN_INS
from support.visitors import api_key_of, visiting


async def test_without_an_admin_key_the_page_says_how_to_set_one() -> None:
    async with visiting(admin_key=None) as visitor:
        page = await visitor.http.get("/admin/sign-in")
        assert "export PAPERBANANA_ADMIN_KEY=" in page.text
        assert (await visitor.sign_in("admin", "")).status_code == 401


async def test_a_wrong_key_is_told_so_and_opens_nothing() -> None:
    async with visiting() as visitor:
        assert "That is not the admin key" in (await visitor.sign_in("admin", "ädm")).text
        assert "Invalid API key" in (await visitor.sign_in("studio", "pb_unknown")).text
        assert not visitor.http.cookies


async def test_a_session_that_the_browser_brought_is_not_the_one_that_it_gets() -> None:
    async with visiting() as visitor:
        visitor.http.cookies.set("pb_operator", "chosen-by-somebody-else")
        answer = await visitor.sign_in("admin", "adm")
        assert answer.headers["location"] == "/admin"
        assert "chosen-by-somebody-else" not in answer.headers["set-cookie"]
        await visitor.sign_in("admin", "adm")
        assert (await visitor.http.get("/admin")).status_code == 200


async def test_signing_in_again_ends_the_session_before() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("studio", api_key_of(visitor.site))
        first = visitor.http.cookies["pb_author"]
        await visitor.sign_in("studio", api_key_of(visitor.site))
        visitor.http.cookies.clear()
        visitor.http.cookies.set("pb_author", first)
        assert (await visitor.http.get("/studio")).status_code == 303


async def test_many_attempts_from_one_address_must_wait() -> None:
    async with visiting() as visitor:
        for _ in range(SIGN_INS.limit):
            assert (await visitor.sign_in("admin", "guess")).status_code == 401
        refused = await visitor.sign_in("admin", "adm")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        assert "Too many attempts" in refused.text


async def test_signing_out_everywhere_ends_every_session_of_the_operator() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        elsewhere = visitor.http.cookies["pb_operator"]
        visitor.http.cookies.clear()
        await visitor.sign_in("admin", "adm")
        await visitor.post("/admin/sign-out", "/admin", everywhere="yes")
        visitor.http.cookies.clear()
        visitor.http.cookies.set("pb_operator", elsewhere)
        assert (await visitor.http.get("/admin")).status_code == 303


@pytest.mark.parametrize("part", ["admin", "studio"])
async def test_what_anybody_may_send_is_small(part: str) -> None:
    async with visiting() as visitor:
        assert (await visitor.sign_in(part, "x" * MOST_BYTES)).status_code == 413
        fields, files = {"key": "adm"}, {"file": b"x" * MOST_BYTES}
        assert (await visitor.http.post(f"/{part}/sign-in", data=fields, files=files)).status_code == 413
