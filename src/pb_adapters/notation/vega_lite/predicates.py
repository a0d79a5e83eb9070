"""Predicates of filters, as expressions or as objects such as ``{"field": "x", "range": [1, 5]}``."""

from typing import Any, ClassVar

from msgspec import UNSET

from pb_adapters.notation.vega_lite.conditions import All, Comparison, Condition, Not, Some
from pb_adapters.notation.vega_lite.expressions import condition_of
from pb_adapters.notation.vega_lite.parts import Notes, Part, part, refuse
from pb_adapters.notation.vega_lite.periods import time_unit

_INTERACTION = "a picture has no interaction: filter by a field"
_SIGNS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


class Predicate(Part, frozen=True, kw_only=True):
    """A condition on one field."""

    instead: ClassVar[dict[str, str]] = {"param": _INTERACTION, "selection": _INTERACTION, "empty": _INTERACTION}
    field: str
    time_unit: Any = UNSET
    equal: Any = UNSET
    one_of: list[Any] | None = None
    range: list[Any] | None = None
    lt: Any = UNSET
    lte: Any = UNSET
    gt: Any = UNSET
    gte: Any = UNSET
    valid: bool = False


def predicate(document: object, path: str, notes: Notes) -> Condition:
    """What a predicate says; raises ``InvalidRequest`` where it says nothing that is known."""
    if isinstance(document, str):
        return condition_of(document, path)
    if isinstance(document, dict) and len(document) == 1:
        ((word, inner),) = document.items()
        if word == "not":
            return Not(predicate(inner, f"{path}.not", notes))
        if word in {"and", "or"}:
            return (All if word == "and" else Some)(_parts(inner, f"{path}.{word}", notes))
    return _of_field(part(document, Predicate, path, notes), path, notes)


def _parts(documents: object, path: str, notes: Notes) -> tuple[Condition, ...]:
    if not isinstance(documents, list) or not documents:
        refuse(path, "must be a list of predicates")
    return tuple(predicate(inner, f"{path}[{number}]", notes) for number, inner in enumerate(documents))


def _of_field(read: Predicate, path: str, notes: Notes) -> Condition:
    unit = None if read.time_unit is UNSET else time_unit(read.time_unit, f"{path}.timeUnit", notes).unit
    tests = [Comparison(field=read.field, op=op, values=values, unit=unit) for op, values in _comparisons(read, path)]
    if not tests:
        refuse(path, "compares with nothing: there are equal, oneOf, range, lt, lte, gt, gte and valid")
    return tests[0] if len(tests) == 1 else All(tuple(tests))


def _comparisons(read: Predicate, path: str) -> list[tuple[str, tuple[Any, ...]]]:
    found: list[tuple[str, tuple[Any, ...]]] = []
    if read.equal is not UNSET:
        found.append(("in", (_bare(read.equal, read),)))
    if read.one_of is not None:
        found.append(("in", tuple(_bare(value, read) for value in read.one_of)))
    if read.range is not None:
        if len(read.range) != 2:  # noqa: PLR2004 - both ends
            refuse(f"{path}.range", "must have two ends; null is none")
        ends = zip((">=", "<="), read.range, strict=True)
        found += [(op, (_bare(end, read),)) for op, end in ends if end is not None]
    values = ((name, getattr(read, name)) for name in _SIGNS)
    found += [(_SIGNS[name], (_bare(value, read),)) for name, value in values if value is not UNSET]
    return [*found, ("valid", ())] if read.valid else found


def _bare(value: Any, read: Predicate) -> Any:  # noqa: ANN401 - a value of any JSON type
    """The value itself of a date that has one part only, which the time unit names: ``{"month": 1}``."""
    if isinstance(value, dict) and isinstance(read.time_unit, str) and list(value) == [read.time_unit]:
        return value[read.time_unit]
    return value
