"""Plot questions: what the plot planner and the critic of plots are asked and answer, each in two steps for a model.

A model first chooses charts and says what it heard, then fills a specification that is cut to those charts; it first
judges, and revises only where something must change. An engine that answers by rules is asked once.
"""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from pb_core.domain.findings import Finding
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.wishes import Chart, HeardIntent, WishOutcome
from pb_core.domain.questions.verdicts import ChecklistItem, CriticAnswer
from pb_core.domain.tables.profile import TableProfile


class PlotChoice(Struct, frozen=True, kw_only=True):
    """The first answer of the plot planner: which charts the plot is made of, and what was heard in the intent."""

    charts: Annotated[tuple[Chart, ...], Meta(min_length=1, max_length=2)]
    heard: HeardIntent = HeardIntent()


class PlotPlan(Struct, frozen=True, kw_only=True):
    """The plot planner's answer: how to show the data, the same in prose, and what it heard in the intent."""

    spec: PlotSpec
    description: Annotated[str, Meta(min_length=1, max_length=20_000)]
    heard: HeardIntent = HeardIntent()


class PlotVerdict(CriticAnswer, frozen=True, kw_only=True):
    """The critic's answer on a plot; ``revised_spec`` is ``None`` where nothing needs to change."""

    revised_spec: PlotSpec | None = None


class PlotRevision(Struct, frozen=True, kw_only=True):
    """A revised plan of a plot; ``None`` is what stays as it was."""

    spec: PlotSpec | None = None
    description: str | None = None


class PlotChoiceBrief(Struct, frozen=True, kw_only=True, tag="plot-choice"):
    """Say which charts answer ``intent`` for a table that is known by its ``profile``, and what the intent asks for."""

    intent: str
    profile: TableProfile


class PlotPlanBrief(Struct, frozen=True, kw_only=True, tag="plot-plan"):
    """Specify how to show a table that is known by its ``profile`` so that the plot does what ``intent`` asks for.

    ``choice`` is what was answered before; ``None`` asks for everything at once.
    """

    intent: str
    profile: TableProfile
    guide: str = ""
    aspect_ratio: str | None = None
    choice: PlotChoice | None = None


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


class PlotReviseBrief(Struct, frozen=True, kw_only=True, tag="plot-revise"):
    """Revise the plot of ``critique`` so that what ``verdict`` says against it no longer holds."""

    critique: PlotCritiqueBrief
    verdict: PlotVerdict


def profile_text(profile: TableProfile) -> str:
    """The profile for a prompt, without the categories beyond the examples and without members that say nothing."""
    columns = tuple(replace(column, others=()) for column in profile.columns)
    return msgspec.json.encode(_telling(msgspec.to_builtins(replace(profile, columns=columns)))).decode()


def _telling(value: object) -> object:
    if isinstance(value, dict):
        return {name: _telling(member) for name, member in value.items() if member not in (None, "", [], ())}
    return [_telling(item) for item in value] if isinstance(value, list | tuple) else value
