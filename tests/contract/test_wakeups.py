"""The wake-up suite over its adapters."""

import pytest

from pb_adapters.wakeups.local import LocalWakeups
from pb_core.testing.contracts.clock import Elapse
from pb_core.testing.contracts.wakeups import WakeupsContract
from pb_core.testing.memory import ManualClock, MemoryWakeups


class TestMemoryWakeups(WakeupsContract):
    @pytest.fixture
    def clock(self) -> ManualClock:
        return ManualClock()

    @pytest.fixture
    def wakeups(self, clock: ManualClock) -> MemoryWakeups:
        return MemoryWakeups(clock)

    @pytest.fixture
    def elapse(self, clock: ManualClock) -> Elapse:
        return clock.elapse


class TestLocalWakeups(WakeupsContract):
    @pytest.fixture
    def wakeups(self) -> LocalWakeups:
        return LocalWakeups()
