"""Painted: the artists of one layer, each with what it is for; the only thing that is read back."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.text import Text
from msgspec import Struct

from pb_adapters.plots.frames.model import FrameLayer
from pb_core.plot.grammar import Mark, MarkType, Side

_COLUMNS = ("x", "y", "x2", "y2", "low", "high", "x_low", "x_high", "q1", "q3", "value", "size")
_STARTING = frozenset({MarkType.BAR, MarkType.AREA, MarkType.ERRORBAND})


class ErrorBars(Struct, frozen=True, kw_only=True, eq=False):
    """The error bars of a layer along one axis: a segment for each item (NaN where it has none) and two caps."""

    upright: bool
    segments: LineCollection
    caps: PathCollection


class Painted(Struct, frozen=True, kw_only=True, eq=False):
    """The artists of one layer in one panel.

    ``items`` show the items, in drawing order; what kind of artist they are, each mark's module says. ``errors``
    are error bars, ``stems`` the sticks of lollipops, ``inner`` the parts of boxes. ``labels`` are the texts at the
    items, one for each (``names`` those of slices that no legend names); ``radii`` are those of the points beside
    texts that may move. ``extras`` repeat what ``items`` show and are not read. ``columns`` are the columns of
    ``Items`` that the layer has, no matter with what values, and ``floating`` says that bars, areas or stems start
    nowhere because their scale has no zero.
    """

    layer: int
    part: str
    mark: Mark
    side: Side
    horizontal: bool
    columns: frozenset[str]
    floating: bool
    items: tuple[Artist, ...]
    errors: tuple[ErrorBars, ...] = ()
    stems: LineCollection | None = None
    inner: tuple[LineCollection, ...] = ()
    labels: tuple[Text, ...] = ()
    names: tuple[Text, ...] = ()
    extras: tuple[Artist, ...] = ()
    radii: tuple[float, ...] = ()

    @property
    def artists(self) -> tuple[Artist, ...]:
        """Every artist."""
        bars = (part for errors in self.errors for part in (errors.segments, errors.caps))
        stems = () if self.stems is None else (self.stems,)
        return (*self.items, *bars, *stems, *self.inner, *self.labels, *self.names, *self.extras)


def painted(layer: FrameLayer, *, items: tuple[Artist, ...], **parts: object) -> Painted:
    """The artists of a layer; ``parts`` are those of ``Painted`` besides its items."""
    columns = {name for name in _COLUMNS if getattr(layer, name) is not None}
    start = "x2" if layer.horizontal else "y2"
    starting = layer.mark.type in _STARTING or layer.mark.stem
    drawn = getattr(layer, start)
    return Painted(
        layer=layer.layer,
        part=layer.part,
        mark=layer.mark,
        side=layer.side,
        horizontal=layer.horizontal,
        columns=frozenset(columns | ({start} if starting else set()) | ({"text"} if layer.text else set())),
        floating=starting and drawn is not None and bool(np.isnan(drawn).all()),
        items=items,
        **parts,  # type: ignore[arg-type]  # by name
    )
