"""The five workflows' request bodies, and what a task keeps of them (reference: the Request Body tables).

``None`` for an optional field means that it was left out, as clients written in Python send it.
Rules that one field cannot express live in ``pb_core.domain.request_rules``.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from pb_core.domain.composites import PanelStyle
from pb_core.domain.diagrams.plan import FixedStyling, GivenDiagram
from pb_core.domain.diagrams.spec import DiagramSpec, Palette, Styling
from pb_core.domain.diagrams.support import SupportReport
from pb_core.domain.pictures import Artifact, sides_in_pixels
from pb_core.domain.plots.plan import GivenPlot
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.styling import PlotStyling
from pb_core.domain.print_styling import AspectRatio
from pb_core.domain.provenance import FigureText
from pb_core.domain.venues import Venue

DEFAULT_ITERATIONS = 3

VlmProvider = Literal["gemini", "openrouter", "kie", "apimart", "openai_compatible", "local"]
KieImageModel = Literal["nano-banana-pro", "google/nano-banana", "nano-banana-2", "gpt-image-2-text-to-image"]
Resolution = Literal["1K", "2K", "4K"]
DiagramFormat = Literal["png", "svg", "pdf", "pptx", "drawio", "tikz", "mermaid"]
PlotFormat = Literal["png", "svg", "pdf"]
LabelPosition = Literal["top", "bottom"]

LongText = Annotated[str, Meta(min_length=1, max_length=2_000_000)]
ShortText = Annotated[str, Meta(min_length=1, max_length=10_000)]
Iterations = Annotated[int, Meta(ge=1, le=10, description="Refinement rounds; default 3.")]
MOST_CANDIDATES = 4
Candidates = Annotated[
    int, Meta(ge=1, le=MOST_CANDIDATES, description="Figures to make and choose from, a unit each; default 1.")
]
ModelName = Annotated[str, Meta(min_length=1, max_length=200)]
CallbackUrl = Annotated[str, Meta(max_length=2_048, description="Empty: no callback for this task.")]


LONGEST_PLAN = 1_000_000
PlanText = Annotated[str, Meta(min_length=1, max_length=LONGEST_PLAN)]
PlanObject = dict[str, Any]


class DiagramType(StrEnum):
    """Target of a prompt optimisation."""

    METHODOLOGY = "methodology"
    STATISTICAL_PLOT = "statistical_plot"


class Grounding(StrEnum):
    """What becomes of parts of a figure that its source does not support: left out, or drawn; they are named anyway."""

    STRICT = "strict"
    LENIENT = "lenient"


class _Submission(Struct, frozen=True, kw_only=True):
    webhook_url: CallbackUrl | None = None
    webhook_include_image: bool | None = None


class _ModelChoice(_Submission, frozen=True, kw_only=True):
    vlm_provider: VlmProvider | None = None
    vlm_model: ModelName | None = None


class _Diagram(_ModelChoice, frozen=True, kw_only=True):
    caption: ShortText
    iterations: Iterations | None = DEFAULT_ITERATIONS
    candidates: Candidates | None = 1
    aspect_ratio: AspectRatio | None = None
    output_formats: Annotated[list[DiagramFormat], Meta(max_length=8)] | None = None
    image_provider: (
        Annotated[ModelName, Meta(description="Who draws: vector, illustrated, or a painter of this server.")] | None
    ) = None
    image_model: KieImageModel | None = None
    image_resolution: Resolution | None = None
    styling: FixedStyling | None = None
    grounding: (
        Annotated[
            Grounding, Meta(description="What the source does not support is left out, or drawn; default strict.")
        ]
        | None
    ) = Grounding.STRICT


class GenerateBody(_Diagram, frozen=True, kw_only=True):
    """``POST /api/generate``: a methodology diagram from text, or of a plan, which needs no text."""

    source_context: LongText | None = None
    plan: Annotated[PlanText | PlanObject | None, Meta(description="A plan to draw, as JSON or Mermaid.")] = None


class GenerateFromPdfBody(_Diagram, frozen=True, kw_only=True):
    """``POST /api/generate-from-pdf``: a methodology diagram from pages of a PDF."""

    pdf_base64: Annotated[str, Meta(min_length=1, description="Base64, or a data:application/pdf;base64 URL.")]
    pages: Annotated[str, Meta(max_length=1_000, description="1-based, for example 1,3-5; default: all.")] | None = None


class OptimizePromptBody(_ModelChoice, frozen=True, kw_only=True):
    """``POST /api/optimize-prompt``: a clearer prompt; text only."""

    description: Annotated[str, Meta(min_length=1, max_length=200_000)]
    source_context: Annotated[str, Meta(max_length=2_000_000)] | None = None
    caption: Annotated[str, Meta(max_length=10_000)] | None = None
    diagram_type: DiagramType | None = DiagramType.METHODOLOGY
    guidelines: Annotated[str, Meta(max_length=100_000)] | None = None


class PlotBody(_ModelChoice, frozen=True, kw_only=True):
    """``POST /api/plot``: a statistical plot of the caller's data, as an intent asks or a plan says."""

    data_json: Annotated[str, Meta(min_length=1)]
    intent: Annotated[str, Meta(min_length=1, max_length=100_000)] | None = None
    iterations: Iterations | None = DEFAULT_ITERATIONS
    candidates: Candidates | None = 1
    aspect_ratio: AspectRatio | None = None
    output_formats: Annotated[list[PlotFormat], Meta(max_length=8)] | None = None
    plan: Annotated[PlanText | PlanObject | None, Meta(description="A specification to draw, as JSON.")] = None
    styling: PlotStyling | None = None


class SheetStyling(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is fixed of a composite's look."""

    venue: Annotated[Venue | None, Meta(description="Width, type, tags and shared legends as printed there.")] = None


class CompositeBody(_Submission, frozen=True, kw_only=True):
    """``POST /api/composite``: several finished figures in one."""

    source_task_ids: Annotated[list[str], Meta(min_length=2, max_length=100)]
    layout: Annotated[str, Meta(max_length=20, description="Rows x columns, for example 2x3, or auto.")] | None = "auto"
    labels: (
        Annotated[
            list[Annotated[str, Meta(max_length=200)]],
            Meta(max_length=100, description="One per panel; empty for none; default: (a), (b), (c), …"),
        ]
        | None
    ) = None
    spacing: Annotated[int, Meta(ge=0, le=2_000, description="Pixels of the composite.")] | None = 20
    label_position: LabelPosition | None = "bottom"
    label_font_size: Annotated[int, Meta(ge=4, le=400)] | None = 32
    styling: SheetStyling | None = None
    output_formats: Annotated[list[PlotFormat], Meta(max_length=8)] | None = None


class ReviseBody(_ModelChoice, frozen=True, kw_only=True):
    """``POST /api/tasks/{id}/revise``: a finished figure as an instruction says, or after another plan.

    What is left out is as it was for the figure.
    """

    instruction: (
        Annotated[str, Meta(min_length=1, max_length=10_000, description="What to change, in words.")] | None
    ) = None
    plan: (
        Annotated[PlanText | PlanObject | None, Meta(description="The plan to draw instead: JSON, or Mermaid.")] | None
    ) = None
    iterations: Annotated[int, Meta(ge=1, le=10, description="Refinement rounds; default: as before.")] | None = None
    styling: FixedStyling | None = None
    grounding: Grounding | None = None


Body = GenerateBody | GenerateFromPdfBody | OptimizePromptBody | PlotBody | CompositeBody


def units_of(body: Body) -> int:
    """What a submission is charged: a unit, or one for each candidate."""
    return (body.candidates or 1) if isinstance(body, GenerateBody | GenerateFromPdfBody | PlotBody) else 1


# --- what a task keeps ----------------------------------------------------------------------------


class ModelChoice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Overrides of the configured engines; ``None`` keeps the configured one."""

    vlm_provider: str | None = None
    vlm_model: str | None = None
    image_provider: str | None = None
    image_model: str | None = None


class Canvas(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The shape of the picture, how many rounds may be spent on it, and how many candidates of it are made."""

    iterations: int = DEFAULT_ITERATIONS
    aspect_ratio: str | None = None
    image_resolution: str | None = None
    palette: Palette | None = None
    candidates: int = 1


class PdfPages(Struct, frozen=True, kw_only=True):
    """Where the stored PDF lies and which of its pages are used."""

    digest: str
    path: str
    pages: tuple[int, ...]


class RevisedDiagram(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The diagram that a task revises, as it was: the revision stays possible whatever becomes of the other task.

    ``instruction`` is what its author wants changed, ``picture`` what it looked like, for a model that sees. With a
    plan of the author's own the instruction is a remark, and ``by_plan`` is set.
    """

    spec: DiagramSpec
    styling: Styling
    support: SupportReport = SupportReport()
    instruction: str = ""
    by_plan: bool = False
    picture: Artifact | None = None


class RevisedPlot(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The same of a plot."""

    spec: PlotSpec
    instruction: str = ""
    by_plan: bool = False
    picture: Artifact | None = None


class MethodologyWork(Struct, frozen=True, kw_only=True, tag="methodology"):
    """Draw a diagram of ``source``, or of the pages of a stored PDF when ``pdf`` is set.

    ``plan`` is drawn as it is. ``is_source`` says that it is the source itself, in the caller's own notation, so that
    there is no text to hold it against. ``styling`` is what the caller fixed of the look. ``revises`` is the figure
    that this one is a revision of. ``exports`` are the formats to deliver beside those that every drawing has.
    """

    caption: str
    source: str = ""
    pdf: PdfPages | None = None
    models: ModelChoice = ModelChoice()
    canvas: Canvas = Canvas()
    plan: GivenDiagram | None = None
    is_source: bool = False
    styling: FixedStyling = FixedStyling()
    grounding: Grounding = Grounding.STRICT
    revises: RevisedDiagram | None = None
    exports: tuple[str, ...] = ()


class OptimizeWork(Struct, frozen=True, kw_only=True, tag="optimize"):
    """Rewrite a prompt."""

    description: str
    source_context: str
    caption: str
    diagram_type: DiagramType
    guidelines: str
    models: ModelChoice = ModelChoice()


class StoredData(Struct, frozen=True, kw_only=True):
    """Where the stored ``data_json`` lies."""

    digest: str
    path: str


class PlotWork(Struct, frozen=True, kw_only=True, tag="plot"):
    """Plot stored data as ``intent`` asks, or as ``plan`` says; ``formats`` are those to deliver, PNG first.

    ``revises`` is the plot that this one is a revision of.
    """

    intent: str
    data: StoredData
    formats: tuple[str, ...] = ("png",)
    models: ModelChoice = ModelChoice()
    canvas: Canvas = Canvas()
    plan: GivenPlot | None = None
    styling: PlotStyling = PlotStyling()
    revises: RevisedPlot | None = None


class DiagramSource(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="diagram"):
    """What a diagram is drawn anew from; ``engine`` drew it, and ``notes`` say what that drawing left out."""

    spec: DiagramSpec
    styling: Styling
    engine: str
    notes: tuple[str, ...] = ()


class PlotSource(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="plot"):
    """What a plot is drawn anew from."""

    spec: PlotSpec
    data: StoredData


UPLOADED = "uploaded picture"
"""The kind of a panel that is no task's figure."""


class SourceFigure(Struct, frozen=True, kw_only=True):
    """A finished figure that becomes a panel: the task it came from, that task's kind and its pictures, PNG first.

    ``drawn_from`` is what it can be drawn anew from; where that is ``None``, ``stored`` says why its picture is used.
    ``text`` says what it shows. Of an ``UPLOADED`` picture ``task_id`` is the panel's id, and it has that one picture.
    """

    task_id: str
    kind: str
    pictures: tuple[Artifact, ...]
    drawn_from: DiagramSource | PlotSource | None = None
    stored: str = ""
    text: FigureText | None = None

    @property
    def is_uploaded(self) -> bool:
        """Whether the caller brought it."""
        return self.kind == UPLOADED

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of its first picture in pixels, of vectors at 300 an inch."""
        return sides_in_pixels(self.pictures[0])


class CompositeWork(Struct, frozen=True, kw_only=True, tag="composite"):
    """Set figures side by side as ``style`` says; ``formats`` are those to deliver, PNG first."""

    sources: tuple[SourceFigure, ...]
    style: PanelStyle = PanelStyle()
    formats: tuple[str, ...] = ("png",)


class UnreadableWork(Struct, frozen=True, kw_only=True, tag="unreadable"):
    """Stands for work whose record this program cannot read, so that its task can be ended; it is never stored."""

    fields: tuple[str, ...] = ()


Work = MethodologyWork | OptimizeWork | PlotWork | CompositeWork | UnreadableWork
