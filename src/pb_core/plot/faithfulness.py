"""The faithfulness report: what of a drawn plot was compared with the caller's data, and how far they differ."""

from msgspec import Struct


class Comparison(Struct, frozen=True, kw_only=True):
    """One quantity of one layer: how many values were compared and the largest deviation.

    The deviation is relative to the extent of the expected values (or to the largest magnitude where there is
    no extent); ``tolerance`` is what is allowed. For texts it is the share that differs.
    """

    what: str
    points: int
    deviation: float
    tolerance: float


class FaithfulnessReport(Struct, frozen=True, kw_only=True):
    """The outcome of the proof; an empty ``mismatches`` means that the plot shows the data."""

    comparisons: tuple[Comparison, ...]
    mismatches: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """How many values were compared."""
        return sum(comparison.points for comparison in self.comparisons)

    @property
    def deviation(self) -> float:
        """The largest deviation of all comparisons."""
        return max((comparison.deviation for comparison in self.comparisons), default=0.0)

    @property
    def faithful(self) -> bool:
        """Whether everything that was compared agrees."""
        return not self.mismatches
