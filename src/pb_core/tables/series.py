"""Several series that share an axis, or that each bring their own: one row per point, named by its series."""

from collections import Counter
from collections.abc import Mapping

from pb_core.tables.flattening import flatten
from pb_core.tables.kinds import is_object, is_objects, is_scalars
from pb_core.tables.names import word_set
from pb_core.tables.raw import RawTable, check_cells, counted, fresh_name, refuse, shown
from pb_core.tables.table import Shape
from pb_core.tables.uncertainty import centre_key

_LISTS = ("series", "datasets", "lines", "curves", "traces")
_NAMES = ("series", "name", "label", "id", "title")
_VALUES = ("data", "values", "y", "points")
_GENERIC = word_set(
    "y ys series data values value lines curves datasets traces metrics results models methods groups runs"
)

Columns = dict[str, list[object]]


def read_series(document: dict[str, object]) -> RawTable | None:
    """Series under names such as ``series``, or an axis beside an object of lists; ``None`` for another object.

    Columns are ``series``, the axis as the caller calls it, and ``y`` or the caller's name of the values.

    Raises:
        InvalidRequest: a series and its axis differ in length, or two series share a name.
    """
    axes = {name: member for name, member in document.items() if is_scalars(member)}
    others = {name: member for name, member in document.items() if isinstance(member, dict | list) and name not in axes}
    lists = _lists_of(others)
    if axes and lists and (len(others) > 1 or centre_key(lists.values()) is not None):
        return _beside(axes, lists)
    if len(others) != 1 or len(axes) > 1:
        return None
    (name, member), axis = next(iter(others.items())), next(iter(axes.items()), None)
    if is_objects(member) and name.lower() in _LISTS:
        return _listed(member, axis)
    if axis is not None and is_object(member) and all(map(is_scalars, member.values())):
        return _shared(axis, name, member)
    return None


def _lists_of(others: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """The members when each is an object of lists of scalars, else none."""
    objects = {name: member for name, member in others.items() if is_object(member)}
    told = all(is_scalars(values) for member in objects.values() for values in member.values())
    return objects if told and len(objects) == len(others) else {}


def _beside(axes: dict[str, list[object]], objects: dict[str, dict[str, object]]) -> RawTable | None:
    """``{"step": [...], "A": {"mean": [...], "std": [...]}, ...}``: columns, where all lists are equally long."""
    size = len(next(iter(axes.values())))
    lists = [*axes.values(), *(values for member in objects.values() for values in member.values())]
    if any(not isinstance(values, list) or len(values) != size for values in lists):
        return None
    rows: Columns = {
        name: [dict(zip(member, row, strict=True)) for row in zip(*member.values(), strict=True)]
        for name, member in objects.items()
    }
    return flatten(Shape.COLUMNS, {**axes, **rows})


def _shared(axis: tuple[str, list[object]], name: str, member: dict[str, object]) -> RawTable:
    """``{"x": [...], "y": {"A": [...], "B": [...]}}``."""
    label, places = axis
    value = _value_name(label) if name.lower() in _GENERIC else name
    named = fresh_name("series", (label,))
    names: list[object] = []
    axes: list[object] = []
    cells: list[object] = []
    for series, values in member.items():
        points = values if isinstance(values, list) else []
        _check_length(series, len(points), label, len(places))
        names += [series] * len(points)
        axes += places
        cells += points
    columns: Columns = {named: names, label: axes, fresh_name(value, (named, label)): cells}
    return flatten(Shape.POINTS, columns, keys=(named,))


def _value_name(axis: str) -> str:
    return "y" if axis.lower() == "x" else "value"


def _listed(members: list[dict[str, object]], axis: tuple[str, list[object]] | None) -> RawTable | None:
    """``{"series": [{"name": "A", "data": [...]}, ...]}`` with or without a shared axis."""
    if not all(any(isinstance(value, list) for value in member.values()) for member in members):
        return None
    records = [_renamed(member, place) for place, member in enumerate(members, start=1)]
    uses = Counter(str(record["series"]) for record in records)
    if repeated := [name for name, times in uses.items() if times > 1]:
        refuse(f"has two series called {shown(repeated[0])}")
    if axis is not None:
        label, places = axis
        for record in records:
            values = next(value for value in record.values() if isinstance(value, list))
            _check_length(str(record["series"]), len(values), label, len(places))
            record.setdefault(label, places)
    fields = dict.fromkeys(field for record in records for field in record)
    if axis is not None and axis[0] in fields:
        fields = dict.fromkeys(["series", axis[0], *fields])
    check_cells(len(records), len(fields))
    columns: Columns = {field: [record.get(field) for record in records] for field in fields}
    if axis is not None and (values_name := _value_name(axis[0])) not in columns:
        data = next((field for field in ("data", "values") if field in columns), None)
        columns = {values_name if field == data else field: cells for field, cells in columns.items()}
    return flatten(Shape.POINTS, columns, keys=("series",))


def _renamed(member: dict[str, object], place: int) -> dict[str, object]:
    name = next((key for key in _NAMES if key in member), None)
    rest = {key: value for key, value in member.items() if key != name}
    return {"series": f"series {place}" if name is None else member[name], **rest}


def _check_length(series: str, found: int, axis: str, expected: int) -> None:
    if found != expected:
        refuse(f"has {counted(found, 'value')} in series {shown(series)} for {expected} under {shown(axis)}")
