"""Port of what an operator reads: tasks and webhooks across all keys, by pages that stay fast with any number."""

from datetime import datetime
from typing import Protocol

from pb_core.domain.history import HistoryLines, HistoryQuery, LedgerPage, Total
from pb_core.domain.history.activity import Activity
from pb_core.domain.history.deliveries import DeliveryLines, DeliveryQuery, DeliveryReport


class HistoryStore(Protocol):
    """Reads across all keys.

    Duties: nothing is changed, each answer is of one moment, and what a key that was removed had is not told. What an
    answer takes depends on the size of a page, not on how many tasks there are: a filter is answered by an index, and
    where filters meet at most ``MOST_COUNTED`` tasks of the narrowest one are looked at.
    """

    async def history(self, query: HistoryQuery) -> HistoryLines:
        """The lines that a query asks for, the last accepted first.

        Raises what ``HistoryQuery.require_within`` raises. A place of a task that is gone leads on all the same.
        """

    async def history_total(self, query: HistoryQuery) -> Total:
        """How many lines all pages of a query have together; exact without a filter, and up to ``MOST_COUNTED``.

        Beyond it, and where filters meet that each alone has more, it may be a lower bound, and says so.
        """

    async def providers(self) -> tuple[str, ...]:
        """The providers whose engines answered steps of tasks that are there, in alphabetical order."""

    async def activity(self, since: datetime, now: datetime) -> Activity:
        """What tasks did since a moment. What was counted by hour and day stays, whatever becomes of tasks and keys."""

    async def write_history(self) -> bool:
        """Write some of what the answers above rest on, if accepting tasks left it for later; whether there is more.

        They are whole without it: then the first one writes what is missing, and takes longer for it.
        """

    async def list_deliveries(self, query: DeliveryQuery) -> DeliveryLines:
        """The webhooks that a query asks for, the last one first."""

    async def delivery_report(self) -> DeliveryReport:
        """Webhooks by state, and the receivers that fail."""

    async def ledger_page(self, key_id: str, before: int | None = None, size: int = 50) -> LedgerPage:
        """The entries of a key booked before the one with the id ``before``, the last one first."""
