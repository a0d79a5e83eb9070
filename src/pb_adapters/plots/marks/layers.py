"""Which module paints and reads which mark."""

from collections.abc import Callable

import msgspec
from matplotlib.axes import Axes

from pb_adapters.plots.context import AxesContext
from pb_adapters.plots.frames.model import OUTLIERS, FrameLayer
from pb_adapters.plots.look import Bands, Look
from pb_adapters.plots.marks.arcs import paint_arcs, read_arcs
from pb_adapters.plots.marks.areas import paint_areas, read_areas
from pb_adapters.plots.marks.bars import paint_bars, read_bars
from pb_adapters.plots.marks.boxes import paint_boxes, read_boxes
from pb_adapters.plots.marks.grids import paint_cells, read_cells
from pb_adapters.plots.marks.lines import paint_lines, read_lines
from pb_adapters.plots.marks.painted import Painted
from pb_adapters.plots.marks.points import paint_points, read_points
from pb_adapters.plots.marks.reading import shown
from pb_adapters.plots.marks.rules import paint_rules, paint_ticks, read_rules, read_ticks
from pb_adapters.plots.marks.swarms import paint_swarm, read_swarm
from pb_adapters.plots.marks.texts import paint_texts, read_texts
from pb_adapters.plots.marks.violins import paint_violins, read_violins
from pb_core.plot.grammar import MarkType
from pb_core.plot.items import Items

_Paint = Callable[[Axes, FrameLayer, Look, Bands], Painted]
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
    MarkType.ARC: (paint_arcs, read_arcs),
    MarkType.TEXT: (paint_texts, read_texts),
    MarkType.BOXPLOT: (paint_boxes, read_boxes),
    MarkType.VIOLIN: (paint_violins, read_violins),
    MarkType.STRIP: (paint_swarm, read_swarm),
    MarkType.SWARM: (paint_swarm, read_swarm),
}


def paint_layer(axes: Axes, layer: FrameLayer, look: Look, bands: Bands) -> Painted:
    """Paint one layer on axes whose scales, limits and place on the figure are set.

    Artists of later layers stand above those of earlier ones of the same kind. Limits may be widened afterwards.
    """
    mark = MarkType.POINT if layer.part == OUTLIERS else layer.mark.type
    if not layer.series:
        layer = msgspec.structs.replace(layer, series=("",) * layer.count)
    return _MARKS[mark][0](axes, layer, look, bands)


def read_layer(painted: Painted, context: AxesContext) -> Items:
    """What the artists of a layer show, in data units, by what the axes and the legend say.

    An artist that was removed or cannot be seen shows nothing.
    """
    mark = MarkType.POINT if painted.part == OUTLIERS else painted.mark.type
    painted = msgspec.structs.replace(painted, items=tuple(filter(shown, painted.items)))
    return _MARKS[mark][1](painted, context)
