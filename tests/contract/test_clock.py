"""The clock suite over its adapters."""

import pytest

from pb_adapters.runtime import SystemClock
from pb_core.testing.contracts.clock import ClockContract, Elapse
from pb_core.testing.memory import ManualClock


class TestManualClock(ClockContract):
    @pytest.fixture
    def clock(self) -> ManualClock:
        return ManualClock()

    @pytest.fixture
    def elapse(self, clock: ManualClock) -> Elapse:
        return clock.elapse


class TestSystemClock(ClockContract):
    @pytest.fixture
    def clock(self) -> SystemClock:
        return SystemClock()
