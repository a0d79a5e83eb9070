"""Formats that people edit: ordered with ``output_formats``, downloaded with ``format``, or made at a download."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from pb_core.domain.diagrams.support import SupportReport
from pb_core.domain.pictures import EXPORT_TYPES
from pb_core.domain.tasks import DiagramRecord

Site = Any
"""The ``Site`` of conftest."""

BODY = {"source_context": "An encoder feeds a decoder.", "caption": "Figure 1"}
SPEC = DiagramSpec(
    elements=(Element(id="a", label="Encoder"), Element(id="b", label="Decoder")),
    connections=(Connection(source="a", target="b"),),
)
RECORD = DiagramRecord(spec=SPEC, styling=Styling(), support=SupportReport(), engine="gemini_image/painter")
STORED = {"png": b"png", "pptx": b"pptx", "drawio": b"drawio", "tikz": b"tikz"}


@pytest.fixture
async def task_id(api: httpx.AsyncClient, site: Site) -> str:
    """A painted diagram with formats that were ordered, and one that was not."""
    task_id = str((await api.post("/api/generate", json=BODY)).json()["task_id"])
    await site.complete(task_id, STORED, diagram=RECORD)
    return task_id


@pytest.mark.parametrize("formats", [["svg"], ["pptx"], ["png", "drawio", "tikz", "mermaid"], ["pptx", "pptx"]])
async def test_they_are_ordered_beside_the_picture(
    api: httpx.AsyncClient, used: Callable[[], Awaitable[tuple[int, int]]], formats: list[str]
) -> None:
    answer = await api.post("/api/generate", json=BODY | {"output_formats": formats})

    assert (answer.status_code, answer.json().get("warnings")) == (202, None), answer.text
    assert await used() == (1, 9)


@pytest.mark.parametrize(("fmt", "ending"), [("pptx", "pptx"), ("drawio", "drawio"), ("tikz", "tex")])
async def test_they_are_files_to_keep(api: httpx.AsyncClient, task_id: str, fmt: str, ending: str) -> None:
    answer = await api.get(f"/api/tasks/{task_id}/image", params={"format": fmt})

    assert (answer.status_code, answer.content) == (200, fmt.encode())
    assert answer.headers["content-type"].partition(";")[0] == EXPORT_TYPES[fmt]
    assert answer.headers["content-disposition"] == f'attachment; filename="methodology-{task_id}.{ending}"'
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_the_task_lists_those_that_were_ordered(api: httpx.AsyncClient, task_id: str) -> None:
    artifacts = (await api.get(f"/api/tasks/{task_id}")).json()["artifacts"]

    assert set(artifacts) == set(STORED)
    assert artifacts["pptx"]["media_type"] == EXPORT_TYPES["pptx"]
    assert artifacts["pptx"]["download_url"].endswith(f"/api/tasks/{task_id}/image?format=pptx")


async def test_mermaid_is_the_plan_whether_it_was_ordered_or_not(api: httpx.AsyncClient, task_id: str) -> None:
    plan = await api.get(f"/api/tasks/{task_id}/plan", params={"format": "mermaid"})
    image = f"/api/tasks/{task_id}/image?format=mermaid"

    answer = await api.get(image)

    assert answer.content == plan.content
    assert answer.headers["content-disposition"].endswith('.mmd"')
    known = await api.get(image, headers={"If-None-Match": answer.headers["etag"]})
    part = await api.get(image, headers={"Range": "bytes=0-8"})
    head = await api.head(image)
    assert (known.status_code, part.status_code, part.content) == (304, 206, b"flowchart")
    assert head.headers["content-length"] == str(len(answer.content))


async def test_what_a_painter_made_cannot_be_edited(api: httpx.AsyncClient, site: Site) -> None:
    task_id = (await api.post("/api/generate", json=BODY)).json()["task_id"]
    await site.complete(task_id, {"png": b"png"}, diagram=RECORD)

    answer = await api.get(f"/api/tasks/{task_id}/image", params={"format": "pptx"})

    sentence = "This task produced no pptx image, and gemini_image/painter, which drew it, makes none on this server"
    assert (answer.status_code, answer.json()) == (404, {"detail": sentence})


async def test_others_see_none_of_them(admin: httpx.AsyncClient, anonymous: httpx.AsyncClient, task_id: str) -> None:
    stranger = (await admin.post("/api/admin/keys", json={"name": "stranger"})).json()["key"]
    answer = await anonymous.get(
        f"/api/tasks/{task_id}/image", params={"format": "mermaid"}, headers={"Authorization": f"Bearer {stranger}"}
    )

    assert (answer.status_code, answer.json()) == (404, {"detail": "No such task"})
