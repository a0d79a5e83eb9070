"""Port of the counts under rates that all servers of an installation share."""

from typing import Protocol

from pb_core.domain.rates import Rate, Standing


class RateLimits(Protocol):
    """Counts requests of subjects, keys or addresses, each policy apart.

    Duties: however many servers ask at the same moment, no more than ``rate.limit`` requests are allowed at once, and
    then one in each ``rate.step``. A refused request is not counted. A count may be forgotten once it is worth nothing,
    or, where there is no room for more subjects, that of who asked longest ago. A count under another rate is another
    one. A call that is cancelled may have been counted.
    """

    async def take(self, policy: str, rate: Rate, subject: str, units: int = 1) -> Standing:
        """Count one request of a subject, unless the rate is passed; ``retry_after`` of the standing tells which.

        One of several ``units``, at most ``rate.limit``, counts as so many requests, all of them or none.
        Raises ``StorageError`` where the counts cannot be reached: nobody is let through uncounted.
        """

    async def clear(self) -> None:
        """Remove counts that are worth nothing any more; called now and then by every server."""
