"""What the agent roles are asked and answer: typed briefs and answers, the worth of a verdict, and the style guides.

A prompt is rendered from its brief; an offline engine reads the brief itself. The JSON Schema of the answer's type, or
a part of it, is what the model is asked for.
"""

from functools import cache
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from pb_core.domain.answer_schemas import inlined
from pb_core.domain.diagrams.plan import FixedStyling
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.skeleton.outlines import Skeleton
from pb_core.domain.diagrams.spec import AUTHORS_OWN, DiagramSpec, Styling
from pb_core.domain.findings import Finding
from pb_core.domain.questions.edits import EditBrief, OrderedEdits, PlotEditBrief, edits_schema, ordered
from pb_core.domain.questions.guides import chart_pages, diagram_guide, guide, plot_guide
from pb_core.domain.questions.planning import (
    AskedPlan,
    Example,
    HandOvers,
    HandOversBrief,
    Parts,
    PartsBrief,
    Plan,
    PlanBrief,
    PlanForm,
    asked_plan_schema,
)
from pb_core.domain.questions.plots import (
    PlotChoice,
    PlotChoiceBrief,
    PlotCritiqueBrief,
    PlotPlan,
    PlotPlanBrief,
    PlotReviseBrief,
    PlotRevision,
    PlotVerdict,
)
from pb_core.domain.questions.verdicts import (
    ACCEPT_EACH,
    ACCEPT_MEAN,
    FAITHFULNESS_WEIGHT,
    FINDING_PENALTY,
    FOLD_PENALTY,
    ITEM_PENALTY,
    ChecklistItem,
    CriticAnswer,
    Defect,
    ItemVerdict,
    Score,
    Scores,
    Severity,
    Standing,
    accepted,
    faulty_items,
    major_defects,
    require_answers,
    score,
)

__all__ = [
    "ACCEPT_EACH",
    "ACCEPT_MEAN",
    "FAITHFULNESS_WEIGHT",
    "FINDING_PENALTY",
    "FOLD_PENALTY",
    "ITEM_PENALTY",
    "AskedPlan",
    "Brief",
    "ChecklistItem",
    "CriticAnswer",
    "CritiqueBrief",
    "Defect",
    "EditBrief",
    "Example",
    "HandOvers",
    "HandOversBrief",
    "ItemVerdict",
    "OptimizeBrief",
    "OptimizedPrompt",
    "OrderedEdits",
    "Parts",
    "PartsBrief",
    "Plan",
    "PlanBrief",
    "PlanForm",
    "PlotChoice",
    "PlotChoiceBrief",
    "PlotCritiqueBrief",
    "PlotEditBrief",
    "PlotPlan",
    "PlotPlanBrief",
    "PlotReviseBrief",
    "PlotRevision",
    "PlotVerdict",
    "Reading",
    "ReviseBrief",
    "Revision",
    "Score",
    "Scores",
    "Severity",
    "Standing",
    "StyleBrief",
    "StyledPlan",
    "Verdict",
    "VisionBrief",
    "accepted",
    "asked_plan_schema",
    "chart_pages",
    "diagram_guide",
    "edits_schema",
    "faulty_items",
    "guide",
    "listed_findings",
    "listed_outlines",
    "major_defects",
    "ordered",
    "plot_guide",
    "require_answers",
    "revision_schema",
    "score",
    "verdict_schema",
]


class StyledPlan(Struct, frozen=True, kw_only=True):
    """The stylist's answer: prose that an image model can paint from, and the typed look."""

    description: Annotated[str, Meta(min_length=1, max_length=20_000)]
    styling: Styling


class OptimizedPrompt(Struct, frozen=True, kw_only=True):
    """The stylist's answer to a prompt optimisation; it holds the prompt and the guidelines, however long they are."""

    description: Annotated[str, Meta(min_length=1, max_length=1_000_000)]


class Verdict(CriticAnswer, frozen=True, kw_only=True):
    """The critic's answer on a diagram. A revision is ``None`` where nothing needs to change."""

    revised_spec: DiagramSpec | None = None
    revised_styling: Styling | None = None

    @property
    def is_revised(self) -> bool:
        """Whether it says what to draw instead."""
        return any((self.revised_spec, self.revised_styling, self.revised_description))


class Revision(Struct, frozen=True, kw_only=True):
    """A revised diagram; ``None`` is what stays as it was. ``mended`` tells what was put right in the answer."""

    spec: DiagramSpec | None = None
    styling: Styling | None = None
    description: str | None = None
    mended: tuple[str, ...] = ()


class Reading(Struct, frozen=True, kw_only=True):
    """What a model reads in a picture."""

    text: str


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


class ReviseBrief(Struct, frozen=True, kw_only=True, tag="revise"):
    """Revise the diagram of ``critique`` so that what ``verdict`` says against it no longer holds."""

    critique: CritiqueBrief
    verdict: Verdict


class VisionBrief(Struct, frozen=True, kw_only=True, tag="vision"):
    """Say which token a picture shows. The token never goes over a wire: an engine that reads briefs may name it."""

    token: str


Brief = (
    PlanBrief
    | PartsBrief
    | HandOversBrief
    | StyleBrief
    | OptimizeBrief
    | CritiqueBrief
    | ReviseBrief
    | PlotChoiceBrief
    | PlotPlanBrief
    | PlotCritiqueBrief
    | PlotReviseBrief
    | EditBrief
    | PlotEditBrief
    | VisionBrief
)


@cache
def verdict_schema() -> bytes:
    """The schema of a ``Verdict`` without the revision, which is asked for apart."""
    schema = inlined(Verdict, described=True)
    for name in ("revised_spec", "revised_styling", "revised_description"):
        del schema["properties"][name]
    return msgspec.json.encode(schema)


@cache
def revision_schema() -> bytes:
    """The schema of a ``Revision``, without what only its reader says."""
    schema = inlined(Revision, described=True)
    del schema["properties"]["mended"]
    for name in AUTHORS_OWN:
        del schema["properties"]["spec"]["properties"]["elements"]["items"]["properties"][name]
    return msgspec.json.encode(schema)


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
