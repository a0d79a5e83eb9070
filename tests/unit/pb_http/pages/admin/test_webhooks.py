import html
import re

import pytest

from pb_core.domain.webhooks.signatures import signature
from support.visitors import visiting

_SAMPLE = re.compile(r'<pre tabindex="0" id="sample">(.*?)</pre>', re.DOTALL)


async def test_the_sample_verifies_what_we_sign_and_nothing_else() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        found = _SAMPLE.search((await visitor.http.get("/admin/webhooks")).text)
    assert found is not None
    names: dict[str, object] = {}
    exec(compile(html.unescape(found[1]), "sample", "exec"), names)  # noqa: S102 - our own page's program
    is_genuine = names["is_genuine"]
    assert callable(is_genuine)
    assert is_genuine(b"body", signature(b"body", "secret"), "secret")
    for header in (signature(b"other", "secret"), signature(b"body", "other"), "", None):
        assert not is_genuine(b"body", header, "secret")


@pytest.mark.parametrize("query", ["outcome=lost", "cursor=x"])
async def test_a_question_that_means_nothing_is_refused(query: str) -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        assert (await visitor.http.get(f"/admin/webhooks?{query}")).status_code == 422


async def test_what_is_not_there_is_told_of() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        assert (await visitor.http.get("/admin/webhooks/none")).status_code == 404
        for path, fields in {"/admin/webhooks/none/redeliver": {}, "/admin/webhooks/test": {"key": "none"}}.items():
            assert (await visitor.post(path, "/admin/keys", **fields)).status_code == 404
        (key,) = await visitor.site.keyring.list()
        refused = await visitor.post("/admin/webhooks/test", "/admin/keys", key=key.id)
        assert refused.status_code == 422
        assert "no webhook_url" in refused.text
