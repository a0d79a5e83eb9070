"""Parallel coordinates: an upright axis of its own for each category, with its ticks."""

from pb_adapters.plots import ruler
from pb_adapters.plots.canvas import words
from pb_adapters.plots.frames.model import Frame
from pb_adapters.plots.scene import ParallelAxis, Scene
from pb_adapters.plots.themes import Theme
from pb_adapters.plots.ticks import Ticks, linear, texts_of
from pb_core.plot.drawn import TextRole
from pb_core.plot.grammar import Format

_MOST = 3


def span_ticks(span: tuple[float, float], form: Format) -> Ticks:
    """The ticks of one axis, which runs from the smallest to the largest value of its category."""
    low, high = span
    at = linear(low, high, _MOST) if high > low else (low,)
    return Ticks(at=at, texts=texts_of(at, form))


def left_room(frame: Frame, theme: Theme) -> float:
    """The room that the first axis' labels need to its left."""
    texts = span_ticks(frame.spans[0], frame.y.format).texts if frame.spans else ()
    return max((ruler.width(text, theme.text) for text in texts), default=0.0) + theme.gap * 1.8


def draw_axes(scene: Scene) -> None:
    """Write the ticks of every axis to its left; figures are set on paper so that lines do not hide them."""
    theme, frame = scene.content.theme, scene.content.frame
    rect = scene.arts[0].place.rect
    step = rect.width / max(len(frame.spans) - 1, 1)
    for index, span in enumerate(frame.spans):
        ticks = span_ticks(span, frame.y.format)
        axis = ParallelAxis()
        for at, text in zip(ticks.at, ticks.texts, strict=True):
            share = (at - span[0]) / (span[1] - span[0]) if span[1] > span[0] else 0.0
            place = (rect.x + index * step - theme.gap * 0.7, rect.bottom - share * rect.height)
            paper = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.4}
            label = words(scene.figure, place, text, theme, ha="right", va="center", bbox=paper)
            axis.texts.append(label)
            scene.tell(TextRole.TICK_Y, label, 0)
        scene.parallel.append(axis)
