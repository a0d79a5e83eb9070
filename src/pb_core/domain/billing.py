"""API keys with their ledger, append-only and a row per fact; what calls consumed; and the caps on spending.

What an engine call is expected to cost is reserved before it and settled after it. Amounts are micros, millionths of a
US dollar. A day is a day of UTC.
"""

import math
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import reduce
from typing import Literal, Protocol

import msgspec
from msgspec import Struct

from pb_core.errors import CapBusy, CapReached, QuotaExhausted

MAX_QUOTA = 2**53
"""The largest quota that every JSON client reads exactly."""


MAX_WEIGHT = 100


class ApiKey(Struct, frozen=True, kw_only=True):
    """One API key. Its full value is never stored: ``digest`` is SHA-256 of it, ``prefix`` its visible start.

    ``quota_remaining`` and ``quota_total`` are ``None`` for an unlimited key. ``total_used`` counts
    the units of accepted tasks and is never edited. ``weight`` is how many tasks of it are begun while others have one
    begun.
    ``next_webhook_secret`` signs beside ``webhook_secret`` while that is rotated.
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
    weight: int = 1
    next_webhook_secret: str | None = None


def quota_short(left: int, units: int) -> QuotaExhausted:
    """The refusal of a task that takes more units than its key has left."""
    if not left:
        return QuotaExhausted("The quota of this API key is exhausted")
    return QuotaExhausted(f"This request takes {units} units, one for each candidate, and the API key has {left} left")


class KeyEdit(Protocol):
    """What may become of a key in one transaction, decided on the key as it is in it."""

    def apply(self, key: ApiKey) -> ApiKey:
        """The key afterwards; raises ``InvalidRequest`` where it may not become of this key."""


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
    """The fields an administrator changes; what is ``UNSET`` stays as it is, ``None`` clears it.

    A secret that is set ends a rotation.
    """

    quota_remaining: int | msgspec.UnsetType | None = msgspec.UNSET
    quota_total: int | msgspec.UnsetType | None = msgspec.UNSET
    active: bool | msgspec.UnsetType = msgspec.UNSET
    webhook_url: str | msgspec.UnsetType | None = msgspec.UNSET
    webhook_secret: str | msgspec.UnsetType | None = msgspec.UNSET
    weight: int | msgspec.UnsetType = msgspec.UNSET

    def apply(self, key: ApiKey) -> ApiKey:
        """Return the key with the given fields replaced."""
        given = {
            field: value for field in self.__struct_fields__ if (value := getattr(self, field)) is not msgspec.UNSET
        }
        ended = {"next_webhook_secret": None} if "webhook_secret" in given else {}
        return msgspec.structs.replace(key, **given, **ended)


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
    """What is reserved for a call under way, and the day that it counts for."""

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


def require_room(caps: Caps, totals: Totals, day: date, movements: Sequence[Movement]) -> None:
    """Refuse a call on ``day`` that, with what it moves, could pass a cap; a call that reserves nothing passes none.

    Raises ``CapBusy`` where only money reserved for other calls stands in the way, which may turn out to be more than
    they cost, else ``CapReached``.
    """
    asked = sum(movement.reserved_micros for movement in movements if movement.reserved_micros > 0)
    if asked <= 0:
        return
    today = [movement for movement in movements if movement.day == day]
    refusals = [
        _refusal(asked, cap, reduce(Spent.moved, moved, spent), what)
        for cap, spent, moved, what in (
            (caps.task_micros, totals.task, movements, "this task"),
            (caps.key_day_micros, totals.key_day, today, "this API key and day"),
            (caps.day_micros, totals.day, today, "all tasks of this server and day"),
        )
        if cap is not None
    ]
    found = [refusal for refusal in refusals if refusal is not None]
    if found:
        raise next((refusal for refusal in found if not isinstance(refusal, CapBusy)), found[0])


def _refusal(asked: int, cap: int, after: Spent, what: str) -> CapReached | None:
    """Why there is no room under a cap for a call that ``asked`` is reserved for; ``after`` are the amounts with it."""
    if after.total_micros <= cap:
        return None
    kind = CapBusy if after.settled_micros + asked <= cap else CapReached
    return kind(
        f"The next call is expected to cost {dollars(asked)} and could pass the spending cap of {dollars(cap)} for "
        f"{what}: {dollars(after.settled_micros)} are spent and {dollars(after.reserved_micros - asked)} reserved for "
        "calls under way"
    )


SEEN_ENOUGH = 5
"""So many calls of one kind are seen before what they cost decides what is reserved for the next one."""


class SeenCall(Struct, frozen=True, kw_only=True):
    """What a call cost, what was reserved for it, what it could have cost at most, and how long it took."""

    most_micros: int
    reserved_micros: int
    cost_micros: int
    seconds: float = 0.0

    @property
    def share(self) -> float | None:
        """The cost as a share of what it could have been at most; ``None`` for a call without a bound."""
        return self.cost_micros / self.most_micros if self.most_micros > 0 else None


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of some sorted values that ``share`` of them do not pass."""
    return values[max(math.ceil(share * len(values)), 1) - 1]


def expected_micros(most_micros: int, likely: float, seen: Sequence[SeenCall]) -> int:
    """What to reserve for a call that costs at most ``most_micros``: a share that 95 of 100 calls like it stay within.

    ``seen`` are the last calls of its kind. While they are few, it is ``likely``, or twice the dearest of them if that
    is less.
    """
    shares = sorted(one.share for one in seen if one.share is not None)
    if len(shares) >= SEEN_ENOUGH:
        share = percentile(shares, 0.95)
    else:
        share = max(min(likely, 2 * shares[-1]), shares[-1]) if shares else likely
    return math.ceil(most_micros * share)


def dollars(micros: int) -> str:
    """An amount as people write it: cents at least, and as many decimals as it has."""
    whole, rest = divmod(micros, MICROS)
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"${whole}.{decimals}"


MOST_MICROS = 1_000 * MICROS
"""No call of any model costs more than a thousand dollars."""

MOST_TOKENS = 10**9


def is_plausible(micros: float) -> bool:
    """Whether a call can have cost so much: not less than nothing, not NaN, not more than any call costs."""
    return 0 <= micros <= MOST_MICROS


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

    @property
    def is_plausible(self) -> bool:
        """Whether a call can have consumed this; an engine's provider may report anything."""
        tokens = all(
            0 <= count <= MOST_TOKENS for count in (self.input_tokens, self.output_tokens) if count is not None
        )
        return tokens and (self.cost_micros is None or is_plausible(self.cost_micros))
