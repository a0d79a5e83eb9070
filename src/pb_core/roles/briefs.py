"""The typed brief of each role: what its prompt is rendered from and what an offline engine reads."""

from msgspec import Struct

from pb_core.diagram import DiagramSpec
from pb_core.findings import Finding
from pb_core.plot.grammar import PlotSpec
from pb_core.roles.answers import PlotVerdict, Verdict, Wish
from pb_core.scene import DrawnScene
from pb_core.styling import Styling
from pb_core.tables.profile import TableProfile


class Example(Struct, frozen=True, kw_only=True):
    """A reference figure shown to the planner."""

    name: str
    text: str
    caption: str
    spec: DiagramSpec


class PlanBrief(Struct, frozen=True, kw_only=True, tag="plan"):
    """Plan a diagram of ``source`` that fits ``caption``; page pictures, if any, travel as images."""

    source: str
    caption: str
    examples: tuple[Example, ...] = ()
    aspect_ratio: str | None = None


class StyleBrief(Struct, frozen=True, kw_only=True, tag="style"):
    """Describe how ``spec`` shall look under ``guide`` without changing its content."""

    spec: DiagramSpec
    caption: str
    source: str
    guide: str
    aspect_ratio: str | None = None


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

    ``wishes`` is what the planner made of the intent, ``findings`` what the layout checks found, ``proof`` the
    outcome of the read-back in one sentence, ``repairs`` what the engine changed so that everything fits.
    """

    spec: PlotSpec
    description: str
    intent: str
    profile: TableProfile
    guide: str
    wishes: tuple[Wish, ...]
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
