from typing import Any

import httpx
import pytest

PNG = bytes(range(100))


@pytest.fixture
async def image(api: httpx.AsyncClient, site: Any) -> str:  # noqa: ANN401 - conftest's Site
    """The address of a finished picture."""
    body = {"source_context": "An encoder feeds a decoder.", "caption": "Figure 1"}
    task_id = (await api.post("/api/generate", json=body)).json()["task_id"]
    await site.complete(task_id, {"png": PNG, "svg": b"<svg/>"})
    return f"/api/tasks/{task_id}/image"


async def test_the_png_is_the_default(api: httpx.AsyncClient, image: str) -> None:
    answer = await api.get(image)

    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-length"] == "100"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-disposition"].startswith('inline; filename="methodology-')
    assert answer.headers["content-disposition"].endswith('.png"')
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("fmt", "content", "media_type"), [("png", PNG, "image/png"), ("svg", b"<svg/>", "image/svg+xml")]
)
async def test_another_format_is_asked_for(
    api: httpx.AsyncClient, image: str, fmt: str, content: bytes, media_type: str
) -> None:
    answer = await api.get(image, params={"format": fmt})

    assert (answer.content, answer.headers["content-type"]) == (content, media_type)


async def test_a_known_format_that_was_not_produced_is_not_found(api: httpx.AsyncClient, image: str) -> None:
    answer = await api.get(image, params={"format": "pdf"})

    assert (answer.status_code, answer.json()) == (404, {"detail": "This task produced no pdf image"})


@pytest.mark.parametrize("fmt", ["", "PNG", "jpeg", "png\x00", "x" * 10_000])
async def test_an_unknown_format_is_refused(api: httpx.AsyncClient, image: str, fmt: str) -> None:
    answer = await api.get(image, params={"format": fmt})

    assert (answer.status_code, answer.json()) == (
        422,
        {"detail": "format must be one of png, svg, pdf, pptx, drawio, tikz, mermaid"},
    )


async def test_an_unfinished_task_has_no_picture(api: httpx.AsyncClient) -> None:
    body = {"source_context": "An encoder feeds a decoder.", "caption": "Figure 1"}
    task_id = (await api.post("/api/generate", json=body)).json()["task_id"]

    answer = await api.get(f"/api/tasks/{task_id}/image")

    assert (answer.status_code, answer.json()) == (404, {"detail": "The task is pending, so it has no image"})


async def test_the_etag_saves_the_bytes(api: httpx.AsyncClient, image: str) -> None:
    etag = (await api.get(image)).headers["etag"]

    answer = await api.get(image, headers={"If-None-Match": etag, "Range": "bytes=0-1"})

    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)


async def test_head_tells_everything_but_the_bytes(api: httpx.AsyncClient, image: str) -> None:
    whole, head = await api.get(image), await api.head(image)

    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "content-length", "accept-ranges", "content-disposition"):
        assert head.headers[name] == whole.headers[name]


@pytest.mark.parametrize(
    ("asked", "part"),
    [("0-9", (0, 10)), ("90-", (90, 100)), ("-5", (95, 100)), ("50-1000", (50, 100)), ("-1000", (0, 100))],
)
async def test_one_range_is_served(api: httpx.AsyncClient, image: str, asked: str, part: tuple[int, int]) -> None:
    answer = await api.get(image, headers={"Range": f"bytes={asked}"})

    start, stop = part
    assert (answer.status_code, answer.content) == (206, PNG[start:stop])
    assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/100"
    assert answer.headers["content-type"] == "image/png"


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=1000-2000", "bytes=-0"])
async def test_a_range_past_the_end_is_refused(api: httpx.AsyncClient, image: str, asked: str) -> None:
    answer = await api.get(image, headers={"Range": asked})

    assert (answer.status_code, answer.json()) == (416, {"detail": "The picture has only 100 bytes"})
    assert answer.headers["content-range"] == "bytes */100"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=9-2", "bytes=-", "bytes=a-b", "lines=1-2", "bytes"])
async def test_other_ranges_get_the_whole(api: httpx.AsyncClient, image: str, asked: str) -> None:
    answer = await api.get(image, headers={"Range": asked})

    assert (answer.status_code, answer.content) == (200, PNG)


async def test_if_range_guards_the_range(api: httpx.AsyncClient, image: str) -> None:
    etag = (await api.head(image)).headers["etag"]

    same = await api.get(image, headers={"Range": "bytes=0-1", "If-Range": etag})
    other = await api.get(image, headers={"Range": "bytes=0-1", "If-Range": '"other"'})

    assert (same.status_code, other.status_code) == (206, 200)


async def test_a_foreign_picture_is_unknown(admin: httpx.AsyncClient, anonymous: httpx.AsyncClient, image: str) -> None:
    other = (await admin.post("/api/admin/keys", json={"name": "other"})).json()["key"]

    answer = await anonymous.get(image, headers={"Authorization": f"Bearer {other}"})

    assert (answer.status_code, answer.json()) == (404, {"detail": "No such task"})
