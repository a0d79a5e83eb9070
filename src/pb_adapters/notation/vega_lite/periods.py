"""Time units as Vega-Lite names them, and the periods of our grammar that say the same."""

from typing import ClassVar

from msgspec import Struct

from pb_adapters.notation.vega_lite.parts import Notes, Part, part, refuse, words
from pb_adapters.notation.vega_lite.pipeline import Pipeline
from pb_core.domain.plots.statistics.periods import PERIOD_NAMES, PERIOD_STARTS
from pb_core.domain.plots.transforms import Period, PeriodUnit
from pb_core.domain.request_rules import shown
from pb_core.domain.tables.table import ColumnType

_BINNED = "binned"


class TimeUnitDef(Part, frozen=True, kw_only=True):
    """A time unit with its manner."""

    instead: ClassVar[dict[str, str]] = {
        "maxbins": "has no counterpart: name the unit",
        "step": "has no counterpart: name a larger unit",
    }
    unit: str = ""
    utc: bool = True
    binned: bool = False


class Unit(Struct, frozen=True):
    """A time unit; ``None`` where the times are binned already."""

    unit: PeriodUnit | None


def time_unit(value: object, path: str, notes: Notes) -> Unit:
    """The unit that a ``timeUnit`` names; raises ``InvalidRequest`` for one that has no counterpart."""
    definition = part(value, TimeUnitDef, path, notes) if isinstance(value, dict) else TimeUnitDef()
    name = value if isinstance(value, str) else definition.unit
    if not name:
        refuse(path, "must be the name of a time unit")
    if name.startswith(_BINNED) or definition.binned:
        return Unit(None)
    plain = name.removeprefix("utc")
    try:
        return Unit(PeriodUnit(plain))
    except ValueError:
        refuse(path, f"the time unit {shown(name)} has no counterpart: there are {words(PeriodUnit)}")


def period_of(field: str, unit: PeriodUnit, pipeline: Pipeline, path: str, name: str = "") -> str:
    """The column of a field's periods, which is added unless it is there."""
    named = name or f"{field} ({unit.value})"
    wanted = Period(field=field, unit=unit, as_=named)
    if wanted not in pipeline.made:
        column = pipeline.column(field)
        if column.type is not ColumnType.TIME:
            refuse(path, f"{shown(field)} holds {column.type.value}s and no times: write them as 2024-12-31")
        if pipeline.has(named):
            refuse(path, f"the field {shown(named)} is there already")
        pipeline.add(wanted, path)
    return named


def begins_at_a_moment(unit: PeriodUnit) -> bool:
    """Whether periods of the unit begin at moments, and stand on an axis of times."""
    return unit in PERIOD_STARTS


def period_name(value: object, unit: PeriodUnit, *, from_zero: bool) -> str | None:
    """The name of a period that is written as a number or in full; of weekdays 1 is Monday and 0 or 7 Sunday.

    ``None`` where periods of the unit have no names.
    """
    names = PERIOD_NAMES.get(unit)
    if names is None:
        return None
    if isinstance(value, str):
        return value[:3].title()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    place = int(value) if from_zero and unit is not PeriodUnit.DAY else int(value) - 1
    return names[place % len(names)]
