"""What an estimate leaves as it was."""

from msgspec.structs import replace

from pb_core.domain.billing import KeyChange
from support.site import Site

BODY = {"source_context": "An encoder reads.", "caption": "Figure 1", "webhook_url": "https://caller.example/hook"}


async def test_an_exhausted_key_may_ask_and_nothing_is_read_or_stored(site: Site) -> None:
    [key] = await site.storage.keys()
    key = await site.keyring.change(key.id, KeyChange(quota_remaining=0))

    answer = await site.http.post("/api/estimate", json={"kind": "generate", "body": BODY})

    assert answer.status_code == 200
    assert [step["role"] for step in answer.json()["steps"]][-2:] == ["round/critique", "round/critique/revise"]
    assert await site.storage.keys() == (replace(key, quota_remaining=0),)
    assert (await site.storage.usage(key.id), site.artifacts.reads) == ((), [])


async def test_a_disabled_key_may_not(site: Site) -> None:
    [key] = await site.storage.keys()
    await site.keyring.change(key.id, KeyChange(active=False))

    assert (await site.http.post("/api/estimate", json={"kind": "generate", "body": BODY})).status_code == 403
