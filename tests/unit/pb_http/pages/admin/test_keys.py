import re

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
