"""What became of webhooks, and sending them again: additional to the reference."""

from typing import Any

import httpx
import pytest

from pb_core.domain.tasks import Outcome
from pb_core.domain.webhooks import Attempt
from pb_core.testing.contracts.storage_base import after, sample_delivery

URL = "https://your-server.com/callback"
FIELDS = ["id", "task_id", "event", "url", "state", "created_at", "next_at", "attempts"]
BODY = {"source_context": "An encoder feeds a decoder.", "caption": "Figure 1", "webhook_url": URL}
GIVEN_UP = Attempt(number=1, at=after(7), status=503, seconds=0.213, excerpt="Down for maintenance")


async def ended(api: httpx.AsyncClient, site: Any) -> str:  # noqa: ANN401 - conftest's Site
    """A task that has failed, whose webhook was tried once and given up."""
    task_id = str((await api.post("/api/generate", json=BODY)).json()["task_id"])
    claimed = await site.claim(task_id)
    delivery = sample_delivery(f"webhook of {task_id}", task_id, key_id=claimed.task.key_id, url=URL)
    await site.storage.finish_task(claimed.lease, Outcome(error="No."), after(0), delivery)
    sent = await site.storage.claim_delivery(site.clock.now(), after(60) - after(0), f"token of {task_id}")
    assert sent.delivery.task_id == task_id
    await site.storage.record_attempt(sent.lease, GIVEN_UP, None)
    return task_id


async def test_the_owner_sees_what_became_of_a_webhook(api: httpx.AsyncClient, site: Any) -> None:  # noqa: ANN401 - see above
    task_id = await ended(api, site)
    answer = await api.get(f"/api/tasks/{task_id}/webhook")
    assert answer.status_code == 200
    assert list(answer.json()) == FIELDS
    assert answer.json() == {
        "id": f"webhook of {task_id}",
        "task_id": task_id,
        "event": "task.completed",
        "url": URL,
        "state": "failed",
        "created_at": "2026-01-31T12:00:00+00:00",
        "next_at": None,
        "attempts": [
            {
                "number": 1,
                "at": "2026-01-31T12:00:07+00:00",
                "seconds": 0.213,
                "status": 503,
                "error": None,
                "answer": "Down for maintenance",
            }
        ],
    }


async def test_the_owner_has_a_webhook_sent_again_and_is_charged_nothing(
    api: httpx.AsyncClient,
    site: Any,  # noqa: ANN401 - see above
    used: Any,  # noqa: ANN401 - conftest's
) -> None:
    task_id = await ended(api, site)
    before = await used()
    answer = await api.post(f"/api/tasks/{task_id}/webhook/redeliver")
    assert answer.status_code == 202
    assert (answer.json()["state"], len(answer.json()["attempts"])) == ("pending", 1)
    assert answer.json()["next_at"] is not None
    assert (await api.get(f"/api/tasks/{task_id}/webhook")).json() == answer.json()
    assert await used() == before
    due = await site.storage.claim_delivery(site.clock.now(), after(60) - after(0), f"again {task_id}")
    assert due.delivery.task_id == task_id
    await site.storage.record_attempt(due.lease, Attempt(number=2, at=after(9), status=200), None)
    assert (await api.get(f"/api/tasks/{task_id}/webhook")).json()["state"] == "delivered"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_who_has_no_webhook_is_told_why(api: httpx.AsyncClient, method: str) -> None:
    silent = (await api.post("/api/generate", json=BODY | {"webhook_url": ""})).json()["task_id"]
    pending = (await api.post("/api/generate", json=BODY)).json()["task_id"]
    for task_id, sentence in (
        (silent, "This task has no webhook: no webhook_url was given with it or set for its key"),
        (pending, "The task is pending, so it has no webhook yet"),
        ("0" * 32, "No such task"),
    ):
        path = f"/api/tasks/{task_id}/webhook" + ("/redeliver" if method == "POST" else "")
        answer = await api.request(method, path)
        assert (answer.status_code, answer.json()) == (404, {"detail": sentence})


async def test_another_keys_webhook_is_not_found(
    api: httpx.AsyncClient,
    admin: httpx.AsyncClient,
    site: Any,  # noqa: ANN401 - see above
) -> None:
    task_id = await ended(api, site)
    other = (await admin.post("/api/admin/keys", json={"name": "other"})).json()["key"]
    for method, path in (("GET", "webhook"), ("POST", "webhook/redeliver")):
        answer = await api.request(method, f"/api/tasks/{task_id}/{path}", headers={"Authorization": f"Bearer {other}"})
        assert (answer.status_code, answer.json()) == (404, {"detail": "No such task"})


async def test_the_administrator_finds_a_webhook_by_its_id_or_its_tasks(
    api: httpx.AsyncClient,
    admin: httpx.AsyncClient,
    site: Any,  # noqa: ANN401 - see above
) -> None:
    task_id = await ended(api, site)
    found = [await admin.get(f"/api/admin/webhooks/{name}") for name in (task_id, f"webhook of {task_id}")]
    assert [answer.json()["task_id"] for answer in found] == [task_id, task_id]
    again = await admin.post(f"/api/admin/webhooks/{task_id}/redeliver")
    assert (again.status_code, again.json()["state"]) == (202, "pending")
    for answer in (
        await admin.get(f"/api/admin/webhooks/{'0' * 32}"),
        await admin.post(f"/api/admin/webhooks/{'0' * 32}/redeliver"),
    ):
        assert answer.status_code == 404
        assert "No such webhook" in answer.json()["detail"]


async def test_only_the_administrator_may_see_any_webhook(api: httpx.AsyncClient, site: Any) -> None:  # noqa: ANN401 - see above
    task_id = await ended(api, site)
    assert (await api.get(f"/api/admin/webhooks/{task_id}")).status_code == 401
    assert (await api.post(f"/api/admin/webhooks/{task_id}/redeliver")).status_code == 401
