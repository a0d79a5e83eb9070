"""Missing: columns that an intent asks for and the data do not have."""

import re
from collections.abc import Iterator

from pb_adapters.planners.offline.plots.naming import listed
from pb_adapters.planners.offline.plots.request import Refusal
from pb_adapters.planners.offline.plots.script import Said, Script
from pb_adapters.planners.offline.wordlists import words as word_set

_MISSING = (
    r"(?:(?P<role>colou?r(?:ed)?|facet(?:ed)?|group(?:ed)?|split|size|sized|shape|coloured|sorted"
    r"|sort|order(?:ed)?) (?:by|per)|\bper|\bby|\bvs\.?|\bversus|\bagainst|\bas (?:a )?function of"
    r"|\bfor each|one (?:panel|line|bar|box) per|\bplot the"
    r"|\bcolumns?) (?:the )?(?P<n>[^\W\d_][\w\-]{1,40}(?: [^\W\d_][\w\-]{2,40})?)"
)


_METRICS = (
    r"accurac(?:y|ies)|f1(?:[- ]scores?)?|precision|recall|latenc(?:y|ies)|throughput|perplexit(?:y|ies)|bleu|rouge|auc"
    r"|auroc|mse|rmse|mae|run-?times?|rewards?|win rates?|temperatures?|prices?|revenue"
)
"""Quantities that nobody names without meaning a column."""

_NO_COLUMN = word_set(
    "value values size name names it them that this these and or with on in order highest lowest "
    "descending ascending each other another row rows column columns panel line bar data results mean "
    "median performance score scores to the a alphabetically default hand group category series figure "
    "plot chart far design means using step one two three percent per best worst baseline baselines ones "
    "itself "
)


def hear_missing(script: Script) -> Iterator[Refusal]:
    """Find columns that are asked for by names that no column has."""

    def is_name(said: Said) -> bool:
        return said["n"].split()[0].casefold() not in _NO_COLUMN

    for said in script.take(rf"(?<!\w)(?:{_MISSING})", is_name):
        name = (
            said["n"].split()[0]
            if len(said["n"].split()) > 1 and said["n"].split()[1].casefold() in _CONTINUES
            else said["n"]
        )
        yield Refusal(words=said.words, reason=no_column(name, script))
    for said in script.take(rf"(?<!\w)(?P<n>{_METRICS})(?!\w)"):
        yield Refusal(words=said.words, reason=no_column(said["n"], script))


_CONTINUES = word_set("and or with on in for as is are the a an of to by from using sorted shown not no please")


def no_column(name: str, script: Script) -> str:
    """Say that no column is called so, and which one comes closest."""
    closest = script.lexicon.closest(name)
    hint = f"; the closest is '{closest}'" if closest else ""
    names = [column.name for column in script.lexicon.profile.columns]
    ending = hint or f"; there are {listed(names[:6])}"
    return f"no column is called '{re.sub(r'[^ -~]+', '', name).strip() or 'so'}'{ending}"
