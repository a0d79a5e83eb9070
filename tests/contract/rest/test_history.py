"""The history of all keys, and tasks of any key for the administrator: additional to the reference."""

import csv
import io
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from pb_core.domain.tasks import Outcome
from pb_core.testing.contracts.storage_base import sample_delivery

Submit = Callable[[], Awaitable[str]]
ITEM = [
    *("task_id", "key_id", "key_name", "status", "diagram_type", "title", "created_at", "started_at", "completed_at"),
    *("seconds", "engines", "cost_usd", "error", "webhook"),
]
DETAIL = [
    *("task_id", "key", "status", "diagram_type", "endpoint", "created_at", "started_at", "completed_at", "attempts"),
    *("faults", "put_backs", "cost_usd", "error", "request", "result", "steps", "webhooks"),
]


async def listed(admin: httpx.AsyncClient, **asked: str | int) -> dict[str, Any]:
    answer = await admin.get("/api/admin/history", params=asked)
    assert answer.status_code == 200
    return dict(answer.json())


async def test_the_history_is_paged_as_the_early_server_did(admin: httpx.AsyncClient, key: str, submit: Submit) -> None:
    """``page`` and ``size`` give ``items``, ``page``, ``size``, ``pages`` and ``total``; a cursor is added."""
    names = [await submit() for _ in range(3)]
    first = await listed(admin, page=1, size=2, key=key)
    assert list(first) == ["items", "page", "size", "pages", "total", "total_is_lower_bound", "next_cursor"]
    assert list(first["items"][0]) == ITEM
    assert [first[name] for name in ("page", "size", "pages", "total", "total_is_lower_bound")] == [1, 2, 2, 3, False]
    second = await listed(admin, page=2, size=2, key=key)
    following = await listed(admin, cursor=first["next_cursor"], size=2, key=key)
    assert [item["task_id"] for item in first["items"] + second["items"]] == names[::-1]
    assert following["items"] == second["items"]
    assert (following["page"], following["total"], following["next_cursor"]) == (None, 3, None)
    assert (await listed(admin))["total"] >= 3


async def test_a_line_tells_of_the_task(admin: httpx.AsyncClient, key: str, site: Any, submit: Submit) -> None:  # noqa: ANN401 - conftest's Site
    task_id = await submit()
    held = await site.claim(task_id)
    await site.begin_step(held, "plan")
    await site.storage.finish_task(
        held.lease,
        Outcome(error="No."),
        site.clock.now(),
        sample_delivery(f"hook {task_id}", task_id, key_id=held.task.key_id),
    )
    (item,) = (await listed(admin, key=key))["items"]
    assert (item["title"], item["key_name"], item["status"], item["error"]) == ("Figure 1", "test", "failed", "No.")
    assert (item["webhook"], item["cost_usd"], item["diagram_type"]) == ("pending", 0, "methodology")
    assert item["seconds"] >= 0


async def test_filters_are_parameters(admin: httpx.AsyncClient, key: str, site: Any, submit: Submit) -> None:  # noqa: ANN401 - see above
    failed, pending = await submit(), await submit()
    held = await site.claim(failed)
    await site.end(held, Outcome(error="No."))
    at = held.task.created_at.isoformat()
    for asked, expected in (
        ({"status": "failed"}, [failed]),
        ({"status": "pending", "diagram_type": "methodology"}, [pending]),
        ({"diagram_type": "composite"}, []),
        ({"words": "FIGURE decoder"}, [pending, failed]),
        ({"words": "transformer"}, []),
        ({"since": at}, [pending, failed]),
        ({"until": "2020-01-01"}, []),
        ({"since": "2020-01-01T00:00:00Z", "until": "9999-12-31"}, [pending, failed]),
        ({"provider": "gemini"}, []),
    ):
        page = await listed(admin, key=key, **asked)
        assert ([item["task_id"] for item in page["items"]], page["total"]) == (expected, len(expected))


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"size": "0"}, "size must be"),
        ({"size": "101"}, "size must be"),
        ({"page": "0"}, "page must be"),
        ({"page": "101", "size": "100"}, "page times size must not be more than 10,000: go on with cursor"),
        ({"page": "999999999"}, "page times size"),
        ({"page": "2", "cursor": "5"}, "cursor and page exclude each other"),
        ({"cursor": "x"}, "cursor must be"),
        ({"cursor": "9" * 30}, "cursor must be"),
        ({"status": "done"}, "status must be one of pending, running"),
        ({"diagram_type": "poem"}, "diagram_type must be"),
        ({"since": "yesterday"}, "since must be a date or a time"),
        ({"until": "2026-13-01"}, "until must be"),
        ({"words": "…"}, "words must have"),
        ({"format": "xml"}, "format must be"),
    ],
)
async def test_a_wrong_question_is_a_sentence(admin: httpx.AsyncClient, asked: dict[str, str], sentence: str) -> None:
    answer = await admin.get("/api/admin/history", params=asked)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(sentence)


async def test_what_is_past_the_end_is_an_empty_page(admin: httpx.AsyncClient, key: str, submit: Submit) -> None:
    await submit()
    beyond = await listed(admin, key=key, page=500, size=20)
    assert (beyond["items"], beyond["total"], beyond["pages"], beyond["next_cursor"]) == ([], 1, 1, None)
    assert (await listed(admin, key=key, cursor="0"))["items"] == []


async def test_the_history_of_an_unknown_key_is_not_found(admin: httpx.AsyncClient) -> None:
    answer = await admin.get("/api/admin/history", params={"key": "nobody"})
    assert (answer.status_code, answer.json()) == (404, {"detail": "No such API key"})


@pytest.mark.parametrize("asked", [{"params": {"format": "csv"}}, {"headers": {"Accept": "text/csv, */*;q=0.1"}}])
async def test_a_history_is_exported_whole_and_computes_nothing(
    admin: httpx.AsyncClient, api: httpx.AsyncClient, key: str, asked: dict[str, Any]
) -> None:
    captions = ["=1+1", "+x", "-x", "@SUM(A1)", 'a "quote", and\na line', "plain"]
    for caption in captions:
        await api.post("/api/generate", json={"source_context": "An encoder feeds a decoder.", "caption": caption})
    asked = {**asked, "params": {**asked.get("params", {}), "key": key, "size": "2"}}
    answer = await admin.get("/api/admin/history", **asked)
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="history.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert list(rows[0]) == ITEM
    titles = [row["title"] for row in reversed(rows)]
    assert titles == ["'=1+1", "'+x", "'-x", "'@SUM(A1)", 'a "quote", and', "plain"]


async def test_a_task_is_told_whole(admin: httpx.AsyncClient, key: str, site: Any, submit: Submit) -> None:  # noqa: ANN401 - see above
    task_id = await submit()
    await site.complete(task_id, {"png": b"\x89PNG"}, notes=("Drawn.",))
    answer = await admin.get(f"/api/admin/tasks/{task_id}")
    assert answer.status_code == 200
    told = answer.json()
    assert list(told) == DETAIL
    assert told["key"] == {"id": told["key"]["id"], "key": f"{key[:9]}...", "name": "test"}
    assert told["request"]["caption"] == "Figure 1"
    assert told["result"]["notes"] == ["Drawn."]
    assert [artifact["format"] for artifact in told["result"]["artifacts"]] == ["png"]


async def test_a_task_is_cancelled_and_run_again_for_its_key(
    admin: httpx.AsyncClient,
    api: httpx.AsyncClient,
    submit: Submit,
    used: Callable[[], Awaitable[tuple[int, int]]],
) -> None:
    task_id = await submit()
    cancelled = await admin.post(f"/api/admin/tasks/{task_id}/cancel")
    assert (cancelled.status_code, cancelled.json()["error"]) == (200, "cancelled")
    again = await admin.post(f"/api/admin/tasks/{task_id}/run-again")
    assert (again.status_code, again.json()["status"]) == (202, "pending")
    assert again.headers["location"].endswith(f"/api/admin/tasks/{again.json()['task_id']}")
    assert await used() == (2, 8)
    own = await api.get(f"/api/tasks/{again.json()['task_id']}")
    assert (own.status_code, own.json()["diagram_type"]) == (200, "methodology")


async def test_a_key_without_units_runs_nothing_again(admin: httpx.AsyncClient, key: str, submit: Submit) -> None:
    task_id = await submit()
    await admin.patch(f"/api/admin/keys/{key}", json={"quota_remaining": 0})
    answer = await admin.post(f"/api/admin/tasks/{task_id}/run-again")
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("The task cannot be run again: The quota of this API key")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("POST", "/cancel"), ("POST", "/run-again")], ids=["read", "cancel", "again"]
)
async def test_an_unknown_task_is_not_found(admin: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await admin.request(method, f"/api/admin/tasks/{'0' * 32}{path}")
    assert (answer.status_code, answer.json()) == (404, {"detail": "No such task"})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/admin/history"),
        ("GET", "/api/admin/history?format=csv"),
        ("GET", "/api/admin/tasks/a1b2"),
        ("POST", "/api/admin/tasks/a1b2/cancel"),
        ("POST", "/api/admin/tasks/a1b2/run-again"),
        ("GET", "/api/admin/overview"),
        ("GET", "/api/admin/webhooks"),
        ("POST", "/api/admin/keys/a1b2/webhook-test"),
        ("GET", "/api/admin/keys/a1b2/ledger"),
    ],
)
async def test_only_the_administrator_may_ask(api: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await api.request(method, path)
    assert (answer.status_code, answer.json()) == (401, {"detail": "Invalid admin key"})
    assert answer.headers["www-authenticate"] == "Bearer"
