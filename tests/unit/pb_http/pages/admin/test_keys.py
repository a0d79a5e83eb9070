import re

from pb_adapters.server_state import memory_state
from pb_core.domain.billing import KeyChange
from pb_http.pages.admin.keys import LISTED
from support.visitors import visiting

_LISTED = re.compile(r'<a href="/admin/keys/[^"]+">([^<]*)</a>')


async def test_keys_are_found_by_words_and_state_and_come_in_pages() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        keyring = visitor.site.keyring
        for number in range(LISTED):
            await keyring.create(f"group {number}", 1)
        _, off = await keyring.create("Vision Lab", None, "https://caller.example/hook")
        await keyring.change(off.id, KeyChange(active=False))

        async def listed(query: str) -> list[str]:
            answer = await visitor.http.get(f"/admin/keys{query}")
            assert answer.status_code == 200
            return _LISTED.findall(answer.text)

        assert (await listed(""))[0] == "Vision Lab"
        assert len(await listed("")) == LISTED
        assert await listed("?page=2") == ["group 0", "test"]
        assert await listed("?page=99") == ["group 0", "test"]
        for query in ("?q=lab+vision", "?state=disabled", "?q=caller.example", f"?q={off.id}"):
            assert await listed(query) == ["Vision Lab"], query
        assert await listed("?q=nobody") == []
        assert (await visitor.http.get("/admin/keys?page=x")).status_code == 422


async def test_an_installation_without_keys_is_led_to_make_one() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        (key,) = await visitor.site.keyring.list()
        await visitor.site.keyring.remove(key.id)
        assert "There are no keys yet" in (await visitor.http.get("/admin/keys")).text


async def test_a_form_that_is_sent_twice_makes_one_key_and_shows_its_value() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        page = await visitor.http.get("/admin/keys/new")
        fields = {name: _field(page.text, name) for name in ("csrf", "once")} | {"name": "group"}
        first, second = [await visitor.http.post("/admin/keys/new", data=fields) for _ in range(2)]
        assert first.headers["location"] == second.headers["location"]
        assert [key.name for key in await visitor.site.keyring.list()] == ["test", "group"]
        assert "The new key" in (await visitor.http.get(second.headers["location"])).text
        anew = fields | {"once": _field((await visitor.http.get("/admin/keys/new")).text, "once")}
        await visitor.http.post("/admin/keys/new", data=anew)
        assert len(await visitor.site.keyring.list()) == 3


async def test_a_form_that_was_refused_can_be_sent_again() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        page = await visitor.http.get("/admin/keys/new")
        fields = {name: _field(page.text, name) for name in ("csrf", "once")}
        assert (await visitor.http.post("/admin/keys/new", data=fields | {"name": ""})).status_code == 422
        assert (await visitor.http.post("/admin/keys/new", data=fields | {"name": "group"})).status_code == 303


async def test_a_form_that_is_sent_again_while_its_key_is_made_makes_none() -> None:
    state = memory_state()
    async with visiting(state=state) as visitor:
        await visitor.sign_in("admin", "adm")
        page = await visitor.http.get("/admin/keys/new")
        fields = {name: _field(page.text, name) for name in ("csrf", "once")} | {"name": "group"}
        token = visitor.http.cookies["pb_operator"]
        assert await state.sessions.claim(token, f"sent {fields['once']}") is None  # as the first one does
        answer = await visitor.http.post("/admin/keys/new", data=fields)
        assert answer.headers["location"] == "/admin/keys"
        assert "This form was sent already" in (await visitor.http.get("/admin/keys")).text
        assert [key.name for key in await visitor.site.keyring.list()] == ["test"]


def _field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None
    return found[1]
