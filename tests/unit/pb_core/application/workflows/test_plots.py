"""The plot workflow with scripted models and the real plot engine."""

from collections.abc import Callable

import anyio.to_thread
import msgspec
import pytest
from msgspec.structs import replace

from pb_adapters.drawing.plots import render
from pb_core.application.engines import Engines
from pb_core.application.journal import Journal
from pb_core.application.workflows import TaskContext, Tools
from pb_core.application.workflows.plots import draw_plot
from pb_core.domain.answer_schemas import LARGEST
from pb_core.domain.plots.drawn import DrawnPlot
from pb_core.domain.plots.plan import GivenPlot
from pb_core.domain.plots.spec import Channel, FieldType, PlotSpec, ScaleType
from pb_core.domain.plots.transforms import Aggregate, Filter, Measure, Op
from pb_core.domain.plots.wishes import (
    FieldWish,
    FilterWish,
    HeardIntent,
    SettingWish,
    StatisticWish,
    UnmetWish,
    Wish,
    WishOutcome,
)
from pb_core.domain.questions import (
    ItemVerdict,
    PlotCritiqueBrief,
    PlotPlan,
    PlotPlanBrief,
    PlotReviseBrief,
    PlotRevision,
    PlotVerdict,
    Scores,
    Standing,
)
from pb_core.domain.requests import Canvas, PlotWork, StoredData
from pb_core.domain.steps import StepState
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table import TableLimits
from pb_core.domain.tables.table_reading import read_json
from pb_core.domain.tasks import TaskKind, TaskResult
from pb_core.errors import BadAnswer, InvalidSpec, StatisticsDisagree, Unfaithful
from pb_core.ports.plots import PlotReply, PlotRequest
from pb_core.testing.memory import ManualClock, MemoryArtifacts
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.pdf_files import InMemoryPdfReader
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm, plain_plot
from support.claims import OWNER, claimed_task

DATA = '{"model": ["A", "B", "C"], "accuracy": [76.1, 81.8, 82.9]}'


class RealPlots:
    """The real engine in this process; ``alter`` changes what it says it has drawn, per call; ``reply`` all it says."""

    provider, model = "matplotlib", "plots-1"

    def __init__(
        self,
        *alter: Callable[[DrawnPlot], DrawnPlot],
        reply: Callable[[PlotReply], PlotReply] = lambda reply: reply,
    ) -> None:
        self.requests: list[PlotRequest] = []
        self._alter = dict(enumerate(alter, 1))
        self._reply = reply

    async def draw(self, request: PlotRequest) -> PlotReply:
        self.requests.append(request)
        reply = await anyio.to_thread.run_sync(render, request)
        alter = self._alter.get(len(self.requests), lambda drawn: drawn)
        return self._reply(replace(reply, drawn=alter(reply.drawn)))


async def changed() -> None:
    """Nobody watches these tasks."""


class PlotRun:
    """One plot task under a lease."""

    def __init__(self, vlm: ScriptedVlm | None = None, plots: RealPlots | None = None) -> None:
        self.vlm, self.plots = vlm or ScriptedVlm(rule_based=True), plots or RealPlots()
        self.artifacts, self.storage = MemoryArtifacts(), MemoryStorage()

    async def plot(
        self,
        *,
        iterations: int = 1,
        formats: tuple[str, ...] = ("png",),
        intent: str = "compare",
        plan: GivenPlot | None = None,
        aspect_ratio: str | None = None,
    ) -> TaskResult:
        data = StoredData(digest=await self.artifacts.put(OWNER, DATA.encode()), path="path")
        canvas = Canvas(iterations=iterations, aspect_ratio=aspect_ratio)
        work = PlotWork(intent=intent, data=data, formats=formats, canvas=canvas, plan=plan)
        claimed = await claimed_task(self.storage, work, TaskKind.STATISTICAL_PLOT, "plot")
        engines = Engines(vlm=self.vlm, images=ScriptedImages(), plots=self.plots)
        tools = Tools(engines=engines, artifacts=self.artifacts, pdf=InMemoryPdfReader())
        journal = Journal(self.storage, claimed.lease, ManualClock(), changed)
        return await draw_plot(TaskContext(tools=tools, journal=journal, owner=OWNER), work)

    async def steps(self) -> list[str]:
        return [step.name for step in await self.storage.steps("t")]


def planned(request_spec: Callable[[PlotPlanBrief], PlotSpec], *wishes: Wish) -> Callable[..., str]:
    """A planner's answer."""

    def answer(request: object) -> str:
        brief = request.brief  # type: ignore[attr-defined]  # a VlmRequest
        heard = HeardIntent(wishes=wishes)
        plan = PlotPlan(spec=request_spec(brief), description="The plan.", heard=heard)
        return msgspec.json.encode(plan).decode()

    return answer


def judged(score: float, change: Callable[[PlotSpec], PlotSpec] | None = None, *suggestions: str) -> Callable[..., str]:
    """A critic's answer."""

    def answer(request: object) -> str:
        brief: PlotCritiqueBrief = request.brief  # type: ignore[attr-defined]  # a VlmRequest
        verdict = PlotVerdict(
            items=tuple(ItemVerdict(name=item.name, standing=Standing.PRESENT) for item in brief.checklist),
            scores=Scores(faithfulness=score, conciseness=score, readability=score, aesthetics=score),
            suggestions=suggestions,
            revised_spec=change(brief.spec) if change else None,
        )
        return msgspec.json.encode(verdict).decode()

    return answer


def revised(change: Callable[[PlotSpec], PlotSpec]) -> Callable[..., str]:
    """A reviser's answer."""

    def answer(request: object) -> str:
        brief: PlotReviseBrief = request.brief  # type: ignore[attr-defined]  # a VlmRequest
        return msgspec.json.encode(PlotRevision(spec=change(brief.critique.spec))).decode()

    return answer


def titled(spec: PlotSpec) -> PlotSpec:
    return replace(spec, title="Accuracy of the models")


def wrong_value(drawn: DrawnPlot) -> DrawnPlot:
    """The same drawing with one point a little higher."""
    panel = drawn.panels[0]
    items = panel.items[0]
    raised = (items.y[0] + 0.1, *items.y[1:])  # type: ignore[operator]  # a number
    return replace(drawn, panels=(replace(panel, items=(replace(items, y=raised), *panel.items[1:])),))


async def test_a_plot_is_planned_drawn_and_proved() -> None:
    run = PlotRun()

    result = await run.plot(formats=("png", "svg", "pdf"))

    assert await run.steps() == ["plan", "round/1/draw"]
    assert [artifact.format for artifact in result.artifacts] == ["png", "svg", "pdf"]
    assert "compared with the data" in result.description
    assert result.plot is not None
    assert result.plot.report.faithful
    assert result.plot.report.points >= 3


async def test_the_ratio_that_a_plot_was_drawn_with_is_kept() -> None:
    result = await PlotRun().plot(aspect_ratio="4:3")
    assert result.plot is not None
    assert result.plot.aspect_ratio == "4:3"


async def test_the_planner_sees_a_profile_and_no_more() -> None:
    run = PlotRun()
    await run.plot()

    (request,) = run.vlm.requests
    assert "accuracy" in request.prompt
    assert isinstance(request.brief, PlotPlanBrief)
    assert request.brief.profile.rows == 3


async def test_a_critic_is_asked_when_there_is_more_than_one_round() -> None:
    run = PlotRun()
    await run.plot(iterations=3)

    assert await run.steps() == ["plan", "round/1/draw", "round/1/critique"]


async def test_a_model_is_asked_in_small_questions() -> None:
    run = PlotRun(ScriptedVlm())
    lower = judged(5.0)
    run.vlm.script("plot-critic", lower, lower)
    run.vlm.script("plot-reviser", revised(titled))

    result = await run.plot(iterations=2)

    critique = ["round/1/critique", "round/1/critique/revise"]
    assert await run.steps() == ["plan/choose", "plan", "round/1/draw", *critique, "round/2/draw", "round/2/critique"]
    assert result.plot is not None
    assert all(len(request.schema) <= LARGEST for request in run.vlm.requests)


async def test_a_plot_that_is_accepted_is_not_revised() -> None:
    run = PlotRun(ScriptedVlm())
    await run.plot(iterations=3)

    assert await run.steps() == ["plan/choose", "plan", "round/1/draw", "round/1/critique"]


async def test_a_revised_specification_is_drawn_and_the_better_round_delivered() -> None:
    run = PlotRun()
    run.vlm.script("plot-critic", judged(5.0, titled), judged(9.0))

    result = await run.plot(iterations=3)

    assert await run.steps() == ["plan", "round/1/draw", "round/1/critique", "round/2/draw", "round/2/critique"]
    assert result.plot is not None
    assert result.plot.spec.title == "Accuracy of the models"


async def test_the_best_round_is_delivered_not_the_last() -> None:
    run = PlotRun()
    run.vlm.script("plot-critic", judged(6.0, titled), judged(3.0))

    result = await run.plot(iterations=2)

    assert result.plot is not None
    assert result.plot.spec.title == ""


async def test_a_drawing_that_does_not_show_the_data_is_thrown_away() -> None:
    run = PlotRun(plots=RealPlots(wrong_value))

    with pytest.raises(Unfaithful, match="does not show the data"):
        await run.plot()

    (step,) = [step for step in await run.storage.steps("t") if step.name == "round/1/draw"]
    assert step.result is None


def other_statistic(reply: PlotReply) -> PlotReply:
    """The same reply of an engine that computed, and drew, another number for the second item."""
    panel = reply.computed.panels[0]  # type: ignore[union-attr]  # the real engine tells it
    items = panel.items[0]
    other = replace(items, y=(items.y[0], 80.5, *items.y[2:]))
    shown = replace(panel, items=(other, *panel.items[1:]))
    return replace(reply, computed=replace(reply.computed, panels=(shown,)))


async def test_a_statistic_that_two_computations_disagree_on_is_our_fault(caplog: pytest.LogCaptureFixture) -> None:
    run = PlotRun(plots=RealPlots(reply=other_statistic))

    with pytest.raises(StatisticsDisagree, match="internal fault"):
        await run.plot()

    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert "y of layer 1" in record.getMessage()
    assert "panel 1, item 2: drawn 80.5, expected 81.8" in record.getMessage()
    (step,) = [step for step in await run.storage.steps("t") if step.name == "round/1/draw"]
    assert step.state is StepState.FAILED


async def test_an_engine_that_tells_no_numbers_is_held_to_its_drawing() -> None:
    run = PlotRun(plots=RealPlots(wrong_value, reply=lambda reply: replace(reply, computed=None)))

    with pytest.raises(Unfaithful):
        await run.plot()


async def test_an_unfaithful_later_round_costs_that_round_only() -> None:
    run = PlotRun(plots=RealPlots(lambda drawn: drawn, wrong_value))
    run.vlm.script("plot-critic", judged(5.0, titled))

    result = await run.plot(iterations=3)

    assert result.plot is not None
    assert result.plot.spec.title == ""
    assert len(run.plots.requests) == 2


async def test_a_specification_that_the_data_does_not_support_is_repaired_once() -> None:
    run = PlotRun()
    invented = planned(lambda brief: replace(plain_plot(brief.profile), title="99 % for all"))
    run.vlm.script("plot-planner", invented)

    result = await run.plot()

    assert await run.steps() == ["plan", "plan/repair", "round/1/draw"]
    assert result.plot is not None
    assert "99" in run.vlm.requests[1].prompt


async def test_a_second_unusable_specification_fails_the_task() -> None:
    run = PlotRun()
    invented = planned(lambda brief: replace(plain_plot(brief.profile), title="99 % for all"))
    run.vlm.script("plot-planner", invented, invented)

    with pytest.raises(BadAnswer):
        await run.plot()

    assert run.plots.requests == []


async def test_a_critic_that_invents_a_number_is_not_followed() -> None:
    run = PlotRun()
    run.vlm.script("plot-critic", judged(5.0, lambda spec: replace(spec, title="99 % for all")), judged(5.0))

    result = await run.plot(iterations=3)

    assert "round/1/critique/repair" in await run.steps()
    assert result.plot is not None
    assert result.plot.spec.title == ""


UNMET = UnmetWish(words="in 3-D", why="three dimensions hide values")


async def test_wishes_that_are_not_followed_are_told() -> None:
    run = PlotRun()
    run.vlm.script("plot-planner", planned(lambda brief: plain_plot(brief.profile), UNMET))

    result = await run.plot(intent="compare in 3-D")

    assert result.plot is not None
    assert result.plot.wishes == (WishOutcome(words="in 3-D", followed=False, note=UNMET.why),)
    assert "Not followed: 'in 3-D' (three dimensions hide values)" in result.description
    assert any("in 3-D" in note and "three dimensions" in note for note in result.notes)


async def test_words_that_no_wish_claims_are_named() -> None:
    run = PlotRun()
    run.vlm.script("plot-planner", planned(lambda brief: plain_plot(brief.profile), UNMET))

    result = await run.plot(intent="compare sparkles in 3-D")

    assert result.plot is not None
    assert result.plot.unknown == ("compare sparkles",)
    assert "Not understood: 'compare sparkles'" in result.notes


async def test_the_core_and_no_planner_says_what_is_followed() -> None:
    run = PlotRun()
    claimed = SettingWish(words="log scale", setting="scale", scale=ScaleType.LOG)
    run.vlm.script("plot-planner", planned(lambda brief: plain_plot(brief.profile), claimed))

    result = await run.plot(intent="accuracy on a log scale")

    assert result.plot is not None
    assert result.plot.wishes == (WishOutcome(words="log scale", followed=False, note="the axis has another scale"),)


ONLY_A = FilterWish(words="only A", field="model", one_of=("A",))


def with_model_a(brief: PlotPlanBrief) -> PlotSpec:
    return replace(plain_plot(brief.profile), transform=(Filter(field="model", one_of=("A",)),))


async def test_a_plan_that_shows_other_rows_goes_back_once() -> None:
    run = PlotRun()
    whole = planned(lambda brief: plain_plot(brief.profile), ONLY_A)
    run.vlm.script("plot-planner", whole, planned(with_model_a, ONLY_A))

    result = await run.plot(intent="accuracy of models, only A")

    assert result.plot is not None
    assert [one.followed for one in result.plot.wishes] == [True]
    assert "“only A” changes what is shown" in run.vlm.requests[1].prompt


async def test_a_plan_that_shows_other_rows_twice_fails_the_task() -> None:
    run = PlotRun()
    run.vlm.script("plot-planner", *[planned(lambda brief: plain_plot(brief.profile), ONLY_A)] * 2)

    with pytest.raises(InvalidSpec, match="“only A” changes what is shown, and this plot would not follow it: the"):
        await run.plot(intent="accuracy of models, only A")


def with_model_by_color(brief: PlotPlanBrief) -> PlotSpec:
    """Means, coloured by a column that nobody asked for."""
    layer = plain_plot(brief.profile).layer[0]
    color, mean = Channel(field="model", type=FieldType.NOMINAL), Channel(field="mean", type=FieldType.QUANTITATIVE)
    step = Aggregate(groupby=("model",), measures=(Measure(op=Op.MEAN, field="accuracy", as_="mean"),))
    encoding = replace(layer.encoding, x=mean, y=mean, color=color)
    return PlotSpec(layer=(replace(layer, encoding=encoding),), transform=(step,))


ACCURACY = (
    FieldWish(words="accuracy", field="accuracy"),
    StatisticWish(words="mean", op=Op.MEAN, field="accuracy"),
)


async def test_what_nobody_asked_for_goes_back_once() -> None:
    run = PlotRun()
    run.vlm.script(
        "plot-planner",
        planned(with_model_by_color, *ACCURACY),
        planned(lambda brief: plain_plot(brief.profile), *ACCURACY),
    )

    result = await run.plot(intent="mean accuracy")

    assert await run.steps() == ["plan", "plan/repair", "round/1/draw"]
    assert "shows model (by color), which the intent does not ask for" in run.vlm.requests[1].prompt
    assert not any("does not ask for" in note for note in result.notes)


async def test_what_is_still_unasked_is_drawn_and_noted() -> None:
    run = PlotRun()
    run.vlm.script("plot-planner", *[planned(with_model_by_color, *ACCURACY)] * 2)

    result = await run.plot(intent="mean accuracy")

    assert any("shows model (by color)" in note for note in result.notes)


async def test_a_usable_plan_stands_when_its_repair_is_not_usable() -> None:
    run = PlotRun()
    run.vlm.script("plot-planner", planned(with_model_by_color, *ACCURACY), "I cannot do better.")

    result = await run.plot(intent="mean accuracy")

    assert result.plot is not None
    assert result.plot.spec.layer[0].encoding.color is not None


async def test_a_wish_that_the_intent_does_not_hold_goes_back_and_counts_for_nothing() -> None:
    run = PlotRun()
    made_up = FieldWish(words="by model", field="model")
    run.vlm.script("plot-planner", *[planned(with_model_by_color, *ACCURACY, made_up)] * 2)

    result = await run.plot(intent="mean accuracy")

    assert "“by model” of a wish do not stand in the intent" in run.vlm.requests[1].prompt
    assert result.plot is not None
    assert [wish.words for wish in result.plot.wishes] == ["accuracy", "mean"]
    assert any("shows model" in note for note in result.notes)


async def test_advice_that_repeats_what_is_told_is_left_out() -> None:
    run = PlotRun()
    run.vlm.script("plot-planner", planned(lambda brief: plain_plot(brief.profile), UNMET))
    run.vlm.script("plot-critic", judged(9.0, None, "wish 1: three dimensions hide values", "Consider panels."))

    result = await run.plot(iterations=2, intent="in 3-D")

    assert result.notes == ("Not followed: “in 3-D”: three dimensions hide values", "Consider panels.")


async def test_a_wish_that_a_revision_gives_up_is_told() -> None:
    run = PlotRun()
    wish = SettingWish(words="without a title", setting="title", negated=True)
    run.vlm.script("plot-planner", planned(lambda brief: plain_plot(brief.profile), wish))
    run.vlm.script("plot-critic", judged(5.0, titled), judged(9.0))

    result = await run.plot(iterations=3, intent="accuracy without a title")

    assert result.plot is not None
    assert result.plot.wishes[0].followed is False


async def test_a_plan_that_was_given_needs_no_planner_and_stays_as_it_is() -> None:
    run = PlotRun()
    run.vlm.script("plot-critic", judged(3, titled), judged(3, titled))
    spec = plain_plot(profile(read_json(DATA, TableLimits())))

    result = await run.plot(iterations=3, intent="", plan=GivenPlot(spec=spec, notes=("A note on the plan.",)))

    assert await run.steps() == ["round/1/draw", "round/1/critique"]
    assert result.plot is not None
    assert result.plot.spec == spec
    assert result.notes[0] == "A note on the plan."
    assert result.description.startswith("As planned by the caller.")
