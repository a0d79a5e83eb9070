"""Nouns: what an intent calls the things that a table leaves unnamed, such as the levels of nested data."""

import re
from collections.abc import Iterator

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.naming import capital, key_of, singular
from pb_adapters.planners.offline.plots.request import Amended, Request
from pb_adapters.planners.offline.plots.script import Said, Script
from pb_adapters.planners.offline.plots.sight import transforms, used
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.transforms import Fold
from pb_core.domain.tables.profile import TableProfile
from pb_core.domain.tables.table import ColumnType, Shape

METHODS = "method model approach system algorithm technique classifier architecture network agent variant policy"
_TASKS = "dataset benchmark task corpus domain language environment game setting scenario subject tissue region country"
_OTHERS = (
    "metric measure split condition component source category class series stage group variable "
    "feature part phase ablation measurement criterion dimension capability skill"
)
_KINDS = frozenset(f"{METHODS} {_TASKS} {_OTHERS}".split())
_VALUES = (
    r"(?:(?:test|validation|training|top-?1|top-?5|mean|macro|micro|relative|zero-?shot|few-?shot|energy|total) )?"
    r"(?:accurac(?:y|ies)|f1(?:[- ]scores?)?|precision|recall|losse?s?|errors?(?: rates?)?|scores?"
    r"|latenc(?:y|ies)|throughput|perplexit(?:y|ies)|"
    r"bleu|rouge|auc|auroc|map|mse|rmse|mae|run-?times?|memory(?: usage)?|costs?|rewards?|returns?"
    r"|win rates?|success rates?|sales|"
    r"counts?|prices?|temperatures?|yields?|concentrations?|response times?|energy|emissions?"
    r"|consumption|revenue|population|speed|survival)"
)
_EACH = re.compile(r"\b(?:per|by|each|every|across|all|over|between|among)\b", re.IGNORECASE)
_METHOD_NAME = re.compile(
    (
        r"\b(?:ours?|proposed|baseline|bert|gpt|llama|resnet|vit|mistral|qwen|gemini|claude|random|svm"
        r"|xgboost|lstm|transformer|oracle|human|ppo|dqn|sac)"
    ),
    re.IGNORECASE,
)
_TASK_NAME = re.compile(
    (
        r"\b(?:mnli|qqp|sst|cola|glue|squad|mnist|cifar|imagenet|coco|mmlu|gsm8k|humaneval|hellaswag"
        r"|arc|wmt|ade20k|kitti|librispeech|math|boolq|winogrande|hotpotqa|bbh|truthfulqa|drop|race)"
    ),
    re.IGNORECASE,
)


class NounRequest(Request, frozen=True, kw_only=True):
    """A name for the columns of a wide table (``column`` empty), for a level of nested data, or for the values."""

    column: str
    name: str
    is_value: bool = False

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        return Amended(spec, "" if self._kept(spec, data) else "this plot shows nothing that could be called so")

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        if self.column:
            return self.column in used(spec)
        return any(isinstance(t, Fold) and t.as_[self.is_value] == self.name for t in transforms(spec))


def hear_nouns(script: Script) -> Iterator[NounRequest]:
    """Find what the intent calls what the table leaves unnamed."""
    profile = script.lexicon.profile
    for said in script.take(
        (
            r"(?<!\w)(?:(?:group(?:ed)? |colou?red |split |faceted |one (?:line|curve|bar|colou?r"
            r"|panel) )?(?:per|by|for each|for every|across(?: all)?|over(?: all)?|between|among|of(?: the"
            r"| all)?|all|the|on|each|every|for|several|different|and)(?: the"
            r"| all)? )?(?P<n>[a-z]{3,14})(?!\w)"
        ),
        lambda s: _is_meant(s, profile),
    ):
        column = _column_for(said["n"], profile)
        yield NounRequest(words=said.words, column=column or "", name=capital(singular(said["n"].casefold())))
    value = _unnamed_value(profile)
    if value is not None:
        for said in script.take(rf"(?<!\w)(?P<n>{_VALUES})(?!\w)(?! (?:bars?|bands?))"):
            yield NounRequest(words=said.words, column=value, name=capital(said["n"]), is_value=True)
            break


def _is_meant(said: Said, profile: TableProfile) -> bool:
    """Whether the word calls something; the columns of a wide table are called by ``per``, ``each`` and the like."""
    column = _column_for(said["n"], profile)
    return bool(column) or (column is not None and _EACH.search(said.words) is not None)


def _column_for(word: str, profile: TableProfile) -> str | None:
    """The unnamed column that the word calls, ``""`` for the columns of a wide table, ``None`` for none."""
    kind = singular(word.casefold())
    if kind not in _KINDS:
        return None
    levels = [c for c in profile.columns if c.type is ColumnType.TEXT and is_unnamed(c.name, profile)]
    if not levels:
        return "" if is_wide(profile) and kind not in {key_of(c.name) for c in profile.columns} else None
    if len(levels) == 1:
        return levels[0].name
    methods, tasks = kind in METHODS.split(), kind in _TASKS.split()
    found = [
        c.name
        for c in levels
        if (methods and _some(c.examples, _METHOD_NAME)) or (tasks and _some(c.examples, _TASK_NAME))
    ]
    if found:
        return found[0]
    others = [c.name for c in levels if not _some(c.examples, _TASK_NAME if methods else _METHOD_NAME)]
    return others[0] if len(others) == 1 and (methods or tasks) else None


def is_unnamed(name: str, profile: TableProfile) -> bool:
    """Whether a column's name was made up when the data were read."""
    match profile.shape:
        case Shape.NESTED:
            return bool(re.fullmatch(r"level \d+|value", name))
        case Shape.MATRIX:
            return name in {"row", "column", "value"}
        case Shape.RAGGED | Shape.SCALARS | Shape.ARRAY:
            return name in {"group", "name", "value", "index"}
        case Shape.POINTS:
            return name in {"series", "x", "y"}
        case _:
            return False


def is_wide(profile: TableProfile) -> bool:
    """Whether several number columns stand side by side that could be the values of one quantity."""
    data = Data(profile)
    measures = data.measures
    return len(measures) > 1 and len({c.unit for c in measures}) == 1


def _unnamed_value(profile: TableProfile) -> str | None:
    found = [
        c.name
        for c in profile.columns
        if c.type is ColumnType.NUMBER and c.name in {"value", "y"} and is_unnamed(c.name, profile)
    ]
    if found:
        return found[0]
    return "" if is_wide(profile) else None


def _some(values: tuple[object, ...], words: re.Pattern[str]) -> bool:
    return any(isinstance(value, str) and words.search(value) for value in values)
