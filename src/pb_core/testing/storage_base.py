"""What the suites of the storage port share: how an adapter is opened."""

from collections.abc import AsyncIterator

import pytest

from pb_core.ports.storage import Storage
from pb_core.testing.duties import Duties
from pb_core.testing.storage_samples import OpenStorage


@pytest.mark.anyio
class StorageDuties(Duties):
    """An adapter's subclass overrides ``open_storage``; every test gets a location of its own."""

    @pytest.fixture
    def open_storage(self) -> OpenStorage:
        """Return what opens one empty location, any number of times."""
        message = "Override the fixture open_storage."
        raise NotImplementedError(message)

    @pytest.fixture
    async def storage(self, open_storage: OpenStorage) -> AsyncIterator[Storage]:
        """One open store."""
        async with open_storage() as storage:
            yield storage
