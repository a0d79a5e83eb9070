"""Server state: what servers keep between requests beside tasks, in memory of one or shared by several."""

from msgspec import Struct

from pb_adapters.server_state.memory.check_runs import MemoryCheckRuns
from pb_adapters.server_state.memory.outages import MemoryOutages
from pb_adapters.server_state.memory.rate_limits import MemoryRateLimits
from pb_adapters.server_state.memory.sessions import MemorySessions
from pb_adapters.server_state.memory.uploads import MemoryUploads
from pb_core.ports.check_runs import CheckRuns
from pb_core.ports.outages import Outages
from pb_core.ports.rate_limits import RateLimits
from pb_core.ports.sessions import Sessions
from pb_core.ports.uploads import Uploads


class ServerState(Struct, frozen=True, kw_only=True):
    """Its parts: counts under rates, who is signed in, files of forms, runs of checks, providers left alone."""

    rate_limits: RateLimits
    sessions: Sessions
    uploads: Uploads
    check_runs: CheckRuns
    outages: Outages

    async def clear(self) -> None:
        """Remove what is over; raises ``StorageError``."""
        await self.rate_limits.clear()
        await self.sessions.clear()
        await self.uploads.clear()


def memory_state() -> ServerState:
    """The state of a server that stands alone."""
    return ServerState(
        rate_limits=MemoryRateLimits(),
        sessions=MemorySessions(),
        uploads=MemoryUploads(),
        check_runs=MemoryCheckRuns(),
        outages=MemoryOutages(),
    )
