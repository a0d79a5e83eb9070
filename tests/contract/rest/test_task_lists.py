import json
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import httpx
import pytest

from pb_core.domain.tasks import Outcome

Submit = Callable[[], Awaitable[str]]
LINE = ["task_id", "status", "diagram_type", "error", "created_at", "completed_at"]


def events_of(text: str) -> list[tuple[str, str, dict[str, Any]]]:
    """The id, the name and the data of each event."""
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in text.split("\n\n") if block]
    return [(block["id"], block["event"], json.loads(block["data"])) for block in blocks if "id" in block]


async def test_tasks_are_listed_by_pages_newest_first(api: httpx.AsyncClient, submit: Submit) -> None:
    names = [await submit() for _ in range(3)]
    first = (await api.get("/api/tasks", params={"limit": "2"})).json()
    second = (await api.get("/api/tasks", params={"limit": "2", "before": first["next"]})).json()
    assert [task["task_id"] for task in first["tasks"] + second["tasks"]] == names[::-1]
    assert (first["next"], second["next"]) == (names[1], None)
    assert list(first["tasks"][0]) == LINE


async def test_a_list_may_be_of_a_status_or_a_kind(api: httpx.AsyncClient, site: Any, submit: Submit) -> None:  # noqa: ANN401 - conftest's Site
    failed = await submit()
    await site.end(await site.claim(failed), Outcome(error="No."))
    pending = await submit()
    for query, expected in (
        ({"status": "failed"}, [failed]),
        ({"status": "pending", "diagram_type": "methodology"}, [pending]),
        ({"diagram_type": "composite"}, []),
    ):
        listed = (await api.get("/api/tasks", params=query)).json()["tasks"]
        assert [task["task_id"] for task in listed] == expected


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"status": "done"}, "status"),
        ({"diagram_type": "poem"}, "diagram_type"),
        ({"before": "0" * 32}, "before"),
    ],
)
async def test_a_wrong_query_is_a_sentence(api: httpx.AsyncClient, query: dict[str, str], word: str) -> None:
    answer = await api.get("/api/tasks", params=query)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(f"{word} must be")


async def test_a_cancelled_task_has_failed_and_stays_so(api: httpx.AsyncClient, submit: Submit) -> None:
    task_id = await submit()
    for _ in range(2):
        answer = await api.post(f"/api/tasks/{task_id}/cancel")
        assert answer.status_code == 200
        assert (answer.json()["status"], answer.json()["error"]) == ("failed", "cancelled")
    assert (await api.get(f"/api/tasks/{task_id}")).json()["error"] == "cancelled"


async def test_an_unknown_task_cannot_be_cancelled_or_watched(api: httpx.AsyncClient) -> None:
    assert (await api.post(f"/api/tasks/{'0' * 32}/cancel")).status_code == 404
    assert (await api.get(f"/api/tasks/{'0' * 32}/events")).status_code == 404


async def test_every_step_is_an_event_until_the_task_is_over(
    api: httpx.AsyncClient,
    site: Any,  # noqa: ANN401 - conftest's Site
    submit: Submit,
) -> None:
    task_id = await submit()
    answers: list[httpx.Response] = []

    async def watch() -> None:
        answers.append(await api.get(f"/api/tasks/{task_id}/events"))

    async with anyio.create_task_group() as group:
        group.start_soon(watch)
        claimed = await site.claim(task_id)
        for name in ("plan", "style"):
            await site.begin_step(claimed, name)
        await site.end(claimed, Outcome(error="No."))
    (answer,) = answers
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = events_of(answer.text)
    steps = [data["name"] for _, event, data in events if event == "step"]
    assert steps == ["plan", "style"]
    assert (events[-1][1], events[-1][2]["status"], list(events[-1][2])) == ("task", "failed", LINE)

    plan = next(place for place, event, data in events if event == "step" and data["name"] == "plan")
    again = await api.get(f"/api/tasks/{task_id}/events", headers={"Last-Event-ID": plan})
    assert [data.get("name") for _, _, data in events_of(again.text)] == ["style", None]
    over = await api.get(f"/api/tasks/{task_id}/events", headers={"Last-Event-ID": events[-1][0]})
    assert events_of(over.text) == []


@pytest.mark.parametrize("place", ["7", "x", f"{'0' * 32}-3"])
async def test_an_event_id_of_another_task_is_a_sentence(api: httpx.AsyncClient, submit: Submit, place: str) -> None:
    answer = await api.get(f"/api/tasks/{await submit()}/events", headers={"Last-Event-ID": place})
    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "Last-Event-ID must be the id of an event of this task",
    )
