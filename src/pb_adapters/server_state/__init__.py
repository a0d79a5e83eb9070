"""Server state: what servers keep between requests beside tasks, in memory of one or shared by several."""

from msgspec import Struct

from pb_adapters.server_state.memory.rate_limits import MemoryRateLimits
from pb_adapters.server_state.memory.sessions import MemorySessions
from pb_adapters.server_state.memory.uploads import MemoryUploads
from pb_core.ports.rate_limits import RateLimits
from pb_core.ports.sessions import Sessions
from pb_core.ports.uploads import Uploads


class ServerState(Struct, frozen=True, kw_only=True):
    """The three parts of it: counts under rates, who is signed in, and the files that forms are filled with."""

    rate_limits: RateLimits
    sessions: Sessions
    uploads: Uploads


def memory_state() -> ServerState:
    """The state of a server that stands alone."""
    return ServerState(rate_limits=MemoryRateLimits(), sessions=MemorySessions(), uploads=MemoryUploads())
