"""Tick labels: whether they are written flat, over several lines, turned or thinned out, and the room they take."""

import itertools
import math
from collections.abc import Iterator

from msgspec import Struct, structs

from pb_adapters.drawing.plots.layout.ticks import Ticks
from pb_adapters.drawing.plots.page import Theme
from pb_adapters.drawing.shared import text_metrics

ALWAYS_ALL = 12  # as many categories are all labelled, whatever it takes
_LEANING = 40.0  # degrees
_UPRIGHT = 90.0
_MOST_LINES = 3
_SHORT = 6  # characters: numbers and years read well with gaps between them


class Labels(Struct, frozen=True, kw_only=True):
    """Tick labels as they are drawn: the ticks that keep one, the texts with line breaks, the angle in degrees.

    ``depth`` is the room they take away from the axis, ``before`` and ``after`` how far they reach past the
    axis' ends (left and right, or bottom and top), in points. ``repairs`` say what was done to make them fit.
    """

    at: tuple[float, ...]
    texts: tuple[str, ...]
    angle: float
    depth: float
    before: float = 0.0
    after: float = 0.0
    fits: bool = True
    repairs: tuple[str, ...] = ()


def along_x(
    ticks: Ticks, places: tuple[float, ...], length: float, theme: Theme, *, discrete: bool, deep: float
) -> Labels:
    """Labels under a horizontal axis of ``length`` points; ``places`` are the ticks' distances from its left end.

    ``deep`` is how much room the labels may take downwards.
    """
    for labels in _ways(ticks, places, theme, discrete=discrete, deep=deep):
        if labels.fits:
            break
    return _with_overhang(labels, places, length, theme)


def _ways(ticks: Ticks, places: tuple[float, ...], theme: Theme, *, discrete: bool, deep: float) -> Iterator[Labels]:
    """From the plainest to the last resort."""
    yield _level(ticks.at, ticks.texts, places, theme)
    if not discrete:
        return
    many = len(ticks.at) > ALWAYS_ALL
    if many and max(map(len, ticks.texts)) <= _SHORT:
        yield from _thinned(ticks, places, theme)
    pitch = min((b - a for a, b in itertools.pairwise(places)), default=200.0)
    if pitch > theme.text:
        broken = tuple(
            text_metrics.wrapped(text, theme.text, pitch - theme.gap, most=_MOST_LINES) for text in ticks.texts
        )
        yield _level(ticks.at, broken, places, theme, "Category names run over several lines.")
        yield _turned(ticks, pitch, theme, _LEANING, deep)
        yield _turned(ticks, pitch, theme, _UPRIGHT, deep)
    if many:
        yield from _thinned(ticks, places, theme)
    yield _turned(ticks, pitch, theme, _UPRIGHT, deep)


def _level(
    at: tuple[float, ...], texts: tuple[str, ...], places: tuple[float, ...], theme: Theme, *repairs: str
) -> Labels:
    widths = [text_metrics.block_width(text, theme.text) for text in texts]
    rows = list(zip(places, widths, strict=True))
    fits = all(b - a >= (u + v) / 2 + theme.gap for (a, u), (b, v) in itertools.pairwise(rows))
    lines = max((text.count("\n") for text in texts), default=0) + 1
    depth = lines * theme.line
    return Labels(at=at, texts=texts, angle=0.0, depth=depth, fits=fits and lines <= _MOST_LINES, repairs=repairs)


def _turned(ticks: Ticks, pitch: float, theme: Theme, angle: float, deep: float) -> Labels:
    turn = math.radians(angle)
    texts = ticks.texts
    if max(text_metrics.block_width(text, theme.text) for text in texts) * math.sin(turn) > deep:
        texts = tuple(text_metrics.wrapped(text, theme.text, deep / math.sin(turn), most=2) for text in texts)
    lines = max(text.count("\n") for text in texts) + 1
    widest = max(text_metrics.block_width(text, theme.text) for text in texts)
    depth = widest * math.sin(turn) + lines * theme.text * 0.6 * math.cos(turn)
    fits = pitch >= lines * theme.text * 1.12 / math.sin(turn) and depth <= deep * 1.2
    repair = f"Category names are turned by {angle:.0f} degrees."
    return Labels(at=ticks.at, texts=texts, angle=angle, depth=depth, fits=fits, repairs=(repair,))


def _thinned(ticks: Ticks, places: tuple[float, ...], theme: Theme) -> Iterator[Labels]:
    narrowest = min(text_metrics.block_width(text, theme.text) for text in ticks.texts)
    pitch = (places[-1] - places[0]) / (len(places) - 1)
    first = max(int((narrowest + theme.gap) / pitch), 2)
    for step in range(first, max(len(ticks.at) // 2, first + 1)):
        repair = f"Every {_ordinal(step)} category is labelled."
        yield _level(ticks.at[::step], ticks.texts[::step], places[::step], theme, repair)


def _ordinal(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")


def _with_overhang(labels: Labels, places: tuple[float, ...], length: float, theme: Theme) -> Labels:
    kept = places[:: max(len(places) // max(len(labels.at), 1), 1)][: len(labels.at)]
    before, after = 0.0, 0.0
    for place, text in zip(kept, labels.texts, strict=True):
        wide = text_metrics.block_width(text, theme.text)
        left, right = (wide / 2, wide / 2) if not labels.angle else _reach(wide, labels.angle, theme)
        before, after = max(before, left - place), max(after, place + right - length)
    return structs.replace(labels, before=before, after=after)


def _reach(wide: float, angle: float, theme: Theme) -> tuple[float, float]:
    turn = math.radians(angle)
    return wide * math.cos(turn) + theme.text * 0.5, theme.text * 0.6


def along_y(ticks: Ticks, places: tuple[float, ...], theme: Theme, *, discrete: bool, wide: float) -> Labels:
    """Labels beside a vertical axis; ``places`` are distances along it, ``wide`` the room they may take sideways."""
    pitch = min((abs(b - a) for a, b in itertools.pairwise(places)), default=200.0)
    texts = ticks.texts
    repairs: tuple[str, ...] = ()
    if discrete and max((text_metrics.block_width(text, theme.text) for text in texts), default=0.0) > wide:
        most = max(int(pitch / theme.line), 1)
        texts = tuple(text_metrics.wrapped(text, theme.text, wide, most=most) for text in texts)
        repairs = ("Category names run over several lines.",) if texts != ticks.texts else ()
    lines = max((text.count("\n") for text in texts), default=0) + 1
    fits = pitch >= lines * theme.text * 1.1
    step = 1
    if not fits and (len(texts) > ALWAYS_ALL or not discrete):
        step = math.ceil(lines * theme.text * 1.15 / pitch)
        fits, repairs = True, (*repairs, f"Every {_ordinal(step)} category is labelled.") if discrete else repairs
    depth = max((text_metrics.block_width(text, theme.text) for text in texts[::step]), default=0.0)
    return Labels(at=ticks.at[::step], texts=texts[::step], angle=0.0, depth=depth, fits=fits, repairs=repairs)
