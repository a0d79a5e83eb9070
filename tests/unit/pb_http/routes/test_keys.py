import httpx
import pytest
from msgspec import UNSET, UnsetType

from pb_http.answers import Answers
from pb_http.routes.keys import _cleared
from support.site import site_in_memory


@pytest.mark.parametrize(("text", "meant"), [(None, UNSET), ("", None), ("https://a.example", "https://a.example")])
def test_an_absent_webhook_field_stays_and_an_empty_one_is_cleared(
    text: str | None, meant: str | UnsetType | None
) -> None:
    assert _cleared(text) is meant


async def test_a_change_leaves_what_it_does_not_name(admin: httpx.AsyncClient) -> None:
    made = (await admin.post("/api/admin/keys", json={"name": "a", "webhook_url": "https://a.example/"})).json()
    path = f"/api/admin/keys/{made['id']}"

    limited = (await admin.patch(path, json={"quota_remaining": 5, "quota_total": 9})).json()
    assert (limited["quota_remaining"], limited["quota_total"]) == (5, 9)
    assert limited["webhook_url"] == "https://a.example/"

    changed = (await admin.patch(path, json={"quota_remaining": None, "active": False, "webhook_url": ""})).json()
    assert (changed["quota_remaining"], changed["active"], changed["webhook_url"]) == (None, False, None)
    assert (changed["quota_total"], changed["key"]) == (9, f"{made['key'][:9]}...")


async def test_a_key_is_read_by_its_value_or_id_until_it_is_deleted(admin: httpx.AsyncClient) -> None:
    made = (await admin.post("/api/admin/keys", json={"name": "a"})).json()

    by_value, by_id = [await admin.get(f"/api/admin/keys/{made[name]}") for name in ("key", "id")]
    assert by_value.json() == by_id.json()
    assert (by_id.json()["usage_log"], by_id.json()["cost_usd"]) == ([], 0.0)
    assert (await admin.delete(f"/api/admin/keys/{made['id']}")).status_code == 204
    assert (await admin.get(f"/api/admin/keys/{made['id']}")).status_code == 404


async def test_what_was_kept_for_a_key_leaves_the_memory_with_it() -> None:
    answers = Answers()
    async with site_in_memory(answers=answers) as site:
        path = f"/api/tasks/{await site.completed(png=b'png')}"
        assert ((await site.http.get(path)).status_code, answers.size > 0) == (200, True)
        value = site.http.headers["Authorization"].removeprefix("Bearer ")
        deleted = await site.http.delete(f"/api/admin/keys/{value}", headers={"Authorization": "Bearer adm"})
        assert (deleted.status_code, answers.size) == (204, 0)
        assert (await site.http.get(path)).status_code == 401


@pytest.mark.parametrize(
    ("path", "methods"), [("", "GET, POST, OPTIONS"), ("/some-key", "GET, PATCH, DELETE, OPTIONS")]
)
async def test_the_methods_of_an_address_are_named(admin: httpx.AsyncClient, path: str, methods: str) -> None:
    answer = await admin.options(f"/api/admin/keys{path}")

    assert (answer.status_code, answer.headers["allow"], answer.content) == (204, methods, b"")
