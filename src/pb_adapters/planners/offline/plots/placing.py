"""Placing: which category column stands along the axis, which is told by colour, which makes panels."""

from msgspec import Struct

from pb_adapters.planners.offline.plots.charts import Chart, ChartRequest
from pb_adapters.planners.offline.plots.composing import FacetRequest
from pb_adapters.planners.offline.plots.data import channel
from pb_adapters.planners.offline.plots.naming import pieces
from pb_adapters.planners.offline.plots.nouns import METHODS
from pb_adapters.planners.offline.plots.roles import Role
from pb_adapters.planners.offline.plots.subject import Subject
from pb_core.domain.plots.spec import Axis, Channel, Facet, Legend
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType

MOST_COLOURS = 8
"""Series that are told by colour when nothing else is said."""

_MOST_PANELS = 16


class Placed(Struct, frozen=True, kw_only=True):
    """Category columns by their place; any may be free."""

    subject: Subject
    position: ColumnProfile | None = None
    color: ColumnProfile | None = None
    facet: ColumnProfile | None = None
    row: ColumnProfile | None = None

    @property
    def columns(self) -> tuple[ColumnProfile | None, ...]:
        """All places in order."""
        return (self.position, self.color, self.facet, self.row)

    @property
    def color_channel(self) -> Channel | None:
        """The channel of the series."""
        return channel(self.color, discrete=True) if self.color else None

    @property
    def facets(self) -> Facet | None:
        """The panels."""
        return Facet(field=self.facet.name, row=self.row.name if self.row else None) if self.facet else None

    @property
    def legend(self) -> Legend:
        """The legend with its title."""
        return Legend(title=self.subject.title(self.color)) if self.color else Legend()

    def axis(self, column: ColumnProfile) -> Axis:
        """The axis along a column, with its title."""
        return Axis(title=self.subject.title(column))


def place(subject: Subject, *, along: ColumnProfile | None = None, grouped_on_axis: bool = False) -> Placed:
    """Give every category column a place; ``along`` is what the axis shows already, if it does."""
    facet, row = subject.role(Role.FACET), subject.role(Role.FACET_ROW)
    color = subject.role(Role.COLOR) or subject.role(Role.SHAPE)
    position = along or _axis_column(subject)
    taken = {c.name for c in (facet, row, color, position) if c}
    free = [c for c in subject.groups if c.name not in taken]
    grouped = [c for c in subject.roles(Role.GROUP) if c.name not in taken]
    if grouped and position is None and grouped_on_axis and (len(free) > 1 or color):
        position = grouped[0]
        free = [c for c in free if c is not position]
    elif grouped and color is None and along is not None:
        color = grouped[0]
        free = [c for c in free if c.name != color.name]
    if position is None and free:
        position = _axis_choice(subject, free)
        free.remove(position)
    if facet is None and free and subject.heard.one(FacetRequest):
        facet = free.pop()
    if color is None and free:
        color = next((c for c in free if c.distinct <= MOST_COLOURS or c in subject.mentioned), None)
        free = [c for c in free if c is not color]
    if facet is None and free and free[0].distinct <= _MOST_PANELS:
        facet = free.pop(0)
    if position is None and color is not None:
        position, color = color, None
    return Placed(subject=subject, position=position, color=color, facet=facet, row=row)


def _axis_column(subject: Subject) -> ColumnProfile | None:
    """A category column that is said to stand on an axis."""
    stated = [
        c for role in (Role.X, Role.Y) for c in subject.roles(role) if c.type in {ColumnType.TEXT, ColumnType.BOOLEAN}
    ]
    return next(iter(stated), None)


def _axis_choice(subject: Subject, free: list[ColumnProfile]) -> ColumnProfile:
    """Of two columns, methods are told by colour and the other stands along the axis, if there are few enough."""
    first = free[0]
    if len(free) == 1 or not _is_method(subject, first) or first.distinct > MOST_COLOURS:
        return first
    others = [
        c for c in free[1:] if not _is_method(subject, c) and (c in subject.mentioned or first not in subject.mentioned)
    ]
    return next(iter(others), first)


def _is_method(subject: Subject, column: ColumnProfile) -> bool:
    return bool({*pieces(column.name), *pieces(subject.title(column))} & set(METHODS.split()))


def asked_charts(subject: Subject) -> tuple[Chart, ...]:
    """The charts that the intent names."""
    return tuple(request.chart for request in subject.heard.all(ChartRequest))
