import base64
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio
import httpx
import pytest

from pb_adapters.artifacts import FileArtifacts
from pb_core.domain.tasks import Outcome

Submit = Callable[[], Awaitable[str]]
FIELDS = ["task_id", "status", "diagram_type", "image_base64", "artifacts", "description", "error"]
ADDED = ["created_at", "completed_at", "steps", "notes", "confidence", "alt_text", "long_description", "provenance"]
PNG, SVG, PDF = b"\x89PNG picture", b"<svg/>", b"%PDF-1.7"


async def test_a_pending_task(api: httpx.AsyncClient, submit: Submit) -> None:
    task_id = await submit()

    answer = await api.get(f"/api/tasks/{task_id}")

    task = answer.json()
    assert answer.status_code == 200
    assert list(task) == FIELDS + ADDED
    assert (task["task_id"], task["status"], task["diagram_type"]) == (task_id, "pending", "methodology")
    assert (task["image_base64"], task["artifacts"], task["description"], task["error"]) == (None, {}, None, None)
    assert (task["completed_at"], task["steps"], task["notes"]) == (None, [], [])
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["retry-after"] == "3"


async def test_a_task_put_back_is_pending_and_says_what_it_waits_for(
    api: httpx.AsyncClient,
    site: Any,  # noqa: ANN401 - conftest's Site
    submit: Submit,
) -> None:
    task_id = await submit()
    before = await api.get(f"/api/tasks/{task_id}")
    claimed = await site.claim(task_id)
    until = datetime(2026, 3, 1, 12, tzinfo=UTC)
    await site.storage.put_back(claimed.lease, until, "Gemini is unavailable (HTTP 503).")

    answer = await api.get(f"/api/tasks/{task_id}", headers={"If-None-Match": before.headers["etag"]})

    task = answer.json()
    assert (answer.status_code, task["status"], task["error"]) == (200, "pending", None)
    assert task["waiting"] == {"reason": "Gemini is unavailable (HTTP 503).", "until": "2026-03-01T12:00:00+00:00"}


async def test_a_running_task_shows_its_steps(api: httpx.AsyncClient, site: Any, submit: Submit) -> None:  # noqa: ANN401 - conftest's Site
    task_id = await submit()
    await site.begin_step(await site.claim(task_id), "plan")

    task = (await api.get(f"/api/tasks/{task_id}")).json()

    assert task["status"] == "running"
    [step] = task["steps"]
    assert list(step) == ["name", "state", "engine", "model", "started_at", "finished_at", "cost_usd", "cost_source"]
    assert (step["name"], step["state"], step["engine"], step["finished_at"]) == (
        "plan",
        "started",
        "offline/rules",
        None,
    )


async def test_a_completed_task(api: httpx.AsyncClient, site: Any, submit: Submit) -> None:  # noqa: ANN401 - conftest's Site
    task_id = await submit()
    await site.complete(task_id, {"png": PNG, "svg": SVG, "pdf": PDF}, notes=("One label was shortened.",))

    answer = await api.get(f"/api/tasks/{task_id}")

    task = answer.json()
    address = f"{site.url}/api/tasks/{task_id}/image"
    assert base64.b64decode(task["image_base64"]) == PNG
    assert task["artifacts"] == {
        "png": {"format": "png", "media_type": "image/png", "download_url": address},
        "svg": {"format": "svg", "media_type": "image/svg+xml", "download_url": f"{address}?format=svg"},
        "pdf": {"format": "pdf", "media_type": "application/pdf", "download_url": f"{address}?format=pdf"},
    }
    assert (task["status"], task["description"], task["error"]) == ("completed", "The diagram shows an encoder.", None)
    assert task["notes"] == ["One label was shortened."]
    assert "retry-after" not in answer.headers


async def test_times_are_utc_with_an_offset(api: httpx.AsyncClient, site: Any, submit: Submit) -> None:  # noqa: ANN401 - conftest's Site
    task_id = await submit()
    await site.complete(task_id, {"png": PNG})

    task = (await api.get(f"/api/tasks/{task_id}")).json()

    for field in ("created_at", "completed_at"):
        assert task[field].endswith("+00:00")
        assert datetime.fromisoformat(task[field]).utcoffset() == timedelta(0)


async def test_a_failed_task(api: httpx.AsyncClient, site: Any, submit: Submit) -> None:  # noqa: ANN401 - conftest's Site
    task_id = await submit()
    await site.end(await site.claim(task_id), Outcome(error="The source names nothing to draw"))

    task = (await api.get(f"/api/tasks/{task_id}")).json()

    assert (task["status"], task["error"]) == ("failed", "The source names nothing to draw")
    assert (task["image_base64"], task["artifacts"], task["description"]) == (None, {}, None)


async def test_an_unchanged_task_is_not_sent_again(api: httpx.AsyncClient, site: Any, submit: Submit) -> None:  # noqa: ANN401 - conftest's Site
    task_id = await submit()
    etag = (await api.get(f"/api/tasks/{task_id}")).headers["etag"]

    again = await api.get(f"/api/tasks/{task_id}", headers={"If-None-Match": etag})
    await site.begin_step(await site.claim(task_id), "plan")
    changed = await api.get(f"/api/tasks/{task_id}", headers={"If-None-Match": etag})

    assert etag.startswith('"')
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert (changed.status_code, changed.json()["status"]) == (200, "running")


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, whoever reads a picture fails."""

    async def fail(*_: object) -> None:
        raise AssertionError("a picture was read")

    def forbid() -> None:
        for reader in ("get", "verify"):
            monkeypatch.setattr(FileArtifacts, reader, fail)

    return forbid


async def test_a_304_reads_no_picture(
    api: httpx.AsyncClient,
    site: Any,  # noqa: ANN401 - conftest's Site
    submit: Submit,
    unread: Callable[[], None],
) -> None:
    task_id = await submit()
    await site.complete(task_id, {"png": PNG + task_id.encode()})
    etag = (await api.get(f"/api/tasks/{task_id}")).headers["etag"]
    unread()

    assert (await api.get(f"/api/tasks/{task_id}", headers={"If-None-Match": f'"x", W/{etag}'})).status_code == 304


async def test_a_picture_is_read_once_not_once_per_poll(
    api: httpx.AsyncClient,
    site: Any,  # noqa: ANN401 - conftest's Site
    submit: Submit,
    unread: Callable[[], None],
) -> None:
    task_id = await submit()
    await site.complete(task_id, {"png": PNG + task_id.encode()})
    first = await api.get(f"/api/tasks/{task_id}")
    unread()

    assert (await api.get(f"/api/tasks/{task_id}")).content == first.content


@pytest.mark.parametrize("loss", ["damaged", "cut", "missing"])
async def test_a_picture_lost_on_the_disk_is_named_and_the_task_stays(
    api: httpx.AsyncClient,
    site: Any,  # noqa: ANN401 - conftest's Site
    submit: Submit,
    loss: str,
) -> None:
    task_id = await submit()
    await site.complete(task_id, {"png": PNG, "svg": SVG + task_id.encode()})
    path = f"/api/tasks/{task_id}"
    before = await api.get(path)
    (svg,) = [file for file in site.files() if file.read_bytes() == SVG + task_id.encode()]
    data = svg.read_bytes()
    {
        "damaged": lambda: svg.write_bytes(b"?" + data[1:]),
        "cut": lambda: svg.write_bytes(data[:-1]),
        "missing": svg.unlink,
    }[loss]()

    after = await api.get(path, headers={"If-None-Match": before.headers["etag"]})
    gone = await api.get(f"{path}/image?format=svg")
    composite = await api.post("/api/composite", json={"source_task_ids": [task_id, task_id]})

    task = after.json()
    assert (after.status_code, task["status"], list(task["artifacts"]), task["damaged"]) == (
        200,
        "completed",
        ["png"],
        ["svg"],
    )
    assert (task["image_base64"], (await api.get(f"{path}/image")).content) == (before.json()["image_base64"], PNG)
    assert (gone.status_code, list(gone.json())) == (404, ["detail"])
    assert gone.json()["detail"].startswith("The svg image of this task was damaged or lost in the server's store: ")
    assert (composite.status_code, composite.json()) == (
        422,
        {"detail": f"source_task_ids: the picture of task {task_id} is damaged or lost in the store: draw it again"},
    )


async def test_links_follow_the_address_that_the_request_came_to(
    api: httpx.AsyncClient,
    site: Any,  # noqa: ANN401 - conftest's Site
    submit: Submit,
) -> None:
    task_id = await submit()
    await site.complete(task_id, {"png": PNG})

    here = await api.get(f"/api/tasks/{task_id}")
    there = await api.get(f"/api/tasks/{task_id}", headers={"Host": "figures.example:8443"})

    assert there.json()["artifacts"]["png"]["download_url"].startswith("http://figures.example:8443/api/")
    assert here.headers["etag"] != there.headers["etag"]


async def test_a_reader_can_wait_for_the_end(api: httpx.AsyncClient, site: Any, submit: Submit) -> None:  # noqa: ANN401 - conftest's Site
    task_id = await submit()
    answers: list[httpx.Response] = []

    async def read() -> None:
        answers.append(await api.get(f"/api/tasks/{task_id}", headers={"Prefer": "respond-async, wait=600"}))

    async with anyio.create_task_group() as readers:
        readers.start_soon(read)
        await site.complete(task_id, {"png": PNG})

    assert answers[0].json()["status"] == "completed"
    assert answers[0].headers["preference-applied"] == "wait=60"


async def test_waiting_ends_with_its_time(api: httpx.AsyncClient, submit: Submit) -> None:
    answer = await api.get(f"/api/tasks/{await submit()}", headers={"Prefer": "wait=1"})

    assert (answer.json()["status"], answer.headers["preference-applied"]) == ("pending", "wait=1")


@pytest.mark.parametrize("prefer", ["wait", "wait=x", "wait=-1", "return=minimal", "await=9"])
async def test_other_preferences_are_ignored(api: httpx.AsyncClient, submit: Submit, prefer: str) -> None:
    answer = await api.get(f"/api/tasks/{await submit()}", headers={"Prefer": prefer})

    assert (answer.status_code, "preference-applied" in answer.headers) == (200, False)


@pytest.mark.parametrize("sent", [{}, {"If-None-Match": "*"}])
async def test_a_foreign_task_is_unknown(
    admin: httpx.AsyncClient, api: httpx.AsyncClient, anonymous: httpx.AsyncClient, submit: Submit, sent: dict[str, str]
) -> None:
    other = (await admin.post("/api/admin/keys", json={"name": "other"})).json()["key"]
    task_id = await submit()
    assert (await api.get(f"/api/tasks/{task_id}")).status_code == 200  # from now on its answer is in memory

    answer = await anonymous.get(f"/api/tasks/{task_id}", headers={"Authorization": f"Bearer {other}", **sent})

    assert (answer.status_code, answer.json()) == (404, {"detail": "No such task"})


@pytest.mark.parametrize("task_id", ["none", "%00", "a%2Fb", "a/b/c", "..%2F..", "x" * 10_000, "%F0%9F%8D%8C", "%FF"])
@pytest.mark.parametrize("tail", ["", "/image"])
async def test_an_unknown_id_of_any_shape_is_not_found(api: httpx.AsyncClient, task_id: str, tail: str) -> None:
    answer = await api.get(f"/api/tasks/{task_id}{tail}")

    assert answer.status_code == 404
    assert list(answer.json()) == ["detail"]
