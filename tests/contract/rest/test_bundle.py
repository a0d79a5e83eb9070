"""``GET /api/tasks/{id}/bundle``, and the words and the provenance in the answer on a task."""

import io
import zipfile
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from pb_core.domain.diagrams.spec import DiagramSpec, Element, Styling
from pb_core.domain.diagrams.support import SupportReport
from pb_core.domain.tasks import DiagramRecord

RECORD = DiagramRecord(
    spec=DiagramSpec(elements=(Element(id="a", label="Encoder"), Element(id="b", label="Decoder"))),
    styling=Styling(),
    support=SupportReport(),
)


async def test_a_bundle_is_a_zip_file_to_save(
    site: Any,  # noqa: ANN401 - conftest's Site
    api: httpx.AsyncClient,
    submit: Callable[[], Awaitable[str]],
) -> None:
    task = await submit()
    await site.complete(task, {"png": b"a picture"}, diagram=RECORD)
    answer = await api.get(f"/api/tasks/{task}/bundle")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == f'attachment; filename="methodology-{task}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert archive.read("figure.png") == b"a picture"
        assert f"SERVER={site.url}\n" in archive.read("README.txt").decode()
    assert (await api.get(f"/api/tasks/{task}/bundle")).content == answer.content


async def test_there_is_none_of_unknown_and_unfinished_tasks(
    api: httpx.AsyncClient, anonymous: httpx.AsyncClient, submit: Callable[[], Awaitable[str]]
) -> None:
    task = await submit()
    pending = await api.get(f"/api/tasks/{task}/bundle")
    assert (pending.status_code, pending.json()) == (404, {"detail": "The task is pending, so it has no bundle"})
    assert (await api.get(f"/api/tasks/{'0' * 32}/bundle")).status_code == 404
    assert (await anonymous.get(f"/api/tasks/{task}/bundle")).status_code == 401


async def test_the_answer_on_a_task_tells_the_figure_in_words(
    site: Any,  # noqa: ANN401 - conftest's Site
    api: httpx.AsyncClient,
    submit: Callable[[], Awaitable[str]],
) -> None:
    task = await submit()
    before = (await api.get(f"/api/tasks/{task}")).json()
    assert (before["alt_text"], before["long_description"], before["provenance"]) == (None, None, None)
    await site.complete(task, {"png": b"a picture"}, diagram=RECORD)
    told = (await api.get(f"/api/tasks/{task}")).json()
    assert told["alt_text"] == "Diagram of 2 parts. Parts: Encoder, Decoder."
    assert told["provenance"] is None
