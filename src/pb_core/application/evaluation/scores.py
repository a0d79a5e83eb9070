"""Scores: what a model made of each text or intent, and the sums that models and prompts are compared by."""

from collections.abc import Callable, Iterable
from statistics import median

from msgspec import Struct


class Share(Struct, frozen=True, kw_only=True):
    """So many of so many."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(part=self.part + other.part, whole=self.whole + other.whole)


class ArrowCounts(Struct, frozen=True, kw_only=True):
    """The arrows that a model planned, by what its source says of them; the unsupported ones are not drawn."""

    stated: int = 0
    sequence: int = 0
    unsupported: int = 0

    def __add__(self, other: "ArrowCounts") -> "ArrowCounts":
        return ArrowCounts(
            stated=self.stated + other.stated,
            sequence=self.sequence + other.sequence,
            unsupported=self.unsupported + other.unsupported,
        )


class CaseScore(Struct, frozen=True, kw_only=True):
    """What became of one text or intent.

    ``at_first``: every first answer could be used; ``usable``: there was a plan in the end, else ``error`` says why
    not. ``boxes`` counts the elements that the source supports, of all that were planned. ``skeleton`` counts the items
    and steps that the author laid out and the figure shows. ``cost_usd`` is ``None`` where nobody tells.
    """

    name: str
    at_first: bool = False
    usable: bool = False
    error: str = ""
    boxes: Share = Share()
    arrows: ArrowCounts = ArrowCounts()
    skeleton: Share = Share()
    wishes: Share = Share()
    calls: int = 0
    cost_usd: float | None = None
    seconds: float = 0.0
    plan: dict[str, object] | None = None
    """The specification as JSON has it, to be read where figures differ."""


class Totals(Struct, frozen=True, kw_only=True):
    """The sums over all texts and intents of a run; ``seconds`` is the median of one."""

    at_first: Share
    usable: Share
    boxes: Share
    arrows: ArrowCounts
    skeleton: Share
    wishes: Share
    calls: int
    cost_usd: float | None
    seconds: float


class EvaluationRun(Struct, frozen=True, kw_only=True):
    """One model, asked in one form, over all cases; ``prompts`` tells two versions of the prompts apart."""

    model: str
    form: str
    prompts: str
    cases: tuple[CaseScore, ...]

    @property
    def totals(self) -> Totals:
        """The sums."""
        costs = [case.cost_usd for case in self.cases]
        return Totals(
            at_first=_counted(self.cases, lambda case: case.at_first),
            usable=_counted(self.cases, lambda case: case.usable),
            boxes=sum((case.boxes for case in self.cases), Share()),
            arrows=sum((case.arrows for case in self.cases), ArrowCounts()),
            skeleton=sum((case.skeleton for case in self.cases), Share()),
            wishes=sum((case.wishes for case in self.cases), Share()),
            calls=sum(case.calls for case in self.cases),
            cost_usd=None if None in costs else round(sum(cost for cost in costs if cost is not None), 6),
            seconds=median([case.seconds for case in self.cases] or [0.0]),
        )


def _counted(cases: Iterable[CaseScore], holds: Callable[[CaseScore], bool]) -> Share:
    held = [holds(case) for case in cases]
    return Share(part=sum(held), whole=len(held))
