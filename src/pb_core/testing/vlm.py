"""The VLM port in memory, and the suite that every VLM adapter must pass."""

from collections import deque
from collections.abc import Callable

import anyio
import anyio.lowlevel
import msgspec
import pytest

from pb_core.diagram import Connection, DiagramSpec, Element, validate
from pb_core.errors import BlindEngine
from pb_core.plot.grammar import Channel, Encoding, FieldType, Layer, Mark, MarkType, PlotSpec
from pb_core.ports.vlm import PORT_VERSION, ImagePart, Usage, VlmEngine, VlmReply, VlmRequest
from pb_core.roles.answers import (
    ItemVerdict,
    OptimizedPrompt,
    Plan,
    PlotPlan,
    PlotVerdict,
    Reading,
    Scores,
    Standing,
    StyledPlan,
    Verdict,
)
from pb_core.roles.asking import request_of
from pb_core.roles.briefs import (
    Brief,
    ChecklistItem,
    CritiqueBrief,
    OptimizeBrief,
    PlanBrief,
    PlotCritiqueBrief,
    PlotPlanBrief,
    StyleBrief,
    VisionBrief,
)
from pb_core.spending import estimate
from pb_core.styling import Styling
from pb_core.tables.profile import TableProfile
from pb_core.tables.profiling import profile
from pb_core.tables.reading import read_table
from pb_core.tables.table import ColumnType, TableLimits
from pb_core.testing.declaring import Declare, declare
from pb_core.testing.duties import Duties
from pb_core.vision import draw_token, token_of

NOMINAL, QUANTITATIVE = FieldType.NOMINAL, FieldType.QUANTITATIVE
Script = str | Exception | Callable[[VlmRequest], str]

SOURCE = "The encoder maps tokens to vectors. The vectors are passed to the decoder, which writes the summary."


class ScriptedVlm:
    """Answers every role plausibly, or as scripted: the next script entry of a role goes first.

    ``requests`` holds every call in order.
    """

    provider = "scripted"
    model = "scripted-1"

    def __init__(self, *, sees_images: bool = False) -> None:
        self.sees_images = sees_images
        self.requests: list[VlmRequest] = []
        self.scripts: dict[str, deque[Script]] = {}

    def script(self, role: str, *entries: Script) -> None:
        """Queue answers (JSON text, a function of the request, or an error to raise) for a role."""
        self.scripts.setdefault(role, deque()).extend(entries)

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer at once."""
        if request.images and not self.sees_images:
            message = "this engine cannot see pictures"
            raise BlindEngine(message)
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
        case PlanBrief() as brief:
            answer: object = Plan(spec=_two_words(brief.source), description="Two boxes and an arrow.")
        case StyleBrief():
            answer = StyledPlan(description="Two boxes and an arrow, drawn well.", styling=Styling())
        case OptimizeBrief() as brief:
            answer = OptimizedPrompt(description=f"Subject: {brief.description}")
        case CritiqueBrief() as brief:
            answer = verdict(brief)
        case VisionBrief() as brief:
            answer = Reading(text=brief.token)
        case PlotPlanBrief() as brief:
            answer = PlotPlan(spec=plain_plot(brief.profile), description="One mark per row.")
        case PlotCritiqueBrief() as brief:
            answer = PlotVerdict(items=_all_present(brief.checklist), scores=_scores(9.0))
    return msgspec.json.encode(answer).decode()


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
        "planner": (PlanBrief(source=SOURCE, caption="Figure 1: The summariser"), Plan),
        "stylist": (StyleBrief(spec=spec, caption="Figure 1", source=SOURCE, guide="- Keep it plain."), StyledPlan),
        "optimizer": (
            OptimizeBrief(description="draw an encoder", diagram_type="methodology", guidelines="- Keep it plain."),
            OptimizedPrompt,
        ),
        "plot-planner": (
            PlotPlanBrief(intent="compare the models", profile=sample_profile(), guide="- Plain."),
            PlotPlan,
        ),
    }
    return {
        role: (request_of(role, f"{role}: {SOURCE}", brief, answer), answer) for role, (brief, answer) in briefs.items()
    }


def sample_profile() -> TableProfile:
    """The profile of three models with an accuracy each."""
    document = {"model": ["A", "B", "C"], "accuracy": [76.1, 81.8, 82.9]}
    return profile(read_table(document, TableLimits()))


class VlmContract(Duties):
    """Duties of ``VlmEngine``. The author provides the fixture ``engine``."""

    port = "VlmEngine"
    port_version = PORT_VERSION

    async def test_an_engine_names_its_provider_and_model(self, engine: VlmEngine, record_property: Declare) -> None:
        """Both stand in every step record."""
        declare(record_property, provider=engine.provider, model=engine.model, sees_images=engine.sees_images)
        assert engine.provider.strip() == engine.provider != ""
        assert engine.model.strip() == engine.model != ""

    @pytest.mark.parametrize("role", ["planner", "stylist", "optimizer", "plot-planner"])
    async def test_an_answer_satisfies_the_schema_of_its_role(self, engine: VlmEngine, role: str) -> None:
        """The reply is JSON text that decodes to the type the schema was made from."""
        request, answer = sample_requests()[role]
        reply = await engine.complete(request)
        value: object = msgspec.json.decode(reply.text, type=answer)
        match value:
            case Plan():
                validate(value.spec)
            case PlotPlan():
                assert value.spec.layer

    @pytest.mark.parametrize("role", ["planner", "optimizer"])
    async def test_an_answer_costs_no_more_than_was_estimated(self, engine: VlmEngine, role: str) -> None:
        """What is reserved before a call is an upper bound; an engine without an estimate is free."""
        request, _ = sample_requests()[role]
        reply = await engine.complete(request)
        assert (reply.usage.cost_micros or 0) <= estimate(engine, request)

    async def test_a_blind_engine_refuses_pictures(self, engine: VlmEngine) -> None:
        """A picture is never silently dropped."""
        if engine.sees_images:
            pytest.skip("this engine declares that it sees pictures")
        request, _ = sample_requests()["planner"]
        with pytest.raises(BlindEngine):
            await engine.complete(
                msgspec.structs.replace(request, images=(ImagePart(media_type="image/png", data=b"x"),))
            )

    async def test_an_engine_that_sees_takes_pictures(self, engine: VlmEngine) -> None:
        """A question with a picture is answered by the same schema."""
        if not engine.sees_images:
            pytest.skip("this engine declares that it sees no pictures")
        request, answer = sample_requests()["optimizer"]
        picture = ImagePart(media_type="image/png", data=draw_token(token_of("kit")))
        reply = await engine.complete(msgspec.structs.replace(request, images=(picture,)))
        msgspec.json.decode(reply.text, type=answer)

    async def test_calls_do_not_mix(self, engine: VlmEngine) -> None:
        """Concurrent calls get their own answers."""
        answers: dict[str, object] = {}

        async def call(role: str) -> None:
            request, answer = sample_requests()[role]
            answers[role] = msgspec.json.decode((await engine.complete(request)).text, type=answer)

        async with anyio.create_task_group() as calls:
            for role in sample_requests():
                calls.start_soon(call, role)
        assert answers.keys() == sample_requests().keys()

    async def test_a_call_can_be_cancelled(self, engine: VlmEngine) -> None:
        """Cancellation ends the call, and the engine works on."""
        request, _ = sample_requests()["planner"]
        with anyio.CancelScope() as scope:
            scope.cancel()
            await engine.complete(request)
        assert scope.cancelled_caught
        await engine.complete(request)
