"""Orders of categories as specifications state them: by letters, by a list, or by a statistic of a field."""

from collections.abc import Sequence

from msgspec import UNSET, Struct

from pb_adapters.notation.vega_lite.channels import Channels, Shown, group_fields
from pb_adapters.notation.vega_lite.grammar import SortDef
from pb_adapters.notation.vega_lite.parts import part, refusal, refuse
from pb_adapters.notation.vega_lite.pipeline import Pipeline
from pb_adapters.notation.vega_lite.statistics import adds_up, counts_all, op_of
from pb_core.domain.plots.label_text import MISSING, category_text
from pb_core.domain.plots.resolved_layers import texts
from pb_core.domain.plots.spec import FieldType, Sort
from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.statistics.periods import MONTHS, WEEKDAYS
from pb_core.domain.plots.transforms import Aggregate, Measure, Op
from pb_core.domain.request_rules import shown as quoted
from pb_core.domain.tables.table import Cell, Column, ColumnType
from pb_core.errors import InvalidSpec

_MOST_LISTED = 1_000


class Order(Struct, frozen=True, kw_only=True):
    """An order of categories: a rule, or a list of them."""

    sort: Sort | None = None
    values: tuple[str, ...] = ()


def order_of(shown: Shown, channels: Channels, before: Pipeline) -> Order:
    """The order of a discrete channel, ``before`` its statistics; raises ``InvalidRequest``.

    Without a word Vega-Lite sorts by letters; categories with a natural order (Jan < Feb) keep it here.
    """
    sort, path = shown.read.sort, f"{shown.path}.sort"
    match sort:
        case _ if sort is UNSET or sort in ("ascending", "descending"):
            return _by_letters(shown, before, down=sort == "descending")
        case None:
            return Order(sort=Sort.DATA)
        case str():
            return _by_channel(shown, channels, before, sort.removeprefix("-"), down=sort.startswith("-"))
        case list():
            return Order(
                sort=_by_letters(shown, before, down=False).sort, values=known_categories(sort, shown, before, path)
            )
        case dict():
            return _by_definition(shown, channels, before)
    raise refusal(path, "is no order that is known")


def _column(shown: Shown, before: Pipeline) -> Column | None:
    return before.table.column(shown.field)


def _by_letters(shown: Shown, before: Pipeline, *, down: bool) -> Order:
    column = _column(shown, before)
    if shown.channel == "y" and _is_counted(shown):
        down = not down  # the largest bin and the last month stand on top, as on an axis of numbers
    if column is None or column.type is not ColumnType.TEXT:
        return Order(sort=Sort.DESCENDING if down else None)
    if not column.order:
        return Order(sort=Sort.DESCENDING if down else Sort.ASCENDING)
    present = set(column.values)
    return Order(values=tuple(text for text in reversed(column.order) if text in present)) if down else Order()


def _is_counted(shown: Shown) -> bool:
    """Whether categories stand for numbers or times that are not said to be categories."""
    counted = bool(shown.end) or shown.read.time_unit is not UNSET
    return counted and shown.read.type not in ("nominal", "ordinal")


def known_categories(values: list[object], shown: Shown, before: Pipeline, path: str) -> tuple[str, ...]:
    """The categories of a list that the data have."""
    column = _column(shown, before)
    known = set(texts(column)) if column else set()
    if len(values) > _MOST_LISTED:
        refuse(path, f"lists {len(values):,} values; at most {_MOST_LISTED:,} are read")
    named = [_as_period(_category(value), column) for value in values]
    absent = [text for text in named if column is not None and text not in known]
    if absent:
        more = f" and {len(absent) - 1} more are" if len(absent) > 1 else " is"
        before.notes.say(path, f"{quoted(absent[0])}{more} not among the data")
    return tuple(dict.fromkeys(text for text in named if text not in absent))


def _as_period(text: str, column: Column | None) -> str:
    """A month or weekday by the name that it has here: ``mon`` and ``Monday`` are Mon."""
    short = text[:3].title()
    return short if column is not None and column.order in {MONTHS, WEEKDAYS} and short in column.order else text


def _category(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return category_text(value, Column(name="", type=ColumnType.NUMBER, values=()))
    return MISSING if value is None else str(value)[:_MOST_LISTED]


def _by_channel(shown: Shown, channels: Channels, before: Pipeline, name: str, *, down: bool) -> Order:
    other = channels.get(name)
    path = f"{shown.path}.sort"
    if other is None:
        refuse(path, f"{quoted(name)} is no channel of this view")
    if other.discrete and other.op is None:
        refuse(path, f"{quoted(name)} shows categories: sort by a field with an op, or list the values")
    others = [field for field in group_fields(channels) if field not in {shown.field, shown.end}]
    if other.channel in {"x", "y"} and other.op is not None and (adds_up(other.op) or not others) and not other.end:
        return Order(sort=Sort.VALUE_DOWN if down else Sort.VALUE)
    return _by_statistic(shown, before, other.op or Op.SUM, other.source if other.op else other.field, down=down)


def _by_definition(shown: Shown, channels: Channels, before: Pipeline) -> Order:
    path = f"{shown.path}.sort"
    read = part(shown.read.sort, SortDef, path, before.notes)
    if read.order not in {"ascending", "descending", None}:
        refuse(f"{path}.order", "must be ascending or descending")
    down = read.order == "descending"
    if read.order is None:
        return Order(sort=Sort.DATA)
    if read.encoding:
        return _by_channel(shown, channels, before, read.encoding, down=down)
    op = op_of(read.op or "min", f"{path}.op")
    if counts_all(read.op):
        return _by_statistic(shown, before, op, "", down=down)
    if read.field is UNSET:
        refuse(path, "must name a field, or a channel as encoding")
    return _by_statistic(shown, before, op, before.name(read.field, f"{path}.field"), down=down)


def _by_statistic(shown: Shown, before: Pipeline, op: Op, field: str, *, down: bool) -> Order:
    """The categories listed by a statistic of their rows."""
    if not before.has(shown.field):
        refuse(f"{shown.path}.sort", "sorts what a statistic made")
    name = before.fresh("sorted by")
    measure = Measure(op=op, field=field or None, as_=name)
    try:
        made = apply(before.table, (Aggregate(groupby=(shown.field,), measures=(measure,)),))
    except InvalidSpec as error:
        refuse(f"{shown.path}.sort", str(error))
    labels = texts(made.columns[0])
    pairs = [(value, label) for label, value in zip(labels, made.columns[1].values, strict=True) if value is not None]
    ranked = sorted(pairs, key=_value, reverse=down)
    return Order(values=tuple(label for _, label in ranked if label != MISSING))


def _value(pair: tuple[Cell, str]) -> float:
    return float(f"{pair[0]:.12g}")


def listed_order(shown: Shown, channels: Channels, before: Pipeline) -> tuple[str, ...]:
    """The order of panels as a list; ``()`` where it is the usual one."""
    if shown.read.sort is UNSET:
        column = _column(shown, before)
        plain = column is not None and column.type is ColumnType.TEXT and not column.order
        return _sorted_texts(column, down=False) if plain and column else ()
    order = order_of(shown, channels, before)
    column = _column(shown, before)
    if order.values or column is None or order.sort in {None, Sort.DATA}:
        return order.values
    if order.sort in {Sort.VALUE, Sort.VALUE_DOWN}:
        refuse(f"{shown.path}.sort", "panels are sorted by a field with an op, or by a list")
    return _sorted_texts(column, down=order.sort is Sort.DESCENDING)


def _sorted_texts(column: Column, *, down: bool) -> tuple[str, ...]:
    labels: Sequence[str] = [text for text in dict.fromkeys(texts(column)) if text != MISSING]
    if column.type is ColumnType.TEXT:
        return tuple(sorted(labels, key=lambda text: (text.casefold(), text), reverse=down))
    cells = {category_text(cell, column): cell for cell in dict.fromkeys(column.values) if cell is not None}
    return tuple(sorted(labels, key=lambda text: float(cells[text]), reverse=down))


def is_continuous(shown: Shown) -> bool:
    """Whether a channel shows quantities or times."""
    return shown.type in {FieldType.QUANTITATIVE, FieldType.TEMPORAL}
