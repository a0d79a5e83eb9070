"""The amounts of the store in memory: what calls cost and may cost, by key and day and by day."""

from collections.abc import Iterable
from datetime import date

from pb_core.spending import Movement, Spent, Totals, booking
from pb_core.steps import StepChange, StepRecord, abandoned
from pb_core.testing.memory_location import MemoryLocation, changed


def stored(at: MemoryLocation, change: StepChange) -> StepRecord:
    """Keep a step, let its task's version grow and move the amounts."""
    step = change.record
    at.steps[step.task_id, step.name] = step
    changed(at, step.task_id)
    _move(at, at.tasks[step.task_id].key_id, change.movements)
    return step


def book_task(at: MemoryLocation, task_id: str) -> None:
    """Count what steps under way had reserved as spent: their task is over."""
    for step in [step for step in at.steps.values() if step.task_id == task_id and step.reservation]:
        change = abandoned(step)
        at.steps[task_id, step.name] = change.record
        _move(at, at.tasks[task_id].key_id, change.movements)


def book_key(at: MemoryLocation, key_id: str) -> None:
    """Drop a key's amounts; what its steps had reserved counts as spent by the whole server."""
    for owner, day in [row for row in at.spent_by_key if row[0] == key_id]:
        gone = at.spent_by_key.pop((owner, day))
        at.spent_by_day[day] = at.spent_by_day[day].moved(booking(day, gone.reserved_micros))


def totals(at: MemoryLocation, task_id: str, day: date) -> Totals:
    """What caps are held against when a step of a task begins on a day."""
    return Totals(
        task=_sum(step.spent for step in at.steps.values() if step.task_id == task_id),
        key_day=at.spent_by_key.get((at.tasks[task_id].key_id, day), Spent()),
        day=at.spent_by_day.get(day, Spent()),
    )


def spent(at: MemoryLocation, key_id: str | None, day: date | None) -> Spent:
    """What calls for a key or of the whole server cost, on a day or ever."""
    if key_id is None:
        return _sum(amount for of_day, amount in at.spent_by_day.items() if day in {None, of_day})
    return _sum(
        amount for (owner, of_day), amount in at.spent_by_key.items() if owner == key_id and day in {None, of_day}
    )


def _move(at: MemoryLocation, key_id: str, movements: Iterable[Movement]) -> None:
    for movement in movements:
        row = (key_id, movement.day)
        at.spent_by_key[row] = at.spent_by_key.get(row, Spent()).moved(movement)
        at.spent_by_day[movement.day] = at.spent_by_day.get(movement.day, Spent()).moved(movement)


def _sum(amounts: Iterable[Spent]) -> Spent:
    settled, reserved = 0, 0
    for amount in amounts:
        settled, reserved = settled + amount.settled_micros, reserved + amount.reserved_micros
    return Spent(settled_micros=settled, reserved_micros=reserved)
