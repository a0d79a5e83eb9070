"""Pictures that callers bring: taken in, kept apart by key, and panels of composites."""

import io
import re
import zlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from PIL import Image

from pb_core.application.panels import KEPT
from pb_core.domain.tasks import Outcome

Site = Any  # conftest's, which test modules cannot import
Used = Callable[[], Awaitable[tuple[int, int]]]

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="144pt" height="72pt"><rect width="20" height="20"/></svg>'
MAX_BODY_BYTES = 4 * 2**20


def picture(kind: str = "PNG", size: tuple[int, int] = (64, 48), colour: str = "teal") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind)
    return buffer.getvalue()


async def upload(api: httpx.AsyncClient, data: bytes, kind: str = "application/octet-stream") -> httpx.Response:
    return await api.post("/api/panels", content=data, headers={"Content-Type": kind})


@pytest.mark.parametrize(
    ("data", "kind", "fmt", "size"),
    [
        (picture("PNG"), "image/png", "png", (64, 48)),
        (picture("JPEG"), "image/jpeg", "jpeg", (64, 48)),
        (SVG, "image/svg+xml", "svg", (600, 300)),
        (picture("PDF", (72, 36)), "application/pdf", "pdf", (300, 150)),
        (picture("JPEG"), "application/octet-stream", "jpeg", (64, 48)),
        (picture("JPEG"), "image/png; a=b", "jpeg", (64, 48)),  # its bytes say what it is
    ],
)
async def test_pictures_are_taken_in(
    api: httpx.AsyncClient, used: Used, data: bytes, kind: str, fmt: str, size: tuple[int, int]
) -> None:
    answer = await upload(api, data, kind)

    assert answer.status_code == 201
    told = answer.json()
    assert list(told) == ["panel_id", "format", "media_type", "size", "width", "height", "kept_until"]
    assert re.fullmatch("panel_[0-9a-f]{64}", told["panel_id"])
    assert (told["format"], told["size"]) == (fmt, len(data))
    assert (told["width"], told["height"]) == size
    assert abs(datetime.fromisoformat(told["kept_until"]) - datetime.now(UTC) - KEPT) < timedelta(minutes=5)
    assert await used() == (0, 10)


async def test_the_same_bytes_are_the_same_panel(site: Site, api: httpx.AsyncClient) -> None:
    first = (await upload(api, picture(colour="red"))).json()
    before = site.files()

    again = (await upload(api, picture(colour="red"))).json()

    assert again["panel_id"] == first["panel_id"]
    assert site.files() == before


async def test_a_composite_takes_them(site: Site, api: httpx.AsyncClient, used: Used) -> None:
    panels = [(await upload(api, data)).json()["panel_id"] for data in (picture("JPEG"), SVG, picture("PDF"))]

    answer = await api.post("/api/composite", json={"source_task_ids": [*panels, panels[0]]})

    assert answer.status_code == 202
    work = (await site.storage.task(answer.json()["task_id"])).work
    assert [source.task_id for source in work.sources] == [*panels, panels[0]]
    assert [source.pictures[0].format for source in work.sources] == ["jpeg", "svg", "pdf", "jpeg"]
    assert await used() == (1, 9)


async def test_they_belong_to_their_key(admin: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    panel = (await upload(api, picture(colour="navy"))).json()["panel_id"]
    other = (await admin.post("/api/admin/keys", json={"name": "other", "quota": 10})).json()["key"]

    answer = await api.post(
        "/api/composite", json={"source_task_ids": [panel, panel]}, headers={"Authorization": f"Bearer {other}"}
    )

    assert answer.status_code == 404
    assert answer.json() == {
        "detail": f"source_task_ids: there is no {panel[:14]}…: upload the picture again, it is kept for a day unless "
        "a composite uses it"
    }


async def test_what_no_composite_uses_is_let_go_and_what_one_uses_stays(site: Site, api: httpx.AsyncClient) -> None:
    unused = (await upload(api, picture(colour="gold"))).json()["panel_id"].removeprefix("panel_")
    panel = (await upload(api, picture(colour="pink"))).json()["panel_id"]
    soon, tomorrow = (datetime.now(UTC) + timedelta(hours=hours) for hours in (22, 24))

    task_id = (await api.post("/api/composite", json={"source_task_ids": [panel, panel]})).json()["task_id"]

    assert unused not in {one.digest for one in await site.storage.released_artifacts(soon)}
    let_go = {one.digest for one in await site.storage.released_artifacts(tomorrow)}
    assert unused in let_go
    assert panel.removeprefix("panel_") not in let_go
    claimed = await site.claim(task_id)
    await site.end(claimed, Outcome(error="failed"))
    await site.storage.retire_tasks(tomorrow, tomorrow)
    later = tomorrow + timedelta(hours=1)
    assert panel.removeprefix("panel_") in {one.digest for one in await site.storage.released_artifacts(later)}


def bomb() -> bytes:
    """A small PNG that claims three billion pixels."""
    data = bytearray(picture())
    data[16:24] = (60_000).to_bytes(4, "big") + (50_000).to_bytes(4, "big")
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The picture cannot be used: it is empty"),
        (b"GIF89a", "The picture cannot be used: it is no PNG, JPEG, SVG or PDF"),
        (picture("JPEG", (640, 480))[:-900], "The picture cannot be used: its JPEG is damaged"),
        (bomb(), "3000 million pixels"),
        (b"%PDF-1.7\nnothing", "The picture cannot be used: its PDF is damaged or encrypted"),
        (SVG.replace(b"<rect", b"<script>alert(1)</script><rect"), "script"),
        (SVG.replace(b"<rect", b'<image href="file:///etc/passwd"/><rect'), "cannot be used"),
    ],
)
async def test_what_cannot_become_a_panel_is_refused(
    site: Site, api: httpx.AsyncClient, data: bytes, sentence: str
) -> None:
    before = site.files()

    answer = await upload(api, data)

    assert answer.status_code == 422
    assert sentence in answer.json()["detail"]
    assert site.files() == before


async def test_bodies_that_are_too_large_or_of_another_kind_are_refused(api: httpx.AsyncClient) -> None:
    large = await upload(api, b"\xff" * (MAX_BODY_BYTES + 1))
    other = await upload(api, picture(), "image/webp")
    packed = await api.post(
        "/api/panels", content=picture(), headers={"Content-Type": "image/png", "Content-Encoding": "gzip"}
    )

    assert (large.status_code, large.json()) == (413, {"detail": "The body is larger than this server accepts"})
    assert other.status_code == 415
    assert other.json()["detail"].startswith("Content-Type must be one of image/png, image/jpeg, ")
    assert packed.status_code == 415


async def test_strangers_are_not_served(anonymous: httpx.AsyncClient) -> None:
    assert (await upload(anonymous, picture())).status_code == 401


@pytest.mark.parametrize("name", ["panel_", "panel_" + "0" * 64, "panel_../../x", "panel_" + "A" * 64])
async def test_panels_that_are_not_there_are_not_found(api: httpx.AsyncClient, name: str) -> None:
    answer = await api.post("/api/composite", json={"source_task_ids": [name, name]})

    assert answer.status_code == 404
