from typing import Any

import httpx
import pytest

GENERATE = {"source_context": "An encoder reads.", "caption": "Figure 1", "iterations": 2}
OTHERS = [
    ("optimize-prompt", {"description": "draw an encoder"}),
    ("plot", {"data_json": '{"a": [1, 2]}', "intent": "bars"}),
    ("composite", {"source_task_ids": ["a", "b"]}),
    ("generate-from-pdf", {"pdf_base64": "JVBERi0=", "caption": "Figure 1"}),
]


async def test_a_submission_is_estimated_and_nothing_is_charged(
    api: httpx.AsyncClient,
    site: Any,  # noqa: ANN401 - conftest's Site
) -> None:
    before = await site.storage.keys()

    answer = await api.post("/api/estimate", json={"kind": "generate", "body": GENERATE})

    found = answer.json()
    assert answer.status_code == 200
    assert list(found) == ["kind", "cost_usd", "seconds", "steps"]
    assert found["cost_usd"] == {"least": 0.0, "most": 0.0}
    assert 0 < found["seconds"]["least"] < found["seconds"]["most"]
    step = found["steps"][0]
    assert list(step) == ["role", "engine", "calls", "cost_usd", "seconds", "seen"]
    assert (step["role"], step["calls"], step["seen"]) == ("plan", {"least": 1, "most": 1}, 0)  # rules need no repair
    assert await site.storage.keys() == before
    assert await site.storage.usage(before[0].id) == ()


@pytest.mark.parametrize(("kind", "body"), OTHERS)
async def test_every_kind_of_submission_has_an_estimate(
    api: httpx.AsyncClient, kind: str, body: dict[str, Any]
) -> None:
    answer = await api.post("/api/estimate", json={"kind": kind, "body": body})
    assert (answer.status_code, answer.json()["kind"]) == (200, kind)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"body": GENERATE}, "kind"),
        ({"kind": "generate"}, "body"),
        ({"kind": "poster", "body": GENERATE}, "kind"),
        ({"kind": "generate", "body": []}, "body"),
        ({"kind": "generate", "body": {"caption": "Figure 1"}}, "source_context is required"),
        ({"kind": "generate", "body": GENERATE | {"iterations": "3"}}, "iterations"),
        ({"kind": "generate", "body": GENERATE | {"vlm_provider": "kie"}}, "kie"),
        ({"kind": "plot", "body": {"data_json": "[]"}}, "intent is required"),
    ],
)
async def test_what_is_wrong_is_one_sentence(api: httpx.AsyncClient, document: dict[str, Any], words: str) -> None:
    answer = await api.post("/api/estimate", json=document)
    assert answer.status_code == 422
    assert words in answer.json()["detail"]


async def test_fields_that_a_submission_does_not_know_are_told(api: httpx.AsyncClient) -> None:
    document = {"kind": "generate", "body": GENERATE | {"iteration": 3}, "kinds": 1}
    warnings = (await api.post("/api/estimate", json=document)).json()["warnings"]
    assert ["kinds" in warnings[0], "did you mean iterations?" in warnings[1]] == [True, True]


async def test_a_key_is_needed(anonymous: httpx.AsyncClient) -> None:
    assert (await anonymous.post("/api/estimate", json={"kind": "generate", "body": GENERATE})).status_code == 401
