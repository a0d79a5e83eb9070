from datetime import timedelta

import anyio
import pytest
from msgspec.structs import replace

from pb_core.application.retention import GRACE, SIZE_INTERVAL, YOUNGEST, Limits, Retention
from pb_core.domain.pictures import Artifact
from pb_core.domain.requests import MethodologyWork, PdfPages
from pb_core.domain.tasks import Outcome, TaskResult
from pb_core.testing.contracts.storage_base import LEASE, sample_key, sample_task
from pb_core.testing.memory import ManualClock, MemoryArtifacts
from pb_core.testing.memory.storage import MemoryStorage

DAY = timedelta(days=1)
KEY = "key-1"


class House:
    """A store with artifacts and a clock, and what holds them within limits."""

    def __init__(self, **limits: timedelta | int) -> None:
        self.clock = ManualClock()
        self.storage = MemoryStorage()
        self.artifacts = MemoryArtifacts(self.clock.now)
        self.rests = 0
        self.retention = Retention(
            store=self.storage,
            artifacts=self.artifacts,
            clock=self.clock,
            limits=Limits(**limits),  # type: ignore[arg-type]  # as given
            rest=self._rest,
        )

    async def _rest(self) -> None:
        self.rests += 1

    async def figure(self, name: str, data: bytes, pdf: bytes | None = None) -> str:
        """A task that ends now with a picture of these bytes; the picture's digest."""
        work = MethodologyWork(caption="Figure 1", source="An encoder.")
        if pdf is not None:
            digest = await self.artifacts.put(KEY, pdf)
            work = replace(work, pdf=PdfPages(digest=digest, path="", pages=(1,)))
        await self.storage.accept(sample_task(name, created_at=self.clock.now(), work=work, callback=None))
        claimed = await self.storage.claim_task(self.clock.now(), LEASE, name)
        assert claimed is not None
        digest = await self.artifacts.put(KEY, data)
        picture = Artifact(format="png", media_type="image/png", digest=digest, size=len(data), width=1, height=1)
        outcome = Outcome(result=TaskResult(description="Drawn.", artifacts=(picture,)))
        await self.storage.finish_task(claimed.lease, outcome, self.clock.now())
        return digest

    def later(self, time: timedelta) -> None:
        self.clock.advance(time.total_seconds())

    async def kept(self) -> set[str]:
        return {blob.digest async for blob in self.artifacts.blobs()}

    async def tasks(self) -> set[str]:
        names = ("old", "new", "newest")
        return {name for name in names if await self.storage.task(name) is not None}


async def opened(**limits: timedelta | int) -> House:
    """A house with a key."""
    house = House(**limits)
    await house.storage.add_key(sample_key(KEY))
    return house


async def test_by_default_everything_is_kept() -> None:
    house = await opened()
    digest = await house.figure("old", b"old")
    house.later(timedelta(days=10_000))
    await house.retention.retire_by_age()
    await house.retention.retire_by_size()
    await house.retention.remove_released()
    assert (await house.tasks(), await house.kept()) == ({"old"}, {digest})


async def test_what_is_too_old_goes_rows_first_and_bytes_an_hour_later(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    house = await opened(keep_for=30 * DAY)
    await house.figure("old", b"old", pdf=b"%PDF")
    house.later(29 * DAY)
    new = await house.figure("new", b"new")
    house.later(1 * DAY)
    await house.retention.retire_by_age()
    assert await house.tasks() == {"old", "new"}
    house.later(timedelta(seconds=1))
    await house.retention.retire_by_age()
    await house.retention.remove_released()
    assert (await house.tasks(), len(await house.kept())) == ({"new"}, 3)
    house.later(GRACE + timedelta(seconds=1))
    await house.retention.remove_released()
    assert await house.kept() == {new}
    assert (house.retention.cleared.tasks, house.retention.cleared.artifacts) == (1, 2)
    assert house.retention.cleared.bytes == len(b"old") + len(b"%PDF")
    assert house.rests == 2
    assert [record.message for record in caplog.records] == ["tasks were removed by age", "artifacts were removed"]


async def test_what_another_task_shows_stays() -> None:
    house = await opened(keep_for=DAY)
    digest = await house.figure("old", b"same")
    house.later(2 * DAY)
    await house.figure("new", b"same")
    await house.retention.retire_by_age()
    house.later(2 * GRACE)
    await house.retention.remove_released()
    assert (await house.tasks(), await house.kept()) == ({"new"}, {digest})


async def test_what_was_put_again_before_its_task_is_accepted_stays() -> None:
    house = await opened(keep_for=DAY)
    await house.figure("old", b"old", pdf=b"%PDF")
    house.later(2 * DAY)
    await house.retention.retire_by_age()
    house.later(timedelta(seconds=1))
    digest = await house.artifacts.put(KEY, b"%PDF")  # a submission under way
    house.later(2 * GRACE)
    await house.retention.remove_released()
    assert await house.kept() == {digest}
    assert await house.storage.released_artifacts(house.clock.now()) == ()


async def test_what_was_looked_at_just_before_it_went_is_still_there_for_who_is_accepted_then() -> None:
    house = await opened(keep_for=DAY)
    digest = await house.figure("old", b"old")
    house.later(2 * DAY)
    seen = await house.storage.task("old")  # a composite is being checked
    assert seen is not None
    await house.retention.retire_by_age()
    house.later(GRACE - timedelta(seconds=1))
    await house.retention.remove_released()
    work = replace(seen.work, pdf=PdfPages(digest=digest, path="", pages=(1,)))  # type: ignore[type-var]  # it is one
    await house.storage.accept(sample_task("new", work=work))
    house.later(10 * GRACE)
    await house.retention.remove_released()
    assert await house.kept() == {digest}


async def test_the_oldest_go_until_the_others_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pb_core.application.retention.FEW", 1)
    house = await opened(keep_bytes=250)
    for name in ("old", "new", "newest"):
        await house.figure(name, name.encode().ljust(100))
        house.later(YOUNGEST)
    house.later(timedelta(seconds=1))
    await house.retention.retire_by_size()
    assert await house.tasks() == {"new", "newest"}
    house.later(SIZE_INTERVAL)
    await house.retention.retire_by_size()  # the bytes of the first are still there, and count no more
    assert await house.tasks() == {"new", "newest"}
    house.later(timedelta(seconds=1))
    await house.retention.remove_released()
    assert len(await house.kept()) == 2


async def test_what_ended_within_the_hour_or_is_not_over_does_not_make_room(caplog: pytest.LogCaptureFixture) -> None:
    house = await opened(keep_bytes=50)
    await house.figure("old", b"x" * 100)
    await house.retention.retire_by_size()
    assert await house.tasks() == {"old"}
    assert "take more than may be kept" in caplog.text
    house.later(SIZE_INTERVAL - timedelta(seconds=1))
    await house.retention.retire_by_size()
    assert await house.tasks() == {"old"}
    house.later(timedelta(seconds=2))
    await house.retention.retire_by_size()
    assert await house.tasks() == set()


async def test_a_crash_between_rows_and_bytes_leaves_nothing_behind() -> None:
    house = await opened(keep_for=DAY)
    await house.figure("old", b"old")
    house.later(2 * DAY)
    await house.retention.retire_by_age()
    house.later(2 * GRACE)
    (due,) = await house.storage.released_artifacts(house.clock.now())
    await house.artifacts.remove(KEY, due.digest)  # and here its program was killed
    with anyio.fail_after(60):
        await house.retention.remove_released()
    assert await house.storage.released_artifacts(house.clock.now()) == ()


async def test_what_no_task_uses_pushes_no_task_out() -> None:
    house = House(keep_bytes=10)
    await house.storage.add_key(sample_key())
    await house.figure("old", b"picture")
    await house.artifacts.put("key-2", b"left behind by a crash")
    house.later(DAY)
    await house.retention.retire_by_size()
    assert await house.tasks() == {"old"}
