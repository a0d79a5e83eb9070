import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

BODY = {
    "source_context": "Our model uses a 6-layer Transformer encoder with multi-head self-attention.",
    "caption": "Figure 1: Transformer encoder architecture",
}
Used = Callable[[], Awaitable[tuple[int, int]]]

EVERYTHING = {
    **BODY,
    "iterations": 3,
    "aspect_ratio": "16:9",
    "output_formats": ["png"],
    "image_resolution": "4K",
    "grounding": "lenient",
    "webhook_url": "https://your-server.com/pb-callback",
    "webhook_include_image": True,
}


async def test_a_text_is_accepted(api: httpx.AsyncClient) -> None:
    answer = await api.post("/api/generate", json=BODY)

    assert answer.status_code == 202
    assert list(answer.json()) == ["task_id", "status"]
    assert answer.json()["status"] == "pending"
    assert re.fullmatch("[0-9a-f]{32}", answer.json()["task_id"])
    assert answer.headers["location"] == f"{api.base_url}/api/tasks/{answer.json()['task_id']}"
    assert answer.headers["retry-after"] == "3"


async def test_every_documented_field_is_accepted(api: httpx.AsyncClient) -> None:
    assert (await api.post("/api/generate", json=EVERYTHING)).status_code == 202


async def test_null_means_left_out(api: httpx.AsyncClient) -> None:
    body = BODY | dict.fromkeys(set(EVERYTHING) - set(BODY)) | {"vlm_provider": None, "vlm_model": None}

    assert (await api.post("/api/generate", json=body | {"image_model": None})).status_code == 202


@pytest.mark.parametrize("ratio", ["auto", "1:1", "5:4", "2:3", "3:2", "3:4", "4:5", "4:3", "9:16", "16:9", "21:9"])
async def test_every_aspect_ratio_is_accepted(api: httpx.AsyncClient, ratio: str) -> None:
    assert (await api.post("/api/generate", json=BODY | {"aspect_ratio": ratio})).status_code == 202


@pytest.mark.parametrize("iterations", [1, 10])
async def test_one_to_ten_iterations_are_accepted(api: httpx.AsyncClient, iterations: int) -> None:
    assert (await api.post("/api/generate", json=BODY | {"iterations": iterations})).status_code == 202


async def test_a_unit_is_taken_at_acceptance(api: httpx.AsyncClient, used: Used) -> None:
    await api.post("/api/generate", json=BODY)

    assert await used() == (1, 9)


async def test_an_exhausted_key_can_read_but_not_submit(
    api: httpx.AsyncClient, admin: httpx.AsyncClient, key: str, submit: Callable[[], Awaitable[str]]
) -> None:
    task_id = await submit()
    await admin.patch(f"/api/admin/keys/{key}", json={"quota_remaining": 0})

    answer = await api.post("/api/generate", json=BODY)

    assert (answer.status_code, answer.json()) == (403, {"detail": "The quota of this API key is exhausted"})
    assert (await api.get(f"/api/tasks/{task_id}")).status_code == 200


@pytest.mark.parametrize(
    ("field", "warning"),
    [
        ("captoin", "the unknown field 'captoin' was ignored: did you mean caption?"),
        ("data_json", "data_json was ignored: it is a field of /api/plot"),
        ("pages", "pages was ignored: it is a field of /api/generate-from-pdf"),
        ("zz\u0000\u00e9" + "z" * 100, r"the unknown field 'zz\x00\xe9" + "z" * 36 + "...' was ignored"),
    ],
)
async def test_an_unknown_field_is_accepted_with_a_warning(api: httpx.AsyncClient, field: str, warning: str) -> None:
    answer = await api.post("/api/generate", json=BODY | {field: [1]})

    assert answer.status_code == 202
    assert answer.json()["warnings"] == [warning]


async def test_many_unknown_fields_are_counted(api: httpx.AsyncClient) -> None:
    answer = await api.post("/api/generate", json=BODY | {f"zz{number}": 0 for number in range(1000)})

    assert len(answer.json()["warnings"]) == 21
    assert answer.json()["warnings"][-1] == "980 more unknown fields were ignored"


async def test_an_idempotency_key_charges_once(api: httpx.AsyncClient, used: Used) -> None:
    first = await api.post("/api/generate", json=BODY, headers={"Idempotency-Key": "abc"})
    again = await api.post("/api/generate", json=BODY, headers={"Idempotency-Key": '"abc"'})

    assert (again.status_code, again.json()) == (202, first.json())
    assert await used() == (1, 9)


async def test_an_idempotency_key_stands_for_one_body(api: httpx.AsyncClient) -> None:
    await api.post("/api/generate", json=BODY, headers={"Idempotency-Key": "abc"})

    answer = await api.post("/api/generate", json=BODY | {"iterations": 1}, headers={"Idempotency-Key": "abc"})

    assert answer.status_code == 422
    assert list(answer.json()) == ["detail"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"vlm_provider": "kie", "vlm_model": "gemini-2.5-flash"}, "KIE_API_KEY"),
        ({"vlm_provider": "gemini"}, "GEMINI_API_KEY"),
        ({"vlm_provider": "openrouter"}, "OPENROUTER_API_KEY"),
        ({"vlm_provider": "apimart"}, "APIMART_API_KEY"),
        ({"vlm_model": "gemini-2.5-flash"}, "leave vlm_model out"),
        ({"image_model": "nano-banana-pro"}, "set PAPERBANANA_IMAGE_PROVIDER=kie_imagen"),
        ({"image_provider": "gemini_image"}, "which has vector: set GEMINI_API_KEY on the server"),
        ({"image_provider": "crystal-ball"}, "image_provider 'crystal-ball' is not available"),
    ],
)
async def test_engines_that_the_server_lacks_are_refused(
    api: httpx.AsyncClient, fields: dict[str, Any], words: str
) -> None:
    answer = await api.post("/api/generate", json=BODY | fields)

    assert answer.status_code == 422
    assert words in answer.json()["detail"]
