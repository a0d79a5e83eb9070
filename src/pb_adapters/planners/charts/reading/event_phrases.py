"""Event phrases: which value of a column is the event that ends a time, and which are censored times."""

# ruff: noqa: E501 - a row of a table is a line

import re

from pb_adapters.planners.charts.reading.names import Category
from pb_adapters.planners.charts.reading.scene import Scene, phrase
from pb_adapters.planners.charts.words import stems
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.estimators import EVENT_NAMES


def _ending(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
    """The value of a column that is the event which ends a time."""
    said = scene.script.said(*match.span("event"))
    if _LIVES.search(scene.script.text) is None or not EVENT_NAMES & stems(said) or _is_censored(said):
        return
    values = [what for _, _, what in scene.script.within(*match.span("code")) if isinstance(what, Category)]
    named = [name for _, _, name in scene.fields(start, end)]
    field = values[0].column if values else next(iter(named), None)
    value = values[0].value if values else match["code"]
    scene.add(w.SettingWish, start, end, setting="event", field=field, value=value)


def _censored(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
    """The values that are censored times: the one value that is left is the event."""
    said, named = scene.script.said(*match.span("gone")), [name for _, _, name in scene.fields(start, end)]
    if _LIVES.search(scene.script.text) is None or not _is_censored(said):
        return
    codes = [c for c in scene.script.profile.columns if c.name in named or EVENT_NAMES & stems(c.name)]
    known = {f"{value}" for value in codes[0].examples} if codes else set()
    told = {
        one.wish.value for one in scene.heard if isinstance(one.wish, w.SettingWish) and one.wish.setting == "event"
    }
    left = (told or known) - {*re.findall(r"\d", match["others"])}
    if codes and len(left) == 1:
        scene.add(w.SettingWish, start, end, setting="event", field=codes[0].name, value=left.pop())


def _is_censored(said: str) -> bool:
    return said.casefold().startswith("cens")


_LIVES = re.compile(r"kaplan|\bkm\b|survival")
_ENDED = rf"(?:<F>|(?<![a-z])(?:{'|'.join(sorted(EVENT_NAMES, key=len, reverse=True))})s?\b)"
_CENSORED = r"[ ,/\dandor]*(?:=+|:|is|are|means?|being|as|\()? ?(?:the )?(?:right[- ])?censored"
EVENTS = (
    phrase(
        rf"(?:<F> )?(?:code |value |of |[=]+ ?)?(?P<code>\d{{1,3}}|<V>) ?(?:=+|:|is|are|means?|being|as|\() ?(?:the |an? )?(?P<event>{_ENDED})",
        _ending,
    ),
    phrase(
        rf"(?P<event>{_ENDED}) ?(?:=+|:|is|when|if|where|means)? ?(?:<F> ?)?(?:=+|:|is|of)? ?(?P<code>\d{{1,3}}|<V>)(?![\d.]|{_CENSORED})",
        _ending,
    ),
    phrase(
        r"(?:<F> )?(?P<others>\d(?: ?(?:,|and|or|&|/) ?\d)*) ?(?:=+|:|is|are|means?|being|as|\()? ?(?:the )?(?:right[- ])?(?P<gone>censored|<F>)",
        _censored,
    ),
)
