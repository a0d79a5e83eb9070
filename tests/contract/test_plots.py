from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from pb_adapters.plots import MatplotlibPlots
from pb_core.ports.plots import PlotEngine
from pb_core.testing.plots import PlotsContract, ScriptedPlots


class TestScriptedPlots(PlotsContract):
    @pytest.fixture
    def engine(self) -> PlotEngine:
        return ScriptedPlots()


class TestMatplotlibPlots(PlotsContract):
    @pytest.fixture
    async def engine(self) -> AsyncIterator[PlotEngine]:
        async with aclosing(MatplotlibPlots()) as engine:
            yield engine
