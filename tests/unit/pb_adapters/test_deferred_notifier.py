"""What the suite of notifiers cannot see: when the client behind is made."""

from contextlib import aclosing

import anyio
import pytest

from pb_adapters import notifier
from pb_adapters.deferred_notifier import DeferredNotifier
from pb_core.errors import NotificationFailed
from pb_core.testing.memory.notifier import local_receiver


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[notifier.HttpNotifier]:
    """Every client that is made."""
    made: list[notifier.HttpNotifier] = []

    class Noted(notifier.HttpNotifier):
        def __init__(self, *, allow_private: bool, seconds: float) -> None:
            super().__init__(allow_private=allow_private, seconds=seconds)
            made.append(self)

    monkeypatch.setattr(notifier, "HttpNotifier", Noted)
    return made


async def test_no_client_is_made_before_the_first_webhook(opened: list[notifier.HttpNotifier]) -> None:
    async with aclosing(DeferredNotifier(allow_private=True)):
        pass
    assert opened == []


async def test_webhooks_at_the_same_time_share_one_client(opened: list[notifier.HttpNotifier]) -> None:
    async with (
        local_receiver() as receiver,
        aclosing(DeferredNotifier(allow_private=True)) as deferred,
        anyio.create_task_group() as group,
    ):
        for number in range(3):
            group.start_soon(deferred.post, receiver.url(), (), str(number).encode())
    assert len(opened) == 1
    assert sorted(notice.body for notice in receiver.notices) == [b"0", b"1", b"2"]


@pytest.mark.usefixtures("opened")
async def test_its_rules_are_those_of_the_client_behind() -> None:
    async with aclosing(DeferredNotifier(allow_private=False)) as deferred:
        with pytest.raises(NotificationFailed, match="private address"):
            await deferred.post("http://127.0.0.1:9/", (), b"")
