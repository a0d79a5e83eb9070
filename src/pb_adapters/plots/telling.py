"""What the legend, the colour bar and the axes of a finished figure tell: keys, and scales of colours and areas."""

import msgspec
import numpy as np
from matplotlib import colors as mcolors
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from pb_adapters.plots.axes import labels_of
from pb_adapters.plots.legends import DrawnEntry
from pb_adapters.plots.look import Key, RampScale, SizeScale
from pb_adapters.plots.marks.reading import dash_of
from pb_adapters.plots.scene import Scene
from pb_core.plot.grammar import Format
from pb_core.plot.parsing import read_number, shows

_AGREE = 1e-6


def read_keys(scene: Scene) -> tuple[Key, ...]:
    """How the legend, or the names at line ends, say that series look."""
    entries = [drawn for drawn in scene.legend if drawn.entry is not None and drawn.entry.key is not None]
    if entries:
        return tuple(_entry_key(drawn) for drawn in entries)
    names: dict[str, Key] = {}
    for label in scene.direct:
        name = label.text.get_text()
        color = mcolors.to_hex(label.leader.get_color())
        names.setdefault(name, Key(series=name, color=color, marker="", dash=dash_of(label.leader)))
    return tuple(_with_look(scene, names[key.series]) for key in scene.look.keys if key.series in names)


def _with_look(scene: Scene, key: Key) -> Key:
    """A leader shows no marker; its line's does not tell series apart either."""
    return msgspec.structs.replace(key, marker=scene.look.key(key.series).marker)


def _entry_key(drawn: DrawnEntry) -> Key:
    name = unbroken(drawn.text.get_text(), {} if drawn.entry is None else {drawn.line_text: drawn.entry.text})
    sample = drawn.sample
    if isinstance(sample, Rectangle):
        return Key(
            series=name,
            color=mcolors.to_hex(sample.get_facecolor()),
            marker="",
            dash="",
            hatch=sample.get_hatch() or "",
        )
    assert isinstance(sample, Line2D)  # noqa: S101 - legends draw these two
    marker = str(sample.get_marker())
    lined = sample.get_linestyle() not in {"None", "none", ""}
    color = mcolors.to_hex(sample.get_color())
    return Key(
        series=name, color=color, marker="" if marker == "None" else marker, dash=dash_of(sample) if lined else ""
    )


def plain_key(scene: Scene) -> Key:
    """The key of layers without series."""
    return scene.look.key("")


def unbroken(text: str, originals: dict[str, str]) -> str:
    """The text without the line breaks that were put into it."""
    return originals.get(text, text)


def read_ramp(scene: Scene) -> RampScale | None:
    """What colours stand for, by the colour bar's ticks; where one stands wrongly, by what the outer ones say."""
    ramp, bar = scene.look.ramp, scene.content.bar
    if ramp is None or scene.bar is None or bar is None:
        return ramp
    low, high = (float(end) for end in scene.bar.get_ylim())
    ticks = [(at, label.get_text()) for at, label in labels_of(scene.bar.yaxis)]
    if not all(shows(text, at, bar.axis.format) for at, text in ticks):
        shares = [(at - low) / (high - low) for at, _ in ticks]
        low, high = _extrapolated(shares, [_number(text, bar.axis.format) for _, text in ticks]) or (0.0, 0.0)
    return msgspec.structs.replace(ramp, low=low, high=high)


def read_sizes(scene: Scene) -> SizeScale | None:
    """What areas stand for; ``None`` when the legend says otherwise than it shows."""
    sizes, form = scene.look.sizes, scene.legend_format
    if sizes is None:
        return None
    for drawn in scene.legend:
        if drawn.entry is not None and drawn.entry.area and isinstance(drawn.sample, Line2D):
            meant = float(sizes.values(np.array([drawn.sample.get_markersize() ** 2]))[0])
            apart = abs(_number(drawn.text.get_text(), form) - meant)
            if not apart <= _AGREE * (sizes.high or 1.0):  # no number neither
                return None
    return sizes


def read_spans(scene: Scene) -> tuple[tuple[float, float], ...]:
    """The ends of each axis of parallel coordinates, from where its labels stand and what they say."""
    rect, high = scene.arts[0].place.rect, scene.figure.get_figheight() * 72
    form, spans = scene.content.frame.y.format, []
    for axis, known in zip(scene.parallel, scene.content.frame.spans, strict=True):
        shares = [(rect.bottom - (high - label.get_position()[1])) / rect.height for label in axis.texts]
        values = [_number(label.get_text(), form) for label in axis.texts]
        spans.append(_extrapolated(shares, values) or known)
    return tuple(spans)


def _number(text: str, form: Format) -> float:
    shown = read_number(text, form)
    return float("nan") if shown is None else shown.value


def _extrapolated(shares: list[float], values: list[float]) -> tuple[float, float] | None:
    if len(shares) < 2:  # noqa: PLR2004 - one tick tells no scale
        return None
    slope = (values[-1] - values[0]) / (shares[-1] - shares[0])
    low = values[0] - slope * shares[0]
    return low, low + slope
