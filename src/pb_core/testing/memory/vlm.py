"""A VLM engine in memory that answers every role plausibly or as scripted, and a sample request of each role."""

from collections import deque
from collections.abc import Callable

import anyio
import anyio.lowlevel
import msgspec

from pb_core.application.roles import request_of
from pb_core.domain.billing import Usage
from pb_core.domain.diagrams.part_plan import HandOver, SaidPart
from pb_core.domain.diagrams.patch import DiagramPatch, Rename
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.patch import PlotPatch, SetTitle
from pb_core.domain.plots.spec import Channel, Encoding, FieldType, Layer, PlotSpec
from pb_core.domain.plots.wishes import Chart, HeardIntent
from pb_core.domain.questions import (
    Brief,
    ChecklistItem,
    CritiqueBrief,
    EditBrief,
    HandOvers,
    HandOversBrief,
    ItemVerdict,
    OptimizeBrief,
    OptimizedPrompt,
    Parts,
    PartsBrief,
    Plan,
    PlanBrief,
    PlanForm,
    PlotChoice,
    PlotChoiceBrief,
    PlotCritiqueBrief,
    PlotEditBrief,
    PlotPlan,
    PlotPlanBrief,
    PlotReviseBrief,
    PlotVerdict,
    Reading,
    ReviseBrief,
    Revision,
    Scores,
    Standing,
    StyleBrief,
    StyledPlan,
    Verdict,
    VisionBrief,
    asked_plan_schema,
)
from pb_core.domain.questions.planning import hand_overs_schema, parts_schema
from pb_core.domain.questions.plot_schemas import choice_schema, plan_schema, scope_of
from pb_core.domain.tables.profile import TableProfile, profile
from pb_core.domain.tables.table import ColumnType, TableLimits
from pb_core.domain.tables.table_reading import read_table
from pb_core.errors import BlindEngine
from pb_core.ports.vlm import VlmReply, VlmRequest

NOMINAL, QUANTITATIVE = FieldType.NOMINAL, FieldType.QUANTITATIVE
Script = str | Exception | Callable[[VlmRequest], str]

SOURCE = "The encoder maps tokens to vectors. The vectors are passed to the decoder, which writes the summary."
SAMPLE_PLAN = PlanBrief(source=SOURCE, caption="Figure 1: The summariser")


class ScriptedVlm:
    """Answers every role plausibly, or as scripted: the next script entry of a role goes first.

    ``requests`` holds every call in order. With ``rule_based`` it is asked as engines that answer by rules are;
    ``plan_form`` is how it is asked for plans of diagrams.
    """

    provider = "scripted"
    model = "scripted-1"

    rule_based = False

    def __init__(
        self, *, sees_images: bool = False, rule_based: bool | None = None, plan_form: PlanForm = PlanForm.ONE
    ) -> None:
        self.sees_images, self.plan_form = sees_images, plan_form
        self.rule_based = self.rule_based if rule_based is None else rule_based
        self.requests: list[VlmRequest] = []
        self.scripts: dict[str, deque[Script]] = {}

    def script(self, role: str, *entries: Script) -> None:
        """Queue answers (JSON text, a function of the request, or an error to raise) for a role."""
        self.scripts.setdefault(role, deque()).extend(entries)

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer at once."""
        if request.images and not self.sees_images:
            raise BlindEngine("this engine cannot see pictures")
        self.requests.append(request)
        await anyio.lowlevel.checkpoint()
        queue = self.scripts.get(request.role)
        entry = queue.popleft() if queue else _plausible
        if isinstance(entry, Exception):
            raise entry
        text = entry if isinstance(entry, str) else entry(request)
        return VlmReply(text=text, usage=Usage(input_tokens=10, output_tokens=5))


def _plausible(request: VlmRequest) -> str:
    match request.brief:
        case PlanBrief() | PartsBrief() | HandOversBrief() as brief:
            answer: object = _planned(brief)
        case StyleBrief():
            answer = StyledPlan(description="Two boxes and an arrow, drawn well.", styling=Styling())
        case OptimizeBrief() as brief:
            answer = OptimizedPrompt(description=f"Subject: {brief.description}")
        case CritiqueBrief() as brief:
            answer = verdict(brief)
        case VisionBrief() as brief:
            answer = Reading(text=brief.token)
        case ReviseBrief() | PlotReviseBrief():
            answer = Revision()
        case EditBrief() | PlotEditBrief() as brief:
            answer = _edited(brief)
        case PlotChoiceBrief() | PlotPlanBrief() | PlotCritiqueBrief() as brief:
            answer = _plotted(brief)
    return msgspec.json.encode(answer).decode()


def _plotted(brief: PlotChoiceBrief | PlotPlanBrief | PlotCritiqueBrief) -> object:
    match brief:
        case PlotChoiceBrief():
            return PlotChoice(charts=(Chart.SCATTER,))
        case PlotPlanBrief():
            return PlotPlan(spec=plain_plot(brief.profile), description="One mark per row.")
        case PlotCritiqueBrief():
            return PlotVerdict(items=_all_present(brief.checklist), scores=_scores(9.0))


def _edited(brief: EditBrief | PlotEditBrief) -> object:
    """The instruction as a name: of the first element, or of the plot."""
    order = brief.instruction
    if isinstance(brief, PlotEditBrief):
        return PlotPatch(operations=(SetTitle(order=order, text=order[:300]),))
    return DiagramPatch(operations=(Rename(order=order, part=brief.spec.elements[0].id, text=order[:120]),))


def _planned(brief: PlanBrief | PartsBrief | HandOversBrief) -> object:
    match brief:
        case PlanBrief():
            return Plan(spec=_two_words(brief.source), description="Two boxes and an arrow.")
        case PartsBrief():
            elements = _two_words(brief.plan.source).elements
            return Parts(parts=tuple(SaidPart(name=e.label, sentence=e.evidence) for e in elements))
        case HandOversBrief():
            return HandOvers(hand_overs=(HandOver(source=1, target=2, sentence=brief.plan.source[:300]),))


def verdict(brief: CritiqueBrief, *, score: float = 9.0) -> Verdict:
    """A verdict that finds every item present and gives one score in all dimensions."""
    return Verdict(items=_all_present(brief.checklist), scores=_scores(score))


def _all_present(checklist: tuple[ChecklistItem, ...]) -> tuple[ItemVerdict, ...]:
    return tuple(ItemVerdict(name=item.name, standing=Standing.PRESENT) for item in checklist)


def _scores(score: float) -> Scores:
    return Scores(faithfulness=score, conciseness=score, readability=score, aesthetics=score)


def plain_plot(profile: TableProfile) -> PlotSpec:
    """Points: the first number column over the first text column, over the next number column or over itself."""
    numbers = [column.name for column in profile.columns if column.type is ColumnType.NUMBER]
    texts = [column.name for column in profile.columns if column.type is ColumnType.TEXT]
    base = Channel(field=(texts or numbers[1:] or numbers)[0], type=NOMINAL if texts else QUANTITATIVE)
    encoding = Encoding(x=base, y=Channel(field=numbers[0], type=QUANTITATIVE))
    return PlotSpec(layer=(Layer(mark=Mark(type=MarkType.POINT), encoding=encoding),))


def _two_words(source: str) -> DiagramSpec:
    first, last = (source.split() or ["source"])[0], (source.split() or ["source"])[-1]
    return DiagramSpec(
        elements=(
            Element(id="a", label=first, evidence=source[:300]),
            Element(id="b", label=last, evidence=source[-300:]),
        ),
        connections=(Connection(source="a", target="b", evidence=source[:300]),),
    )


def sample_requests() -> dict[str, tuple[VlmRequest, type]]:
    """One well-formed request per role, with the type that its answer must decode to."""
    spec = DiagramSpec(
        elements=(
            Element(id="encoder", label="encoder", evidence="The encoder maps tokens to vectors"),
            Element(id="decoder", label="decoder", evidence="The vectors are passed to the decoder"),
        ),
        connections=(Connection(source="encoder", target="decoder", evidence="The vectors are passed to the decoder"),),
    )
    briefs: dict[str, tuple[Brief, type]] = {
        "planner": (SAMPLE_PLAN, Plan),
        "part-planner": (PartsBrief(plan=SAMPLE_PLAN), Parts),
        "hand-over-planner": (
            HandOversBrief(
                plan=SAMPLE_PLAN, parts=tuple(SaidPart(name=e.label, sentence=e.evidence) for e in spec.elements)
            ),
            HandOvers,
        ),
        "stylist": (StyleBrief(spec=spec, caption="Figure 1", source=SOURCE, guide="- Keep it plain."), StyledPlan),
        "optimizer": (
            OptimizeBrief(description="draw an encoder", diagram_type="methodology", guidelines="- Keep it plain."),
            OptimizedPrompt,
        ),
        "plot-chooser": (PlotChoiceBrief(intent="bars of accuracy by model", profile=sample_profile()), PlotChoice),
        "plot-planner": (
            PlotPlanBrief(intent="bars of accuracy by model", profile=sample_profile(), guide="- Plain."),
            PlotPlan,
        ),
    }
    schemas = {
        "planner": asked_plan_schema(),
        "part-planner": parts_schema(),
        "hand-over-planner": hand_overs_schema(len(spec.elements)),
        "plot-chooser": choice_schema(),
        "plot-planner": plan_schema(scope_of((Chart.BAR,), HeardIntent())),
    }
    return {
        role: (request_of(role, f"{role}: {SOURCE}", brief, answer, schema=schemas.get(role)), answer)
        for role, (brief, answer) in briefs.items()
    }


def sample_profile() -> TableProfile:
    """The profile of three models with an accuracy each."""
    document = {"model": ["A", "B", "C"], "accuracy": [76.1, 81.8, 82.9]}
    return profile(read_table(document, TableLimits()))
