"""Layout checks: can a drawn plot be read as it stands? Rules over its rectangles, sizes, colours and axes."""

import itertools
import math
from collections.abc import Callable, Iterable, Iterator

from pb_core.domain.findings import Check, Finding
from pb_core.domain.plane import Rect
from pb_core.domain.plots.colours import Vision, distance
from pb_core.domain.plots.drawn import DrawnAxis, DrawnKey, DrawnPanel, DrawnPlot, DrawnPlotText, TextRole
from pb_core.domain.plots.marks import Quantity
from pb_core.domain.plots.spec import Axis, Layer, PlotSpec, Projection, ScaleType, Side

MIN_TEXT_SIZE = 7.0
MIN_CONTRAST = 4.5
RATIO_TOLERANCE = 0.01
MIN_COLOUR_DISTANCE = 12.0  # CIELAB, for every kind of colour vision
MIN_LIGHTNESS_DISTANCE = 5.0
MIN_PANEL_SHARE = 0.15  # of the figure, for all panels together
MAX_SERIES = 12
MAX_CATEGORIES = 60
_SLACK = 0.75  # points; below what the eye sees in print
_TICKS = {TextRole.TICK_X, TextRole.TICK_Y}


def check_layout(drawn: DrawnPlot, spec: PlotSpec, aspect_ratio: str | None) -> tuple[Finding, ...]:
    """Every broken layout rule of a plot; an empty tuple means that all can be read.

    ``aspect_ratio`` is ``W:H``; ``auto`` and ``None`` ask for no particular one.
    """
    rules: tuple[Callable[[DrawnPlot], Iterator[Finding]], ...] = (
        _inside_canvas,
        _texts_apart,
        _legend_off_data,
        _values_near_panel,
        _legible,
        _series_distinct,
        _crowded,
        _roomy,
    )
    found = [finding for rule in rules for finding in rule(drawn)]
    found.extend(_baseline(drawn, spec))
    if spec.projection is Projection.CARTESIAN:  # else each position has a scale of its own
        found.extend(_visible(drawn))
    found.extend(_ratio(drawn, aspect_ratio))
    return tuple(dict.fromkeys(found))


def _finding(check: Check, subject: str, detail: str) -> Finding:
    return Finding(check=check, subject=subject, detail=detail)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 40 else f"{words[:39]}…"  # noqa: PLR2004 - enough to know it by


# --- texts --------------------------------------------------------------------------------------


def _inside_canvas(drawn: DrawnPlot) -> Iterator[Finding]:
    for text in drawn.texts:
        rect = text.rect
        if min(rect.x, rect.y, drawn.width - rect.right, drawn.height - rect.bottom) < -_SLACK:
            name = _short(text.text)
            yield _finding(Check.TEXT_CLIPPED, name, f"The text '{name}' is cut off at the edge of the figure.")


def _texts_apart(drawn: DrawnPlot) -> Iterator[Finding]:
    for a, b in _overlapping(drawn.texts):
        if a.role is b.role and a.role in _TICKS:
            yield _finding(Check.OVERLAP, _short(a.text), f"The tick labels {_pair(a, b)} overlap.")
        else:
            yield _finding(Check.TEXT_OVERLAP, _short(a.text), f"The texts {_pair(a, b)} overlap.")


def _pair(a: DrawnPlotText, b: DrawnPlotText) -> str:
    return f"'{_short(a.text)}' and '{_short(b.text)}'"


def _overlapping(texts: Iterable[DrawnPlotText]) -> Iterator[tuple[DrawnPlotText, DrawnPlotText]]:
    """Pairs of texts whose rectangles overlap, found by a sweep from left to right."""
    open_texts: list[DrawnPlotText] = []
    for text in sorted(texts, key=lambda text: text.rect.x):
        open_texts = [other for other in open_texts if other.rect.right > text.rect.x + _SLACK]
        yield from ((other, text) for other in open_texts if _overlap(other.rect, text.rect) and _touch(other, text))
        open_texts.append(text)


def _overlap(a: Rect, b: Rect) -> bool:
    across = min(a.right, b.right) - max(a.x, b.x)
    down = min(a.bottom, b.bottom) - max(a.y, b.y)
    return across > _SLACK and down > _leading(a, b)


def _touch(a: DrawnPlotText, b: DrawnPlotText) -> bool:
    """Whether two texts whose upright rectangles overlap do so themselves: leaning ones leave corners free."""
    if not (_leaning(a) or _leaning(b)):
        return True
    first, second = _outline(a), _outline(b)
    return not any(_apart(first, second, math.radians(turn)) for turn in {a.angle, a.angle + 90, b.angle, b.angle + 90})


def _leaning(text: DrawnPlotText) -> bool:
    return text.angle % 90 != 0


def _outline(text: DrawnPlotText) -> tuple[tuple[float, float], ...]:
    """The corners of the turned rectangle that the text fills, computed from the upright one around it."""
    rect, turn = text.rect, math.radians(text.angle)
    sine, cosine = abs(math.sin(turn)), abs(math.cos(turn))
    high = (text.text.count("\n") + 1) * text.size
    if not _leaning(text):
        return ((rect.x, rect.y), (rect.right, rect.y), (rect.x, rect.bottom), (rect.right, rect.bottom))
    wide = max((rect.width - high * sine) / cosine, 0.0)
    along = (math.cos(turn) * wide / 2, -math.sin(turn) * wide / 2)
    across = (math.sin(turn) * high / 2, math.cos(turn) * high / 2)
    x, y = rect.x + rect.width / 2, rect.y + rect.height / 2
    signs = ((1, 1), (1, -1), (-1, 1), (-1, -1))
    return tuple((x + s * along[0] + t * across[0], y + s * along[1] + t * across[1]) for s, t in signs)


def _apart(a: tuple[tuple[float, float], ...], b: tuple[tuple[float, float], ...], turn: float) -> bool:
    """Whether a line in this direction has one outline on each side."""
    direction = (math.cos(turn), -math.sin(turn))
    first, second = ([x * direction[0] + y * direction[1] for x, y in shape] for shape in (a, b))
    return max(first) < min(second) + _SLACK or max(second) < min(first) + _SLACK


def _leading(a: Rect, b: Rect) -> float:
    """Rectangles of text hold room above and below the letters, which may overlap unseen."""
    return _SLACK + 0.08 * min(a.height, b.height)


def _values_near_panel(drawn: DrawnPlot) -> Iterator[Finding]:
    for text in drawn.texts:
        if text.role is not TextRole.VALUE or text.panel is None or text.panel >= len(drawn.panels):
            continue
        panel = drawn.panels[text.panel].rect
        room = text.size * 0.75
        if (
            text.rect.x < panel.x - room
            or text.rect.right > panel.right + room
            or text.rect.y < panel.y - room
            or text.rect.bottom > panel.bottom + room
        ):
            name = _short(text.text)
            yield _finding(Check.TEXT_OUTSIDE, name, f"The value '{name}' stands outside its panel.")


def _legible(drawn: DrawnPlot) -> Iterator[Finding]:
    for text in drawn.texts:
        name = _short(text.text)
        if text.size < MIN_TEXT_SIZE - 1e-6:
            detail = f"The text '{name}' is set in {text.size:.1f} pt, below {MIN_TEXT_SIZE:g} pt."
            yield _finding(Check.TEXT_SIZE, name, detail)
        if text.contrast < MIN_CONTRAST:
            detail = f"The text '{name}' has a contrast of only {text.contrast:.1f} against its ground."
            yield _finding(Check.CONTRAST, name, detail)


# --- legend and series --------------------------------------------------------------------------


def _legend_off_data(drawn: DrawnPlot) -> Iterator[Finding]:
    if drawn.legend is None:
        return
    if any(_covers(drawn.legend, mark) for mark in drawn.marks):
        yield _finding(Check.LEGEND_ON_DATA, "legend", "The legend covers data.")


def _covers(a: Rect, b: Rect) -> bool:
    """Whether rectangles overlap; a mark without extent counts when it lies inside."""
    across = min(a.right, b.right) - max(a.x, b.x)
    down = min(a.bottom, b.bottom) - max(a.y, b.y)
    return across > min(_SLACK, b.width / 2) and down > min(_SLACK, b.height / 2)


def _series_distinct(drawn: DrawnPlot) -> Iterator[Finding]:
    for a, b in itertools.combinations(drawn.keys, 2):
        if (a.marker, a.dash, a.hatch) != (b.marker, b.dash, b.hatch):
            continue
        near = min(distance(a.color, b.color, vision) for vision in Vision if vision is not Vision.GREYSCALE)
        if near < MIN_COLOUR_DISTANCE or distance(a.color, b.color, Vision.GREYSCALE) < MIN_LIGHTNESS_DISTANCE:
            yield _finding(Check.INDISTINCT_SERIES, _short(a.series), _alike(a, b))


def _alike(a: DrawnKey, b: DrawnKey) -> str:
    return f"The series '{_short(a.series)}' and '{_short(b.series)}' look alike to some readers or in grey print."


def _crowded(drawn: DrawnPlot) -> Iterator[Finding]:
    if len(drawn.keys) > MAX_SERIES:
        detail = f"{len(drawn.keys)} series are more than a reader can tell apart."
        yield _finding(Check.CROWDED, "series", detail)
    for panel in drawn.panels:
        for name, axis in (("x", panel.x), ("y", panel.y)):
            count = round(axis.high - axis.low)
            if axis.discrete and count > MAX_CATEGORIES:
                yield _finding(Check.CROWDED, name, f"{count} categories on the {name} axis are more than can be read.")


def _roomy(drawn: DrawnPlot) -> Iterator[Finding]:
    """Panels have room beside the legend."""
    share = sum(panel.rect.width * panel.rect.height for panel in drawn.panels) / (drawn.width * drawn.height)
    if drawn.legend is not None and drawn.panels and share < MIN_PANEL_SHARE:
        detail = f"The legend leaves only {share * 100:.0f} % of the figure to the data."
        yield _finding(Check.CROWDED, "legend", detail)


def _visible(drawn: DrawnPlot) -> Iterator[Finding]:
    """Something lies between the ends of the axes."""
    for panel in drawn.panels:
        axes = ((panel.x, [shown.x for shown in panel.items]), (panel.y, [shown.y for shown in panel.items]))
        for name, (axis, columns) in zip("xy", axes, strict=True):
            numbers = [cell for cells in columns for cell in cells if isinstance(cell, int | float)]
            if panel.right is None and numbers and not axis.discrete and _misses(axis, numbers):
                yield _finding(Check.MISSING, name, f"Nothing lies within the range of the {name} axis.")


def _misses(axis: DrawnAxis, numbers: list[float]) -> bool:
    return max(numbers) < axis.low or min(numbers) > axis.high


# --- axes and shape -----------------------------------------------------------------------------


def _baseline(drawn: DrawnPlot, spec: PlotSpec) -> Iterator[Finding]:
    """Bars stand on zero, unless the intent states another end of the axis."""
    if spec.projection is not Projection.CARTESIAN:
        return
    for panel in drawn.panels:
        for layer in spec.layer:
            axis, stated = _value_axis(panel, layer, spec)
            if axis is None or axis.scale is not ScaleType.LINEAR or _stated(stated):
                continue
            lengths = layer.mark.type.traits.quantity is Quantity.LENGTH and _from_zero(layer)
            if lengths and not axis.low <= 0 <= axis.high:
                yield _finding(Check.BASELINE, axis.title or "value axis", "The bars do not start at zero.")


def _value_axis(panel: DrawnPanel, layer: Layer, spec: PlotSpec) -> tuple[DrawnAxis | None, Axis]:
    if _lying(panel, layer):
        return panel.x, spec.axes.x
    if layer.encoding.y2 is None and layer.encoding.y is None:
        return None, spec.axes.y
    return (panel.right, spec.axes.right) if layer.axis is Side.RIGHT else (panel.y, spec.axes.y)


def _lying(panel: DrawnPanel, layer: Layer) -> bool:
    """Whether bars grow along x: their base is discrete, binned or temporal, as ``pb_core.domain.plots.drawn`` says."""
    x, y, encoding = panel.x, panel.y, layer.encoding
    if x.discrete or y.discrete:
        return not x.discrete
    if (encoding.x2 is None) != (encoding.y2 is None):
        return encoding.x2 is None
    return y.temporal and not x.temporal


def _stated(axis: Axis) -> bool:
    return axis.scale.domain_min is not None or axis.scale.domain_max is not None


def _from_zero(layer: Layer) -> bool:
    return layer.encoding.y2 is None and layer.encoding.x2 is None


def _ratio(drawn: DrawnPlot, aspect_ratio: str | None) -> Iterator[Finding]:
    if aspect_ratio is None or aspect_ratio == "auto":
        return
    wide, _, high = aspect_ratio.partition(":")
    wanted, found = float(wide) / float(high), drawn.width / drawn.height
    if abs(found / wanted - 1) > RATIO_TOLERANCE:
        yield _finding(Check.RATIO, aspect_ratio, f"The figure is {found:.2f} wide for 1 high, not {wanted:.2f}.")
