"""Channels of one mark: their fields, types and statistics; what is computed inline becomes transforms."""

from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import replace

from pb_adapters.notation.vega_lite.bins import OTHER_BINS, POSITION_BINS, add_bins, bin_definition
from pb_adapters.notation.vega_lite.grammar import ChannelDef
from pb_adapters.notation.vega_lite.parts import Notes, part, refuse, within, words
from pb_adapters.notation.vega_lite.periods import begins_at_a_moment, period_of, time_unit
from pb_adapters.notation.vega_lite.pipeline import Pipeline
from pb_adapters.notation.vega_lite.statistics import counts_all, op_of, title_of
from pb_core.domain.plots.spec import FieldType
from pb_core.domain.plots.transforms import Aggregate, Measure, Op, Period, PeriodUnit
from pb_core.domain.request_rules import shown
from pb_core.domain.tables.table import ColumnType, TimeUnit

POSITIONS = ("x", "y")
FACETS = ("row", "column", "facet")
_COLORS = ("color", "fill", "stroke")
_SECOND = {"x2": "x", "y2": "y", "xError": "x", "yError": "y"}
_READ = (
    *POSITIONS, *_SECOND, *_COLORS, *FACETS, "xOffset", "yOffset", "shape", "size", "theta", "text", "detail", "order",
)  # fmt: skip
_LOOK = ("opacity", "fillOpacity", "strokeOpacity", "strokeWidth", "strokeDash", "angle")
_UNSEEN = ("tooltip", "href", "key", "description", "url")
_INSTEAD = {
    **dict.fromkeys(
        ("latitude", "longitude", "latitude2", "longitude2"),
        "maps are not drawn: bars or points by region show the same numbers",
    ),
    **dict.fromkeys(("radius", "radius2", "theta2"), "slices differ in their angle only: a bar shows lengths"),
    **dict.fromkeys(
        ("xError2", "yError2"), "unequal errors need both ends: give data_json columns of the ends, and use x2 or y2"
    ),
    "time": "a picture does not move: use panels",
}
_FOLLOWED = {
    "axis": POSITIONS,
    "legend": (*_COLORS, "shape"),
    "scale": (*POSITIONS, *_COLORS),
    "sort": (*POSITIONS, *_COLORS, *FACETS, "shape"),
    "title": (*POSITIONS, *_COLORS, "shape"),
    "stack": POSITIONS,
    "columns": ("facet",),
    "format": (),
}
"""The channels on which these fields of a definition are followed."""

_DISCRETE = (FieldType.NOMINAL, FieldType.ORDINAL)
_NUMERIC_SCALES = ("linear", "log", "pow", "sqrt", "symlog", "quantize", "quantile", "threshold")


class Shown(Struct, frozen=True, kw_only=True):
    """A field on a channel.

    ``end`` is the field with the ends of bins, ``title`` what Vega-Lite calls the field, ``op`` and ``source`` the
    statistic and the field that it is of; ``raw`` says that the rows' own values are shown.
    """

    channel: str
    path: str
    field: str
    type: FieldType
    title: str
    read: ChannelDef
    end: str = ""
    op: Op | None = None
    source: str = ""

    @property
    def discrete(self) -> bool:
        """Whether values are categories."""
        return self.type.discrete


class Channels(Struct, frozen=True, kw_only=True):
    """The channels of a mark by name, and those that have a constant instead of a field."""

    shown: dict[str, Shown]
    constants: dict[str, tuple[str, ChannelDef]]
    details: tuple[Shown, ...] = ()

    def get(self, name: str) -> Shown | None:
        """The field on a channel."""
        return self.shown.get(name)


def read_channels(encoding: dict[str, Any], pipeline: Pipeline, path: str, *, ranged: bool) -> Channels:
    """The channels of an encoding; adds periods and bins, but no statistics. ``ranged``: bins have two ends (bars).

    Raises:
        InvalidRequest: a channel has no counterpart, or its field is not there or of another type.
    """
    shown_by: dict[str, Shown] = {}
    constants: dict[str, tuple[str, ChannelDef]] = {}
    details: list[Shown] = []
    for name, document in encoding.items():
        where = within(path, name)
        if _is_passed_over(name, document, where, pipeline.notes) or document is None:
            continue
        for place, inner in enumerate(document if isinstance(document, list) else [document]):
            at = f"{where}[{place}]" if isinstance(document, list) else where
            read = part(inner, ChannelDef, at, pipeline.notes)
            _note_unread(name, read, at, pipeline.notes)
            found = _shown(name, read, at, pipeline, ranged=ranged)
            if name == "detail":
                details += [found] if found and found.op is None else []
            elif isinstance(document, list) and name != "order":
                refuse(where, "must be one field")
            elif found is None:
                constants[name] = (at, read)
            else:
                shown_by.setdefault("color" if name in _COLORS else name, found)
    return Channels(shown=shown_by, constants=constants, details=tuple(details))


def _note_unread(name: str, read: ChannelDef, path: str, notes: Notes) -> None:
    """Note fields of a definition that mean something on other channels only."""
    for field, channels in _FOLLOWED.items():
        if name not in channels and getattr(read, field) is not UNSET:
            notes.look(f"{path}.{field}")


def _is_passed_over(name: str, document: object, path: str, notes: Notes) -> bool:
    """Whether a channel shows nothing that a picture can show; refuses those that would and cannot."""
    if name in _INSTEAD:
        refuse(path, _INSTEAD[name])
    if name in _UNSEEN:
        notes.look(path)
        return True
    if name in _LOOK:
        if not isinstance(document, dict) or "field" in document or "aggregate" in document or "condition" in document:
            refuse(path, "only a constant is known: show the field by color, shape, size or panels")
        notes.look(path)
        return True
    if name not in _READ:
        refuse(path, f"is no channel that is known: there are {words(_READ)}")
    return False


def _shown(name: str, read: ChannelDef, path: str, pipeline: Pipeline, *, ranged: bool) -> Shown | None:
    """A channel's field; ``None`` for a constant."""
    if read.condition is not UNSET and name not in _COLORS:
        refuse(f"{path}.condition", "is not followed: filter the rows, or let a field of data_json tell them apart")
    if read.aggregate is not UNSET and read.aggregate is not None:
        return _statistic(name, read, path, pipeline)
    if read.field is UNSET:
        if read.value is UNSET and read.datum is UNSET and read.condition is UNSET:
            refuse(path, "has neither a field nor a value")
        return None
    field = pipeline.name(read.field, f"{path}.field")
    binned = bin_definition(read.bin, f"{path}.bin", pipeline.notes)
    if read.time_unit is not UNSET and read.time_unit is not None:
        return _timed(name, read, path, pipeline, field)
    if binned is not None and not binned.binned:
        ends = (f"{field} (binned)", f"{field} (bin end)")
        most = POSITION_BINS if name in POSITIONS else OTHER_BINS
        add_bins(field, binned, ends, pipeline, f"{path}.bin", most)
        kind = (
            FieldType.QUANTITATIVE
            if ranged and name in POSITIONS and _said(read) not in _DISCRETE
            else FieldType.ORDINAL
        )
        return Shown(channel=name, path=path, field=ends[0], type=kind, title=ends[0], read=read, end=ends[1])
    kind = _type_of(name, read, path, pipeline, field)
    return Shown(channel=name, path=path, field=field, type=kind, title=field, read=read)


def _timed(name: str, read: ChannelDef, path: str, pipeline: Pipeline, field: str) -> Shown:
    unit = time_unit(read.time_unit, f"{path}.timeUnit", pipeline.notes).unit
    if unit is None:
        return Shown(channel=name, path=path, field=field, type=FieldType.TEMPORAL, title=field, read=read)
    made = period_of(field, unit, pipeline, f"{path}.timeUnit")
    if unit is PeriodUnit.DAY and read.sort is UNSET:
        pipeline.notes.say(path, "weeks begin on Monday")
    said = _said(read)
    kind = said if said in _DISCRETE else _period_type(unit)
    return Shown(channel=name, path=path, field=made, type=kind, title=made, read=read)


def _period_type(unit: PeriodUnit) -> FieldType:
    return FieldType.TEMPORAL if begins_at_a_moment(unit) else FieldType.ORDINAL


def _statistic(name: str, read: ChannelDef, path: str, pipeline: Pipeline) -> Shown:
    op = op_of(read.aggregate, f"{path}.aggregate")
    field = "" if counts_all(read.aggregate) else pipeline.name(read.field, f"{path}.field")
    made = title_of(read.aggregate, field)
    kind = FieldType.ORDINAL if _said(read) in _DISCRETE else FieldType.QUANTITATIVE
    if kind is FieldType.QUANTITATIVE and field and pipeline.column(field).type is ColumnType.TIME:
        kind = FieldType.TEMPORAL
    return Shown(channel=name, path=path, field=made, type=kind, title=made, read=read, op=op, source=field)


def _said(read: ChannelDef) -> FieldType | None:
    return next((kind for kind in FieldType if kind.value == read.type), None)


def _type_of(name: str, read: ChannelDef, path: str, pipeline: Pipeline, field: str) -> FieldType:
    """The type that is stated, else the one that Vega-Lite assumes, held to what the column holds."""
    kind = _stated_type(name, read, path)
    column = pipeline.column(field)
    made = any(isinstance(step, Period) and step.as_ == field for step in pipeline.made)
    if made and kind is FieldType.TEMPORAL and column.type is not ColumnType.TIME:
        return FieldType.ORDINAL
    if kind is FieldType.QUANTITATIVE and column.type is ColumnType.TIME:
        what = "years" if column.time_unit is TimeUnit.YEAR else "times"
        pipeline.notes.say(path, f"{shown(field)} holds {what} and is shown as such")
        return FieldType.TEMPORAL
    wanted = {FieldType.QUANTITATIVE: (ColumnType.NUMBER, ColumnType.BOOLEAN), FieldType.TEMPORAL: (ColumnType.TIME,)}
    if kind in wanted and column.type not in wanted[kind]:
        hint = "write dates as 2024-12-31" if kind is FieldType.TEMPORAL else "write numbers without text"
        refuse(f"{path}.type", f"{shown(field)} holds {column.type.value}s and is not {kind.value}: {hint}")
    return kind


def _stated_type(name: str, read: ChannelDef, path: str) -> FieldType:
    if isinstance(read.type, str):
        said = _said(read)
        if said is None:
            refuse(f"{path}.type", f"{shown(read.type)} is no type that is known: there are {words(FieldType)}")
        return said
    if name in _SECOND or name == "size":
        return FieldType.QUANTITATIVE
    if name in (*FACETS, "shape") or isinstance(read.sort, list):
        return FieldType.NOMINAL
    scale = str(read.scale.get("type")) if isinstance(read.scale, dict) else ""
    if scale in {"time", "utc"}:
        return FieldType.TEMPORAL
    return FieldType.QUANTITATIVE if scale in _NUMERIC_SCALES else FieldType.NOMINAL


def add_statistics(channels: Channels, pipeline: Pipeline, path: str, more: tuple[Measure, ...] = ()) -> None:
    """Add the aggregate that the channels state, grouped by all their other fields."""
    measured = [shown for shown in channels.shown.values() if shown.op is not None]
    measures = {shown.field: Measure(op=shown.op, field=shown.source or None, as_=shown.field)
                for shown in measured if shown.op is not None}  # fmt: skip
    measures |= {measure.as_: measure for measure in more}
    if not measures:
        return
    groupby = group_fields(channels)
    taken = next((name for name in measures if name in groupby), None)
    if taken is not None or len(groupby) > 12 or len(measures) > 12:  # noqa: PLR2004 - the grammar's bounds
        refuse(path, "groups by a field of the statistic's name, or by more than 12 fields")
    pipeline.add(Aggregate(groupby=groupby, measures=tuple(measures.values())), path)


def group_fields(channels: Channels) -> tuple[str, ...]:
    """The fields that statistics are grouped by."""
    grouped = [shown for shown in (*channels.shown.values(), *channels.details) if shown.op is None]
    return tuple(dict.fromkeys(field for shown in grouped for field in (shown.field, shown.end) if field))


def as_type(shown: Shown, kind: FieldType) -> Shown:
    """The channel with another type."""
    return replace(shown, type=kind)
