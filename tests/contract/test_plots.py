from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from pb_adapters.drawing.plots import MatplotlibPlots
from pb_core.ports.plots import PlotEngine
from pb_core.testing.contracts.plots import PlotsContract
from pb_core.testing.memory.plots import ScriptedPlots


class TestScriptedPlots(PlotsContract):
    @pytest.fixture
    def engine(self) -> PlotEngine:
        return ScriptedPlots()


@pytest.mark.usefixtures("warm_workers")
class TestMatplotlibPlots(PlotsContract):
    @pytest.fixture
    async def engine(self) -> AsyncIterator[PlotEngine]:
        async with aclosing(MatplotlibPlots()) as engine:
            yield engine
