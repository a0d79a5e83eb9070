from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from pb_adapters.drawing.composites import LocalComposer
from pb_core.ports.composites import Composer
from pb_core.testing.contracts.composites import CompositesContract
from pb_core.testing.memory.images import MemoryComposer


class TestMemoryComposer(CompositesContract):
    @pytest.fixture
    def composer(self) -> Composer:
        return MemoryComposer()


@pytest.mark.usefixtures("warm_workers")
class TestLocalComposer(CompositesContract):
    @pytest.fixture
    async def composer(self) -> AsyncIterator[Composer]:
        async with aclosing(LocalComposer()) as composer:
            yield composer
