"""The duties of ``VisionStore``."""

from pb_core.ports.storage import Storage
from pb_core.testing.storage_base import StorageDuties
from pb_core.testing.storage_samples import NOW, OpenStorage, after
from pb_core.vision import Sight


class VisionStoreContract(StorageDuties):
    """What probes of models found."""

    async def test_a_model_that_was_not_probed_is_none(self, storage: Storage) -> None:
        """Another model of its provider, or its name at another provider, says nothing of it."""
        await storage.record_vision(Sight(provider="kie", model="m", sees=True, checked_at=NOW))
        assert await storage.vision("kie", "n") is None
        assert await storage.vision("gemini", "m") is None

    async def test_the_last_probe_counts(self, open_storage: OpenStorage) -> None:
        """And it outlives closing."""
        blind = Sight(provider="kie", model="a/b", sees=False, checked_at=NOW)
        seeing = Sight(provider="kie", model="a/b", sees=True, checked_at=after(9))
        async with open_storage() as storage:
            await storage.record_vision(blind)
            assert await storage.vision("kie", "a/b") == blind
            await storage.record_vision(seeing)
        async with open_storage() as storage:
            assert await storage.vision("kie", "a/b") == seeing
