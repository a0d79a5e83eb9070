"""The table of numbers at risk: how many of each series are under observation at any place along the x axis."""

from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct

from pb_core.domain.plots.resolved_layers import channel_on
from pb_core.domain.plots.resolved_plot import Resolved
from pb_core.domain.plots.spec import RiskTable


class RiskRow(Struct, frozen=True, kw_only=True):
    """The row of one series: ascending places along x, and the number at risk at each."""

    series: str
    places: Sequence[float]
    counts: Sequence[float]

    def at(self, place: float) -> float:
        """The number at risk at a place: that of the first row there or later, 0 behind the last."""
        index = bisect_left(self.places, place)
        return self.counts[index] if index < len(self.counts) else 0.0


def risk_rows(resolved: Resolved, table: RiskTable) -> tuple[RiskRow, ...]:
    """The rows in the order of the series; one without a name where the first layer has no series."""
    first = resolved.layers[0]
    x = channel_on(first.layer.encoding, "x")
    places, counts = first.cells(x), first.quantities(table.field)
    series = first.series() or ("",) * first.table.rows
    found: dict[str, list[tuple[float, float]]] = {}
    for row in first.rows:
        place, count = places[row], counts[row]
        if count is not None:
            found.setdefault(series[row], []).append((place, count))  # type: ignore[arg-type]  # items have a place
    order = [name for name in resolved.series if name in found] or list(found)
    return tuple(_row(name, found[name]) for name in order)


def _row(name: str, pairs: list[tuple[float, float]]) -> RiskRow:
    ascending = sorted(pairs, key=lambda pair: pair[0])
    return RiskRow(series=name, places=[place for place, _ in ascending], counts=[count for _, count in ascending])
