"""Every text and every mark of a finished figure: where it is, how large and how readable."""

from collections.abc import Iterator

from matplotlib import colors as mcolors
from matplotlib.axis import Axis as MplAxis
from matplotlib.text import Annotation, Text

from pb_adapters.plots.axes import labels_of
from pb_adapters.plots.canvas import rect_of, text_rect
from pb_adapters.plots.marks.painted import Painted
from pb_adapters.plots.occupancy import Grounds, rects
from pb_adapters.plots.palettes import PAPER
from pb_adapters.plots.panelart import PanelArt
from pb_adapters.plots.scene import Scene
from pb_core.plot.colours import contrast
from pb_core.plot.drawn import (
    DrawnPlotText,
    TextRole,
)
from pb_core.plot.grammar import MarkType
from pb_core.scene import Rect

_MOST_RECTS = 2_000


def read_texts(scene: Scene) -> list[DrawnPlotText]:
    """Every text that can be seen, with its place, size and contrast."""
    found = [_text(scene, told.text, told.role, told.panel) for told in scene.told]
    for index, art in enumerate(scene.arts):
        for axes in art.every:
            found.extend(_text(scene, label, TextRole.TICK_X, index) for label in _visible(axes.xaxis))
            found.extend(_text(scene, label, TextRole.TICK_Y, index) for label in _visible(axes.yaxis))
        for painted in (*(painted for _, painted in art.painted), *art.beyond):
            found.extend(_values(scene, painted, index))
    if scene.inset is not None:
        found.extend(_text(scene, label, TextRole.TICK_X, 0) for label in _visible(scene.inset.axes.xaxis))
        found.extend(_text(scene, label, TextRole.TICK_Y, 0) for label in _visible(scene.inset.axes.yaxis))
    if scene.bar is not None:
        found.extend(_text(scene, label, TextRole.LEGEND, None) for label in _visible(scene.bar.yaxis))
    return found


def _values(scene: Scene, painted: Painted, index: int) -> Iterator[DrawnPlotText]:
    grounds = Grounds(painted, scene.figure)
    written = painted.items if painted.mark.type is MarkType.TEXT else ()
    for text in (*painted.labels, *painted.names, *written):
        if isinstance(text, Text) and text.get_visible() and text.get_text() and _within(text):
            ground = grounds.under(text_rect(text, scene.figure))
            role = TextRole.DIRECT if any(text is name for name in painted.names) else TextRole.VALUE
            yield _text(scene, text, role, index, ground)


def _within(text: Text) -> bool:
    """Whether a label of a broken axis belongs to the stretch that it was painted on."""
    if not isinstance(text, Annotation) or not text.get_annotation_clip() or text.axes is None:
        return True
    return bool(text.axes.bbox.padded(1e-6).contains(*text.axes.transData.transform(text.xy)))


def _visible(axis: MplAxis) -> list[Text]:
    return [label for _, label in labels_of(axis)] if axis.get_visible() else []


def _text(scene: Scene, text: Text, role: TextRole, panel: int | None, ground: str = PAPER) -> DrawnPlotText:
    ink = mcolors.to_hex(text.get_color())
    return DrawnPlotText(
        role=role, text=text.get_text(), rect=text_rect(text, scene.figure), size=float(text.get_fontsize()),
        contrast=round(contrast(ink, ground), 2), panel=panel,
        angle=float(text.get_rotation()),
    )  # fmt: skip


def read_rects(scene: Scene, art: PanelArt) -> list[Rect]:
    """The places of a panel's marks, thinned where they are many."""
    found = [
        rect
        for axes, painted in art.painted
        for rect in rects(painted.items, scene.figure, rect_of(axes.bbox, scene.figure))
    ]
    return found[:: max(-(-len(found) // _MOST_RECTS), 1)]
