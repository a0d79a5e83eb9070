"""Building a figure: from a frame and choices to a finished scene."""

from fractions import Fraction

import msgspec
import numpy as np

from pb_adapters.drawing.plots.annotations import draw_references
from pb_adapters.drawing.plots.frames.model import OUTLIERS, Frame, FrameLayer
from pb_adapters.drawing.plots.insets import draw_inset
from pb_adapters.drawing.plots.layout.arrangement import arrange, trimmed
from pb_adapters.drawing.plots.layout.layout_plan import Choices, content_of, with_legend
from pb_adapters.drawing.plots.layout.legends import draw_legend
from pb_adapters.drawing.plots.layout.proportions import proportioned
from pb_adapters.drawing.plots.marks import paint_layer
from pb_adapters.drawing.plots.marks.texts import settle_texts
from pb_adapters.drawing.plots.occupancy import Grid, take
from pb_adapters.drawing.plots.page import text_rect
from pb_adapters.drawing.plots.panel_axes import draw_axes, turn_scale
from pb_adapters.drawing.plots.panel_builder import build_panels, place_panels
from pb_adapters.drawing.plots.risk_table import draw_risk_table
from pb_adapters.drawing.plots.scene import PanelArtists, Scene, write_names, write_titles
from pb_adapters.drawing.plots.style import RIGHT_COLOR, Bands, Key, PlotStyle, scaled, style_of
from pb_adapters.drawing.shared.palettes import PAPER
from pb_core.domain.plane import Rect
from pb_core.domain.plots.drawn import TextRole
from pb_core.domain.plots.marks import Quantity
from pb_core.domain.plots.spec import PlotSpec, Side
from pb_core.errors import CannotDraw
from pb_core.ports.plots import PlotFrame

_GROUP_WIDTH = 52.0  # points: bars of a category get no wider, however few categories there are
_MOST_WHOLE = 5_000  # points; among more of them a cut one does not matter
_CLEARANCE = 3.0


def compose(spec: PlotSpec, frame: Frame, ratio: Fraction | None, choices: Choices) -> Scene:
    """Build, place, paint and label a figure; what was done to make it fit stands in ``repairs``."""
    theme = msgspec.structs.replace(choices.theme, mathematics=spec.mathematics)
    within = choices.within
    style = scaled(style_of(spec, frame, within.series if within else ()), theme)
    content = content_of(spec, frame, style, theme, ratio, choices)
    style = msgspec.structs.replace(style, named_beside=content.side == "beside")
    if choices.height(ratio) is None:
        content = trimmed(proportioned(content, choices.stretch))
    figure = content.page.new_figure(PAPER)
    layout = arrange(content)
    panels = build_panels(figure, content, layout)
    scene = Scene(
        figure=figure,
        content=content,
        layout=layout,
        style=style,
        panels=panels,
        repairs=list(choices.repairs),
        legend_format=spec.legend.format,
        shared_keys=_shared_keys(frame, within),
    )
    _paint(scene)
    if content.shape == "round":
        turn_scale(scene)
    grid = Grid(content.page.width, content.page.height)
    if content.legend is not None and content.side == "inside":
        _settle_inside(scene, grid)
    elif spec.inset is not None or any(panel.frame.references for panel in panels):
        _take_marks(scene, grid)
    _finish(scene, spec, grid)
    return scene


def _shared_keys(frame: Frame, within: PlotFrame | None) -> tuple[Key, ...] | None:
    """The keys of the sheet's legend for the plot's series in order; ``None`` if the plot has a legend of its own.

    Raises:
        CannotDraw: the legend leaves one out.
    """
    if within is None or not within.legend or not frame.legend:
        return None
    known = {key.series: key for key in within.legend}
    missing = next((name for name in frame.series if name not in known), None)
    if missing is not None:
        raise CannotDraw(f"the legend of the sheet does not name {missing[:40]!r}")
    keys = (known[name] for name in frame.series)
    return tuple(Key(series=k.series, color=k.color, marker=k.marker, dash=k.dash, hatch=k.hatch) for k in keys)


def _finish(scene: Scene, spec: PlotSpec, grid: Grid) -> None:
    write_titles(scene)
    content, layout = scene.content, scene.layout
    if content.legend is not None and layout.legend is not None:
        _legend(scene, layout.legend, grid)
    if content.direct:
        write_names(scene)
    if content.shape == "parallel":
        draw_axes(scene)
    if spec.inset is not None and content.shape == "plane":
        draw_inset(scene, spec.inset, grid)
    draw_references(scene, grid)
    draw_risk_table(scene)
    scene.repairs.extend(layout.repairs)
    if any(view.cut for view in (content.x, *content.ys)):
        scene.repairs.append("The value axis does not start at zero, as marked on it.")
    if any(view.needless_break for view in (content.x, *content.ys)):
        scene.repairs.append("An axis is not broken, since the break would leave out too little of it.")


def _paint(scene: Scene) -> None:
    for panel in scene.panels:
        bands = _bands(scene, panel)
        for layer in panel.frame.layers:
            axes = panel.twin if layer.side is Side.RIGHT and panel.twin is not None else panel.axes
            style = _right_style(scene.style) if axes is panel.twin else scene.style
            panel.painted.append((axes, paint_layer(axes, layer, style, bands)))
            if panel.over is None and _all_visible(panel, layer):
                for artist in panel.painted[-1][1].items:
                    artist.set_clip_on(False)  # so that points on the edge are whole
            if panel.over is not None and axes is panel.axes:
                panel.beyond.append(paint_layer(panel.over, layer, scene.style, bands))
                for label in (*panel.painted[-1][1].labels, *panel.beyond[-1].labels):
                    label.set(annotation_clip=True)  # each is shown by the stretch that its item ends in
        settle_texts([painted for _, painted in panel.painted], scene.style)
        settle_texts(panel.beyond, scene.style)


def _all_visible(panel: PanelArtists, layer: FrameLayer) -> bool:
    """Whether points or lines lie within the ends of both axes, though their strokes may reach beyond."""
    view = panel.right if layer.side is Side.RIGHT and panel.right is not None else panel.y
    traits = layer.mark.type.traits
    if not (traits.line or traits.markers or layer.mark.orient is not None) or layer.count > _MOST_WHOLE:
        return False
    pairs = ((panel.x, layer.x), (view, layer.y), (panel.x if layer.horizontal else view, layer.low),
             (panel.x if layer.horizontal else view, layer.high))  # fmt: skip
    known = ((side, at[np.isfinite(at)]) for side, at in pairs if at is not None)
    return all(not len(at) or (side.low <= at.min() and at.max() <= side.high) for side, at in known)


def _right_style(style: PlotStyle) -> PlotStyle:
    """Where no legend tells series apart, what stands on the right axis has the second colour."""
    if style.in_legend:
        return style
    keys = tuple(msgspec.structs.replace(key, color=RIGHT_COLOR) for key in style.keys)
    return msgspec.structs.replace(style, keys=keys)


def _bands(scene: Scene, panel: PanelArtists) -> Bands:
    frame = scene.content.frame
    x, y = (
        len(frame.x.categories) if frame.x.discrete else 0,
        len(panel.y.axis.categories) if panel.y.axis.discrete else 0,
    )
    rect = panel.place.rect
    band = rect.height / y if y and not x else rect.width / x if x else rect.width
    width = min(0.74, _GROUP_WIDTH * scene.content.theme.scale * _crowd(panel) / band) if band > 0 else 0.74
    slim = any(layer.mark.type.traits.summary and layer.mark.type.traits.share for layer in panel.frame.layers)
    pale = any(layer.mark.type.traits.markers and layer.part != OUTLIERS for layer in panel.frame.layers)
    pale &= not any(map(_spans, panel.frame.layers))
    return Bands(width=width, x=x, y=y, slim=slim, pale=pale, spans=frame.spans)


def _spans(layer: FrameLayer) -> bool:
    """Whether bars run between two ends, so that points stand for something else than a value of theirs."""
    start = layer.x2 if layer.horizontal else layer.y2
    lengths = layer.mark.type.traits.quantity is Quantity.LENGTH and layer.mark.type.traits.baseline
    return lengths and start is not None and bool(np.any(np.nan_to_num(start)))


def _crowd(panel: PanelArtists) -> float:
    """Groups of bars may be wider than single ones."""
    most = max((layer.offset_count for layer in panel.frame.layers), default=1)
    return 1.0 + 0.5 * (most - 1)


def _settle_inside(scene: Scene, grid: Grid) -> None:
    """Put the legend where no mark is; where that is nowhere, above the plot or to its right."""
    content = scene.content
    _take_marks(scene, grid)
    plan, rect, clear = content.legend, scene.panels[0].place.rect, _CLEARANCE * content.theme.scale
    assert plan is not None  # noqa: S101 - the caller asks first
    area = Rect(rect.x + clear, rect.y, rect.width - clear, rect.height - clear)
    spot = grid.free_spot(area, plan.width + 2 * clear, plan.height + 2 * clear)
    if spot is not None:
        scene.layout = msgspec.structs.replace(scene.layout, legend=(spot[0] + clear, spot[1] + clear))
        return
    scene.content = with_legend(content, content.blocks, "top", fixed=True)
    scene.layout = arrange(scene.content)
    scene.repairs.append("The legend stands outside the axes, since no room is free of data.")
    place_panels(scene.figure, scene.content, scene.layout, scene.panels)
    grid.clear()
    _take_marks(scene, grid)


def _take_marks(scene: Scene, grid: Grid) -> None:
    for panel in scene.panels:
        for _, painted in panel.painted:
            take(grid, (artist for artist in painted.artists if artist.get_visible()), scene.figure)


def _legend(scene: Scene, corner: tuple[float, float], grid: Grid) -> None:
    plan, theme = scene.content.legend, scene.content.theme
    assert plan is not None  # noqa: S101 - the caller asks first
    scene.legend = draw_legend(scene.figure, plan, corner[0], corner[1], theme)
    for drawn in scene.legend:
        title = drawn.entry is None and drawn.line_text == plan.lines[0].text and scene.content.frame.legend
        scene.add_text(TextRole.LEGEND_TITLE if title else TextRole.LEGEND, drawn.text)
        grid.add_rect(text_rect(drawn.text, scene.figure))
    scene.legend_rect = Rect(corner[0], corner[1], plan.width, plan.height)


__all__ = ["Choices", "compose"]
