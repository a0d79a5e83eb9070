"""The scale of a radar: its numbers stand between those spokes where they are hidden least."""

import numpy as np
from matplotlib.projections.polar import PolarAxes

from pb_adapters.plots import ruler
from pb_adapters.plots.axes import labels_of
from pb_adapters.plots.canvas import points
from pb_adapters.plots.occupancy import Grid, take
from pb_adapters.plots.scene import Scene
from pb_core.scene import Rect


def turn_scale(scene: Scene) -> None:
    """Write the scale of a radar between those spokes where the fewest marks run."""
    for art in scene.arts:
        axes, count = art.axes, len(art.x.axis.categories)
        if not isinstance(axes, PolarAxes) or not count:
            continue
        grid = Grid(scene.content.sheet.width, scene.content.sheet.height)
        for _, painted in art.painted:
            take(grid, painted.items, scene.figure)
        middles = [(index + 0.5) * 360 / count for index in range(count)]
        best = min(middles, key=lambda angle: _taken_along(scene, axes, angle, grid))
        axes.set_rlabel_position(best)


def _taken_along(scene: Scene, axes: PolarAxes, angle: float, grid: Grid) -> int:
    to_points = axes.transData + points(scene.figure).inverted()
    size = scene.content.theme.text
    taken = 0
    for at, label in labels_of(axes.yaxis):
        x, up = to_points.transform((np.deg2rad(angle), at))
        wide = ruler.width(label.get_text(), size)
        y = scene.content.sheet.height - up
        taken += grid.taken(Rect(x - wide / 2, y - size / 2, wide, size))
    return taken
