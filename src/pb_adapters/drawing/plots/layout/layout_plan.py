"""Deciding what has to find room: views of the axes, the legend and where it stands, the size of the page."""

from fractions import Fraction

import msgspec
import numpy as np
from msgspec import Struct

from pb_adapters.drawing.plots.frames.model import Frame, FrameAxis
from pb_adapters.drawing.plots.layout.axis_views import View, x_view, y_view
from pb_adapters.drawing.plots.layout.legends import Block, arranged, blocks
from pb_adapters.drawing.plots.layout.line_ends import apart, fits_beside, in_order, line_ends, mean_heights
from pb_adapters.drawing.plots.layout.margins import Content, direct_room, left_room, note_room
from pb_adapters.drawing.plots.layout.risk_room import risk_height
from pb_adapters.drawing.plots.page import Theme, natural_height, page_of, sized_page, theme_in, theme_of
from pb_adapters.drawing.plots.style import PlotStyle
from pb_adapters.drawing.shared import text_metrics
from pb_adapters.drawing.shared.encoding import Page
from pb_core.domain.plane import Margins
from pb_core.domain.plots.footnotes import footnote
from pb_core.domain.plots.spec import FieldType, Medium, Orient, PlotSpec, Projection, Scale, Side
from pb_core.domain.plots.styling import PlotStyling
from pb_core.ports.plots import PlotFrame

_MOST_ROWS = 3  # of a legend above the plot
_PARTS = 6  # of a pie, that are named beside it
_FLATTEST = 0.55  # height over width of a page of lines whose height is free, at the least
_PANEL = 0.78  # of the page's height: about what the panel has of it


class Choices(Struct, frozen=True, kw_only=True):
    """What may be decided differently when a drawing does not fit.

    ``legend`` is where the legend goes, ``""`` by free room; ``stretch`` multiplies the height by content.
    ``styling`` is what the caller fixes, ``within`` the place in a sheet, which replaces it and the medium.
    """

    medium: Medium
    legend: str = ""
    stretch: float = 1.0
    repairs: tuple[str, ...] = ()
    styling: PlotStyling = PlotStyling()
    within: PlotFrame | None = None

    @property
    def theme(self) -> Theme:
        """The sizes of everything."""
        return theme_of(self.medium, self.styling) if self.within is None else theme_in(self.within)

    def page(self, ratio: Fraction | None, natural: float) -> Page:
        """The page of this ratio, or of about the natural height in points where that is free."""
        return page_of(self.theme, ratio, natural) if self.within is None else sized_page(self.within.size, natural)

    def height(self, ratio: Fraction | None) -> float | None:
        """The height of the page in points; ``None`` where the content decides."""
        if self.within is not None:
            return self.within.size.height
        return None if ratio is None else self.theme.width / float(ratio)

    @property
    def names_lines(self) -> bool:
        """Whether names may stand at the ends of lines where no legend is asked for."""
        return self.within is None or (self.within.direct and not self.within.legend)


def content_of(
    spec: PlotSpec, frame: Frame, style: PlotStyle, theme: Theme, ratio: Fraction | None, choices: Choices
) -> Content:
    """What has to find room, on a page of the ratio asked for or of the height that suits the content."""
    shape = _shape(spec, frame)
    frame = _without_axes(frame) if shape == "pie" else frame
    views = (
        x_view(frame),
        tuple(y_view(panel.y, [layer for layer in panel.layers if layer.side is Side.LEFT]) for panel in frame.panels),
    )
    ends = line_ends(frame, views[0], views[1][0]) if shape == "plane" and frame.legend else {}
    side = _side(spec, frame, shape)
    side = choices.legend if choices.legend and side != "direct" else side  # names beside lines are asked for
    if side == "inside" and choices.names_lines and _named_at_ends(frame, ends, theme, choices.height(ratio)):
        side = "direct"
    elif side == "right" and not choices.legend and choices.names_lines and _named_at_parts(spec, frame, theme, shape):
        side = "beside"
    means = mean_heights(frame, views[0], views[1][0]) if ends else {}
    order = in_order(frame.series, ends, means) if ends and _free_order(spec) else frame.series
    legend_blocks = blocks(frame, style, spec.legend.format, order)
    direct = 0.0
    if side == "direct" and frame.legend:
        beyond = theme.width * 0.36 / len(frame.x.categories) if frame.x.discrete else 0.0
        direct = max(direct_room(frame.series, theme) - beyond, theme.gap)
        legend_blocks = legend_blocks[1:]
    elif choices.within is not None and choices.within.legend and frame.legend:
        legend_blocks = legend_blocks[1:]  # the sheet shows it
    content = Content(
        page=choices.page(None, theme.width * 0.62),
        theme=theme,
        frame=frame,
        title=spec.title,
        x=views[0],
        ys=views[1],
        right=_right(frame),
        direct=direct,
        side="beside" if side == "beside" else "",
        note=footnote(spec, _sample_sizes(frame)),
        blocks=legend_blocks,
        legend_by_lines=order != frame.series,
        x_used=_used(frame, "x"),
        y_used=_used(frame, "y"),
        bar=_bar(frame, style),
        shape=shape,
        left_room=left_room(frame, theme) if shape == "parallel" else 0.0,
        floor=Margins() if choices.within is None else choices.within.margins,
        size=None if choices.within is None else choices.within.size,
    )
    content = _with_shared_y(content, frame)
    if legend_blocks and side not in {"none", "beside"}:
        content = with_legend(content, legend_blocks, side, fixed=False)
    words = _words_height(content, theme)
    natural = natural_height(spec, frame, theme, words) * choices.stretch
    if content.legend is not None and content.side == "right":
        natural = max(natural, content.legend.height + 2 * theme.margin + theme.line)
    content = msgspec.structs.replace(content, page=choices.page(ratio, natural))
    return (
        with_legend(content, legend_blocks, content.side, fixed=choices.height(ratio) is not None)
        if content.legend is not None
        else content
    )


def _sample_sizes(frame: Frame) -> tuple[int, ...]:
    """The numbers of values of the boxes, violins or ridges of the first such layer."""
    layers = [layer for panel in frame.panels for layer in panel.layers if layer.sample is not None]
    first = min((layer.layer for layer in layers), default=None)
    found = [layer.sample for layer in layers if layer.layer == first and layer.sample is not None]
    return tuple(int(size) for sizes in found for size in np.unique(sizes).tolist())


def _named_at_ends(frame: Frame, ends: dict[str, tuple[float, float]], theme: Theme, height: float | None) -> bool:
    """Whether names stand at the ends of lines where nothing else is asked for."""
    high = theme.width * _FLATTEST if height is None else height
    wide = max((text_metrics.block_width(name, theme.text) for name in frame.series), default=0.0)
    return apart(frame, ends, high * _PANEL, theme.text) and fits_beside(wide, theme.width)


def _named_at_parts(spec: PlotSpec, frame: Frame, theme: Theme, shape: str) -> bool:
    """Whether the parts of a pie are so few that their names stand beside them, where no legend is asked for."""
    wide = max((text_metrics.block_width(name, theme.text) for name in frame.series), default=0.0)
    few = frame.legend and len(frame.series) <= _PARTS and len(frame.panels) == 1 and all(frame.series)
    return shape == "pie" and spec.legend.orient is Orient.AUTO and few and fits_beside(wide, theme.width)


def _free_order(spec: PlotSpec) -> bool:
    """Whether the order of the legend is ours: no other is asked for or stands in a table or in the series."""
    if spec.risk_table is not None:
        return False
    colors = [layer.encoding.color for layer in spec.layer if layer.encoding.color is not None]
    return spec.legend.sort is None and not spec.legend.values and all(c.type is FieldType.NOMINAL for c in colors)


def _without_axes(frame: Frame) -> Frame:
    """A pie has no axes, whatever is said about them."""
    changes = {"discrete": False, "temporal": False, "categories": (), "scale": Scale(), "low": 0.0, "high": 1.0}
    x, y = (msgspec.structs.replace(axis, **changes) for axis in (frame.x, frame.y))
    panels = tuple(msgspec.structs.replace(panel, y=y) for panel in frame.panels)
    return msgspec.structs.replace(frame, x=x, y=y, panels=panels)


def _with_shared_y(content: Content, frame: Frame) -> Content:
    """Panels that share an axis share its view."""
    if any(panel.y != frame.y for panel in frame.panels):
        return content
    layers = [layer for panel in frame.panels for layer in panel.layers if layer.side is Side.LEFT]
    view = y_view(frame.y, layers)
    return msgspec.structs.replace(content, ys=(view,) * len(frame.panels))


def _used(frame: Frame, name: str) -> bool:
    layers = [layer for panel in frame.panels for layer in panel.layers if layer.side is Side.LEFT]
    return any(getattr(layer, end) is not None for layer in layers for end in (name, f"{name}2"))


def _right(frame: Frame) -> View | None:
    if frame.right is None:
        return None
    layers = [layer for panel in frame.panels for layer in panel.layers if layer.side is Side.RIGHT]
    return y_view(frame.right, layers)


def _bar(frame: Frame, style: PlotStyle) -> View | None:
    ramp, scale = frame.ramp, style.ramp
    if ramp is None or scale is None:
        return None
    axis = FrameAxis(
        discrete=False, temporal=False, categories=(), scale=Scale(), low=scale.low, high=scale.high,
        title=ramp.title, format=ramp.format, grid=None,
    )  # fmt: skip
    return View(axis=axis, low=scale.low, high=scale.high)


def _shape(spec: PlotSpec, frame: Frame) -> str:
    if any(layer.mark.type.traits.angular for panel in frame.panels for layer in panel.layers):
        return "pie"
    return {Projection.RADAR: "round", Projection.PARALLEL: "parallel"}.get(spec.projection, "plane")


def _side(spec: PlotSpec, frame: Frame, shape: str) -> str:
    match spec.legend.orient:
        case Orient.NONE | Orient.RIGHT | Orient.TOP | Orient.BOTTOM:
            return spec.legend.orient.value
        case Orient.DIRECT if _all_end(frame) and shape == "plane" and len(frame.panels) == 1:
            return "direct"
        case _:
            return _own_side(frame, shape)


def _all_end(frame: Frame) -> bool:
    """Whether every series has a line at whose end its name can stand."""
    ended: set[str] = set()
    for layer in (layer for panel in frame.panels for layer in panel.layers):
        if layer.mark.type.traits.line and not layer.mark.fit and layer.x is not None and layer.y is not None:
            known = np.isfinite(layer.x) & np.isfinite(layer.y)
            ended |= {name for name, there in zip(layer.series, known.tolist(), strict=True) if there}
    return set(frame.series) <= ended


def _own_side(frame: Frame, shape: str) -> str:
    if shape in {"pie", "round"}:
        return "right"
    dense = any(layer.mark.type.traits.dense for panel in frame.panels for layer in panel.layers)
    if dense or len(frame.panels) > 1 or frame.right is not None or shape == "parallel":
        return "top"
    return "inside"


def with_legend(content: Content, of: tuple[Block, ...], side: str, *, fixed: bool) -> Content:
    """The legend where it is wanted, or where it fits; ``fixed`` says that the height is given."""
    theme, page = content.theme, content.page
    room = page.width - 2 * theme.margin
    if side in {"top", "bottom"}:
        plan = arranged(of, theme, room, rows=True)
        if side == "bottom" or plan.height <= _MOST_ROWS * theme.line * len(of) + 1:
            return msgspec.structs.replace(content, legend=plan, side=side)
        side = "right"
    share = 0.5 if side == "inside" else 0.36
    plan = arranged(of, theme, page.width * share, rows=False)
    if side == "right" and fixed and plan.height > page.height - 2 * theme.margin:
        rows = arranged(of, theme, room, rows=True)
        return msgspec.structs.replace(content, legend=rows, side="bottom")
    return msgspec.structs.replace(content, legend=plan, side=side)


def _words_height(content: Content, theme: Theme) -> float:
    height = 2 * theme.margin + 2.5 * theme.line + note_room(content)
    height += text_metrics.block_height(content.title, theme.title) if content.title else 0.0
    if content.legend is not None and content.side in {"top", "bottom"}:
        height += content.legend.height + theme.gap
    height += risk_height(content)
    if content.x.axis.discrete and content.shape == "plane":
        longest = max((text_metrics.block_width(text, theme.text) for text in content.x.axis.categories), default=0.0)
        slot = theme.width * 0.75 / max(len(content.x.axis.categories), 1) / content.frame.columns
        height += min(longest * 0.7, theme.width * 0.25) if longest > slot else 0.0
    return height
