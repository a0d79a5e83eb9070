"""Marks: the artists of each layer, and what these artists show when they are read back.

Each module paints one family of marks and reads it, so that the two stay each other's inverse; reading knows the
artists and what the drawn axes and legend say, and nothing of the numbers that were to be painted.
"""

from collections.abc import Callable

import msgspec
from matplotlib.axes import Axes

from pb_adapters.drawing.plots.frames.model import OUTLIERS, FrameLayer
from pb_adapters.drawing.plots.marks.arcs import paint_arcs, read_arcs
from pb_adapters.drawing.plots.marks.bars import paint_bars, read_bars
from pb_adapters.drawing.plots.marks.boxes import paint_boxes, paint_violins, read_boxes, read_violins
from pb_adapters.drawing.plots.marks.heatmap import paint_cells, read_cells
from pb_adapters.drawing.plots.marks.hexagons import paint_hexagons, read_hexagons
from pb_adapters.drawing.plots.marks.item_readback import AxesContext, Painted, shown
from pb_adapters.drawing.plots.marks.ridges import paint_ridges, read_ridges
from pb_adapters.drawing.plots.marks.runs import paint_areas, paint_lines, read_areas, read_lines
from pb_adapters.drawing.plots.marks.scatter import paint_points, paint_swarm, read_points, read_swarm
from pb_adapters.drawing.plots.marks.strokes import paint_rules, paint_ticks, read_rules, read_ticks
from pb_adapters.drawing.plots.marks.texts import paint_texts, read_texts
from pb_adapters.drawing.plots.style import Bands, PlotStyle
from pb_core.domain.plots.drawn import Items
from pb_core.domain.plots.marks import MarkType

_Paint = Callable[[Axes, FrameLayer, PlotStyle, Bands], Painted]
_Read = Callable[[Painted, AxesContext], Items]

_MARKS: dict[MarkType, tuple[_Paint, _Read]] = {
    MarkType.BAR: (paint_bars, read_bars),
    MarkType.LINE: (paint_lines, read_lines),
    MarkType.AREA: (paint_areas, read_areas),
    MarkType.ERRORBAND: (paint_areas, read_areas),
    MarkType.POINT: (paint_points, read_points),
    MarkType.RULE: (paint_rules, read_rules),
    MarkType.TICK: (paint_ticks, read_ticks),
    MarkType.RECT: (paint_cells, read_cells),
    MarkType.HEX: (paint_hexagons, read_hexagons),
    MarkType.ARC: (paint_arcs, read_arcs),
    MarkType.TEXT: (paint_texts, read_texts),
    MarkType.BOXPLOT: (paint_boxes, read_boxes),
    MarkType.VIOLIN: (paint_violins, read_violins),
    MarkType.RIDGE: (paint_ridges, read_ridges),
    MarkType.STRIP: (paint_swarm, read_swarm),
    MarkType.SWARM: (paint_swarm, read_swarm),
}


def paint_layer(axes: Axes, layer: FrameLayer, style: PlotStyle, bands: Bands) -> Painted:
    """Paint one layer on axes whose scales, limits and place on the figure are set.

    Artists of later layers stand above those of earlier ones of the same kind. Limits may be widened afterwards.
    """
    mark = MarkType.POINT if layer.part == OUTLIERS else layer.mark.type
    if not layer.series:
        layer = msgspec.structs.replace(layer, series=("",) * layer.count)
    return _MARKS[mark][0](axes, layer, style, bands)


def read_layer(painted: Painted, context: AxesContext) -> Items:
    """What the artists of a layer show, in data units, by what the axes and the legend say.

    An artist that was removed or cannot be seen shows nothing.
    """
    mark = MarkType.POINT if painted.part == OUTLIERS else painted.mark.type
    painted = msgspec.structs.replace(painted, items=tuple(filter(shown, painted.items)))
    return _MARKS[mark][1](painted, context)
