"""Pictures that callers bring, with everything in memory."""

from datetime import timedelta

import anyio
import pytest

from pb_adapters.server_state.memory.rate_limits import MemoryRateLimits
from pb_core.application import panels
from pb_core.application.engines import Engines
from pb_core.application.panels import KEPT, Panels
from pb_core.application.retention import Limits, Retention
from pb_core.domain.billing import ApiKey
from pb_core.domain.pictures import GREY
from pb_core.domain.rates import Rate
from pb_core.errors import InvalidRequest, NotFound, TooManyPanels
from pb_core.ports.composites import PanelFile
from pb_core.testing.contracts.storage_base import sample_key
from pb_core.testing.memory import ManualClock, MemoryArtifacts
from pb_core.testing.memory.images import MemoryComposer, ScriptedImages, write_png
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm

HOUR = timedelta(hours=1)


def png(shade: int = 0) -> bytes:
    return write_png(40, 30, GREY, bytes([shade]) * 40)


class House:
    """A store of one key's pictures, and what removes them."""

    def __init__(self, composer: MemoryComposer | None = None) -> None:
        self.clock, self.storage = ManualClock(), MemoryStorage()
        self.artifacts = MemoryArtifacts(self.clock.now)
        engines = Engines(vlm=ScriptedVlm(), images=ScriptedImages(), composer=composer or MemoryComposer())
        self.panels = Panels(engines=engines, artifacts=self.artifacts, store=self.storage, clock=self.clock)
        self.key: ApiKey = sample_key()
        self.limits = MemoryRateLimits(lambda: self.clock.now().timestamp())

    async def pass_time(self, time: timedelta) -> int:
        """Let time pass and retention work; how many pictures are left."""
        self.clock.advance(time.total_seconds())
        retention = Retention(
            store=self.storage, artifacts=self.artifacts, clock=self.clock, limits=Limits(), rest=self._rest
        )
        await retention.remove_released()
        return len([blob async for blob in self.artifacts.blobs()])

    async def _rest(self) -> None:
        """Nothing waits."""


async def test_a_picture_is_kept_for_a_day() -> None:
    house = House()
    panel = await house.panels.upload(house.key, png(), house.limits)
    assert panel.kept_until == house.clock.now() + KEPT
    assert await house.pass_time(KEPT - HOUR) == 1
    assert await house.pass_time(HOUR + timedelta(minutes=1)) == 0
    with pytest.raises(NotFound, match="upload the picture again"):
        await house.panels.named(house.key, [panel.id])


async def test_who_names_a_picture_keeps_it_for_another_day() -> None:
    house = House()
    panel = await house.panels.upload(house.key, png(), house.limits)
    await house.pass_time(KEPT - HOUR)
    found = await house.panels.named(house.key, ["a-task", panel.id, panel.id])
    assert [*found] == [panel.id]
    assert found[panel.id].pixels == (40, 30)
    assert await house.pass_time(KEPT - HOUR) == 1
    assert await house.pass_time(2 * HOUR) == 0


async def test_a_key_uploads_so_much_within_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    house = House()
    monkeypatch.setattr(panels, "UPLOADS", Rate(2, 86_400))
    for shade in (0, 0, 1):
        await house.panels.upload(house.key, png(shade), house.limits)
    with pytest.raises(TooManyPanels, match="come back in 43200 seconds"):
        await house.panels.upload(house.key, png(2), house.limits)
    await house.panels.upload(sample_key("key-2"), png(2), house.limits)
    house.clock.advance(KEPT.total_seconds() + 1)
    await house.panels.upload(house.key, png(2), house.limits)


async def test_without_a_composer_nothing_is_taken_in() -> None:
    house = House()
    engines = Engines(vlm=ScriptedVlm(), images=ScriptedImages())
    without = Panels(engines=engines, artifacts=house.artifacts, store=house.storage, clock=house.clock)
    with pytest.raises(InvalidRequest, match="no composer"):
        await without.upload(house.key, png(), house.limits)
    assert await house.pass_time(HOUR) == 0


class SlowComposer(MemoryComposer):
    """Looks at pictures until it is let go on, and knows how many at once."""

    def __init__(self) -> None:
        super().__init__()
        self.under_way, self.most, self.go_on = 0, 0, anyio.Event()

    async def inspect(self, data: bytes, *, whole: bool = True) -> PanelFile:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await self.go_on.wait()
        self.under_way -= 1
        return await super().inspect(data, whole=whole)


async def test_pictures_of_one_key_are_looked_at_in_turn_and_those_of_another_beside_them() -> None:
    composer = SlowComposer()
    house = House(composer)
    async with anyio.create_task_group() as uploads:
        for shade in range(3):
            uploads.start_soon(house.panels.upload, house.key, png(shade), house.limits)
        await anyio.wait_all_tasks_blocked()
        assert composer.under_way == 1
        uploads.start_soon(house.panels.upload, sample_key("key-2"), png(), house.limits)
        await anyio.wait_all_tasks_blocked()
        assert composer.under_way == 2
        composer.go_on.set()
    assert composer.most == 2
    assert await house.pass_time(timedelta()) == 4


async def test_nothing_is_looked_at_for_who_has_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    composer = SlowComposer()
    composer.go_on.set()
    house = House(composer)
    monkeypatch.setattr(panels, "UPLOADS", Rate(1, 86_400))
    await house.panels.upload(house.key, png(), house.limits)
    composer.most = 0
    with pytest.raises(TooManyPanels):
        await house.panels.upload(house.key, png(1), house.limits)
    assert composer.most == 0
