"""The titles that a plot must show."""

from collections.abc import Iterable

from msgspec import Struct

from pb_core.plot.expecting.resolved import Resolved
from pb_core.plot.grammar import Channel, MarkType, Orient, Projection, Side
from pb_core.plot.layering.bases import is_quantitative, series_channel
from pb_core.plot.layering.layers import LayerData
from pb_core.plot.naming import column_of
from pb_core.plot.wording import title_of


class Titles(Struct, frozen=True, kw_only=True):
    """The titles by place, ``""`` where none is required; ``others`` may stand in the legend besides."""

    plot: str = ""
    x: str = ""
    y: str = ""
    right: str = ""
    legend: str = ""
    others: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The titles that are not empty."""
        return tuple(text for text in (self.plot, self.x, self.y, self.right, self.legend) if text)


def accents(resolved: Resolved) -> dict[str, str]:
    """The named colour of each series that a highlight picks by its own field, the first highlight first."""
    channels = [series_channel(layer.layer) for layer in resolved.layers if layer.layer.encoding.color is not None]
    fields = {channel.field for channel in channels if channel is not None}
    found: dict[str, str] = {}
    for highlight in resolved.spec.highlight:
        if highlight.field in fields and highlight.value in resolved.series:
            found.setdefault(highlight.value, highlight.color.value)
    return found


def titles(resolved: Resolved) -> Titles:
    """The titles of a plot: what the spec says, else the field's name with its unit."""
    spec, layers = resolved.spec, resolved.layers
    legend = _legend(resolved)
    if spec.projection is not Projection.CARTESIAN or any(layer.layer.mark.type is MarkType.ARC for layer in layers):
        return Titles(plot=spec.title.strip(), legend=legend, others=_others(resolved))
    left = [layer for layer in layers if layer.layer.axis is Side.LEFT]
    right = [layer for layer in layers if layer.layer.axis is Side.RIGHT]
    return Titles(
        plot=spec.title.strip(),
        x=_title(spec.axes.x.title, layers, [layer.layer.encoding.x for layer in layers]),
        y=_title(spec.axes.y.title, left, [layer.layer.encoding.y for layer in left]),
        right=_title(spec.axes.right.title, right, [layer.layer.encoding.y for layer in right]),
        legend=legend,
        others=_others(resolved),
    )


def _legend(resolved: Resolved) -> str:
    spec, layers = resolved.spec, resolved.layers
    if spec.legend.orient is Orient.NONE:
        return ""
    ramps = [layer.layer.encoding.color for layer in layers]
    ramps = [channel if is_quantitative(channel) else None for channel in ramps]
    if any(ramps):
        return _title(spec.legend.title, layers, ramps)
    if not resolved.legend or spec.legend.orient is Orient.DIRECT:
        return ""
    return _title(spec.legend.title, layers, [series_channel(layer.layer) for layer in layers])


def _others(resolved: Resolved) -> tuple[str, ...]:
    """The titles of sizes, of series beside a colour ramp, and of a ramp that is shown although none was asked for."""
    found = []
    for data in resolved.layers:
        color = data.layer.encoding.color
        channels = (data.layer.encoding.size, series_channel(data.layer), color if is_quantitative(color) else None)
        found += [title_of(column_of(data.table, channel.field)) for channel in channels if channel is not None]
    return tuple(dict.fromkeys(found))


def _title(stated: str | None, layers: Iterable[LayerData], channels: Iterable[Channel | None]) -> str:
    for layer, channel in zip(layers, channels, strict=True):
        if channel is not None:
            return (title_of(column_of(layer.table, channel.field)) if stated is None else stated).strip()
    return ""
