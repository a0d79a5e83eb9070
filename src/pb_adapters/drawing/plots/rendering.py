"""From a plot request to its pictures and what they show, as one pure function."""

import warnings
from collections.abc import Iterator
from fractions import Fraction

import msgspec
import numpy as np
from matplotlib.text import Text

from pb_adapters.drawing.plots.figure_builder import compose
from pb_adapters.drawing.plots.frames import frame as frame_of
from pb_adapters.drawing.plots.frames.computed import computed
from pb_adapters.drawing.plots.frames.model import LARGEST, SMALLEST, Frame
from pb_adapters.drawing.plots.layout.axis_views import arrays_along
from pb_adapters.drawing.plots.layout.layout_plan import Choices
from pb_adapters.drawing.plots.layout.ticks import FIRST_TIME, LAST_TIME
from pb_adapters.drawing.plots.page import EXTREMES
from pb_adapters.drawing.plots.readback import read_scene
from pb_adapters.drawing.plots.scene import Scene
from pb_adapters.drawing.shared.encoding import encode, ratio_of
from pb_adapters.drawing.shared.installed_typefaces import cannot_be_set, refusal_of
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.drawing.shared.typefaces import SEMIBOLD, drawable, shapes_for
from pb_core.domain.findings import Check, Finding
from pb_core.domain.pictures import MEDIA_TYPES
from pb_core.domain.plots.drawn import DrawnPlot, TextRole
from pb_core.domain.plots.layout_checks import check_layout
from pb_core.domain.plots.spec import Inset, Medium, ScaleType, Side
from pb_core.domain.plots.validation import check_spec
from pb_core.errors import CannotDraw
from pb_core.ports.plots import PlotReply, PlotRequest

_WITHOUT_ZERO = frozenset({ScaleType.LOG, ScaleType.LOGIT})
_MISSING_GLYPH = r"(?s)Glyph .*missing from.*font"
_MENDED = {
    Check.OVERLAP, Check.TEXT_OVERLAP, Check.TEXT_OUTSIDE, Check.TEXT_CLIPPED,
    Check.LEGEND_ON_DATA, Check.OUTSIDE_CANVAS,
}  # fmt: skip


def draw(request: PlotRequest) -> PlotReply:
    """Draw every format asked for; the same request always gives the same bytes.

    Raises:
        InvalidSpec: the spec asks for what the table does not support.
        CannotDraw: the request asks for a size, format or range that cannot be drawn, or its texts do not fit.
    """
    ratio = ratio_of(request.aspect_ratio, EXTREMES) if request.frame is None else None
    request = msgspec.structs.replace(request, spec=request.styling.applied(request.spec))
    for kind in request.formats:
        if kind not in MEDIA_TYPES:
            raise CannotDraw(f"the plot engine does not write '{kind}'")
    check_spec(request.spec, request.table)
    frame = frame_of(request.spec, request.table)
    _require_drawable(frame, request.spec.inset)
    with shapes_for(_texts(request)), settings(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=_MISSING_GLYPH)  # such a character is said in a repair
        scene, drawn = _fitted(request, frame, ratio)
        _require_glyphs(drawn)
        words = list(_words(scene))
        pictures = tuple(encode(scene.figure, scene.content.page, kind, words) for kind in request.formats)
    drawn = msgspec.structs.replace(drawn, repairs=(*drawn.repairs, *_undrawable(drawn)))
    return PlotReply(pictures=pictures, drawn=drawn, computed=computed(frame))


def _require_drawable(frame: Frame, inset: Inset | None) -> None:
    """Refuse numbers that positions, colours and areas cannot be computed from in double precision."""
    axes = [axis for axis in (frame.x, frame.y, frame.right, *(panel.y for panel in frame.panels)) if axis is not None]
    sizes = [max(abs(axis.low), abs(axis.high)) for axis in axes if not axis.discrete]
    sizes += [axis.low for axis in axes if axis.scale.type in _WITHOUT_ZERO]
    sizes += [max(abs(ramp.low), abs(ramp.high)) for ramp in (frame.ramp, frame.sizes) if ramp is not None]
    sizes += _data_sizes(frame)
    sizes += _inset_sizes(frame, inset) if inset is not None else []
    _require_times(frame, inset)
    if wrong := [size for size in sizes if size > LARGEST or 0 < size < SMALLEST]:
        raise CannotDraw(f"numbers of the size {wrong[0]:.0e} cannot be drawn: choose another unit")


def _require_times(frame: Frame, inset: Inset | None) -> None:
    """Refuse times that no calendar has, which stated ends and annotations may be."""
    ends = [end for axis in (frame.x, frame.y) if axis.temporal for end in (axis.low, axis.high)]
    ends += [inset.x_min, inset.x_max] if inset is not None and frame.x.temporal else []
    if any(not FIRST_TIME <= end <= LAST_TIME for end in ends):
        raise CannotDraw("times before the year 1 or after 9999 cannot be drawn: state others")


def _data_sizes(frame: Frame) -> Iterator[float]:
    """The largest number along each axis, also where a stated end of the axis leaves it out."""
    layers = [layer for panel in frame.panels for layer in panel.layers]
    for name, sides in (("x", set(Side)), ("y", {Side.LEFT}), ("y", {Side.RIGHT})):
        arrays = [array for layer in layers if layer.side in sides for array in arrays_along(layer, name)]
        numbers = np.abs(np.concatenate([np.zeros(1), *arrays]))
        yield float(numbers[np.isfinite(numbers)].max())


def _inset_sizes(frame: Frame, inset: Inset) -> Iterator[float]:
    """The size of the stretch that an inset magnifies, along each axis; of both ends where a scale has no zero."""
    for axis, ends in ((frame.x, (inset.x_min, inset.x_max)), (frame.y, (inset.y_min, inset.y_max))):
        sizes = [abs(end) for end in ends if end is not None]
        yield from sizes if axis.scale.type in _WITHOUT_ZERO else [max(sizes, default=0.0)]


def _texts(request: PlotRequest) -> str:
    """Every text that the figure may show."""
    values = (value for column in request.table.columns for value in (column.name, *column.values))
    texts = (value for value in values if isinstance(value, str))
    return " ".join((msgspec.json.encode(request.spec).decode(), *texts))


def _require_glyphs(drawn: DrawnPlot) -> None:
    """Refuse a figure in which a letter would be an empty box."""
    missing = next((char for text in drawn.texts for char in text.text if cannot_be_set(char)), None)
    if missing:
        raise CannotDraw(refusal_of(missing))


def _require_whole(findings: list[Finding], drawn: DrawnPlot) -> None:
    """Refuse a figure that shows less than it says: a text that does not fit is no text."""
    cut = [finding for finding in findings if finding.check in {Check.TEXT_CLIPPED, Check.OUTSIDE_CANVAS}]
    if cut:
        shorter = "write its numbers in another unit or format" if _is_number(cut[0], drawn) else "shorten names"
        raise CannotDraw(
            f"not everything fits into the figure ({cut[0].subject[:80]}): {shorter} or take another ratio"
        )


def _is_number(cut: Finding, drawn: DrawnPlot) -> bool:
    """Whether what is cut off is the label of an item or of a tick that is no category."""
    names = {TextRole.TICK_X: drawn.panels[0].x.discrete, TextRole.TICK_Y: drawn.panels[0].y.discrete}
    roles = {text.role for text in drawn.texts if text.text == cut.subject}
    return any(role is TextRole.VALUE or not names.get(role, True) for role in roles)


def _fitted(request: PlotRequest, frame: Frame, ratio: Fraction | None) -> tuple[Scene, DrawnPlot]:
    """The first way to draw it without findings and with all values upright, else the one with the fewest of both."""
    best: tuple[list[Finding], Scene, DrawnPlot] | None = None
    asked = request.aspect_ratio if request.frame is None else None
    least = 0
    for choices in _ways(request, frame, ratio):
        scene = compose(request.spec, frame, ratio, choices)
        drawn = read_scene(scene)
        findings = [f for f in check_layout(drawn, request.spec, asked) if f.check in _MENDED]
        faults = len(findings) + any(text.role is TextRole.VALUE and text.angle % 180 for text in drawn.texts)
        if best is None or faults < least:
            best, least = (findings, scene, drawn), faults
        if not faults:
            break
    assert best is not None  # noqa: S101 - there is always a first way
    _require_whole(best[0], best[2])
    return best[1], best[2]


def _ways(request: PlotRequest, frame: Frame, ratio: Fraction | None) -> Iterator[Choices]:
    """As asked for, then with more room: the legend elsewhere, a taller figure, a wider one."""
    first = Choices(medium=request.spec.config.medium, styling=request.styling, within=request.frame)
    yield first
    if frame.legend and not (request.frame and request.frame.legend):
        repair = "The legend was moved to the right of the plot."
        yield msgspec.structs.replace(first, legend="right", repairs=(repair,))
        yield msgspec.structs.replace(first, legend="bottom", repairs=("The legend was moved below the plot.",))
    if first.height(ratio) is None:
        repair = "The figure is taller than usual so that its texts do not overlap."
        yield msgspec.structs.replace(first, stretch=1.35, repairs=(repair,))
    if first.within is None and first.medium is Medium.SINGLE and first.styling.width is None:
        repair = "The figure is set for two columns, since one leaves too little room."
        yield msgspec.structs.replace(first, medium=Medium.DOUBLE, repairs=(repair,))


def _words(scene: Scene) -> Iterator[tuple[str, bool]]:
    """Every line of text in the figure and whether it is bold."""
    for text in scene.figure.findobj(Text):
        if isinstance(text, Text) and text.get_text() and text.get_visible():  # type: ignore[redundant-expr]  # findobj says Artist
            bold = text.get_fontfamily()[0] == SEMIBOLD
            yield from ((line, bold) for line in text.get_text().split("\n"))


def _undrawable(drawn: DrawnPlot) -> tuple[str, ...]:
    """A sentence about characters that no typeface of ours has a glyph for."""
    chars = {char for text in drawn.texts for char in text.text if not char.isspace() and not drawable(char)}
    return (f"No typeface here has a glyph for {', '.join(sorted(chars))}.",) if chars else ()
