"""The contract suite of the storage port: bind it to an adapter by one subclass with one fixture.

class TestMyStorage(StorageContract):
    @pytest.fixture
    def open_storage(self, tmp_path) -> OpenStorage:
        return lambda: MyStorage(tmp_path / "rows")
"""

from pb_core.testing.storage_deliveries import DeliveryStoreContract
from pb_core.testing.storage_keys import KeyStoreContract
from pb_core.testing.storage_leases import LeaseContract
from pb_core.testing.storage_samples import OpenStorage
from pb_core.testing.storage_spending import SpendingContract
from pb_core.testing.storage_steps import StepContract
from pb_core.testing.storage_tasks import AcceptContract, ClaimContract
from pb_core.testing.storage_vision import VisionStoreContract

__all__ = ["OpenStorage", "StorageContract"]


class StorageContract(
    KeyStoreContract,
    AcceptContract,
    ClaimContract,
    LeaseContract,
    StepContract,
    SpendingContract,
    DeliveryStoreContract,
    VisionStoreContract,
):
    """Every duty of ``pb_core.ports.storage``."""
