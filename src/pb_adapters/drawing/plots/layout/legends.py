"""The legend: which entries it has, how they are arranged, and drawing it where there is room."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from msgspec import Struct

from pb_adapters.drawing.plots.frames.model import Frame, FrameLayer
from pb_adapters.drawing.plots.layout.ticks import linear
from pb_adapters.drawing.plots.page import Theme, points, words
from pb_adapters.drawing.plots.style import Key, PlotStyle
from pb_adapters.drawing.shared import text_metrics
from pb_adapters.drawing.shared.palettes import INK, NEUTRAL, PAPER
from pb_core.domain.plots.label_text import number_text
from pb_core.domain.plots.marks import LegendKey
from pb_core.domain.plots.spec import Format

_BUBBLES = 3


class Entry(Struct, frozen=True, kw_only=True):
    """One line of the legend: its text and how its sample looks; ``area`` is that of a bubble without a series."""

    text: str
    key: Key | None = None
    patch: bool = False
    line: bool = False
    dot: bool = False
    area: float = 0.0


class Block(Struct, frozen=True, kw_only=True):
    """A titled group of entries."""

    title: str
    entries: tuple[Entry, ...]


class Placed(Struct, frozen=True, kw_only=True):
    """A line of the legend at its place: left end and baseline, from the legend's top left corner."""

    text: str
    x: float
    y: float
    entry: Entry | None = None


class LegendPlan(Struct, frozen=True, kw_only=True):
    """An arranged legend: its size in points and its lines; a line without an entry is a title."""

    width: float
    height: float
    lines: tuple[Placed, ...]
    sample: float


def blocks(frame: Frame, style: PlotStyle, form: Format, order: tuple[str, ...] = ()) -> tuple[Block, ...]:
    """What the legend must say: the series, in this ``order`` or their own, and what sizes mean."""
    found = []
    if frame.legend:
        found.append(Block(title=frame.legend_title, entries=_entries(frame, style, order or frame.series)))
    if frame.sizes is not None and style.sizes is not None:
        at = [value for value in linear(0.0, frame.sizes.high or 1.0, 3) if value > 0][-_BUBBLES:]
        areas = style.sizes.areas
        sizes = areas(np.array(at))
        entries = tuple(
            Entry(text=number_text(value, form), area=float(area)) for value, area in zip(at, sizes, strict=True)
        )
        found.append(Block(title=frame.sizes.title, entries=entries))
    return tuple(found)


def _entries(frame: Frame, style: PlotStyle, order: tuple[str, ...]) -> tuple[Entry, ...]:
    layers = [layer for panel in frame.panels for layer in panel.layers if any(layer.series) and not layer.mark.fit]
    return tuple(_entry(style.key(series), layers) for series in order)


def _entry(key: Key, layers: list[FrameLayer]) -> Entry:
    own = [layer for layer in layers if key.series in layer.series] or layers
    samples = {layer.mark.type.traits.key for layer in own}
    dot = LegendKey.DOT in samples or any(layer.mark.point for layer in own)
    return Entry(text=key.series, key=key, patch=LegendKey.PATCH in samples, line=LegendKey.LINE in samples, dot=dot)


def arranged(of: tuple[Block, ...], theme: Theme, room: float, *, rows: bool) -> LegendPlan:
    """The legend within ``room`` points of width: in rows (above or below the plot), else as a column."""
    sample = 16.0 * theme.scale if any(e.line for b in of for e in b.entries) else 8.0 * theme.scale
    largest = max((e.area for b in of for e in b.entries), default=0.0) ** 0.5
    sample = max(sample, largest)
    return _rows(of, theme, room, sample) if rows else _column(of, theme, room, sample)


def _column(of: tuple[Block, ...], theme: Theme, room: float, sample: float) -> LegendPlan:
    lines: list[Placed] = []
    y, wide, indent = 0.0, 0.0, sample + theme.gap * 1.2
    for block in of:
        y += theme.gap if lines else 0.0
        if block.title:
            title = text_metrics.wrapped(block.title, theme.text, room, bold=True)
            lines.append(Placed(text=title, x=0.0, y=y + theme.text * 0.85))
            y += text_metrics.block_height(title, theme.text) + theme.gap * 0.4
            wide = max(wide, text_metrics.block_width(title, theme.text, bold=True))
        for entry in block.entries:
            text = text_metrics.wrapped(entry.text, theme.text, room - indent)
            pitch = max(text_metrics.block_height(text, theme.text) * 1.06, entry.area**0.5 + 1.0)
            lines.append(
                Placed(
                    text=text,
                    x=indent,
                    y=y + (pitch - text_metrics.block_height(text, theme.text)) / 2 + theme.text * 0.88,
                    entry=entry,
                )
            )
            wide = max(wide, indent + text_metrics.block_width(text, theme.text))
            y += pitch
    return LegendPlan(width=wide, height=y, lines=tuple(lines), sample=sample)


def _rows(of: tuple[Block, ...], theme: Theme, room: float, sample: float) -> LegendPlan:
    lines: list[Placed] = []
    y, wide = 0.0, 0.0
    for block in of:
        title = text_metrics.block_width(block.title, theme.text, bold=True) + theme.gap * 2.5 if block.title else 0.0
        above = title > room * 0.4
        if block.title:
            lines.append(
                Placed(
                    text=text_metrics.wrapped(block.title, theme.text, room, bold=True), x=0.0, y=y + theme.text * 0.95
                )
            )
        y += theme.line if above else 0.0
        wide = max(wide, title)
        left = 0.0 if above else title
        rows, cell_widths, pitch = _grid(block, theme, room - left, sample)
        for row in range(rows):
            x = left
            for column, cell in enumerate(cell_widths):
                index = row * len(cell_widths) + column
                if index < len(block.entries):
                    entry = block.entries[index]
                    text = text_metrics.wrapped(entry.text, theme.text, room - left - sample - theme.gap * 1.2)
                    lines.append(
                        Placed(
                            text=text,
                            x=x + sample + theme.gap * 1.2,
                            y=y + row * pitch + (pitch - theme.line) / 2 + theme.text * 0.95,
                            entry=entry,
                        )
                    )
                    wide = max(wide, x + cell - theme.gap * 2.5)
                x += cell
        y += rows * pitch
    return LegendPlan(width=wide, height=y, lines=tuple(lines), sample=sample)


def _grid(block: Block, theme: Theme, room: float, sample: float) -> tuple[int, list[float], float]:
    """As many columns as fit, entries row by row."""
    fixed = sample + theme.gap * 3.7
    texts = [text_metrics.wrapped(entry.text, theme.text, room - fixed) for entry in block.entries]
    widths = [fixed + text_metrics.block_width(text, theme.text) for text in texts]
    highest = max(text_metrics.block_height(text, theme.text) for text in texts)
    pitch = max(highest, max(entry.area for entry in block.entries) ** 0.5 + 1.0)
    for columns in range(len(widths), 0, -1):
        rows = -(-len(widths) // columns)
        columns_used = -(-len(widths) // rows)
        cells = [max(widths[column::columns_used]) for column in range(columns_used)]
        if sum(cells) - theme.gap * 2.5 <= room or columns == 1:
            return rows, cells, pitch
    raise AssertionError  # the loop ends with one column


class DrawnEntry(Struct, frozen=True):
    """A legend line's artists: its text and the sample beside it (``None`` for titles).

    ``line_text`` is what the text said when it was drawn, with its line breaks.
    """

    text: Text
    sample: Artist | None
    entry: Entry | None
    line_text: str


def draw_legend(figure: Figure, plan: LegendPlan, left: float, top: float, theme: Theme) -> list[DrawnEntry]:
    """Draw the legend with its top left corner there, in points from the figure's top left."""
    drawn = []
    for line in plan.lines:
        bold = line.entry is None
        last = top + line.y + line.text.count("\n") * theme.line  # texts hang from the baseline of their last line
        text = words(figure, (left + line.x, last), line.text, theme, bold=bold)
        middle = top + line.y - theme.text * 0.33
        sample = (
            None
            if line.entry is None
            else _sample(figure, line.entry, left + line.x - theme.gap * 1.2 - plan.sample, middle, plan.sample, theme)
        )
        drawn.append(DrawnEntry(text, sample, line.entry, line.text))
    return drawn


def _sample(figure: Figure, entry: Entry, left: float, middle: float, wide: float, theme: Theme) -> Artist:
    place = points(figure)
    key = entry.key
    y = figure.get_figheight() * 72 - middle
    if entry.patch and key is not None:
        high = 6.0 * theme.scale
        edge: dict[str, Any] = {"edgecolor": PAPER, "linewidth": 0.0, "hatch": key.hatch or None}
        box = Rectangle((left, y - high / 2), wide, high, facecolor=key.color, transform=place, **edge)
        return figure.add_artist(box)
    size = (entry.area or 16.0 * theme.scale**2) ** 0.5
    style: dict[str, Any] = {"linestyle": "none", "color": NEUTRAL if key is None else key.color}
    if entry.line and key is not None:
        style |= {"linestyle": key.linestyle, "linewidth": 1.4 * theme.scale}
    marked = entry.dot or key is None
    marker = "o" if key is None else key.marker
    xs = [left, left + wide / 2, left + wide] if entry.line else [left + wide / 2]
    line = Line2D(
        xs, [y] * len(xs), transform=place, marker=marker if marked else "", markersize=size, markevery=[len(xs) // 2],
        markeredgewidth=0.5, markeredgecolor=PAPER if key is not None else INK, alpha=None if key is not None else 0.6,
        **style,
    )  # fmt: skip
    return figure.add_artist(line)
