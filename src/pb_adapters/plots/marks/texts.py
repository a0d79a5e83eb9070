"""Text marks: words at positions, beside them where points may stand there, centred in the cells of a grid."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from pb_adapters.plots.context import AxesContext
from pb_adapters.plots.frames.model import FrameLayer
from pb_adapters.plots.look import Bands, Look
from pb_adapters.plots.marks.lettering import label
from pb_adapters.plots.marks.painted import Painted, painted
from pb_adapters.plots.marks.placing import projected
from pb_adapters.plots.marks.point_labels import label_points
from pb_adapters.plots.marks.reading import dash_of, items, located, series
from pb_adapters.plots.palettes import PAPER
from pb_core.plot.items import Items


def paint_texts(axes: Axes, layer: FrameLayer, look: Look, bands: Bands) -> Painted:
    """One text for each item, in ink, so that it reads; that of a series stands in a frame of the series' look."""
    xy = np.stack(projected(axes, layer, bands), axis=1)
    if bands.x and bands.y:
        texts = tuple(
            label(axes, look, text, (float(x), float(y)), align=("center", "center_baseline"))
            for text, (x, y) in zip(layer.text, xy, strict=True)
        )
    else:
        texts = label_points(axes, layer, look, xy, np.zeros(layer.count))
    for text, name in zip(texts, layer.series, strict=True):
        if look.told and name:
            key = look.key(name)
            text.set_bbox({"boxstyle": "round,pad=0.15", "fc": PAPER, "ec": key.color, "lw": 0.8, "ls": key.linestyle})
    return painted(layer, items=texts, radii=() if bands.x and bands.y else (0.0,) * len(texts))


def read_texts(painted: Painted, context: AxesContext) -> Items:
    """Position and words of every text."""
    texts = [text for text in painted.items if isinstance(text, Annotation)]
    xy = np.array([text.xy for text in texts], dtype=np.float64).reshape(-1, 2)
    x, y = located(texts[0], xy, context) if texts else ((), ())
    names = tuple(_series(context, text) for text in texts)
    return items(painted, x=x, y=y, series=names, text=tuple(text.get_text() for text in texts))


def _series(context: AxesContext, text: Annotation) -> str:
    frame = text.get_bbox_patch()
    return "" if frame is None else series(context, 1, frame.get_edgecolor(), dash=dash_of(frame))[0]
