"""``styling`` of composites: an addition to the reference; nothing else of the request changes."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

Site = Any  # conftest's, which test modules cannot import
Finished = Callable[[], Awaitable[str]]
Used = Callable[[], Awaitable[tuple[int, int]]]


@pytest.fixture
def finished(site: Site, api: httpx.AsyncClient) -> Finished:
    """Submit a plot, complete it with a picture and return its id."""

    async def finished() -> str:
        answer = await api.post("/api/plot", json={"data_json": "[3, 1, 2]", "intent": "bars"})
        task_id = str(answer.json()["task_id"])
        await site.complete(task_id, {"png": b"png"})
        return task_id

    return finished


@pytest.mark.parametrize("styling", [None, {}, {"venue": None}, {"venue": "nature"}, {"venue": "icml"}])
async def test_a_venue_is_accepted_and_may_be_left_out(
    api: httpx.AsyncClient, finished: Finished, styling: dict[str, str] | None
) -> None:
    sources = [await finished(), await finished()]

    answer = await api.post("/api/composite", json={"source_task_ids": sources, "styling": styling})

    assert answer.status_code == 202, answer.json()
    assert list(answer.json()) == ["task_id", "status"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"styling": {"venue": "vogue"}}, "styling.venue must be one of nature, ieee, elsevier, acl, neurips, icml"),
        ({"styling": {"colour": "red"}}, "styling"),
        ({"styling": "nature"}, "styling must be an object, not a string"),
        ({"styling": {"venue": "nature"}, "layout": "1x9"}, "layout: 9 columns would be"),
        ({"styling": {"venue": "nature"}, "layout": "1x1"}, "layout 1x1 is too small for 9 panels"),
        ({"styling": {"venue": "nature"}, "labels": ["a"]}, "their number is 1 for 9 panels"),
    ],
)
async def test_a_sheet_that_cannot_be_is_refused_and_costs_nothing(
    api: httpx.AsyncClient, used: Used, finished: Finished, fields: dict[str, Any], sentence: str
) -> None:
    answer = await api.post("/api/composite", json={"source_task_ids": [await finished()] * 9} | fields)

    assert answer.status_code == 422
    assert sentence in answer.json()["detail"]
    assert await used() == (1, 9)
