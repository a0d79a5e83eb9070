"""Verdicts: what critics answer item by item and by dimension, and what it is worth.

Acceptance is computed from items and scores, never taken from a phrase.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from pb_core.domain.findings import Finding
from pb_core.errors import BadAnswer

Score = Annotated[float, Meta(ge=0, le=10)]


class Standing(StrEnum):
    """What the critic says of one checklist item."""

    PRESENT = "present"
    WRONG = "wrong"
    MISSING = "missing"


class ItemVerdict(Struct, frozen=True, kw_only=True):
    """The verdict on one checklist item; ``name`` is the item's name, ``note`` says what is wrong."""

    name: str
    standing: Standing
    note: str = ""


class Severity(StrEnum):
    """How much a defect matters: a reader would misunderstand or could not read it, or it is only a flaw."""

    MAJOR = "major"
    MINOR = "minor"


class Defect(Struct, frozen=True, kw_only=True):
    """Something that is wrong with a drawing.

    ``element`` is a name of the checklist or what else is concerned; ``evidence`` is what is seen there, or the words
    of the source that it contradicts.
    """

    element: str
    evidence: str
    severity: Severity


class Scores(Struct, frozen=True, kw_only=True):
    """0 (unusable) to 10 (flawless) in each dimension."""

    faithfulness: Score
    conciseness: Score
    readability: Score
    aesthetics: Score


class CriticAnswer(Struct, frozen=True, kw_only=True):
    """What every critic answers: item by item and by dimension."""

    items: tuple[ItemVerdict, ...]
    defects: Annotated[tuple[Defect, ...], Meta(max_length=30)] = ()
    scores: Scores
    suggestions: Annotated[tuple[str, ...], Meta(max_length=30)] = ()
    revised_description: str | None = None


class ChecklistItem(Struct, frozen=True, kw_only=True):
    """One element or connection that the picture must show, with the words it rests on."""

    name: str
    what: str
    evidence: str


def require_answers(checklist: tuple[ChecklistItem, ...], items: tuple[ItemVerdict, ...]) -> None:
    """Raise ``BadAnswer`` unless every item of the checklist is answered for by its name."""
    unanswered = {item.name for item in checklist} - {item.name for item in items}
    if unanswered:
        raise BadAnswer(f"The critic did not answer for {', '.join(sorted(unanswered))}")


ACCEPT_MEAN = 8.0
ACCEPT_EACH = 7.0
ITEM_PENALTY = 1.0
FINDING_PENALTY = 0.5
FLAW_PENALTY = 0.25
"""What a minor defect costs; a major one costs as much as a faulty item."""
FOLD_PENALTY = 0.25
FAITHFULNESS_WEIGHT = 2.0


def score(verdict: CriticAnswer, findings: tuple[Finding, ...], *, folded: int = 0) -> float:
    """A number to compare rounds by; faithfulness counts double, each faulty item, defect and finding costs.

    So does each of the ``folded`` arrows, which no line shows. 10 is flawless; it may fall below 0.
    """
    scores = verdict.scores
    total = FAITHFULNESS_WEIGHT * scores.faithfulness + scores.conciseness + scores.readability + scores.aesthetics
    mean = total / (FAITHFULNESS_WEIGHT + 3)
    wrong = len(faulty_items(verdict)) + len(major_defects(verdict))
    flaws = sum(defect.severity is Severity.MINOR for defect in verdict.defects)
    faults = ITEM_PENALTY * wrong + FLAW_PENALTY * flaws + FINDING_PENALTY * len(findings)
    return mean - faults - FOLD_PENALTY * folded


def accepted(verdict: CriticAnswer, findings: tuple[Finding, ...]) -> bool:
    """Whether a drawing may be delivered as it is: no faulty item, no major defect, no finding, good everywhere."""
    scores = verdict.scores
    each = (scores.faithfulness, scores.conciseness, scores.readability, scores.aesthetics)
    is_clean = not faulty_items(verdict) and not major_defects(verdict) and not findings
    return is_clean and min(each) >= ACCEPT_EACH and sum(each) / len(each) >= ACCEPT_MEAN


def faulty_items(verdict: CriticAnswer) -> tuple[str, ...]:
    """The names of the checklist items that are wrong or missing."""
    return tuple(item.name for item in verdict.items if item.standing is not Standing.PRESENT)


def major_defects(verdict: CriticAnswer) -> tuple[Defect, ...]:
    """The major defects, without those of items that are called wrong or missing anyway."""
    named = faulty_items(verdict)
    return tuple(
        defect for defect in verdict.defects if defect.severity is Severity.MAJOR and defect.element not in named
    )
