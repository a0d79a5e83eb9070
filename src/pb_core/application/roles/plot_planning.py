"""Plot planning: a model chooses charts and says what it heard, then specifies the plot within those charts.

The second question offers the marks, channels and transforms that the chosen charts may need and nothing else, so that
its schema stays small. An engine that answers by rules is asked once, for everything.
"""

from collections.abc import Callable
from functools import partial

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pb_core.application.journal import Steps
from pb_core.application.roles.asking import answer_of, ask, form_of, render, request_of, system_of
from pb_core.domain.answer_schemas import without_nulls
from pb_core.domain.plots.intent_words import Accounts, account
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.unasked import unasked
from pb_core.domain.plots.wishes import Chart, HeardIntent, Wish
from pb_core.domain.questions import PlotChoice, PlotChoiceBrief, PlotPlan, PlotPlanBrief, chart_pages
from pb_core.domain.questions.plot_schemas import OPEN, choice_schema, grammar_notes, plan_schema, scope_of
from pb_core.domain.questions.plots import profile_text
from pb_core.errors import BadAnswer, NotPlottable
from pb_core.ports.vlm import VlmEngine, is_rule_based

CHOOSER, PLANNER = "plot-chooser", "plot-planner"
PlotCheck = Callable[[PlotSpec, HeardIntent], None]
"""Raises ``InvalidSpec`` for a specification that the data do not support or that answers another intent."""


async def plan_plot(journal: Steps, engine: VlmEngine, brief: PlotPlanBrief, check: PlotCheck) -> PlotPlan:
    """Plan a plot that passes the check.

    What the plan shows although its intent does not ask for it, and wishes that the intent does not hold, go back once.
    Raises ``NotPlottable`` where the intent is about something that no plot of ours shows.
    """
    if is_rule_based(engine):
        return await _plan(journal, engine, brief, OPEN, check)
    choice = await _choose(journal, engine, PlotChoiceBrief(intent=brief.intent, profile=brief.profile))
    heard = account(brief.intent, choice.heard, brief.profile).heard
    if heard.refusal:
        raise NotPlottable(heard.refusal)
    choice = replace(choice, heard=heard)
    schema = plan_schema(scope_of(choice.charts, heard))
    if schema is None:
        raise BadAnswer("The charts that the model chose do not go together in one question.")
    pages = "\n".join(filter(None, (brief.guide, chart_pages(choice.charts))))
    plan = await _plan(journal, engine, replace(brief, choice=choice, guide=pages), schema, check)
    return replace(plan, heard=heard)


async def _choose(journal: Steps, engine: VlmEngine, brief: PlotChoiceBrief) -> PlotChoice:
    prompt = render(
        "plot_chooser",
        intent=brief.intent,
        charts=", ".join(chart.value for chart in Chart),
        profile=profile_text(brief.profile),
    )
    request = request_of(CHOOSER, prompt, brief, PlotChoice, schema=choice_schema(), system=system_of("plot_chooser"))

    def doubts(said: SaidChoice) -> str:
        return "; ".join((*said.faults, *account(brief.intent, said.choice.heard, brief.profile).faults))

    said = await ask(
        journal, engine, request, step="plan/choose", read=read_choice, doubts=doubts
    )  # fmt: skip
    return said.choice


async def _plan(journal: Steps, engine: VlmEngine, brief: PlotPlanBrief, schema: bytes, check: PlotCheck) -> PlotPlan:
    choice = brief.choice
    prompt = render(
        "plot_planner",
        guide=brief.guide,
        aspect_ratio=brief.aspect_ratio or "free",
        charts=" and ".join(choice.charts) if choice else "(yours)",
        wishes=msgspec.json.encode(choice.heard.wishes).decode() if choice else "(see the intent)",
        grammar=grammar_notes(scope_of(choice.charts, choice.heard)) if choice else "(known)",
        intent=brief.intent,
        profile=profile_text(brief.profile),
    )
    request = request_of(PLANNER, prompt, brief, PlotPlan, schema=schema, system=system_of("plot_planner"))

    def checked(plan: PlotPlan) -> PlotPlan:
        check(plan.spec, _account(brief, plan).heard)
        return plan

    return await ask(
        journal, engine, request, step="plan", read=form_of(PlotPlan), check=checked, doubts=partial(_unasked, brief)
    )


def _unasked(brief: PlotPlanBrief, plan: PlotPlan) -> str:
    """What is wrong with what the planner heard, and what the plot shows although nobody asked for it."""
    accounts = _account(brief, plan)
    faults = () if brief.choice else accounts.faults
    found = unasked(accounts.heard.wishes, plan.spec, brief.profile)
    return "; ".join((*faults, *(finding.detail for finding in found)))


def _account(brief: PlotPlanBrief, plan: PlotPlan) -> Accounts:
    return account(brief.intent, brief.choice.heard if brief.choice else plan.heard, brief.profile)


class SaidChoice(Struct, frozen=True):
    """A choice as it was said, and what of its wishes could not be read."""

    choice: PlotChoice
    faults: tuple[str, ...] = ()


class _SaidIntent(Struct, frozen=True):
    wishes: tuple[dict[str, object], ...] = ()
    subject: tuple[str, ...] = ()


class _SaidChoice(Struct, frozen=True):
    charts: tuple[Chart, ...]
    heard: _SaidIntent = _SaidIntent()


def read_choice(text: str) -> SaidChoice:
    """Read a choice; a wish that cannot be read is a fault and no wish, so that its words are named as not understood.

    Raises ``BadAnswer`` where the rest does not have the form that was asked for.
    """
    said = answer_of(text, _SaidChoice)
    wishes: list[Wish] = []
    faults: list[str] = []
    for given in said.heard.wishes:
        try:
            wishes.append(msgspec.convert(without_nulls(given), Wish))
        except msgspec.ValidationError as error:
            faults.append(f"The wish {msgspec.json.encode(given).decode()[:200]} cannot be read: {error}")
    heard = {"wishes": msgspec.to_builtins(wishes), "subject": said.heard.subject}
    choice = answer_of(msgspec.json.encode({"charts": said.charts, "heard": heard}).decode(), PlotChoice)
    return SaidChoice(choice, tuple(faults))
