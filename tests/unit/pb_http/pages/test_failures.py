"""What goes wrong is told on a page, or beside what was being done; never as a trace."""

import pytest

from pb_core.errors import StorageError
from support.visitors import visiting


async def test_a_refusal_is_a_page_of_its_status() -> None:
    async with visiting() as visitor:
        answer = await visitor.http.post("/admin/sign-in", json={"key": "adm"})
        assert answer.status_code == 415
        assert "A form is expected here" in answer.text
        assert answer.headers["content-type"].startswith("text/html")


async def test_a_script_of_a_page_gets_the_sentence_alone() -> None:
    async with visiting() as visitor:
        answer = await visitor.http.post("/admin/sign-in", content="a", headers={"HX-Request": "true"})
        assert answer.status_code == 415
        assert "<html" not in answer.text
        assert 'role="alert"' in answer.text


async def test_what_nobody_expected_is_logged_and_not_told(monkeypatch, caplog) -> None:  # noqa: ANN001 - pytest's
    async with visiting() as visitor:

        async def fail(_: str) -> None:
            raise RuntimeError("of the inside")

        monkeypatch.setattr(visitor.site.keyring, "authenticate", fail)
        answer = await visitor.sign_in("studio", "pb_secret")
        assert answer.status_code == 500
        assert "of the inside" not in answer.text
        assert "of the inside" in caplog.text
        assert "pb_secret" not in caplog.text


async def test_a_store_that_is_away_asks_to_come_back(monkeypatch) -> None:  # noqa: ANN001 - pytest's
    async with visiting() as visitor:

        async def fail(_: str) -> None:
            raise StorageError("disk I/O error")

        monkeypatch.setattr(visitor.site.keyring, "authenticate", fail)
        answer = await visitor.sign_in("studio", "pb_secret")
        assert answer.status_code == 503
        assert answer.headers["retry-after"]


async def test_every_page_forbids_what_is_not_ours() -> None:
    async with visiting() as visitor:
        for path in ("/", "/docs", "/docs/components", "/admin/sign-in", "/studio/sign-in"):
            headers = (await visitor.http.get(path)).headers
            assert "script-src 'self'" in headers["content-security-policy"]
            assert "unsafe" not in headers["content-security-policy"]
            assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/admin/nothing", "/admin/history/a/b", "/studio/x/y"])
async def test_an_address_without_a_page_is_told_of_by_a_page(path: str) -> None:
    async with visiting() as visitor:
        for _ in range(2):
            answer = await visitor.http.get(path)
            assert answer.status_code == 404
            assert "There is nothing at this address." in answer.text
            assert answer.headers["content-type"].startswith("text/html")
            assert "script-src 'self'" in answer.headers["content-security-policy"]
            await visitor.sign_in("admin", "adm")
        assert (await visitor.http.put("/admin/keys")).status_code == 405


async def test_the_api_tells_it_as_json() -> None:
    async with visiting() as visitor:
        answer = await visitor.http.get("/api/admin/nothing")
        assert answer.json() == {"detail": "There is nothing at this address"}
