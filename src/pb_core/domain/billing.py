"""API keys with their ledger, append-only and a row per fact; what calls consumed; and the caps on spending.

The most that an engine call may cost is reserved before it and settled after it. Amounts are micros, millionths of a
US dollar. A day is a day of UTC.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

import msgspec
from msgspec import Struct

from pb_core.errors import CapReached

MAX_QUOTA = 2**53
"""The largest quota that every JSON client reads exactly."""


class ApiKey(Struct, frozen=True, kw_only=True):
    """One API key. Its full value is never stored: ``digest`` is SHA-256 of it, ``prefix`` its visible start.

    ``quota_remaining`` and ``quota_total`` are ``None`` for an unlimited key. ``total_used`` counts
    accepted tasks and is never edited.
    """

    id: str
    prefix: str
    digest: str
    name: str
    created_at: datetime
    quota_total: int | None = None
    quota_remaining: int | None = None
    total_used: int = 0
    active: bool = True
    webhook_url: str | None = None
    webhook_secret: str | None = None


class EntryKind(StrEnum):
    """Why a balance changed."""

    GRANT = "grant"
    CHARGE = "charge"
    ADJUST = "adjust"


class LedgerEntry(Struct, frozen=True, kw_only=True):
    """One fact of the ledger: ``balance`` is the remaining quota after it, ``None`` for unlimited.

    ``amount`` is the change in units; ``None`` where the key is or was unlimited and no number says it.
    ``fact`` is unique over all entries (``charge:{task_id}``), so that nothing is booked twice.
    """

    id: int
    key_id: str
    kind: EntryKind
    fact: str
    amount: int | None
    balance: int | None
    created_at: datetime
    task_id: str | None = None


class KeyChange(Struct, frozen=True, kw_only=True):
    """The fields an administrator changes; what is ``UNSET`` stays as it is, ``None`` clears it."""

    quota_remaining: int | msgspec.UnsetType | None = msgspec.UNSET
    quota_total: int | msgspec.UnsetType | None = msgspec.UNSET
    active: bool | msgspec.UnsetType = msgspec.UNSET
    webhook_url: str | msgspec.UnsetType | None = msgspec.UNSET
    webhook_secret: str | msgspec.UnsetType | None = msgspec.UNSET

    def apply(self, key: ApiKey) -> ApiKey:
        """Return the key with the given fields replaced."""
        given = {
            field: value for field in self.__struct_fields__ if (value := getattr(self, field)) is not msgspec.UNSET
        }
        return msgspec.structs.replace(key, **given)


class UsageEntry(Struct, frozen=True, kw_only=True):
    """One line of a key's usage log: an accepted task."""

    id: int
    task_id: str
    endpoint: str
    created_at: datetime


def change_of(before: int | None, after: int | None) -> int | None:
    """The amount that a ledger entry books for a balance going from ``before`` to ``after``."""
    return None if before is None or after is None else after - before


MICROS = 1_000_000


class Caps(Struct, frozen=True, kw_only=True):
    """The most that calls may cost per task, per API key and day, and per day on the whole server; ``None``: no cap."""

    task_micros: int | None = None
    key_day_micros: int | None = None
    day_micros: int | None = None


class Spent(Struct, frozen=True, kw_only=True):
    """What finished calls cost, and what calls under way may cost at most."""

    settled_micros: int = 0
    reserved_micros: int = 0

    @property
    def total_micros(self) -> int:
        """What a cap is held against."""
        return self.settled_micros + self.reserved_micros

    def moved(self, movement: "Movement") -> "Spent":
        """The amounts after a movement."""
        return Spent(
            settled_micros=self.settled_micros + movement.settled_micros,
            reserved_micros=self.reserved_micros + movement.reserved_micros,
        )


class Reservation(Struct, frozen=True, kw_only=True):
    """What a call under way may cost at most, and the day that it counts for."""

    micros: int
    day: date


class Movement(Struct, frozen=True, kw_only=True):
    """By how much the amounts of a day change, for the key of the task and for the whole server alike."""

    day: date
    settled_micros: int = 0
    reserved_micros: int = 0


def booking(day: date, reserved: int, cost: int | None = None) -> Movement:
    """What settling a reservation moves; without a cost, all of it was spent."""
    return Movement(day=day, settled_micros=reserved if cost is None else cost, reserved_micros=-reserved)


class Totals(Struct, frozen=True, kw_only=True):
    """What was spent so far by the task, and on the day in question by its key and by the whole server."""

    task: Spent
    key_day: Spent
    day: Spent


def require_room(caps: Caps, totals: Totals, estimate_micros: int) -> None:
    """Raise ``CapReached`` if a call that may cost ``estimate_micros`` could pass a cap; a free call passes none."""
    if estimate_micros <= 0:
        return
    for cap, spent, what in (
        (caps.task_micros, totals.task, "this task"),
        (caps.key_day_micros, totals.key_day, "this API key and day"),
        (caps.day_micros, totals.day, "all tasks of this server and day"),
    ):
        if cap is not None and spent.total_micros + estimate_micros > cap:
            raise CapReached(
                f"The next call may cost up to {dollars(estimate_micros)} and could pass the spending cap of "
                f"{dollars(cap)} for {what}: {dollars(spent.settled_micros)} are spent and "
                f"{dollars(spent.reserved_micros)} reserved for calls under way"
            )


def dollars(micros: int) -> str:
    """An amount as people write it: cents at least, and as many decimals as it has."""
    whole, rest = divmod(micros, MICROS)
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"${whole}.{decimals}"


CostSource = Literal["reported", "table", "estimate"]
"""Who says what a call cost: the provider in its answer, our own table of prices, or nobody: then what was reserved."""


class Usage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a call consumed; ``cost_micros`` in millionths of a US dollar. ``None`` means not known.

    ``cost_source`` says where the cost comes from; ``None`` when there is no cost or nobody to bill it.
    ``engine`` names who answered, as ``provider/model``, where several engines stand behind one.
    """

    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_micros: int | None = None
    cost_source: CostSource | None = None
    engine: str | None = None
