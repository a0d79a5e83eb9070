"""The page of a figure on its way, failed and finished; its pictures, files and events."""

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta

import msgspec
import pytest

from pb_core.domain.billing import Usage
from pb_core.domain.pictures import RGB, Artifact, png_of
from pb_core.domain.steps import StepIntent
from pb_core.domain.tasks import Lease, Outcome
from support.site import BODY
from support.visitors import Visitor, api_key_of, visiting

PICTURE = png_of([b"\x10\x20\x30" * 400] * 700, RGB)
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
async def author() -> AsyncIterator[Visitor]:
    """Somebody who is signed in to the studio."""
    async with visiting() as someone:
        await someone.sign_in("studio", api_key_of(someone.site))
        yield someone


async def begun(author: Visitor) -> tuple[str, Lease]:
    """A task that is being worked on: its address, and the lease."""
    site = author.site
    await site.http.post("/api/generate", json=BODY | {"caption": HOSTILE})
    claimed = await site.storage.claim_task(site.clock.now(), timedelta(minutes=1), "token")
    assert claimed is not None
    return f"/studio/figures/{claimed.task.id}", claimed.lease


async def drawn(author: Visitor, lease: Lease) -> None:
    """Draw a first round."""
    site = author.site
    task = await site.storage.task(lease.holds)
    assert task is not None
    digest = await site.artifacts.put(task.key_id, PICTURE)
    artifact = Artifact(format="png", media_type="image/png", digest=digest, size=len(PICTURE), width=400, height=700)
    intent = StepIntent(name="round/1/draw", digest="d", engine="vector/1", started_at=site.clock.now())
    await site.storage.begin_step(lease, intent)
    result = msgspec.json.encode({"artifacts": [artifact]})
    await site.storage.finish_step(lease, intent.name, result, site.clock.now(), Usage())


async def test_a_figure_under_way_shows_its_steps_and_drawings(author: Visitor) -> None:
    path, lease = await begun(author)
    await drawn(author, lease)
    page = (await author.http.get(path)).text
    assert "Draw (round 1)" in page
    assert f"{path}/rounds/1?v=" in page
    assert f'sse-connect="{path}/events"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert HOSTILE not in page
    picture = await author.http.get(f"{path}/rounds/1")
    assert picture.content == PICTURE
    assert picture.headers["content-security-policy"] == "default-src 'none'; sandbox"
    known = await author.http.get(f"{path}/rounds/1", headers={"If-None-Match": picture.headers["etag"]})
    assert known.status_code == 304
    for missing in ("2", "0", "1001", "x"):
        assert (await author.http.get(f"{path}/rounds/{missing}")).status_code in {404, 422}


async def test_a_drawing_that_was_damaged_is_told(author: Visitor) -> None:
    path, lease = await begun(author)
    await drawn(author, lease)
    await author.site.damage(PICTURE)
    lost = await author.http.get(f"{path}/rounds/1")
    assert lost.status_code == 404
    assert "This drawing was damaged or lost" in lost.text


async def test_the_changing_part_is_polled_until_the_page_is_to_be_loaded_anew(author: Visitor) -> None:
    path, lease = await begun(author)
    htmx = {"HX-Request": "true"}
    assert "<h1>" not in (await author.http.get(f"{path}/progress", headers=htmx)).text
    assert (await author.http.get(f"{path}/progress")).headers["location"] == path
    await author.site.storage.finish_task(lease, Outcome(error="It broke"), author.site.clock.now())
    assert (await author.http.get(f"{path}/progress", headers=htmx)).headers["hx-refresh"] == "true"


async def test_events_carry_the_changing_part_and_the_end(author: Visitor) -> None:
    path, lease = await begun(author)
    await drawn(author, lease)
    await author.site.storage.finish_task(lease, Outcome(error="It broke"), author.site.clock.now())
    events = (await author.http.get(f"{path}/events")).text
    assert events.startswith("retry: 3000\n\n")
    assert events.endswith("event: over\ndata:\n\n")


async def test_a_failed_figure_says_why_and_can_be_tried_again(author: Visitor) -> None:
    path, lease = await begun(author)
    await author.site.storage.finish_task(lease, Outcome(error=f"No {HOSTILE}"), author.site.clock.now())
    page = (await author.http.get(path)).text
    assert "No &lt;img" in page
    assert f"/studio/new/diagram?again={lease.holds}" in page
    assert HOSTILE not in page


async def test_a_waiting_figure_says_for_what_and_a_cancelled_one_is_over(author: Visitor) -> None:
    path, lease = await begun(author)
    until = author.site.clock.now() + timedelta(minutes=5)
    await author.site.storage.put_back(lease, until, "The provider is away")
    assert "The provider is away. It goes on after 20" in (await author.http.get(path)).text
    cancelled = await author.post(f"{path}/cancel", path)
    assert cancelled.headers["location"] == path
    assert "It was cancelled." in (await author.http.get(path)).text


async def test_a_finished_figure_is_shown_small(author: Visitor) -> None:
    task_id = await author.site.completed(png=PICTURE)
    path = f"/studio/figures/{task_id}"
    small = await author.http.get(f"{path}/small")
    assert small.content.startswith(b"\x89PNG")
    assert len(small.content) < len(PICTURE)
    assert (await author.http.get(f"{path}/small")).content == small.content


async def test_the_request_of_a_figure_is_shown_as_code_and_as_a_file(author: Visitor) -> None:
    path, _ = await begun(author)
    code = await author.http.get(f"{path}/code")
    assert "http://pb.test/api/generate" in code.text
    assert HOSTILE not in code.text
    file = await author.http.get(f"{path}/request.json")
    assert file.json()["caption"] == HOSTILE
    assert file.headers["content-disposition"] == 'attachment; filename="request.json"'
    assert (await author.http.get(f"{path}/paper.pdf")).status_code == 404


async def test_nothing_of_another_authors_figure_is_told(author: Visitor) -> None:
    path, _ = await begun(author)
    value, _ = await author.site.keyring.create("other")
    await author.sign_in("studio", value)
    for part in ("", "/events", "/progress", "/code", "/request.json", "/paper.pdf", "/small", "/rounds/1"):
        assert (await author.http.get(path + part)).status_code == 404, part
    assert (await author.post(f"{path}/cancel", "/studio/new/diagram")).status_code == 404
    digest = hashlib.sha256(PICTURE).hexdigest()
    assert digest not in (await author.http.get("/studio/figures")).text
