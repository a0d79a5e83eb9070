"""Rotating a key's webhook secret: additional to the reference."""

from typing import Any

import httpx
import pytest

OLD, NEW = "the-old-hush", "the-new-hush"


async def created(admin: httpx.AsyncClient, **fields: object) -> str:
    answer = await admin.post("/api/admin/keys", json={"name": "my-app"} | fields)
    return f"/api/admin/keys/{answer.json()['id']}"


async def rotating(admin: httpx.AsyncClient, key: str) -> bool:
    detail: dict[str, Any] = (await admin.get(key)).json()
    return bool(detail["secret_rotating"])


async def test_a_rotation_begins_and_is_completed(admin: httpx.AsyncClient) -> None:
    key = await created(admin, webhook_secret=OLD)
    assert not await rotating(admin, key)
    begun = await admin.post(f"{key}/secret-rotation", json={"webhook_secret": NEW})
    assert (begun.status_code, begun.json()["secret_rotating"]) == (200, True)
    assert await rotating(admin, key)
    completed = await admin.post(f"{key}/secret-rotation/complete")
    assert completed.status_code == 200
    assert "secret_rotating" not in completed.json()
    assert not await rotating(admin, key)
    again = await admin.post(f"{key}/secret-rotation", json={"webhook_secret": NEW})
    assert (again.status_code, again.json()["detail"]) == (
        422,
        "webhook_secret is the one that this API key has: choose another",
    )


async def test_a_rotation_is_abandoned(admin: httpx.AsyncClient) -> None:
    key = await created(admin, webhook_secret=OLD)
    await admin.post(f"{key}/secret-rotation", json={"webhook_secret": NEW})
    abandoned = await admin.delete(f"{key}/secret-rotation")
    assert (abandoned.status_code, abandoned.content) == (204, b"")
    assert not await rotating(admin, key)
    assert (await admin.post(f"{key}/secret-rotation", json={"webhook_secret": NEW})).status_code == 200


async def test_a_secret_that_is_patched_ends_a_rotation(admin: httpx.AsyncClient) -> None:
    key = await created(admin, webhook_secret=OLD)
    await admin.post(f"{key}/secret-rotation", json={"webhook_secret": NEW})
    await admin.patch(key, json={"webhook_secret": "another"})
    assert not await rotating(admin, key)


async def test_no_answer_shows_a_secret(admin: httpx.AsyncClient) -> None:
    key = await created(admin, webhook_secret=OLD)
    answers = [
        await admin.post(f"{key}/secret-rotation", json={"webhook_secret": NEW}),
        await admin.get(key),
        await admin.get("/api/admin/keys"),
        await admin.post(f"{key}/secret-rotation", json={"webhook_secret": OLD}),
        await admin.post(f"{key}/secret-rotation/complete"),
        await admin.post(f"{key}/secret-rotation", json={"webhook_secret": NEW}),
    ]
    assert not [answer.text for answer in answers if "hush" in answer.text]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "webhook_secret is required"),
        ({"webhook_secret": ""}, "webhook_secret must not be empty"),
        ({"webhook_secret": " "}, "webhook_secret must not be blank"),
        ({"webhook_secret": "x" * 1001}, "webhook_secret must have at most 1000 characters"),
        ({"webhook_secret": 7}, "webhook_secret must be a string, not an integer"),
    ],
)
async def test_a_wrong_secret_is_a_sentence(admin: httpx.AsyncClient, body: dict[str, Any], sentence: str) -> None:
    key = await created(admin, webhook_secret=OLD)
    answer = await admin.post(f"{key}/secret-rotation", json=body)
    assert (answer.status_code, answer.json()["detail"]) == (422, sentence)
    assert not await rotating(admin, key)


async def test_there_must_be_something_to_rotate(admin: httpx.AsyncClient) -> None:
    bare = await created(admin)
    answers = [
        await admin.post(f"{bare}/secret-rotation", json={"webhook_secret": NEW}),
        await admin.post(f"{bare}/secret-rotation/complete"),
        await admin.delete(f"{bare}/secret-rotation"),
    ]
    assert [answer.json()["detail"] for answer in answers] == [
        "This API key has no webhook_secret to rotate: set one",
        "The webhook_secret of this API key is not being rotated",
        "The webhook_secret of this API key is not being rotated",
    ]
    assert {answer.status_code for answer in answers} == {422}
    unknown = await admin.post("/api/admin/keys/nobody/secret-rotation/complete")
    assert (unknown.status_code, unknown.json()) == (404, {"detail": "No such API key"})


async def test_only_the_administrator_rotates(admin: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    key = await created(admin, webhook_secret=OLD)
    for answer in (
        await api.post(f"{key}/secret-rotation", json={"webhook_secret": NEW}),
        await api.post(f"{key}/secret-rotation/complete"),
        await api.delete(f"{key}/secret-rotation"),
    ):
        assert answer.status_code == 401
