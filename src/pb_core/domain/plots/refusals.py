"""Refusals: what a failed plan of ours means for the one who wrote the intent and has never seen the plan."""

import re

from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.tables.profile import TableProfile

_LAYER = re.compile(r"[Ll]ayer (\d+)(?: \([a-z-]+\))?")
_MOST_COLUMNS = 12
_SAID = (
    ("Keep the largest with 'limit', aggregate, or show a distribution.",
     "Ask for the largest ones only (“the 20 largest”), or for a distribution."),
    ("Filter or aggregate the facet field, or show it by colour.", "Name fewer of them, or ask for colours."),
    ("Filter them, aggregate them, or use 'detail' without a colour.", "Name those to be shown."),
    ("facet", "panel"),
)  # fmt: skip
"""Advice for authors of plans, and the same for those of intents."""


def refusal_of(sentence: str, spec: PlotSpec, profile: TableProfile) -> str:
    """The sentence about a plan as one about the intent: which chart fails, why, and what could be named instead."""

    def chart(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        marks = spec.layer[index].mark.type.traits.plural.lower() if index < len(spec.layer) else "this"
        return f"{'A' if match[0][0] == 'L' else 'a'} chart of {marks}"

    said = _LAYER.sub(chart, sentence)
    for ours, theirs in _SAID:
        said = said.replace(ours, theirs)
    names = ", ".join(repr(column.name) for column in profile.columns[:_MOST_COLUMNS])
    more = ", …" if len(profile.columns) > _MOST_COLUMNS else ""
    return f"{said.rstrip('.')}. Name the chart and the columns to be shown: there are {names}{more}"
