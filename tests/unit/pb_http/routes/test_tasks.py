"""What clients of the REST suite cannot see: that a finished task is encoded once."""

from base64 import b64encode
from hashlib import sha256

import pytest

from support.site import Site

PNG = b"\x89PNG-picture"


async def test_a_finished_task_is_read_from_the_store_once(site: Site) -> None:
    path = f"/api/tasks/{await site.completed(png=PNG)}"

    first, second = await site.http.get(path), await site.http.get(path)

    assert first.json()["image_base64"] == b64encode(PNG).decode()
    assert (second.content, second.headers["etag"]) == (first.content, first.headers["etag"])
    assert site.artifacts.reads == [(0, None)]


async def test_any_answer_that_the_caller_has_will_do_and_nothing_is_read(site: Site) -> None:
    path = f"/api/tasks/{await site.completed(png=PNG)}"

    answer = await site.http.get(path, headers={"If-None-Match": "*"})

    assert (answer.status_code, answer.content) == (304, b"")
    assert "content-type" not in answer.headers
    assert site.artifacts.reads == []


async def test_links_follow_the_address_that_was_called(site: Site) -> None:
    task_id = await site.completed(svg=b"<svg/>")
    tags = set()
    for host in ("a.test", "b.test"):
        answer = await site.http.get(f"/api/tasks/{task_id}", headers={"Host": host})
        link = answer.json()["artifacts"]["svg"]["download_url"]
        assert link == f"http://{host}/api/tasks/{task_id}/image?format=svg"
        tags.add(answer.headers["etag"])
    assert len(tags) == 2


async def test_an_unfinished_task_says_when_to_ask_again(site: Site) -> None:
    answer = await site.http.get(f"/api/tasks/{await site.submitted()}")

    assert (answer.json()["status"], answer.headers["retry-after"]) == ("pending", "3")
    assert "preference-applied" not in answer.headers


async def test_a_wait_that_ends_at_once_is_granted(site: Site) -> None:
    answer = await site.http.get(f"/api/tasks/{await site.completed()}", headers={"Prefer": "wait=600"})

    assert (answer.json()["image_base64"], answer.headers["preference-applied"]) == (None, "wait=60")
    assert "retry-after" not in answer.headers


@pytest.mark.parametrize("polled", [False, True])
@pytest.mark.parametrize("lost", [False, True])
async def test_a_task_whose_picture_is_damaged_or_lost_stays_and_says_so(
    site: Site, *, polled: bool, lost: bool
) -> None:
    path = f"/api/tasks/{await site.completed(png=PNG, svg=b'<svg/>')}"
    before = (await site.http.get(path)).headers["etag"] if polled else '"1-of another program"'
    if lost:
        (key,) = await site.keyring.list()
        await site.artifacts.remove(key.id, sha256(PNG).hexdigest())
    else:
        await site.damage(PNG)

    answer = await site.http.get(path, headers={"If-None-Match": before})

    task = answer.json()
    assert (answer.status_code, task["status"], task["image_base64"]) == (200, "completed", None)
    assert (list(task["artifacts"]), task["damaged"]) == (["svg"], ["png"])
    assert answer.headers["etag"] != before
    again = await site.http.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_another_damaged_format_takes_nothing_from_the_png(site: Site) -> None:
    path = f"/api/tasks/{await site.completed(png=PNG, svg=b'<svg/>')}"
    await site.damage(b"<svg/>")

    task = (await site.http.get(path)).json()

    assert task["image_base64"] == b64encode(PNG).decode()
    assert (list(task["artifacts"]), task["damaged"]) == (["png"], ["svg"])


async def test_a_picture_that_is_restored_is_there_again(site: Site) -> None:
    path = f"/api/tasks/{await site.completed(png=PNG)}"
    await site.damage(PNG)
    assert (await site.http.get(path)).json()["damaged"] == ["png"]
    (key,) = await site.keyring.list()
    await site.artifacts.put(key.id, PNG)

    task = (await site.http.get(path)).json()

    assert "damaged" not in task
    assert task["image_base64"] == b64encode(PNG).decode()
