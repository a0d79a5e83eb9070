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


MOST_SENTENCES = 40


class ReportBuilder:
    """Collects the outcome of many comparisons; quantities of one name are added up."""

    def __init__(self) -> None:
        self._compared: dict[str, Comparison] = {}
        self._wrong: list[str] = []

    def compared(self, what: str, points: int, deviation: float, tolerance: float) -> None:
        """Note that ``points`` values were compared; only the largest deviation of a quantity is kept."""
        if points == 0:
            return
        before = self._compared.get(what)
        self._compared[what] = Comparison(
            what=what,
            points=points + (before.points if before else 0),
            deviation=max(deviation, before.deviation if before else 0.0),
            tolerance=tolerance,
        )

    def wrong(self, sentence: str) -> None:
        """Note a mismatch."""
        self._wrong.append(sentence)

    def check(self, what: str, sentence: str | None) -> None:
        """Note that one text was compared, and what is wrong with it if anything is."""
        self.compared(what, 1, 0.0 if sentence is None else 1.0, 0.0)
        if sentence is not None:
            self.wrong(sentence)

    def report(self) -> FaithfulnessReport:
        """The outcome so far; sentences past ``MOST_SENTENCES`` are counted."""
        more = len(self._wrong) - MOST_SENTENCES
        sentences = self._wrong[:MOST_SENTENCES] + ([f"There are {more} more mismatches."] if more > 0 else [])
        return FaithfulnessReport(comparisons=tuple(self._compared.values()), mismatches=tuple(sentences))
