"""Acceptance: what a verdict is worth, computed from its items and scores, never taken from a phrase."""

from pb_core.findings import Finding
from pb_core.roles.answers import Judged, Standing

ACCEPT_MEAN = 8.0
ACCEPT_EACH = 7.0
ITEM_PENALTY = 1.0
FINDING_PENALTY = 0.5
FAITHFULNESS_WEIGHT = 2.0


def score(verdict: Judged, findings: tuple[Finding, ...]) -> float:
    """A number to compare rounds by; faithfulness counts double, each faulty item and finding costs.

    10 is flawless; it may fall below 0.
    """
    scores = verdict.scores
    total = FAITHFULNESS_WEIGHT * scores.faithfulness + scores.conciseness + scores.readability + scores.aesthetics
    mean = total / (FAITHFULNESS_WEIGHT + 3)
    return mean - ITEM_PENALTY * len(faults(verdict)) - FINDING_PENALTY * len(findings)


def accepted(verdict: Judged, findings: tuple[Finding, ...]) -> bool:
    """Whether a drawing may be delivered as it is: no faulty item, no finding, good in every dimension."""
    scores = verdict.scores
    each = (scores.faithfulness, scores.conciseness, scores.readability, scores.aesthetics)
    return not faults(verdict) and not findings and min(each) >= ACCEPT_EACH and sum(each) / len(each) >= ACCEPT_MEAN


def faults(verdict: Judged) -> tuple[str, ...]:
    """The names of the checklist items that are wrong or missing."""
    return tuple(item.name for item in verdict.items if item.standing is not Standing.PRESENT)
