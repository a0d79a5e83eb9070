"""The notifier suite over its adapters."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing

import pytest

from pb_adapters.deferred_notifier import DeferredNotifier
from pb_adapters.notifier import HttpNotifier
from pb_core.testing.contracts.notifier import ANSWERED, NotifierContract
from pb_core.testing.memory.notifier import (
    ANSWER,
    LocalReceiver,
    Notice,
    ReceiverFault,
    RecordingNotifier,
    local_receiver,
)


class MemoryReceiver:
    """The far end that a recording notifier plays."""

    def __init__(self, notifier: RecordingNotifier) -> None:
        self._notifier = notifier

    @property
    def notices(self) -> Sequence[Notice]:
        return self._notifier.notices

    def url(self, status: int = 200) -> str:
        return self._answering(f"https://receiver.example/{status}", status)

    def bad_url(self, fault: ReceiverFault) -> str:
        url = f"https://receiver.example/{fault}"
        self._answering(url + "?token=hush", 200 if fault in ANSWERED else "The receiver misbehaves.")
        return self._answering(url, 200 if fault in ANSWERED else "The receiver misbehaves.")

    def _answering(self, url: str, answer: int | str) -> str:
        self._notifier.answers[url] = answer
        return url


class TestRecordingNotifier(NotifierContract):
    @pytest.fixture
    def notifier(self) -> RecordingNotifier:
        notifier = RecordingNotifier()
        notifier.start = ANSWER.encode()
        return notifier

    @pytest.fixture
    def receiver(self, notifier: RecordingNotifier) -> MemoryReceiver:
        return MemoryReceiver(notifier)


class TestHttpNotifier(NotifierContract):
    @pytest.fixture
    async def notifier(self) -> AsyncIterator[HttpNotifier]:
        async with aclosing(HttpNotifier(allow_private=True)) as notifier:
            yield notifier

    @pytest.fixture
    async def impatient(self) -> AsyncIterator[HttpNotifier]:
        async with aclosing(HttpNotifier(allow_private=True, seconds=2.0)) as notifier:
            yield notifier

    @pytest.fixture
    async def receiver(self) -> AsyncIterator[LocalReceiver]:
        async with local_receiver() as receiver:
            yield receiver


class TestDeferredNotifier(TestHttpNotifier):
    @pytest.fixture
    async def notifier(self) -> AsyncIterator[DeferredNotifier]:  # type: ignore[override]  # the same port
        async with aclosing(DeferredNotifier(allow_private=True)) as notifier:
            yield notifier

    @pytest.fixture
    async def impatient(self) -> AsyncIterator[DeferredNotifier]:  # type: ignore[override]  # the same port
        async with aclosing(DeferredNotifier(allow_private=True, seconds=2.0)) as notifier:
            yield notifier
