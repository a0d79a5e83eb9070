"""Case: what a plot is built from: the wishes by kind, the sheet, and the columns by the slots that they fill."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.planners.charts.building.naming import title_of
from pb_adapters.planners.charts.building.sheet import Sheet
from pb_core.domain.plots import spec as g
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.marks import Mark
from pb_core.domain.plots.transforms import COUNTING, Op, Transform
from pb_core.domain.plots.wishes import Chart
from pb_core.domain.tables.profile import ColumnProfile

CLOUDS = frozenset({Chart.SCATTER, Chart.BUBBLE, Chart.HEXBIN, Chart.BLAND_ALTMAN})
ALONG = frozenset({Chart.LINE, Chart.STEP, Chart.AREA})
SPREADS = frozenset({Chart.HISTOGRAM, Chart.DENSITY, Chart.ECDF, Chart.QQ})
EACH = frozenset({Chart.BOX, Chart.VIOLIN, Chart.STRIP, Chart.SWARM, Chart.RIDGELINE})
OWN = frozenset({Chart.CORRELATION, Chart.GANTT, Chart.KAPLAN_MEIER, Chart.BLAND_ALTMAN, Chart.QQ})
CURVES = frozenset({Chart.ROC, Chart.PRECISION_RECALL, Chart.CALIBRATION})
STACKS = (w.Arrangement.STACKED, w.Arrangement.NORMALIZED)

Columns = Sequence[ColumnProfile]
W = TypeVar("W")


def once(columns: Iterable[ColumnProfile | None]) -> tuple[ColumnProfile, ...]:
    """The columns, each once."""
    return tuple({column.name: column for column in columns if column is not None}.values())


class Asked(Struct, frozen=True):
    """Wishes to be followed, and those that ask what the plot must not do."""

    wishes: tuple[w.Wish, ...]

    def all(self, kind: type[W]) -> tuple[W, ...]:
        """The wishes of a kind that are not negated, in the order of the intent."""
        return tuple(wish for wish in self.wishes if isinstance(wish, kind) and not wish.negated)

    def first(self, kind: type[W]) -> W | None:
        """The first wish of a kind that is not negated."""
        return next(iter(self.all(kind)), None)

    def unwanted(self, kind: type[W]) -> tuple[W, ...]:
        """The negated wishes of a kind."""
        return tuple(wish for wish in self.wishes if isinstance(wish, kind) and wish.negated)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The charts that are named, each once."""
        return tuple(dict.fromkeys(wish.chart for wish in self.all(w.ChartWish)))

    def arranged(self, *arrangements: w.Arrangement) -> bool:
        """Whether one of these arrangements is asked for."""
        return any(wish.arrangement in arrangements for wish in self.all(w.ArrangementWish))

    def settings(self, name: str) -> tuple[w.SettingWish, ...]:
        """What this is to be set to, each time that it is asked for."""
        return tuple(wish for wish in self.all(w.SettingWish) if wish.setting == name)

    def scaled(self, scale: g.ScaleType) -> bool:
        """Whether an axis of values is to have this scale."""
        return any(wish.scale is scale and wish.of != "x" for wish in self.settings("scale"))

    def purpose(self, name: str) -> bool:
        """Whether the plot shall serve this purpose."""
        return any(wish.purpose == name for wish in self.all(w.PurposeWish))

    def computes(self, *names: str) -> tuple[w.ComputeWish, ...]:
        """What is to be computed in these ways."""
        return tuple(wish for wish in self.all(w.ComputeWish) if wish.compute in names)

    def fields(self, *places: w.Place) -> tuple[str, ...]:
        """The fields that are asked for at these places, each once."""
        return tuple(dict.fromkeys(wish.field for wish in self.all(w.FieldWish) if wish.place in places))

    def statistics(self, *ops: Op) -> tuple[w.StatisticWish, ...]:
        """The statistics that are asked for, of these kinds where any are given."""
        return tuple(wish for wish in self.all(w.StatisticWish) if not ops or wish.op in ops)

    @property
    def interval(self) -> w.IntervalWish | None:
        """The uncertainty that is asked for."""
        return self.first(w.IntervalWish)

    @property
    def level(self) -> float:
        """The level of intervals."""
        return (self.interval.level if self.interval else None) or 0.95

    @property
    def counted(self) -> bool:
        """Whether numbers or shares of rows are asked for."""
        return any(wish.field is None for wish in self.statistics(*COUNTING))

    @property
    def merged(self) -> bool:
        """Whether one value for several rows is asked for."""
        computed = self.interval is not None and not self.interval.fields
        return bool(self.statistics() or computed or self.computes("cumulative"))

    @property
    def named(self) -> tuple[str, ...]:
        """Every field that is named for showing, each once."""
        found: list[str | None] = [wish.field for wish in self.all(w.FieldWish)]
        found += [wish.field for wish in self.statistics()]
        found += [name for wish in self.all(w.ComputeWish) for name in (wish.field, wish.other, wish.within)]
        found += [name for wish in self.all(w.IntervalWish) for name in wish.fields]
        return tuple(dict.fromkeys(name for name in found if name))

    @property
    def mentioned(self) -> tuple[str, ...]:
        """The fields that are named at all, also those that filter, order, limit, label or colour."""
        kinds = (w.FilterWish, w.LimitWish, w.OrderWish, w.LabelWish, w.SettingWish, w.PeriodWish)
        others = (wish.field for wish in self.wishes if isinstance(wish, kinds) and wish.field)
        return tuple(dict.fromkeys((*self.named, *others)))


class Parts(Struct, frozen=True, kw_only=True):
    """The columns of a plot by the slots that they fill.

    ``base`` is what values stand on or run along, ``values`` what is measured; ``lying`` puts the base on y.
    """

    base: ColumnProfile | None = None
    values: tuple[ColumnProfile, ...] = ()
    right: tuple[ColumnProfile, ...] = ()
    color: ColumnProfile | None = None
    panel: ColumnProfile | None = None
    row: ColumnProfile | None = None
    size: ColumnProfile | None = None
    shape: ColumnProfile | None = None
    text: ColumnProfile | None = None
    detail: ColumnProfile | None = None
    lying: bool = False

    @property
    def value(self) -> ColumnProfile | None:
        """The first of what is measured."""
        return next(iter(self.values), None)

    @property
    def groups(self) -> tuple[ColumnProfile, ...]:
        """The columns that tell items apart, each once."""
        return once((self.base, self.color, self.panel, self.row, self.shape, self.detail))

    @property
    def taken(self) -> frozenset[str]:
        """The names of all columns that have a slot."""
        return frozenset(c.name for c in once((*self.values, *self.right, *self.groups, self.size, self.text)))


class Case(Struct, frozen=True, kw_only=True):
    """What a family of charts is built from; ``vague``: the intent names no column, ``notes`` say what was decided.

    ``wanted`` is the chart that is named or was chosen, ``None`` before that.
    """

    asked: Asked
    sheet: Sheet
    notes: list[str]
    parts: Parts = Parts()
    wanted: Chart | None = None
    vague: bool = False

    @property
    def chart(self) -> Chart:
        """The chart to be drawn: bars unless another one is wanted."""
        return self.wanted or Chart.BAR

    def given(self, **parts: object) -> "Case":
        """The case with other columns in these slots."""
        return replace(self, parts=replace(self.parts, **parts))

    def plot(
        self, mark: Mark, encoding: g.Encoding, x: g.Axis | str = "", y: g.Axis | str = "",
        made: tuple[Transform, ...] = (), *, lying: bool = False,
    ) -> g.PlotSpec:  # fmt: skip
        """A plot of one layer over the sheet and what is ``made`` of it, ``lying``: x and y change places.

        Axes may be given by their titles.
        """
        color = self.sheet.column(encoding.color.field) if encoding.color else None
        axes = [g.Axis(title=axis) if isinstance(axis, str) else axis for axis in (x, y)]
        if lying:
            encoding = replace(encoding, x=encoding.y, y=encoding.x, x_error=encoding.y_error, y_error=encoding.x_error)
            axes.reverse()
        for place, one in enumerate((encoding.x, encoding.y)):
            if one is not None and one.field == self.sheet.folded[0] == "measure":
                axes[place] = replace(axes[place], title="")  # its values are names that say what they are
        folded = color is not None and color.name == self.sheet.folded[0]
        return g.PlotSpec(
            layer=(g.Layer(mark=mark, encoding=encoding),),
            transform=(*self.sheet.transform, *made),
            axes=g.Axes(x=axes[0], y=axes[1]),
            legend=g.Legend(title="" if folded else title_of(color)) if color else g.Legend(),
        )
