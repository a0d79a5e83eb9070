"""``candidates`` of submissions over HTTP: charged a unit each, and told in the answers."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from pb_core.domain.tasks import Candidate, Outcome, TaskResult

TEXT = {"source_context": "An encoder feeds a decoder.", "caption": "Figure 1"}
PNGS = {1: b"first" * 9, 2: b"second" * 9, 3: b"third" * 9}
BAD = ["", "x", "1.5", "-1", "+1", "%D9%A1", "9" * 5000, "1%00"]
Used = Callable[[], Awaitable[tuple[int, int]]]


@pytest.fixture
async def task_id(api: httpx.AsyncClient, site: Any) -> str:  # noqa: ANN401 - conftest's Site
    """A finished task of three candidates, of which the second could not be made and the third is best."""
    body = {**TEXT, "candidates": 3}
    task_id = str((await api.post("/api/generate", json=body)).json()["task_id"])
    claimed = await site.claim(task_id)
    owner = claimed.task.key_id
    made = {
        number: TaskResult(
            description=f"Figure {number}",
            notes=(f"Note {number}.",),
            confidence=0.5,
            artifacts=(await site._artifact(owner, "png", PNGS[number]), await site._artifact(owner, "svg", b"<svg/>")),
        )
        for number in (1, 3)
    }
    candidates = (
        Candidate(index=1, result=made[1], engine="vector/vector-1", score=7.5, accepted=False),
        Candidate(index=3, result=made[3], engine="vector/vector-1", best=True),
    )
    result = TaskResult(description="Figure 3", artifacts=made[3].artifacts, candidates=candidates)
    await site.end(claimed, Outcome(result=result))
    return task_id


async def test_each_candidate_is_charged_and_the_usage_log_has_one_line(
    api: httpx.AsyncClient, admin: httpx.AsyncClient, key: str, used: Used
) -> None:
    headers = {"Idempotency-Key": "k"}
    first = await api.post("/api/generate", json={**TEXT, "candidates": 4}, headers=headers)
    again = await api.post("/api/generate", json={**TEXT, "candidates": 4}, headers=headers)

    assert (first.status_code, again.json()) == (202, first.json())
    assert await used() == (4, 6)
    usage = (await admin.get(f"/api/admin/keys/{key}")).json()["usage_log"]
    assert [line["task_id"] for line in usage] == [first.json()["task_id"]]


async def test_a_quota_that_is_short_refuses_the_whole(
    api: httpx.AsyncClient, admin: httpx.AsyncClient, key: str, used: Used
) -> None:
    await admin.patch(f"/api/admin/keys/{key}", json={"quota_remaining": 2})
    answer = await api.post("/api/generate", json={**TEXT, "candidates": 3})
    sentence = "This request takes 3 units, one for each candidate, and the API key has 2 left"
    assert (answer.status_code, answer.json()) == (403, {"detail": sentence})
    assert await used() == (0, 2)
    assert (await api.post("/api/generate", json={**TEXT, "candidates": 2})).status_code == 202


@pytest.mark.parametrize("candidates", [0, 5, -1, "2", 2.5, True])
async def test_anything_but_one_to_four_is_refused(api: httpx.AsyncClient, used: Used, candidates: object) -> None:
    answer = await api.post("/api/generate", json={**TEXT, "candidates": candidates})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("candidates must be ")
    assert await used() == (0, 10)


@pytest.mark.parametrize("body", [TEXT, {**TEXT, "candidates": None}, {**TEXT, "candidates": 1}])
async def test_one_figure_is_one_unit_and_has_no_candidates(
    api: httpx.AsyncClient,
    site: Any,  # noqa: ANN401 - conftest's Site
    used: Used,
    body: dict[str, object],
) -> None:
    task_id = (await api.post("/api/generate", json=body)).json()["task_id"]
    await site.complete(task_id, {"png": PNGS[1]})
    assert await used() == (1, 9)
    assert "candidates" not in (await api.get(f"/api/tasks/{task_id}")).json()


async def test_what_rules_plan_and_our_own_engine_draws_is_refused(api: httpx.AsyncClient, used: Used) -> None:
    plot = {"data_json": '[{"a": 1, "b": 2}]', "intent": "scatter of a against b", "candidates": 2}
    answer = await api.post("/api/plot", json=plot)
    assert answer.status_code == 422
    sentence = "candidates: the rules of the engine 'offline' plan the same each time: leave candidates out, or set up"
    assert answer.json()["detail"].startswith(sentence)
    estimate = await api.post("/api/estimate", json={"kind": "plot", "body": plot})
    assert (estimate.status_code, estimate.json()) == (422, answer.json())
    assert await used() == (0, 10)


async def test_a_prompt_has_no_candidates(api: httpx.AsyncClient, used: Used) -> None:
    prompt = await api.post("/api/optimize-prompt", json={"description": "An encoder.", "candidates": 3})
    assert (prompt.status_code, await used()) == (202, (1, 9))
    assert "candidates" in prompt.json()["warnings"][0]


async def test_a_plot_of_a_plan_would_be_the_same_each_time(api: httpx.AsyncClient, used: Used) -> None:
    body = {"data_json": '[{"a": 1}]', "plan": {"mark": "bar"}, "candidates": 2}
    answer = await api.post("/api/plot", json=body)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("candidates: a plan that is given is drawn the same each time")
    assert await used() == (0, 10)


async def test_the_answer_tells_of_each_that_was_made(api: httpx.AsyncClient, site: Any, task_id: str) -> None:  # noqa: ANN401 - conftest's Site
    answer = (await api.get(f"/api/tasks/{task_id}")).json()
    first, third = answer["candidates"]
    address = f"{site.url}/api/tasks/{task_id}/image"
    assert first == {
        "index": 1,
        "best": False,
        "score": 7.5,
        "accepted": False,
        "engine": "vector/vector-1",
        "description": "Figure 1",
        "notes": ["Note 1."],
        "confidence": 0.5,
        "alt_text": None,
        "image_url": f"{address}?candidate=1",
        "artifacts": {
            "png": {"format": "png", "media_type": "image/png", "download_url": f"{address}?candidate=1"},
            "svg": {
                "format": "svg",
                "media_type": "image/svg+xml",
                "download_url": f"{address}?candidate=1&format=svg",
            },
        },
    }
    assert (third["index"], third["best"], third["score"], third["accepted"]) == (3, True, None, None)
    assert answer["description"] == "Figure 3"
    assert answer["artifacts"]["png"]["download_url"] == address
    for told in (first, third):
        assert (await api.get(told["image_url"])).content == PNGS[told["index"]]


@pytest.mark.parametrize(
    ("query", "status", "answer"),
    [
        ("", 200, PNGS[3]),
        ("candidate=1", 200, PNGS[1]),
        ("candidate=1&format=svg", 200, b"<svg/>"),
        ("candidate=2", 404, "This task has no candidate 2: it has 1, 3"),
        ("candidate=0", 404, "This task has no candidate 0: it has 1, 3"),
        ("candidate=999999999", 404, "This task has no candidate 999999999: it has 1, 3"),
        ("candidate=1&format=pdf", 404, "This task produced no pdf image"),
        *((f"candidate={bad}", 422, "candidate must be the number of a candidate, such as 2") for bad in BAD),
    ],
)
async def test_a_picture_is_asked_for_by_number(
    api: httpx.AsyncClient, task_id: str, query: str, status: int, answer: bytes | str
) -> None:
    found = await api.get(f"/api/tasks/{task_id}/image?{query}")
    assert found.status_code == status
    assert (found.content if isinstance(answer, bytes) else found.json()["detail"]) == answer
    assert (await api.head(f"/api/tasks/{task_id}/image?{query}")).status_code == status


async def test_a_candidates_file_is_named_by_its_number(api: httpx.AsyncClient, task_id: str) -> None:
    answer = await api.get(f"/api/tasks/{task_id}/image?candidate=1")
    assert answer.headers["content-disposition"] == f'inline; filename="methodology-{task_id}-1.png"'
    assert answer.headers["etag"] != (await api.get(f"/api/tasks/{task_id}/image")).headers["etag"]


async def test_a_damaged_candidate_is_named_and_the_figure_stays(
    api: httpx.AsyncClient,
    site: Any,  # noqa: ANN401 - conftest's Site
    task_id: str,
) -> None:
    before = await api.get(f"/api/tasks/{task_id}")
    for path in site.files():
        if path.read_bytes() == PNGS[1]:
            path.write_bytes(b"damaged" * 9)
    answer = await api.get(f"/api/tasks/{task_id}", headers={"If-None-Match": before.headers["etag"]})
    assert answer.status_code == 200
    first, third = answer.json()["candidates"]
    assert (first["damaged"], first["image_url"], list(first["artifacts"])) == (["png"], None, ["svg"])
    assert "damaged" not in third
    assert "damaged" not in answer.json()
    assert (await api.get(f"/api/tasks/{task_id}/image?candidate=1")).status_code == 404
    assert (await api.get(f"/api/tasks/{task_id}/image")).content == PNGS[3]


async def test_an_estimate_counts_every_candidate(api: httpx.AsyncClient) -> None:
    async def calls(candidates: int) -> dict[str, float]:
        body = {"kind": "generate", "body": {**TEXT, "candidates": candidates}}
        steps = (await api.post("/api/estimate", json=body)).json()["steps"]
        return {step["role"]: step["calls"]["most"] for step in steps}

    one, three = await calls(1), await calls(3)
    assert three["round/draw"] == 3 * one["round/draw"]
    assert three["plan"] == one["plan"]
