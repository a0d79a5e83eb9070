"""What the installation does, its webhooks, ledgers and tests of webhooks: additional to the reference."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from pb_core.domain.tasks import Outcome
from pb_core.domain.webhooks import Attempt
from pb_core.testing.contracts.storage_base import after, sample_delivery

Submit = Callable[[], Awaitable[str]]
URL = "https://receiver.example/hook"


async def test_an_overview_tells_what_happens(admin: httpx.AsyncClient, site: Any, submit: Submit) -> None:  # noqa: ANN401 - conftest's Site
    failed, _ = await submit(), await submit()
    await site.end(await site.claim(failed), Outcome(error="Row 7 has no column 'loss'."))
    answer = await admin.get("/api/admin/overview", params={"days": "2"})
    assert answer.status_code == 200
    told = answer.json()
    assert list(told) == [
        *("now", "since", "tasks", "oldest_waiting_since", "hours", "costs", "failures", "latencies"),
    ]
    assert list(told["tasks"]) == ["pending", "running", "completed", "failed"]
    assert told["tasks"]["pending"] >= 1
    assert told["oldest_waiting_since"] is not None
    assert sum(hour["accepted"] for hour in told["hours"]) >= 2
    assert {"cause": "Row … has no column ….", "tasks": 1, "last_task_id": failed} in told["failures"]


@pytest.mark.parametrize(
    ("path", "asked", "sentence"),
    [
        ("overview", {"days": "0"}, "days must be a whole number from 1 to 366"),
        ("overview", {"days": "x"}, "days must be"),
        ("webhooks", {"state": "lost"}, "state must be one of pending, delivered, failed"),
        ("webhooks", {"size": "101"}, "size must be"),
        ("webhooks", {"cursor": "x"}, "cursor must be"),
    ],
)
async def test_a_wrong_question_is_a_sentence(
    admin: httpx.AsyncClient, path: str, asked: dict[str, str], sentence: str
) -> None:
    answer = await admin.get(f"/api/admin/{path}", params=asked)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(sentence)


async def test_webhooks_are_listed_and_failing_receivers_named(
    admin: httpx.AsyncClient,
    key: str,
    site: Any,  # noqa: ANN401 - see above
    submit: Submit,
) -> None:
    names = []
    for number in range(3):
        held = await site.claim(await submit())
        delivery = sample_delivery(f"{held.task.id}-{number}", held.task.id, -9e9, held.task.key_id, URL)
        await site.storage.finish_task(held.lease, Outcome(error="No."), after(0), delivery)
        names.append(delivery.id)
    sent = await site.storage.claim_delivery(after(0), after(60) - after(0), f"token of {names[0]}")
    await site.storage.record_attempt(sent.lease, Attempt(number=1, at=after(7), status=503, excerpt="Down"), None)
    first = (await admin.get("/api/admin/webhooks", params={"key": key, "size": "2"})).json()
    second = (await admin.get("/api/admin/webhooks", params={"key": key, "cursor": first["next_cursor"]})).json()
    assert list(first) == [
        *("items", "size", "next_cursor", "counts", "counts_are_lower_bounds", "failing_receivers"),
    ]
    assert [item["id"] for item in first["items"] + second["items"]] == names[::-1]
    assert second["next_cursor"] is None
    (failed,) = (await admin.get("/api/admin/webhooks", params={"key": key, "state": "failed"})).json()["items"]
    assert (failed["attempts"], failed["last_attempt"]["answer"], failed["next_at"]) == (1, "Down", None)
    (receiver,) = [one for one in first["failing_receivers"] if one["key_id"] == failed["key_id"]]
    assert (receiver["receiver"], receiver["failed"], receiver["last_error"]) == (
        "https://receiver.example:443",
        1,
        "HTTP 503",
    )
    assert first["counts"]["failed"] >= 1


async def test_the_webhook_of_a_key_is_tested(admin: httpx.AsyncClient, key: str, site: Any) -> None:  # noqa: ANN401 - see above
    without = await admin.post(f"/api/admin/keys/{key}/webhook-test")
    assert without.status_code == 422
    assert "set one" in without.json()["detail"]
    await admin.patch(f"/api/admin/keys/{key}", json={"webhook_url": URL, "webhook_secret": "s3cret"})
    site.notifier.answers[URL] = 418
    answer = await admin.post(f"/api/admin/keys/{key}/webhook-test")
    assert answer.status_code == 200
    assert list(answer.json()) == ["number", "at", "seconds", "status", "error", "answer", "delivered"]
    assert (answer.json()["status"], answer.json()["delivered"]) == (418, False)
    headers = dict(site.notifier.notices[-1].headers)
    assert headers["X-PaperBanana-Event"] == "webhook.test"
    assert headers["X-PaperBanana-Signature"].startswith("sha256=")


async def test_a_ledger_is_read_by_pages(admin: httpx.AsyncClient, key: str, submit: Submit) -> None:
    task_id = await submit()
    await admin.patch(f"/api/admin/keys/{key}", json={"quota_remaining": 50})
    path = f"/api/admin/keys/{key}/ledger"
    first = (await admin.get(path, params={"size": "2"})).json()
    second = (await admin.get(path, params={"cursor": first["next_cursor"]})).json()
    assert [(item["kind"], item["amount"], item["balance"]) for item in first["items"] + second["items"]] == [
        ("adjust", 41, 50),
        ("charge", -1, 9),
        ("grant", 10, 10),
    ]
    assert (first["items"][1]["task_id"], second["next_cursor"]) == (task_id, None)


@pytest.mark.parametrize(("method", "path"), [("POST", "webhook-test"), ("GET", "ledger")])
async def test_an_unknown_key_is_not_found(admin: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await admin.request(method, f"/api/admin/keys/nobody/{path}")
    assert (answer.status_code, answer.json()) == (404, {"detail": "No such API key"})
