"""The id suite over its adapters."""

import pytest

from pb_adapters.runtime import SecureIds
from pb_core.testing.contracts.ids import IdsContract
from pb_core.testing.memory import SequentialIds


class TestSequentialIds(IdsContract):
    @pytest.fixture
    def ids(self) -> SequentialIds:
        return SequentialIds()


class TestSecureIds(IdsContract):
    @pytest.fixture
    def ids(self) -> SecureIds:
        return SecureIds()
