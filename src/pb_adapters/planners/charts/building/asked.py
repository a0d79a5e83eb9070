"""Asked: the wishes of an intent by what they are about."""

from typing import TypeVar

from msgspec import Struct

from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.transforms import Op

W = TypeVar("W")


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
    def charts(self) -> tuple[w.Chart, ...]:
        """The charts that are named, each once."""
        return tuple(dict.fromkeys(wish.chart for wish in self.all(w.ChartWish)))

    def arranged(self, *arrangements: w.Arrangement) -> bool:
        """Whether one of these arrangements is asked for."""
        return any(wish.arrangement in arrangements for wish in self.all(w.ArrangementWish))

    def detail(self, name: str) -> bool:
        """Whether this detail is asked for."""
        return any(wish.detail == name for wish in self.all(w.DetailWish))

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
    def counted(self) -> bool:
        """Whether numbers or shares of rows are asked for."""
        return any(wish.field is None for wish in self.statistics(Op.COUNT, Op.PROPORTION))

    @property
    def named(self) -> tuple[str, ...]:
        """Every field that is named for showing, each once."""
        found = [wish.field for wish in self.all(w.FieldWish)]
        found += [name for wish in self.statistics() for name in (wish.field, wish.within) if name]
        found += [name for wish in self.all(w.IntervalWish) for name in wish.fields]
        return tuple(dict.fromkeys(found))

    @property
    def mentioned(self) -> tuple[str, ...]:
        """The fields that are named at all, also those that only filter, order, limit, label or colour."""
        kinds = (w.FilterWish, w.LimitWish, w.OrderWish, w.LabelWish, w.ColorWish)
        others = (wish.field for wish in self.wishes if isinstance(wish, kinds) and wish.field)
        return tuple(dict.fromkeys((*self.named, *others)))
