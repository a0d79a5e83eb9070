import re

from pb_core.domain.billing import KeyChange
from support.visitors import visiting


async def test_a_ledger_is_read_to_its_end_page_by_page() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        _, key = await visitor.site.keyring.create("busy", 100)
        for number in range(60):
            await visitor.site.keyring.change(key.id, KeyChange(quota_remaining=number))
        address, seen = f"/admin/keys/{key.id}/ledger", 0
        while address:
            text = (await visitor.http.get(address)).text
            seen += len(re.findall(r"<tr><td", text))
            found = re.search(r'rel="next" href="([^"]*)"', text)
            address = found[1].replace("&amp;", "&") if found else ""
        assert seen == 61
        assert "There is nothing further back" in (await visitor.http.get(f"/admin/keys/{key.id}/ledger?cursor=0")).text
        assert (await visitor.http.get("/admin/keys/none/ledger")).status_code == 404
