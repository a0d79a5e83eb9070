import re
from datetime import datetime
from typing import Any

import httpx
import pytest

DOCUMENTED = ["key", "name", "quota_remaining", "quota_total", "total_used", "active", "created_at"]
URL = "https://your-server.com/callback"


async def create(admin: httpx.AsyncClient, **fields: object) -> dict[str, Any]:
    answer = await admin.post("/api/admin/keys", json={"name": "my-app"} | fields)
    assert answer.status_code == 201
    record: dict[str, Any] = answer.json()
    return record


async def test_creation_shows_the_full_key_once(admin: httpx.AsyncClient) -> None:
    record = await create(admin, quota=100, webhook_url=URL, webhook_secret="s3cret")
    listed = (await admin.get("/api/admin/keys")).text

    assert list(record) == [*DOCUMENTED, "webhook_url", "id"]
    assert re.fullmatch("pb_[A-Za-z0-9]{32,}", record["key"])
    assert (record["name"], record["quota_remaining"], record["quota_total"]) == ("my-app", 100, 100)
    assert (record["total_used"], record["active"], record["webhook_url"]) == (0, True, URL)
    assert record["created_at"].endswith("+00:00")
    assert datetime.fromisoformat(record["created_at"])
    assert record["key"] not in listed
    assert "s3cret" not in listed


@pytest.mark.parametrize("fields", [{}, {"quota": None}])
async def test_without_a_quota_a_key_is_unlimited(admin: httpx.AsyncClient, fields: dict[str, Any]) -> None:
    record = await create(admin, **fields)

    assert (record["quota_remaining"], record["quota_total"]) == (None, None)


@pytest.mark.parametrize("quota", [0, 2**53])
async def test_the_bounds_of_a_quota(admin: httpx.AsyncClient, quota: int) -> None:
    assert (await create(admin, quota=quota))["quota_total"] == quota


async def test_an_empty_webhook_url_is_none(admin: httpx.AsyncClient) -> None:
    assert (await create(admin, webhook_url="", webhook_secret=""))["webhook_url"] is None


async def test_an_unknown_field_is_told(admin: httpx.AsyncClient) -> None:
    record = await create(admin, quotas=3)

    assert record["warnings"] == ["the unknown field 'quotas' was ignored: did you mean quota?"]


async def test_the_list_masks_keys(admin: httpx.AsyncClient) -> None:
    full = (await create(admin))["key"]

    records = (await admin.get("/api/admin/keys")).json()

    assert all(list(record)[: len(DOCUMENTED)] == DOCUMENTED for record in records)
    assert records[-1]["key"] == f"{full[:9]}..."


async def test_the_detail_has_the_usage_log(admin: httpx.AsyncClient, api: httpx.AsyncClient, key: str) -> None:
    body = {"description": "Draw an encoder."}
    task_id = (await api.post("/api/optimize-prompt", json=body)).json()["task_id"]

    record = (await admin.get(f"/api/admin/keys/{key}")).json()

    assert list(record) == [*DOCUMENTED, "usage_log", "webhook_url", "id", "cost_usd", "weight", "secret_rotating"]
    assert record["key"] == f"{key[:9]}..."
    assert (record["quota_remaining"], record["quota_total"], record["total_used"]) == (9, 10, 1)
    [line] = record["usage_log"]
    assert list(line) == ["id", "task_id", "endpoint", "created_at"]
    assert (line["task_id"], line["endpoint"]) == (task_id, "optimize-prompt")
    assert line["created_at"].endswith("+00:00")


async def test_a_key_is_found_by_its_id_too(admin: httpx.AsyncClient) -> None:
    record = await create(admin)

    assert (await admin.get(f"/api/admin/keys/{record['id']}")).json()["id"] == record["id"]


async def test_only_the_fields_sent_change(admin: httpx.AsyncClient) -> None:
    record = await create(admin, quota=100, webhook_url=URL)
    body = {"quota_remaining": 150, "quota_total": 200, "active": False}

    answer = await admin.patch(f"/api/admin/keys/{record['key']}", json=body)
    same = await admin.patch(f"/api/admin/keys/{record['key']}", json={})

    expected = record | body | {"key": f"{record['key'][:9]}..."}
    assert (answer.status_code, answer.json()) == (200, expected)
    assert same.json() == expected


async def test_a_null_quota_makes_a_key_unlimited(admin: httpx.AsyncClient) -> None:
    record = await create(admin, quota=100)

    answer = await admin.patch(
        f"/api/admin/keys/{record['id']}", json={"quota_remaining": None, "quota_total": None, "active": None}
    )

    assert (answer.json()["quota_remaining"], answer.json()["quota_total"]) == (None, None)
    assert answer.json()["active"] is True


async def test_an_empty_string_removes_the_webhook(admin: httpx.AsyncClient) -> None:
    record = await create(admin, webhook_url=URL)

    kept = await admin.patch(f"/api/admin/keys/{record['id']}", json={"webhook_url": None})
    removed = await admin.patch(f"/api/admin/keys/{record['id']}", json={"webhook_url": "", "webhook_secret": ""})

    assert (kept.json()["webhook_url"], removed.json()["webhook_url"]) == (URL, None)


async def test_a_deleted_key_is_gone(admin: httpx.AsyncClient) -> None:
    record = await create(admin)

    answer = await admin.delete(f"/api/admin/keys/{record['key']}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert (await admin.get(f"/api/admin/keys/{record['id']}")).status_code == 404
    assert (await admin.delete(f"/api/admin/keys/{record['id']}")).status_code == 404


@pytest.mark.parametrize("name", ["pb_none", "%00", "a%2Fb", "a/b", "x" * 10_000, "%F0%9F%8D%8C", "%FF", "..%2F.."])
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_an_unknown_key_of_any_shape_is_not_found(admin: httpx.AsyncClient, name: str, method: str) -> None:
    answer = await admin.request(
        method, f"/api/admin/keys/{name}", content=b"{}", headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 404
    assert list(answer.json()) == ["detail"]


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({}, "name is required"),
        ({"name": None}, "name is required and must not be null"),
        ({"name": ""}, "name must not be empty"),
        ({"name": " \t\n"}, "name must not be blank"),
        ({"name": "x" * 201}, "name must have at most 200 characters"),
        ({"name": "x" * 10_240}, "name must have at most 200 characters"),
        ({"name": "a", "quota": -1}, "quota must be at least 0"),
        ({"name": "a", "quota": 2**53 + 1}, "quota must be at most 9007199254740992"),
        ({"name": "a", "quota": 10**400}, "quota must be at most 9007199254740992"),
        ({"name": "a", "quota": "3"}, "quota must be an integer, not a string"),
        ({"name": "a", "quota": 3.0}, "quota must be an integer, not a number with a fraction"),
        ({"name": "a", "quota": True}, "quota must be an integer, not a boolean"),
        ({"name": "a", "webhook_url": "ftp://x.org"}, "webhook_url must be an absolute http or https URL"),
        ({"name": "a", "webhook_url": "http://10.0.0.1/"}, "webhook_url points at a private address"),
        ({"name": "a", "webhook_secret": "x" * 1001}, "webhook_secret must have at most 1000 characters"),
    ],
)
async def test_a_bad_creation_makes_no_key(admin: httpx.AsyncClient, fields: dict[str, Any], detail: str) -> None:
    before = len((await admin.get("/api/admin/keys")).json())

    answer = await admin.post("/api/admin/keys", json=fields)

    assert (answer.status_code, answer.json()) == (422, {"detail": detail})
    assert len((await admin.get("/api/admin/keys")).json()) == before


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({"quota_remaining": -1}, "quota_remaining must be at least 0"),
        ({"quota_total": 2**53 + 1}, "quota_total must be at most 9007199254740992"),
        ({"active": "yes"}, "active must be true or false, not a string"),
        ({"webhook_url": "https://u:p@x.org/"}, "webhook_url must not carry a user name or password"),
    ],
)
async def test_a_bad_change_changes_nothing(admin: httpx.AsyncClient, fields: dict[str, Any], detail: str) -> None:
    record = await create(admin, quota=5)

    answer = await admin.patch(f"/api/admin/keys/{record['id']}", json={"quota_total": 9} | fields)

    assert (answer.status_code, answer.json()) == (422, {"detail": detail})
    assert (await admin.get(f"/api/admin/keys/{record['id']}")).json()["quota_total"] == 5


@pytest.mark.parametrize(
    ("path", "methods"), [("", {"GET", "POST", "OPTIONS"}), ("/pb_none", {"GET", "PATCH", "DELETE", "OPTIONS"})]
)
async def test_allow_names_every_method(admin: httpx.AsyncClient, path: str, methods: set[str]) -> None:
    wrong = await admin.put(f"/api/admin/keys{path}")
    options = await admin.options(f"/api/admin/keys{path}")

    assert (wrong.status_code, set(wrong.headers["allow"].split(", "))) == (405, methods)
    assert (options.status_code, set(options.headers["allow"].split(", "))) == (204, methods)


async def test_a_key_can_weigh_more(admin: httpx.AsyncClient) -> None:
    path = f"/api/admin/keys/{(await create(admin))['id']}"
    assert (await admin.get(path)).json()["weight"] == 1
    assert (await admin.patch(path, json={"weight": 3})).status_code == 200
    assert (await admin.get(path)).json()["weight"] == 3
    for weight in (0, 101, 1.5, "2"):
        assert (await admin.patch(path, json={"weight": weight})).status_code == 422
