"""Spending: what engine calls may cost at most, reserved before a call and settled after it.

Amounts are micros, millionths of a US dollar. A day is a day of UTC.
"""

from datetime import date
from typing import Protocol, runtime_checkable

from msgspec import Struct

from pb_core.errors import CapReached

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
            message = (
                f"The next call may cost up to {dollars(estimate_micros)} and could pass the spending cap of "
                f"{dollars(cap)} for {what}: {dollars(spent.settled_micros)} are spent and "
                f"{dollars(spent.reserved_micros)} reserved for calls under way"
            )
            raise CapReached(message)


def dollars(micros: int) -> str:
    """An amount as people write it: cents at least, and as many decimals as it has."""
    whole, rest = divmod(micros, MICROS)
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"${whole}.{decimals}"


@runtime_checkable
class Priced(Protocol):
    """An engine whose calls cost money. Wrappers of engines pass ``estimate`` on with the function of that name."""

    def estimate(self, request: object, /) -> int:
        """What the call for this request costs at most, in micros."""


def estimate(engine: object, request: object) -> int:
    """What an engine's call costs at most in micros: 0 for an engine that is not ``Priced``."""
    return engine.estimate(request) if isinstance(engine, Priced) else 0
