"""History: what an operator reads of tasks across all keys, a line each, and which lines a question asks for."""

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from pb_core.domain.billing import LedgerEntry
from pb_core.domain.tasks import TaskKind, TaskStatus
from pb_core.domain.webhooks import DeliveryState
from pb_core.errors import InvalidRequest

LARGEST_PAGE = 100
MOST_COUNTED = 10_000
"""Lines that are paged by number, counted exactly and looked at for one page; beyond them a cursor leads on."""

TIES = 4_096
"""Places within one millisecond; what is accepted beyond them in it stands in the next one that has room."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def first_place(time: datetime) -> int:
    """The first place of a millisecond; the places of tasks are ordered by acceptance, and name one task each."""
    return (time - _EPOCH) // _MILLISECOND * TIES


class HistoryQuery(Struct, frozen=True, kw_only=True):
    """Which tasks of all keys to list, the last accepted first: those that fulfil every condition that is given.

    ``before`` is the place behind which to go on; without it ``page``, from 1, counts from the newest. ``provider`` is
    one whose engine answered a step. ``since`` is the first moment and ``until`` the first after the last, both by the
    clock at acceptance and to the millisecond. ``words`` all stand in the caption or at the beginning of the request.
    """

    size: int = 20
    page: int = 1
    before: int | None = None
    key_id: str | None = None
    kind: TaskKind | None = None
    status: TaskStatus | None = None
    provider: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    words: tuple[str, ...] = ()

    def require_within(self) -> None:
        """Raise ``InvalidRequest`` for a page that no store finds fast."""
        if not 1 <= self.size <= LARGEST_PAGE:
            raise InvalidRequest(f"size must be a whole number from 1 to {LARGEST_PAGE}")
        if self.page < 1:
            raise InvalidRequest("page must be a whole number from 1")
        if self.page * self.size > MOST_COUNTED:
            raise InvalidRequest(
                f"page times size must not be more than {MOST_COUNTED:,}: go on with cursor, the next_cursor of the "
                "page before"
            )


class HistoryLine(Struct, frozen=True, kw_only=True):
    """What a table tells of a task.

    ``place`` is the task's own in the order of all. ``title`` is its caption, or how its request begins. ``engines``
    are those that answered steps, as ``provider/model``, in the order in which they first did; ``cost_micros`` is what
    their calls cost so far. ``webhook`` is ``None`` until the task has one to send.
    """

    place: int
    id: str
    key_id: str
    key_name: str
    kind: TaskKind
    status: TaskStatus
    created_at: datetime
    started_at: datetime | None = None
    completed_at: datetime | None = None
    title: str = ""
    engines: tuple[str, ...] = ()
    cost_micros: int = 0
    error: str | None = None
    webhook: DeliveryState | None = None

    @property
    def seconds(self) -> float | None:
        """How long it took from acceptance to its end."""
        return None if self.completed_at is None else (self.completed_at - self.created_at).total_seconds()


class HistoryLines(Struct, frozen=True, kw_only=True):
    """Some lines, and the place behind which to go on; ``None`` where there are no more.

    There may be more although there are fewer lines than were asked for: a store looks at ``MOST_COUNTED`` tasks.
    """

    lines: tuple[HistoryLine, ...] = ()
    next: int | None = None


class Total(Struct, frozen=True, kw_only=True):
    """How many there are, exact, or at least so many."""

    number: int
    is_lower_bound: bool = False


class LedgerPage(Struct, frozen=True, kw_only=True):
    """Entries of a key, the last booked first, and the id behind which to go on; ``None`` where there are no more."""

    entries: tuple[LedgerEntry, ...] = ()
    next: int | None = None
