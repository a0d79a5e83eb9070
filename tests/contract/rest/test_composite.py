import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from pb_core.domain.tasks import Outcome, TaskResult

Site = Any  # conftest's, which test modules cannot import
Finished = Callable[..., Awaitable[str]]
Used = Callable[[], Awaitable[tuple[int, int]]]

PLOT = {"data_json": "[3, 1, 2]", "intent": "bars"}

EVERYTHING = {
    "layout": "1x3",
    "labels": ["(a)", "(b)", "(c)"],
    "spacing": 20,
    "label_position": "bottom",
    "label_font_size": 32,
    "output_formats": ["png", "svg", "pdf"],
    "webhook_url": "https://your-server.com/pb-callback",
    "webhook_include_image": True,
}


@pytest.fixture
def finished(site: Site, api: httpx.AsyncClient) -> Finished:
    """Submit a plot, complete it with these pictures and return its id."""

    async def finished(*formats: str) -> str:
        task_id = str((await api.post("/api/plot", json=PLOT)).json()["task_id"])
        await site.complete(task_id, {fmt: fmt.encode() for fmt in formats or ("png",)})
        return task_id

    return finished


async def test_finished_figures_are_accepted(api: httpx.AsyncClient, finished: Finished) -> None:
    sources = [await finished(), await finished("png", "svg")]

    answer = await api.post("/api/composite", json={"source_task_ids": sources})

    assert answer.status_code == 202
    assert list(answer.json()) == ["task_id", "status"]
    assert re.fullmatch("[0-9a-f]{32}", answer.json()["task_id"])
    assert (await api.get(f"/api/tasks/{answer.json()['task_id']}")).json()["diagram_type"] == "composite"


async def test_every_documented_field_is_accepted(api: httpx.AsyncClient, finished: Finished) -> None:
    sources = [await finished() for _ in range(3)]

    assert (await api.post("/api/composite", json=EVERYTHING | {"source_task_ids": sources})).status_code == 202


async def test_a_grid_with_more_cells_than_panels_is_accepted(api: httpx.AsyncClient, finished: Finished) -> None:
    sources = [await finished(), await finished()]

    assert (await api.post("/api/composite", json={"source_task_ids": sources, "layout": "2x2"})).status_code == 202


async def test_null_means_left_out(api: httpx.AsyncClient, finished: Finished) -> None:
    body = dict.fromkeys(EVERYTHING) | {"source_task_ids": [await finished(), await finished()]}

    assert (await api.post("/api/composite", json=body)).status_code == 202


async def test_the_same_figure_twice_is_fine(api: httpx.AsyncClient, finished: Finished) -> None:
    assert (await api.post("/api/composite", json={"source_task_ids": [await finished()] * 2})).status_code == 202


async def test_a_composite_can_be_a_panel(api: httpx.AsyncClient, site: Site, finished: Finished) -> None:
    sources = [await finished(), await finished()]
    first = (await api.post("/api/composite", json={"source_task_ids": sources})).json()["task_id"]
    await site.complete(first, {"png": b"png"})

    assert (await api.post("/api/composite", json={"source_task_ids": [first, sources[0]]})).status_code == 202


async def test_a_hundred_panels_are_accepted(api: httpx.AsyncClient, finished: Finished) -> None:
    answer = await api.post(
        "/api/composite", json={"source_task_ids": [await finished()] * 100, "labels": [], "layout": "20x5"}
    )

    assert answer.status_code == 202, answer.json()


async def test_a_unit_is_taken_at_acceptance(api: httpx.AsyncClient, used: Used, finished: Finished) -> None:
    sources = [await finished(), await finished()]
    await api.post("/api/composite", json={"source_task_ids": sources})

    assert await used() == (3, 7)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"layout": "1x1"}, "layout 1x1 is too small for 2 panels"),
        ({"layout": "2 x 1"}, "layout"),
        ({"layout": "0x2"}, "layout"),
        ({"layout": 12}, "layout must be a string, not an integer"),
        ({"labels": ["a"]}, "their number is 1 for 2 panels"),
        ({"labels": ["a", "b", "c"]}, "their number is 3 for 2 panels"),
        ({"labels": "ab"}, "labels must be an array, not a string"),
        ({"labels": ["a", "x" * 201]}, "labels[1] must have at most 200 characters"),
        ({"spacing": -1}, "spacing must be at least 0"),
        ({"spacing": 100_000}, "spacing must be at most 2000"),
        ({"spacing": 2.5}, "spacing must be an integer"),
        ({"label_font_size": 0}, "label_font_size must be at least 4"),
        ({"label_font_size": 10_000}, "label_font_size must be at most 400"),
        ({"label_position": "left"}, "label_position must be one of top, bottom; it is 'left'"),
        ({"output_formats": ["gif"]}, "output_formats[0] must be one of png, svg, pdf; it is 'gif'"),
    ],
)
async def test_what_cannot_be_composed_is_refused(
    api: httpx.AsyncClient, used: Used, finished: Finished, fields: dict[str, Any], sentence: str
) -> None:
    sources = [await finished(), await finished()]

    answer = await api.post("/api/composite", json={"source_task_ids": sources} | fields)

    assert answer.status_code == 422
    assert sentence in answer.json()["detail"]
    assert await used() == (2, 8)


@pytest.mark.parametrize(
    ("sources", "sentence"),
    [
        ([], "source_task_ids must have at least 2 items"),
        (["a"], "source_task_ids must have at least 2 items"),
        (["a"] * 101, "source_task_ids must have at most 100 items"),
        ("ab", "source_task_ids must be an array, not a string"),
        ([1, 2], "source_task_ids[0] must be a string, not an integer"),
    ],
)
async def test_sources_of_another_form_are_refused(api: httpx.AsyncClient, sources: object, sentence: str) -> None:
    answer = await api.post("/api/composite", json={"source_task_ids": sources})

    assert (answer.status_code, answer.json()) == (422, {"detail": sentence})


@pytest.mark.parametrize("task_id", ["0" * 32, "task_a", "", "x" * 10_000, "../../etc/passwd"])
async def test_an_unknown_source_is_not_found(
    api: httpx.AsyncClient, used: Used, finished: Finished, task_id: str
) -> None:
    answer = await api.post("/api/composite", json={"source_task_ids": [await finished(), task_id]})

    assert answer.status_code == 404
    assert answer.json()["detail"].startswith("source_task_ids: there is no task")
    assert await used() == (1, 9)


async def test_a_foreign_source_is_not_found(
    api: httpx.AsyncClient, admin: httpx.AsyncClient, finished: Finished
) -> None:
    sources = [await finished(), await finished()]
    other = (await admin.post("/api/admin/keys", json={"name": "other", "quota": 1})).json()["key"]

    answer = await api.post(
        "/api/composite", json={"source_task_ids": sources}, headers={"Authorization": f"Bearer {other}"}
    )

    assert answer.status_code == 404
    assert (await admin.get(f"/api/admin/keys/{other}")).json()["quota_remaining"] == 1


async def test_a_source_must_be_completed(api: httpx.AsyncClient, site: Site, finished: Finished) -> None:
    pending = (await api.post("/api/plot", json=PLOT)).json()["task_id"]
    waiting = await api.post("/api/composite", json={"source_task_ids": [pending, pending]})
    await site.end(await site.claim(pending), Outcome(error="it broke"))
    failed = await api.post("/api/composite", json={"source_task_ids": [pending, await finished()]})

    assert (waiting.status_code, failed.status_code) == (422, 422)
    assert f"task {pending} has the status pending" in waiting.json()["detail"]
    assert f"task {pending} has the status failed" in failed.json()["detail"]


async def test_a_text_only_source_is_refused(api: httpx.AsyncClient, site: Site, finished: Finished) -> None:
    text = (await api.post("/api/optimize-prompt", json={"description": "draw"})).json()["task_id"]
    await site.end(await site.claim(text), Outcome(result=TaskResult(description="Draw an encoder.")))

    answer = await api.post("/api/composite", json={"source_task_ids": [text, await finished()]})

    assert answer.status_code == 422
    assert "is a prompt_optimization task, which has no picture" in answer.json()["detail"]


async def test_a_source_whose_file_is_gone_is_refused(api: httpx.AsyncClient, site: Site, finished: Finished) -> None:
    before: set[Path] = site.files()
    lost, kept = await finished("svg", "png"), await finished("png", "pdf")
    for file in site.files() - before:
        if file.read_bytes() == b"svg":
            file.unlink()

    answer = await api.post("/api/composite", json={"source_task_ids": [lost, kept]})

    assert answer.status_code == 422
    assert f"the picture of task {lost} is damaged or lost in the store: draw it again" in answer.json()["detail"]


async def test_a_canvas_past_the_limit_is_refused_before_work(
    api: httpx.AsyncClient, used: Used, finished: Finished
) -> None:
    answer = await api.post(
        "/api/composite", json={"source_task_ids": [await finished()] * 100, "layout": "1x100", "spacing": 2000}
    )

    assert answer.status_code == 422
    assert "pixels" in answer.json()["detail"]
    assert await used() == (1, 9)
