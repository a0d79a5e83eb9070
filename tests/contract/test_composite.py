from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from pb_adapters.composite import LocalComposer
from pb_core.ports.composite import Composer
from pb_core.testing.composite import CompositeContract, MemoryComposer


class TestMemoryComposer(CompositeContract):
    @pytest.fixture
    def composer(self) -> Composer:
        return MemoryComposer()


class TestLocalComposer(CompositeContract):
    @pytest.fixture
    async def composer(self) -> AsyncIterator[Composer]:
        async with aclosing(LocalComposer()) as composer:
            yield composer
