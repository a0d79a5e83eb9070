"""What clients of the REST suite cannot see: which bytes are read for an answer."""

import hashlib

import pytest

from support.site import Site, site_in_memory

PNG = b"\x89PNG-picture"


async def test_a_picture_is_read_once_and_whole(site: Site) -> None:
    answer = await site.http.get(f"/api/tasks/{await site.completed(png=PNG)}/image")

    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["content-disposition"].endswith('.png"')
    assert site.artifacts.reads == [(0, None)]


async def test_of_a_range_nothing_else_is_read(site: Site) -> None:
    task_id = await site.completed(png=PNG)

    answer = await site.http.get(f"/api/tasks/{task_id}/image", headers={"Range": "bytes=1-3"})

    assert (answer.status_code, answer.content) == (206, b"PNG")
    assert answer.headers["content-range"] == f"bytes 1-3/{len(PNG)}"
    assert site.artifacts.reads == [(1, 4)]


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [("HEAD", {}, 200), ("HEAD", {"Range": "bytes=1-3"}, 200), ("GET", {"If-None-Match": "*"}, 304)],
)
async def test_an_answer_without_a_body_reads_nothing(
    site: Site, method: str, headers: dict[str, str], status: int
) -> None:
    answer = await site.http.request(method, f"/api/tasks/{await site.completed(png=PNG)}/image", headers=headers)

    assert (answer.status_code, answer.content) == (status, b"")
    assert status == 304 or answer.headers["content-length"] == str(len(PNG))
    assert site.artifacts.reads == []


@pytest.mark.parametrize(
    ("query", "headers", "status", "detail"),
    [
        ("?format=gif", {}, 422, "format must be one of png, svg, pdf, pptx, drawio, tikz, mermaid"),
        ("?format=", {}, 422, "format must be one of png, svg, pdf, pptx, drawio, tikz, mermaid"),
        ("?format=svg", {}, 404, "This task produced no svg image"),
        ("", {"Range": "bytes=12-"}, 416, "The picture has only 12 bytes"),
    ],
)
async def test_what_is_not_there_is_said_and_nothing_is_read(
    site: Site, query: str, headers: dict[str, str], status: int, detail: str
) -> None:
    answer = await site.http.get(f"/api/tasks/{await site.completed(png=PNG)}/image{query}", headers=headers)

    assert (answer.status_code, answer.json()) == (status, {"detail": detail})
    assert site.artifacts.reads == []


async def test_a_picture_that_the_store_has_lost_is_not_found(site: Site) -> None:
    task_id = await site.completed(png=PNG)
    (key,) = await site.keyring.list()
    await site.artifacts.remove_owner(key.id)

    answer = await site.http.get(f"/api/tasks/{task_id}/image")

    assert answer.status_code == 404
    assert answer.json()["detail"] == (
        "The png image of this task was damaged or lost in the server's store: submit again, or ask for a backup to be "
        "restored"
    )


@pytest.mark.parametrize("byte_range", [None, "bytes=5-8"])
async def test_a_damaged_picture_is_not_found_and_the_others_are_served(site: Site, byte_range: str | None) -> None:
    task_id = await site.completed(png=PNG, svg=b"<svg/>")
    await site.damage(PNG)
    path, headers = f"/api/tasks/{task_id}/image", {"Range": byte_range} if byte_range else {}

    answer = await site.http.get(path, headers=headers)

    assert (answer.status_code, list(answer.json())) == (404, ["detail"])
    assert answer.json()["detail"].startswith("The png image of this task was damaged or lost in the server's store:")
    assert (await site.http.head(path)).status_code == 404
    assert (await site.http.get(f"{path}?format=svg")).content == b"<svg/>"
    assert (await site.http.head(f"{path}?format=svg")).status_code == 200


async def test_where_a_store_has_addresses_a_picture_is_downloaded_there() -> None:
    asked: list[tuple[str, str]] = []

    async def address(owner: str, digest: str) -> str:
        asked.append((owner, digest))
        return "https://store.example/picture?signature=x"

    digest = hashlib.sha256(PNG).hexdigest()
    async with site_in_memory(picture_address=address) as site:
        path = f"/api/tasks/{await site.completed(png=PNG)}/image"
        answer = await site.http.get(path)
        assert (answer.status_code, answer.content) == (307, b"")
        assert answer.headers["location"] == "https://store.example/picture?signature=x"
        assert (answer.headers["etag"], answer.headers["cache-control"]) == (f'"{digest}"', "private, no-store")
        assert site.artifacts.reads == []
        (key,) = await site.keyring.list()
        assert asked == [(key.id, digest)]

        assert (await site.http.get(path, headers={"Range": "bytes=1-3"})).content == b"PNG"
        assert (await site.http.head(path)).status_code == 200
        assert (await site.http.get(path, headers={"If-None-Match": answer.headers["etag"]})).status_code == 304
        assert (await site.http.get(f"{path}?format=svg")).status_code == 404
        assert (await site.http.get(path, headers={"Authorization": "Bearer pb_x"})).status_code == 401
    assert len(asked) == 1


async def test_a_picture_without_an_address_is_sent_from_here() -> None:
    async def nowhere(_owner: str, _digest: str) -> None:
        return None

    async with site_in_memory(picture_address=nowhere) as site:
        answer = await site.http.get(f"/api/tasks/{await site.completed(png=PNG)}/image")
    assert (answer.status_code, answer.content) == (200, PNG)
