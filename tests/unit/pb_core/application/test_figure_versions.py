"""The versions of a figure, from any of them, and what a revision would come to."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from pb_core.application.figure_versions import MOST, FigureVersions, Versions
from pb_core.domain.billing import ApiKey
from pb_core.domain.requests import MethodologyWork
from pb_core.domain.tasks import Task, TaskKind
from pb_core.testing.memory.storage import MemoryStorage
from support.claims import NOW, OWNER

FIRST = Task(
    id="v0",
    key_id=OWNER,
    kind=TaskKind.METHODOLOGY,
    endpoint="generate",
    work=MethodologyWork(caption="c", source="s"),
    public_url="",
    created_at=NOW,
)


async def stored(*parents: str | None) -> MemoryStorage:
    """A store with one task for each parent, ``v0`` and so on."""
    storage = MemoryStorage()
    await storage.add_key(ApiKey(id=OWNER, prefix="pb_", digest="d", name="n", created_at=NOW))
    for number, parent in enumerate(parents):
        moment = NOW + timedelta(seconds=number)
        await storage.accept(replace(FIRST, id=f"v{number}", parent=parent, created_at=moment))
    return storage


async def versions(storage: MemoryStorage, name: str) -> Versions:
    task = await storage.task(name)
    assert task is not None
    return await FigureVersions(storage, None).of(task)  # type: ignore[arg-type]  # an intake is not asked here


@pytest.mark.parametrize("name", ["v0", "v1", "v2", "v3"])
async def test_every_version_knows_all_of_them_in_order(name: str) -> None:
    found = await versions(await stored(None, "v0", "v0", "v1", None), name)
    assert [task.id for task in found.tasks] == ["v0", "v1", "v2", "v3"]
    assert not found.is_rootless
    assert not found.is_cut


async def test_a_version_whose_parent_is_gone_is_the_first_and_says_so() -> None:
    found = await versions(await stored("gone", "v0"), "v1")
    assert [task.id for task in found.tasks] == ["v0", "v1"]
    assert found.is_rootless


async def test_the_task_of_another_key_is_no_version() -> None:
    storage = await stored(None)
    await storage.add_key(ApiKey(id="other", prefix="pb_", digest="e", name="n", created_at=NOW))
    await storage.accept(replace(FIRST, id="foreign", key_id="other", parent="v0"))
    found = await versions(storage, "foreign")
    assert [task.id for task in found.tasks] == ["foreign"]
    assert found.is_rootless
    assert [task.id for task in (await versions(storage, "v0")).tasks] == ["v0"]


async def test_of_very_many_versions_some_are_left_out_and_it_is_said() -> None:
    found = await versions(await stored(None, *["v0"] * MOST), "v0")
    assert len(found.tasks) == MOST
    assert found.is_cut
