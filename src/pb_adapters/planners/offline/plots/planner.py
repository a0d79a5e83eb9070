"""plan_plot: from an intent and a profile to a specification, its description, and what became of each wish."""

from msgspec import Struct

from pb_adapters.planners.charts.reading import read_intent
from pb_adapters.planners.offline.plots.charts import ChartRequest
from pb_adapters.planners.offline.plots.choosing import Choice, choose
from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.describing import describe
from pb_adapters.planners.offline.plots.fits import FitRequest, SmoothRequest
from pb_adapters.planners.offline.plots.hearing import Heard, hear
from pb_adapters.planners.offline.plots.picking import TopRequest
from pb_adapters.planners.offline.plots.ranges import BreakRequest, RangeRequest, ReverseRequest, ZeroRequest
from pb_adapters.planners.offline.plots.request import Request
from pb_adapters.planners.offline.plots.scales import ScaleRequest
from pb_adapters.planners.offline.plots.subject import subject_of
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.wishes import WishOutcome
from pb_core.domain.questions import PlotPlan, PlotPlanBrief

MOST_WISHES = 60
_LONGEST = 400
_FIRST: tuple[type[Request], ...] = (
    TopRequest,
    ScaleRequest,
    ZeroRequest,
    RangeRequest,
    ReverseRequest,
    BreakRequest,
    SmoothRequest,
    FitRequest,
)
_OTHERWISE = "the data or another wish stand against it"


class Answered(Struct, frozen=True):
    """A request and what became of it."""

    request: Request
    followed: bool
    note: str


def plan_plot(brief: PlotPlanBrief) -> PlotPlan:
    """Plan a plot by rules; raises ``NothingToDraw`` when the table holds nothing that can be drawn."""
    plan = planned(brief)
    heard = read_intent(brief.intent, brief.profile)
    return PlotPlan(spec=plan.spec, description=plan.description, heard=heard)


class Planned(Struct, frozen=True):
    """A plan, and what these rules say of the wishes that they read; the core asks ``read_intent`` instead."""

    spec: PlotSpec
    description: str
    wishes: tuple[WishOutcome, ...]


def planned(brief: PlotPlanBrief) -> Planned:
    """Plan a plot by rules and say what became of each wish that they read."""
    data = Data(brief.profile)
    heard = hear(brief.intent, brief.profile)
    choice = choose(subject_of(heard, data))
    spec, answers = _amended(choice, heard, data)
    wishes = _wishes(answers, brief.intent)
    return Planned(spec, describe(choice, spec, data), wishes)


def _amended(choice: Choice, heard: Heard, data: Data) -> tuple[PlotSpec, list[Answered]]:
    spec = choice.spec
    notes: dict[int, str] = {}
    order = sorted(enumerate(heard.requests), key=lambda pair: _rank(pair[1]))
    for index, request in order:
        amended = request.amend(spec, data)
        spec, notes[index] = amended.spec, amended.note
    return spec, [_answer(request, notes[i], spec, data, choice) for i, request in enumerate(heard.requests)]


def _rank(request: Request) -> int:
    return next((i for i, kind in enumerate(_FIRST) if isinstance(request, kind)), len(_FIRST))


def _answer(request: Request, note: str, spec: PlotSpec, data: Data, choice: Choice) -> Answered:
    kept = request.kept(spec, data)
    if isinstance(request, ChartRequest) and not kept:
        failure = next((reason for chart, reason in choice.failed if chart is request.chart), "")
        other = f"it is drawn as a {choice.chart.value}; a plot shows one kind of chart unless they share their axes"
        note = failure or (_OTHERWISE if choice.chart is request.chart else other)
    return Answered(request, kept, note if note or kept else _OTHERWISE)


def _wishes(answers: list[Answered], intent: str) -> tuple[WishOutcome, ...]:
    """One wish per stretch of words, in their order: followed when all that it asks for is."""
    by_words: dict[str, list[Answered]] = {}
    for answer in answers:
        by_words.setdefault(answer.request.words[:_LONGEST] or "…", []).append(answer)
    said = " ".join(intent.split())
    wishes = [_wish(words, by_words[words]) for words in sorted(by_words, key=said.find)]
    if len(wishes) <= MOST_WISHES:
        return tuple(wishes)
    refused = [w for w in wishes if not w.followed]
    shown = (refused + [w for w in wishes if w.followed])[: MOST_WISHES - 1]
    rest = WishOutcome(
        words="…", followed=False, note=f"{len(wishes) - len(shown)} more wishes are not answered one by one"
    )
    return (*shown, rest)


def _wish(words: str, parts: list[Answered]) -> WishOutcome:
    followed = all(part.followed for part in parts)
    notes = dict.fromkeys(part.note for part in parts if part.note and (followed or not part.followed))
    return WishOutcome(words=words, followed=followed, note="; ".join(notes)[:_LONGEST])
