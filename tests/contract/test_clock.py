"""The clock suite over its adapters."""

import pytest

from pb_adapters.clock.system import SystemClock
from pb_core.testing.clock import ClockContract, Elapse, ManualClock


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
