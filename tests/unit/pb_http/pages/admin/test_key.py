"""Making, changing and deleting a key by its forms, without a browser."""

import re

import pytest

from pb_core.domain.billing import KeyChange
from support.visitors import Visitor, visiting

HOSTILE = "<img src=x onerror=alert(1)>\"'&"
NEW, SHOWN = "/admin/keys/new", re.compile(r"pb_\w{32,}")


async def created(visitor: Visitor, **fields: str) -> str:
    """Sign in, make a key and return the address of its page."""
    await visitor.sign_in("admin", "adm")
    answer = await visitor.post(NEW, NEW, **({"name": "lab", "quota": "5"} | fields))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_a_new_key_is_shown_once_and_works() -> None:
    async with visiting() as visitor:
        address = await created(visitor)
        first = await visitor.http.get(address)
        assert first.headers["cache-control"] == "no-store"
        found = SHOWN.search(first.text)
        assert found is not None
        assert found[0] not in address
        assert (await visitor.site.keyring.authenticate(found[0])).quota_remaining == 5
        assert not SHOWN.search((await visitor.http.get(address)).text)


async def test_what_is_wrong_is_told_and_what_was_typed_stays() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        answer = await visitor.post(NEW, NEW, name=HOSTILE, quota="-1", webhook_secret="a-secret-of-mine")
        assert answer.status_code == 422
        assert "Quota must be a whole number" in answer.text
        assert "&lt;img src=x onerror=alert(1)&gt;" in answer.text
        assert "<img src=x" not in answer.text
        assert "a-secret-of-mine" not in answer.text
        assert len(await visitor.site.keyring.list()) == 1


async def test_hostile_names_are_text_on_every_page() -> None:
    async with visiting() as visitor:
        address = await created(visitor, name=HOSTILE)
        for path in (address, "/admin/keys", "/admin/keys?q=%3Cimg&state=%22%3E%3Cscript%3E"):
            text = (await visitor.http.get(path)).text
            assert "<img src=x" not in text
            assert "<script>" not in text


async def test_a_form_that_was_opened_before_a_charge_says_what_changed() -> None:
    async with visiting() as visitor:
        address = await created(visitor)
        key = await visitor.site.keyring.find(address.rpartition("/")[2])
        shown = {"was_quota_remaining": "5", "was_quota_total": "5", "was_weight": "1", "was_webhook_url": ""}
        await visitor.site.keyring.change(key.id, KeyChange(quota_remaining=3))
        typed = {"quota_remaining": "8", "quota_total": "5", "weight": "1", "webhook_url": ""}
        answer = await visitor.post(f"{address}/change", address, **shown, **typed)
        assert answer.status_code == 422
        assert "was 5 when this form was opened and is 3 now" in answer.text
        assert (await visitor.site.keyring.find(key.id)).quota_remaining == 3
        again = await visitor.post(f"{address}/change", address, **(shown | {"was_quota_remaining": "3"}), **typed)
        assert again.headers["location"] == address
        assert (await visitor.site.keyring.find(key.id)).quota_remaining == 8
        assert "The key was changed" in (await visitor.http.get(address)).text
        assert "The key was changed" not in (await visitor.http.get(address)).text


async def test_a_secret_is_set_rotated_and_removed_and_never_shown() -> None:
    async with visiting() as visitor:
        address = await created(visitor)
        key_id = address.rpartition("/")[2]

        async def do(wish: str, secret: str = "") -> tuple[str | None, str | None]:
            answer = await visitor.post(f"{address}/secret", address, do=wish, webhook_secret=secret)
            assert answer.status_code == 303
            shown = (await visitor.http.get(address)).text
            assert "first-secret" not in shown
            assert "second-secret" not in shown
            key = await visitor.site.keyring.find(key_id)
            return key.webhook_secret, key.next_webhook_secret

        assert await do("set", "first-secret") == ("first-secret", None)
        assert await do("rotate", "second-secret") == ("first-secret", "second-secret")
        assert await do("abandon") == ("first-secret", None)
        await do("rotate", "second-secret")
        assert await do("complete") == ("second-secret", None)
        assert await do("remove") == (None, None)
        for wish in ("set", "rotate", "complete", "nonsense"):
            refused = await visitor.post(f"{address}/secret", address, do=wish)
            assert refused.status_code == 422, wish


async def test_a_key_is_disabled_enabled_and_deleted_with_its_word() -> None:
    async with visiting() as visitor:
        address = await created(visitor)
        key = await visitor.site.keyring.find(address.rpartition("/")[2])
        for word, active in (("no", False), ("yes", True)):
            await visitor.post(f"{address}/active", address, active=word)
            assert (await visitor.site.keyring.find(key.id)).active is active
        refused = await visitor.post(f"{address}/delete", address, confirm="pb_")
        assert refused.status_code == 422
        assert f"type {key.prefix} to confirm" in refused.text
        gone = await visitor.post(f"{address}/delete", address, confirm=key.prefix)
        assert gone.headers["location"] == "/admin/keys"
        assert "The key lab was deleted" in (await visitor.http.get("/admin/keys")).text


@pytest.mark.parametrize("action", ["change", "active", "secret", "delete"])
async def test_a_key_that_was_deleted_underneath_is_told_of(action: str) -> None:
    async with visiting() as visitor:
        address = await created(visitor)
        await visitor.site.keyring.remove(address.rpartition("/")[2])
        answer = await visitor.post(f"{address}/{action}", "/admin/keys", do="set", webhook_secret="s")
        assert answer.status_code == 404
        assert "No such API key." in answer.text
        assert (await visitor.http.get(address)).status_code == 404


async def test_a_form_without_the_token_of_the_session_does_nothing() -> None:
    async with visiting() as visitor:
        address = await created(visitor)
        for action in ("change", "active", "secret", "delete"):
            assert (await visitor.http.post(f"{address}/{action}", data={"active": "no"})).status_code == 403
        assert (await visitor.http.post(NEW, data={"name": "x"})).status_code == 403
        assert (await visitor.site.keyring.find(address.rpartition("/")[2])).active
