"""Conditions on rows: what predicates and expressions say, and the filters of our grammar that say the same."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.notation.vega_lite.moments import seconds_of
from pb_adapters.notation.vega_lite.parts import refuse
from pb_adapters.notation.vega_lite.periods import period_name, period_of
from pb_adapters.notation.vega_lite.pipeline import Pipeline
from pb_core.domain.plots.label_text import category_text
from pb_core.domain.plots.transforms import Filter, Limit, PeriodUnit
from pb_core.domain.request_rules import shown
from pb_core.domain.tables.table import Column, ColumnType

Value = float | str | bool | dict[str, Any] | None


class Comparison(Struct, frozen=True, kw_only=True):
    """A comparison of a field, or of the period that its time lies in, with values.

    ``op`` is ``in`` or ``not in``, one of the comparisons, or ``valid``. ``from_zero``: months and weekdays are counted
    from 0, as JavaScript does.
    """

    field: str
    op: str
    values: tuple[Value, ...] = ()
    unit: PeriodUnit | None = None
    from_zero: bool = False


class All(Struct, frozen=True):
    """All of these hold."""

    parts: tuple["Condition", ...]


class Some(Struct, frozen=True):
    """At least one of these holds."""

    parts: tuple["Condition", ...]


class Not(Struct, frozen=True):
    """This does not hold."""

    part: "Condition"


Condition = Comparison | All | Some | Not

_OPPOSITE = {"in": "not in", "not in": "in", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_BOUNDS = {"<": "below", "<=": "high", ">": "above", ">=": "low"}


def add_filters(condition: Condition, pipeline: Pipeline, path: str) -> None:
    """Add the filters that say what a condition says; raises ``InvalidRequest`` where there are none."""
    for test in _conjunction(condition, path):
        if test.field in pipeline.ranks:
            _add_limit(test, pipeline, path)
        else:
            _add_filter(test, pipeline, path)


def _conjunction(condition: Condition, path: str) -> list[Comparison]:
    match condition:
        case Comparison():
            return [condition]
        case All(parts):
            return [test for part in parts for test in _conjunction(part, path)]
        case Not(part):
            return _conjunction(_negated(part, path), path)
        case Some(parts):
            return [_either([test for part in parts for test in _conjunction(part, path)], len(parts), path)]


def _negated(condition: Condition, path: str) -> Condition:
    match condition:
        case Not(part):
            return part
        case All(parts):
            return Some(tuple(Not(part) for part in parts))
        case Some(parts):
            return All(tuple(Not(part) for part in parts))
        case Comparison(op="valid"):
            refuse(path, "rows without a value are never shown: no filter can keep only them")
    return Comparison(
        field=condition.field, op=_OPPOSITE[condition.op], values=condition.values, unit=condition.unit,
        from_zero=condition.from_zero,
    )  # fmt: skip


def _either(tests: Sequence[Comparison], count: int, path: str) -> Comparison:
    first = tests[0] if tests else None
    alike = {(test.field, test.op, test.unit, test.from_zero) for test in tests}
    if first is None or len(alike) > 1 or len(tests) != count or first.op != "in":
        refuse(path, "“or” joins values of one field only: add a column to data_json that says what shall be kept")
    return Comparison(
        field=first.field, op="in", values=tuple(value for test in tests for value in test.values), unit=first.unit,
        from_zero=first.from_zero,
    )  # fmt: skip


def _add_limit(test: Comparison, pipeline: Pipeline, path: str) -> None:
    rank = pipeline.ranks[test.field]
    count = test.values[0] if test.values else None
    if test.op not in {"<", "<="} or not isinstance(count, int | float) or isinstance(count, bool) or count < 1:
        refuse(path, f"{shown(test.field)} numbers rows: only the first ones can be kept, as by 'datum.rank <= 10'")
    kept = int(count) if test.op == "<=" or count != int(count) else int(count) - 1
    if not 1 <= kept <= 10_000:  # noqa: PLR2004 - the grammar's bounds
        refuse(path, "keeps no row, or more than 10,000")
    pick = "largest" if rank.largest else "smallest"
    pipeline.add(Limit(field=rank.field, count=kept, pick=pick), path)


def _add_filter(test: Comparison, pipeline: Pipeline, path: str) -> None:
    name = pipeline.name(test.field, path)
    if test.unit is not None:
        name = period_of(name, test.unit, pipeline, path)
    column = pipeline.column(name)
    if test.op not in {"valid", "in"} and None in column.values:
        pipeline.notes.say(path, f"rows without {shown(name)} are left out")
    if test.op == "valid":
        pipeline.add(Filter(field=name), path)
    elif test.op in _BOUNDS:
        bound = _number(test.values[0], column, path)
        pipeline.add(replace(Filter(field=name), **{_BOUNDS[test.op]: bound}), path)
    else:
        texts = tuple(_text(_as_named(value, test), column, path) for value in test.values)
        if not texts:
            refuse(path, "compares with no value")
        kept = Filter(field=name, one_of=texts) if test.op == "in" else Filter(field=name, none_of=texts)
        pipeline.add(kept, path)


def _as_named(value: Value, test: Comparison) -> Value:
    """A month, quarter or weekday by its name."""
    named = None if test.unit is None else period_name(value, test.unit, from_zero=test.from_zero)
    return value if named is None else named


def _number(value: Value, column: Column, path: str) -> float:
    """A bound as the column counts."""
    if column.type is ColumnType.TIME:
        return seconds_of(value, column, path)
    if isinstance(value, bool) or not isinstance(value, int | float):
        refuse(path, f"compares {shown(column.name)} with what is no number")
    return value


def _text(value: Value, column: Column, path: str) -> str:
    """A value as the column writes its categories."""
    if value is None or isinstance(value, dict | list):
        if isinstance(value, dict) and column.type is ColumnType.TIME:
            return category_text(seconds_of(value, column, path), column)
        refuse(path, "compares with what is no text, number, true or false; rows without a value are never shown")
    if isinstance(value, bool):
        return "true" if value else "false"
    if column.type is ColumnType.TIME:
        return category_text(seconds_of(value, column, path), column)
    return value if isinstance(value, str) else category_text(value, Column(name="", type=ColumnType.NUMBER, values=()))
