from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from pb_adapters.images.vector import VectorEngine
from pb_core.ports.images import ImageEngine
from pb_core.testing.images import ImagesContract, ScriptedImages


class TestScriptedImages(ImagesContract):
    @pytest.fixture
    def engine(self) -> ImageEngine:
        return ScriptedImages()


class TestVectorEngine(ImagesContract):
    @pytest.fixture
    async def engine(self) -> AsyncIterator[ImageEngine]:
        async with aclosing(VectorEngine()) as engine:
            yield engine
