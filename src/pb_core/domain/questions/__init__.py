"""What the agent roles are asked and answer: typed briefs and answers, the worth of a verdict, and the style guides.

A prompt is rendered from its brief; an offline engine reads the brief itself. The JSON Schema of the answer's type is
what the model is asked for. Acceptance is computed from items and scores, never taken from a phrase.
"""

from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Annotated

from msgspec import Meta, Struct

from pb_core.domain.diagrams.plan import FixedStyling
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.skeleton import Skeleton
from pb_core.domain.diagrams.spec import DiagramSpec, Styling
from pb_core.domain.findings import Finding
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.wishes import HeardIntent, WishOutcome
from pb_core.domain.tables.profile import TableProfile
from pb_core.errors import BadAnswer

Score = Annotated[float, Meta(ge=0, le=10)]


class Plan(Struct, frozen=True, kw_only=True):
    """The planner's answer: the graph, and the same in prose."""

    spec: DiagramSpec
    description: Annotated[str, Meta(min_length=1, max_length=20_000)]


class StyledPlan(Struct, frozen=True, kw_only=True):
    """The stylist's answer: prose that an image model can paint from, and the typed look."""

    description: Annotated[str, Meta(min_length=1, max_length=20_000)]
    styling: Styling


class OptimizedPrompt(Struct, frozen=True, kw_only=True):
    """The stylist's answer to a prompt optimisation."""

    description: Annotated[str, Meta(min_length=1, max_length=40_000)]


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


class Scores(Struct, frozen=True, kw_only=True):
    """0 (unusable) to 10 (flawless) in each dimension."""

    faithfulness: Score
    conciseness: Score
    readability: Score
    aesthetics: Score


class CriticAnswer(Struct, frozen=True, kw_only=True):
    """What every critic answers: item by item and by dimension."""

    items: tuple[ItemVerdict, ...]
    scores: Scores
    suggestions: Annotated[tuple[str, ...], Meta(max_length=30)] = ()
    revised_description: str | None = None


class Verdict(CriticAnswer, frozen=True, kw_only=True):
    """The critic's answer on a diagram. A revision is ``None`` where nothing needs to change."""

    revised_spec: DiagramSpec | None = None
    revised_styling: Styling | None = None


class PlotPlan(Struct, frozen=True, kw_only=True):
    """The plot planner's answer: how to show the data, the same in prose, and what it heard in the intent."""

    spec: PlotSpec
    description: Annotated[str, Meta(min_length=1, max_length=20_000)]
    heard: HeardIntent = HeardIntent()


class PlotVerdict(CriticAnswer, frozen=True, kw_only=True):
    """The critic's answer on a plot; ``revised_spec`` is ``None`` where nothing needs to change."""

    revised_spec: PlotSpec | None = None


class Reading(Struct, frozen=True, kw_only=True):
    """What a model reads in a picture."""

    text: str


class Example(Struct, frozen=True, kw_only=True):
    """A reference figure shown to the planner."""

    name: str
    text: str
    caption: str
    spec: DiagramSpec


class PlanBrief(Struct, frozen=True, kw_only=True, tag="plan"):
    """Plan a diagram of ``source`` that fits ``caption``; page pictures, if any, travel as images.

    ``skeleton`` is what the author laid out. ``rejected`` is a plan of this source that ``faults`` speak against.
    """

    source: str
    caption: str
    examples: tuple[Example, ...] = ()
    aspect_ratio: str | None = None
    skeleton: Skeleton = Skeleton()
    rejected: Plan | None = None
    faults: tuple[Finding, ...] = ()


class StyleBrief(Struct, frozen=True, kw_only=True, tag="style"):
    """Describe how ``spec`` shall look under ``guide`` without changing its content.

    ``fixed`` is what the author has chosen of the look.
    """

    spec: DiagramSpec
    caption: str
    source: str
    guide: str
    aspect_ratio: str | None = None
    fixed: FixedStyling = FixedStyling()


class OptimizeBrief(Struct, frozen=True, kw_only=True, tag="optimize"):
    """Rewrite ``description`` into a clearer prompt that follows ``guidelines`` and adds no fact."""

    description: str
    diagram_type: str
    guidelines: str
    custom_guidelines: bool = False
    source_context: str = ""
    caption: str = ""


class ChecklistItem(Struct, frozen=True, kw_only=True):
    """One element or connection that the picture must show, with the words it rests on."""

    name: str
    what: str
    evidence: str


class CritiqueBrief(Struct, frozen=True, kw_only=True, tag="critique"):
    """Judge one drawing of ``spec``: item by item, and by dimension.

    ``findings`` are what code already found (ungrounded items, geometry faults). ``scene`` is the
    read-back geometry, ``None`` when a model painted the picture; the picture itself travels as an
    image when the engine can see.
    """

    spec: DiagramSpec
    description: str
    styling: Styling
    source: str
    caption: str
    guide: str
    checklist: tuple[ChecklistItem, ...]
    findings: tuple[Finding, ...]
    round: int
    rounds: int
    scene: DrawnScene | None = None
    previous: Verdict | None = None


class PlotPlanBrief(Struct, frozen=True, kw_only=True, tag="plot-plan"):
    """Choose how to show a table that is known by its ``profile`` so that the plot does what ``intent`` asks for."""

    intent: str
    profile: TableProfile
    guide: str = ""
    aspect_ratio: str | None = None


class PlotCritiqueBrief(Struct, frozen=True, kw_only=True, tag="plot-critique"):
    """Judge one drawn plot that is proved to show the data.

    ``wishes`` says what became of each wish of the intent, ``findings`` what the layout checks found and what nobody
    asked for, ``proof`` the outcome of the read-back in one sentence, ``repairs`` what the engine changed so that
    everything fits.
    """

    spec: PlotSpec
    description: str
    intent: str
    profile: TableProfile
    guide: str
    wishes: tuple[WishOutcome, ...]
    checklist: tuple[ChecklistItem, ...]
    findings: tuple[Finding, ...]
    proof: str
    repairs: tuple[str, ...]
    round: int
    rounds: int
    previous: PlotVerdict | None = None


class VisionBrief(Struct, frozen=True, kw_only=True, tag="vision"):
    """Say which token a picture shows. The token never goes over a wire: an engine that reads briefs may name it."""

    token: str


Brief = PlanBrief | StyleBrief | OptimizeBrief | CritiqueBrief | PlotPlanBrief | PlotCritiqueBrief | VisionBrief


def listed_findings(findings: tuple[Finding, ...]) -> str:
    """The findings, a line each."""
    lines = (f"- {finding.check.value}: {finding.subject}: {finding.detail}" for finding in findings)
    return "\n".join(lines) or "(nothing)"


def listed_outlines(skeleton: Skeleton) -> str:
    """What the author laid out, a line each: an arrow between items that follow each other, else a semicolon."""
    lines = (
        f"- {o.title or o.form.value}: {(' -> ' if o.ordered else '; ').join(item.name for item in o.items)}"
        for o in skeleton.outlines
    )
    return "\n".join(lines) or "(nothing)"


def require_answers(checklist: tuple[ChecklistItem, ...], items: tuple[ItemVerdict, ...]) -> None:
    """Raise ``BadAnswer`` unless every item of the checklist is answered for by its name."""
    unanswered = {item.name for item in checklist} - {item.name for item in items}
    if unanswered:
        raise BadAnswer(f"The critic did not answer for {', '.join(sorted(unanswered))}")


ACCEPT_MEAN = 8.0
ACCEPT_EACH = 7.0
ITEM_PENALTY = 1.0
FINDING_PENALTY = 0.5
FOLD_PENALTY = 0.25
FAITHFULNESS_WEIGHT = 2.0


def score(verdict: CriticAnswer, findings: tuple[Finding, ...], *, folded: int = 0) -> float:
    """A number to compare rounds by; faithfulness counts double, each faulty item and finding costs.

    So does each of the ``folded`` arrows, which no line shows. 10 is flawless; it may fall below 0.
    """
    scores = verdict.scores
    total = FAITHFULNESS_WEIGHT * scores.faithfulness + scores.conciseness + scores.readability + scores.aesthetics
    mean = total / (FAITHFULNESS_WEIGHT + 3)
    faults = ITEM_PENALTY * len(faulty_items(verdict)) + FINDING_PENALTY * len(findings)
    return mean - faults - FOLD_PENALTY * folded


def accepted(verdict: CriticAnswer, findings: tuple[Finding, ...]) -> bool:
    """Whether a drawing may be delivered as it is: no faulty item, no finding, good in every dimension."""
    scores = verdict.scores
    each = (scores.faithfulness, scores.conciseness, scores.readability, scores.aesthetics)
    return (
        not faulty_items(verdict) and not findings and min(each) >= ACCEPT_EACH and sum(each) / len(each) >= ACCEPT_MEAN
    )


def faulty_items(verdict: CriticAnswer) -> tuple[str, ...]:
    """The names of the checklist items that are wrong or missing."""
    return tuple(item.name for item in verdict.items if item.standing is not Standing.PRESENT)


@cache
def guide(name: str) -> str:
    """The text of a guide: ``methodology`` or ``statistical_plot``."""
    return resources.files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8").strip()
