"""Goals: what a reader shall see, where an intent names no chart."""

import re
from collections.abc import Iterator
from enum import StrEnum

from pb_adapters.planners.offline.plots.charts import Chart, is_drawn_as
from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.request import Amended, Request
from pb_adapters.planners.offline.plots.script import Script
from pb_core.domain.plots.spec import PlotSpec


class Goal(StrEnum):
    """What shall be seen."""

    TREND = "a trend"
    DISTRIBUTION = "a distribution"
    RELATIONSHIP = "a relationship"
    TRADE_OFF = "a trade-off"
    COMPOSITION = "a composition"
    SENSITIVITY = "a sensitivity"
    SURVIVAL = "survival"
    CHANGE = "a change"
    RANKING = "a ranking"
    COMPARISON = "a comparison"


_WORDS: tuple[tuple[Goal, str], ...] = (
    (
        Goal.TREND,
        (
            r"(?:overall )?trends?(?! ?line)|over time|over the years|evolution|evolves?|develop(?:s|ment)"
            r"|learning (?:curves?|dynamics)|training (?:curves?|dynamics)|loss curves?|convergence"
            r"|converges?|progress(?:ion)?|trajector(?:y|ies)|dose[-– ]response(?: curves?)?"
            r"|scaling(?: laws?| curves?| behaviou?r)?|scales? with|grows? with|as .{1,40}? (?:grows"
            r"|increases|changes|scales|varies)"
        ),
    ),
    (
        Goal.DISTRIBUTION,
        (
            r"distribut(?:ions?|ed)|spread|variability|varia(?:nce|tion)(?: across| between)?"
            r"|how .{1,40}? (?:is|are) spread"
        ),
    ),
    (Goal.TRADE_OFF, r"trade-?offs?|trade offs?|efficiency frontier|cost[-– ]benefit"),
    (
        Goal.RELATIONSHIP,
        (
            r"correlat(?:ions?|es?|ed)(?: with| to)?|relation(?:ship)?s?|associat(?:ions?|ed)|depend(?:s"
            r"|ence)(?: on)?|as a function of"
        ),
    ),
    (
        Goal.COMPOSITION,
        (
            r"compositions?|break-?downs?|break down|make-?up|parts? of (?:the|a) whole|shares? of"
            r"|proportions? of|percentage of|contributions? of|what .{1,30}? (?:is|are) made of"
        ),
    ),
    (Goal.SENSITIVITY, r"sensitivity|hyper-?parameter (?:sweep|search|grid)|grid search|parameter sweep|sweep"),
    (Goal.SURVIVAL, r"surviv(?:al|ing)(?: function| probability| over time)?"),
    (Goal.CHANGE, r"before and after|change from|change between|improvement from"),
    (Goal.RANKING, r"rank(?:ing|ings|ed)?|leader-?board|league table"),
    (
        Goal.COMPARISON,
        (
            r"compar(?:e|es|ing|isons?|ed)(?: between| of| with| to)?|versus|vs\.?|contrast"
            r"|differences? (?:between|among)|ablat(?:ions?|ion study|e)|benchmark(?:ing| results?)"
            r"|gains?|how .{1,60}? perform|performance"
        ),
    ),
)
_LINES = {Chart.LINE, Chart.STEP, Chart.AREA, Chart.SCATTER, Chart.SLOPE}
_SPREADS = {Chart.HISTOGRAM, Chart.DENSITY, Chart.BOX, Chart.VIOLIN, Chart.STRIP, Chart.SWARM, Chart.ECDF}
_SEEN_IN: dict[Goal, set[Chart]] = {
    Goal.TREND: _LINES,
    Goal.DISTRIBUTION: _SPREADS | {Chart.BAR},
    Goal.RELATIONSHIP: {Chart.SCATTER, Chart.CORRELATION, Chart.LINE, Chart.HEATMAP, Chart.BOX, Chart.PARALLEL},
    Goal.TRADE_OFF: {Chart.SCATTER, Chart.LINE},
    Goal.COMPOSITION: {Chart.STACKED_BAR, Chart.STACKED_AREA, Chart.PIE, Chart.BAR, Chart.WATERFALL},
    Goal.SENSITIVITY: {Chart.HEATMAP, *_LINES, Chart.BAR},
    Goal.SURVIVAL: {Chart.STEP},
    Goal.CHANGE: {Chart.SLOPE, Chart.BAR, Chart.LINE, Chart.WATERFALL, Chart.DOT},
    Goal.RANKING: {Chart.BAR, Chart.DOT, Chart.LOLLIPOP, Chart.SLOPE},
}


class GoalRequest(Request, frozen=True, kw_only=True):
    """Something to be seen; any chart that lets it be seen keeps the request."""

    goal: Goal

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        return Amended(
            spec, "" if self._kept(spec, data) else f"the data and the other wishes leave no chart of {self.goal}"
        )

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the chart tells
        charts = _SEEN_IN.get(self.goal)
        return charts is None or any(is_drawn_as(chart, spec) for chart in charts)


def hear_goals(script: Script) -> Iterator[GoalRequest]:
    """Find what the intent wants to be seen, most telling first."""
    for goal, words in _WORDS:
        for said in script.take(rf"\b(?:{words})(?!\w)"):
            yield GoalRequest(words=said.words, goal=goal)


_TYPICAL = {
    Goal.TREND: Chart.LINE,
    Goal.DISTRIBUTION: Chart.HISTOGRAM,
    Goal.TRADE_OFF: Chart.PARETO,
    Goal.RELATIONSHIP: Chart.SCATTER,
    Goal.COMPOSITION: Chart.STACKED_BAR,
    Goal.SENSITIVITY: Chart.HEATMAP,
    Goal.SURVIVAL: Chart.STEP,
    Goal.CHANGE: Chart.SLOPE,
    Goal.RANKING: Chart.BAR,
    Goal.COMPARISON: Chart.BAR,
}


def hinted_chart(text: str) -> Chart | None:
    """The chart that is typical of what the text wants to be seen."""
    found = (goal for goal, words in _WORDS if re.search(rf"\b(?:{words})(?!\w)", text, re.IGNORECASE))
    return next((_TYPICAL[goal] for goal in found), None)
