"""The id suite over its adapters."""

import pytest

from pb_adapters.ids.secure import SecureIds
from pb_core.testing.ids import IdsContract, SequentialIds


class TestSequentialIds(IdsContract):
    @pytest.fixture
    def ids(self) -> SequentialIds:
        return SequentialIds()


class TestSecureIds(IdsContract):
    @pytest.fixture
    def ids(self) -> SecureIds:
        return SecureIds()
