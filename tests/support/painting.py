"""A bare figure to paint a frame on: the axes have the scales, ends and ticks that the frame asks for, no more."""

import msgspec
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from pb_adapters.drawing.plots.frames import frame
from pb_adapters.drawing.plots.frames.model import Frame, FrameAxis, FrameLayer
from pb_adapters.drawing.plots.marks import paint_layer, read_layer
from pb_adapters.drawing.plots.marks.item_readback import AxesContext, Painted
from pb_adapters.drawing.plots.marks.texts import settle_texts
from pb_adapters.drawing.plots.style import Bands, PlotStyle, style_of
from pb_core.domain.plots.drawn import Items
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import PlotSpec, Projection, ScaleType
from pb_core.domain.tables.table import TableLimits
from pb_core.domain.tables.table_reading import read_table


class Canvas(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A painted panel."""

    figure: Figure
    axes: Axes
    frame: Frame
    style: PlotStyle
    painted: tuple[Painted, ...]
    context: AxesContext

    @property
    def layers(self) -> tuple[FrameLayer, ...]:
        return self.frame.panels[0].layers

    def draw(self) -> "Canvas":
        FigureCanvasAgg(self.figure).draw()
        return self

    def read(self) -> tuple[Items, ...]:
        return tuple(read_layer(painted, self.context) for painted in self.painted)


def paint(spec: object, data: object, size: tuple[float, float] = (3.5, 2.4)) -> Canvas:
    """Paint the first panel of a spec (as JSON would hold it) over data of any shape."""
    typed = msgspec.convert(spec, PlotSpec)
    whole = frame(typed, read_table(data, TableLimits()))
    style, panel = style_of(typed, whole), whole.panels[0]
    radar = typed.projection is Projection.RADAR
    spans = whole.spans if typed.projection is Projection.PARALLEL else ()
    figure = Figure(figsize=size, dpi=200)
    axes = figure.add_axes((0.14, 0.14, 0.8, 0.8), projection="polar" if radar else None)
    _set_up(axes, whole, pie=any(layer.mark.type is MarkType.ARC for layer in panel.layers), spans=bool(spans))
    bands = Bands(
        x=len(whole.x.categories),
        y=len(whole.y.categories),
        slim=any(layer.mark.type is MarkType.VIOLIN for layer in panel.layers),
        pale=any(layer.mark.type is MarkType.STRIP for layer in panel.layers),
        spans=spans,
    )
    painted = tuple(paint_layer(axes, layer, style, bands) for layer in panel.layers)
    settle_texts(painted, style)
    return Canvas(
        figure=figure,
        axes=axes,
        frame=whole,
        style=style,
        painted=painted,
        context=AxesContext(
            x=whole.x.categories,
            y=whole.y.categories,
            keys=style.keys if whole.legend else style.keys[-1:],
            ramp=style.ramp,
            sizes=style.sizes,
            spans=spans,
        ),
    )


def _set_up(axes: Axes, whole: Frame, *, pie: bool, spans: bool) -> None:
    if pie:
        axes.set(aspect="equal", xlim=(-1.35, 1.35), ylim=(-1.35, 1.35))
        axes.set_axis_off()
    elif axes.name == "polar":
        axes.set_theta_zero_location("N")  # type: ignore[attr-defined]
        axes.set_theta_direction(-1)  # type: ignore[attr-defined]
        axes.set_ylim(0, whole.y.high * 1.05)
        count = len(whole.x.categories)
        axes.set_xticks(np.arange(count) * 2 * np.pi / count, whole.x.categories)
    else:
        _axis(axes, "x", whole.x)
        _axis(axes, "y", whole.y)
        if spans:
            axes.set_ylim(0, 1)
    axes.spines[["top", "right"]].set_visible(False) if not pie and axes.name != "polar" else None
    axes.tick_params(labelsize=8)


def _axis(axes: Axes, name: str, axis: FrameAxis) -> None:
    kind = axis.scale.type.value
    (axes.set_xscale if name == "x" else axes.set_yscale)(
        kind, **({"nonpositive": "clip"} if kind in {"log", "logit"} else {})
    )
    if axis.scale.type is ScaleType.LOG:
        ends = axis.low / 1.5, axis.high * 1.5
    else:
        pad = 0.0 if axis.discrete else 0.06 * ((axis.high - axis.low) or 1)
        ends = axis.low - (0 if axis.low == 0 else pad), axis.high + pad
    (axes.set_xlim if name == "x" else axes.set_ylim)(ends[::-1] if axis.discrete and name == "y" else ends)
    if axis.discrete:
        (axes.set_xticks if name == "x" else axes.set_yticks)(range(len(axis.categories)), axis.categories)


_NUMBERS = ("x", "y", "x2", "y2", "low", "high", "x_low", "x_high", "q1", "q3", "value", "size")


def differ(painted: Canvas) -> list[str]:
    """Where what is read back differs from the frame, layer by layer; items are compared as sets."""
    found = []
    for layer, items in zip(painted.layers, painted.read(), strict=True):
        names = {"x": painted.context.x, "y": painted.context.y}
        kept = np.ones(layer.count, dtype=bool) if layer.mark.type is MarkType.ARC else _there(layer)
        for column in _NUMBERS:
            drawn, wanted = getattr(items, column), getattr(layer, column)
            if layer.mark.type is MarkType.ARC and column == "x":
                continue
            if not _alike(drawn, None if wanted is None else wanted[kept], names.get(column, ()), _size(layer)):
                found.append(f"{layer.mark.type.value} {column}")
        series = [name if painted.frame.legend else "" for name, there in zip(layer.series, kept, strict=True) if there]
        if sorted(series) != sorted(items.series) or sorted(layer.text) != sorted(items.text):
            found.append(f"{layer.mark.type.value} series or text")
    return found


def _there(layer: FrameLayer) -> np.ndarray:
    columns = [column for column in (layer.x, layer.y) if column is not None]
    return ~np.any([np.isnan(column) for column in columns], axis=0)


def _size(layer: FrameLayer) -> float:
    """The largest magnitude of the layer's numbers, which floating point is measured by."""
    columns = [np.abs(column) for name in _NUMBERS if (column := getattr(layer, name)) is not None]
    return max((float(np.nanmax(column, initial=0.0)) for column in columns), default=0.0)


def _alike(drawn: tuple[object, ...], wanted: np.ndarray | None, names: tuple[str, ...], size: float) -> bool:
    if wanted is None:
        return drawn == ()
    if names:
        return sorted(names[int(at)] for at in wanted) == sorted(map(str, drawn))
    numbers = np.array([np.nan if cell is None else cell for cell in drawn], dtype=float)
    if len(numbers) != len(wanted):
        return False
    return bool(np.allclose(np.sort(numbers), np.sort(wanted), rtol=1e-9, atol=1e-14 * size, equal_nan=True))
