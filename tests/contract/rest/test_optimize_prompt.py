from typing import Any

import httpx
import pytest

BODY = {"description": "Draw a transformer encoder with token embeddings, 6 encoder blocks, and a classifier head."}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"source_context": "Our model uses a 6-layer Transformer.", "caption": "Figure 1", "guidelines": "Use blue."},
        {"source_context": "", "caption": "", "guidelines": ""},
        {"diagram_type": "methodology"},
        {"diagram_type": "statistical_plot"},
        {"webhook_url": "", "webhook_include_image": True},
        {"webhook_url": "https://your-server.com/pb-callback", "diagram_type": None},
    ],
)
async def test_a_prompt_is_accepted(api: httpx.AsyncClient, fields: dict[str, Any]) -> None:
    answer = await api.post("/api/optimize-prompt", json=BODY | fields)

    assert answer.status_code == 202
    assert list(answer.json()) == ["task_id", "status"]


async def test_its_result_is_text_only(api: httpx.AsyncClient, site: Any) -> None:  # noqa: ANN401 - conftest's Site
    task_id = (await api.post("/api/optimize-prompt", json=BODY)).json()["task_id"]
    await site.complete(task_id, {})

    task = (await api.get(f"/api/tasks/{task_id}")).json()

    assert task["diagram_type"] == "prompt_optimization"
    assert (task["status"], task["image_base64"], task["artifacts"]) == ("completed", None, {})
    assert task["description"] == "The diagram shows an encoder."
    image = await api.get(f"/api/tasks/{task_id}/image")
    assert (image.status_code, image.json()) == (404, {"detail": "This task produced no png image"})
