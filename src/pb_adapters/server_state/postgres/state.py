"""The parts of the state that servers share, on one pool of connections."""

from pb_adapters.server_state import ServerState
from pb_adapters.server_state.postgres.check_runs import PostgresCheckRuns
from pb_adapters.server_state.postgres.outages import PostgresOutages
from pb_adapters.server_state.postgres.rate_limits import PostgresRateLimits
from pb_adapters.server_state.postgres.sessions import PostgresSessions
from pb_adapters.server_state.postgres.uploads import PostgresUploads
from pb_adapters.storage.postgres.pool import Pool


def postgres_state(pool: Pool) -> ServerState:
    """The state of servers that stand beside each other; the caller keeps the pool open for as long."""
    return ServerState(
        rate_limits=PostgresRateLimits(pool),
        sessions=PostgresSessions(pool),
        uploads=PostgresUploads(pool),
        check_runs=PostgresCheckRuns(pool),
        outages=PostgresOutages(pool),
    )
