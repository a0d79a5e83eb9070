"""From the artists of a layer to columns of ``Items``, given what the drawn axes, the legend and the colour bar say."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from matplotlib import colors as mcolors
from matplotlib.artist import Artist
from matplotlib.collections import Collection, LineCollection, PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from msgspec import Struct

from pb_adapters.drawing.plots.frames.model import Bools, Floats, FrameLayer
from pb_adapters.drawing.plots.marks.item_places import POLAR
from pb_adapters.drawing.plots.style import Key, RampScale, SizeScale
from pb_adapters.drawing.shared.palettes import DASHES
from pb_core.domain.plots.drawn import Items
from pb_core.domain.plots.marks import Mark
from pb_core.domain.plots.spec import Side
from pb_core.domain.tables.table import Cell

_COLUMNS = ("x", "y", "x2", "y2", "low", "high", "x_low", "x_high", "q1", "q3", "value", "size")


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
    starting = layer.mark.starts_at_zero or layer.mark.type.traits.band
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


class AxesContext(Struct, frozen=True, kw_only=True):
    """What the surroundings of a layer's artists say, read from the finished axes and legend.

    ``x`` and ``y`` are the categories of the discrete axes by band index, as their tick labels say them (``()`` for
    axes of numbers). ``keys`` tell series by look: the legend's entries (or the direct labels'), or the only series'
    key, and the key of ``""``. ``series_axis`` is ``x`` or ``y`` when a layer's series are the categories of that
    axis, so that colour need not tell them. ``spans`` are the ends of
    each axis of parallel coordinates, whose lines run in shares 0 to 1 of them. In a radar x is the angle
    ``2 pi * index / n`` and y the radius.
    """

    x: tuple[str, ...] = ()
    y: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    series_axis: str = ""
    ramp: RampScale | None = None
    sizes: SizeScale | None = None
    spans: tuple[tuple[float, float], ...] = ()

    def series_of(self, color: str, *, marker: str = "", dash: str = "", hatch: str | None = None) -> str | None:
        """The series that looks like this; ``None`` for a look that no key has.

        What is not told, or what the key does not show (a patch has no marker, a line no hatch), is not compared.
        """
        for key in self.keys:
            pairs = ((marker, key.marker), (dash, key.dash))
            unlike = key.color != color or any(drawn and shown and drawn != shown for drawn, shown in pairs)
            if not unlike and (hatch is None or key.hatch == hatch):
                return key.series
        return None


UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""A category or series that nothing on the page names."""

_BESIDE = 1e-6  # of the distance between two categories

Column = tuple[Cell, ...]
_Cell = TypeVar("_Cell")


def shown(artist: Artist) -> bool:
    """Whether an artist is still part of its figure and can be seen at all."""
    return artist.axes is not None and artist.get_visible() and artist.get_alpha() != 0


def numbers(values: Floats) -> tuple[float | None, ...]:
    """Numbers as cells; NaN is missing."""
    cells = values.tolist()
    return tuple(None if cell != cell else cell for cell in cells) if np.isnan(values).any() else tuple(cells)  # noqa: PLR0124 - NaN alone differs from itself


def known(values: Floats) -> tuple[float, ...]:
    """Numbers as cells of a column that has none missing; a NaN stays one and equals nothing."""
    return tuple(values.tolist())


def bands(positions: Floats, names: tuple[str, ...]) -> tuple[str, ...]:
    """The categories in whose bands positions lie."""
    indices = np.rint(np.nan_to_num(positions, nan=-1.0))
    inside = (indices >= 0) & (indices < len(names))
    labels = np.array([*names, UNREADABLE], dtype=object)
    return tuple(labels[np.where(inside, indices, len(names)).astype(int)].tolist())


def cells(positions: Floats, names: tuple[str, ...]) -> Column:
    """Positions along an axis: its categories where it has names, else numbers."""
    return bands(positions, names) if names else numbers(positions)


def located(artist: Artist, xy: Floats, context: AxesContext) -> tuple[Column, Column]:
    """The x and y cells of vertices in data units, out of the circle of a radar and the axes of parallel ones."""
    x, y = xy[:, 0], xy[:, 1]
    if artist.axes is not None and artist.axes.name == POLAR:
        count = len(context.x)
        return bands(_exact(x * (count / (2 * np.pi))) % count, context.x), numbers(y)
    if context.spans:
        return bands(_exact(x), context.x), numbers(unshared(x, y, context.spans))
    return cells(x, context.x), cells(y, context.y)


def _exact(indices: Floats) -> Floats:
    """Indices of categories whose spoke or axis vertices stand on exactly; NaN for vertices beside it."""
    return np.where(np.abs(indices - np.rint(indices)) < _BESIDE, np.rint(indices), np.nan)


def unshared(indices: Floats, shares: Floats, spans: tuple[tuple[float, float], ...]) -> Floats:
    """The values that stand at shares of the span of their category's axis."""
    low, high = np.array(spans)[np.clip(np.rint(np.nan_to_num(indices)).astype(int), 0, len(spans) - 1)].T
    values: Floats = np.where(high > low, low + shares * (high - low), low)
    return values


def series(
    context: AxesContext, count: int, color: object, *, marker: str = "", dash: str = "", hatch: str | None = None
) -> tuple[str, ...]:
    """The series of ``count`` items of one look; ``""`` where the page does not tell series apart."""
    if not names_series(context):
        return ("",) * count
    found = context.series_of(hexed(color), marker=marker, dash=dash, hatch=hatch)
    return (UNREADABLE if found is None else found,) * count


def series_of_each(context: AxesContext, count: int, colors: Floats, *, marker: str = "") -> tuple[str, ...]:
    """The series of items by the colour of each (or the one colour of all)."""
    if not names_series(context) or len(colors) == 1:
        return series(context, count, colors[0] if len(colors) else "", marker=marker)
    different, places = np.unique(cycled(colors, count)[:, :3], axis=0, return_inverse=True)
    names = np.array([series(context, 1, color, marker=marker)[0] for color in different], dtype=object)
    return tuple(names[places.ravel()].tolist())


def names_series(context: AxesContext) -> bool:
    """Whether a legend or direct labels tell series apart."""
    return len({key.series for key in context.keys if key.series}) > 1


def cycled(values: Floats, count: int) -> Floats:
    """One value (or row) for each of ``count`` items of a collection, which uses those it has in turn."""
    return values[np.arange(count) % max(len(values), 1)] if len(values) else np.full(count, np.nan)


def closed(vertices: Floats) -> Floats:
    """The vertices of a polygon with the first one again, so that matplotlib never adds it or takes it for given."""
    return np.concatenate([vertices, vertices[:1]])


def hexed(color: object) -> str:
    """A colour as ``#rrggbb``, its opacity aside."""
    return str(mcolors.to_hex(color))  # type: ignore[arg-type]  # any of matplotlib's colours


def dash_of(line: Line2D | Patch) -> str:
    """The name of the dash that a line or outline is drawn in; ``?`` for one that is none of ours."""
    return _named_dash(line._unscaled_dash_pattern[1])  # type: ignore[union-attr]  # noqa: SLF001 - no public way back


def dashes_of(collection: LineCollection) -> list[str]:
    """The names of the dashes of a collection's lines: one for each, or one for all."""
    return [_named_dash(pattern) for _, pattern in collection._us_linestyles]  # type: ignore[attr-defined]  # noqa: SLF001 - no public way back


def _named_dash(pattern: object) -> str:
    drawn = tuple(pattern) if isinstance(pattern, tuple | list) else ()
    return next((name for name, dash in {**DASHES, **STATED}.items() if dash == drawn), "?")


STATED: dict[str, tuple[float, ...]] = {"stated": (3.2, 1.5)}
"""The dash of a line that the spec itself wants dashed, unless its key has a dash already."""


def vertices(collection: Collection) -> Floats:
    """The vertices of a collection whose paths have equally many (n, vertices, 2)."""
    paths = collection.get_paths()
    return np.array([path.vertices for path in paths]) if paths else np.empty((0, 0, 2))


def segments(collection: LineCollection | None, count: int) -> Floats:
    """The segments of ``count`` items (count, 2, 2); NaN for all when there are not as many to be seen."""
    found = np.empty((0, 2, 2)) if collection is None or not shown(collection) else vertices(collection)
    return found if found.shape == (count, 2, 2) else np.full((count, 2, 2), np.nan)


def same(a: Floats, b: Floats, *, among: Floats | None = None) -> Bools:
    """Where two arrays agree, floating point aside; NaN agrees with NaN.

    ``among`` are further numbers that these were computed from, which may be much larger.
    """
    parts = [a.ravel(), b.ravel()] if among is None else [a.ravel(), b.ravel(), among.ravel()]
    sizes = np.abs(np.concatenate(parts))
    scale = float(np.max(sizes, initial=0.0, where=np.isfinite(sizes)))
    close: Bools = np.isclose(a, b, rtol=1e-9, atol=1e-12 * scale, equal_nan=True)
    return close


def items(painted: Painted, **columns: tuple[object, ...]) -> Items:
    """The items of a layer from those columns that it has."""
    kept = {name: column for name, column in columns.items() if name in painted.columns or name in {"series", "detail"}}
    return Items(layer=painted.layer, mark=painted.mark.type, part=painted.part, **kept)  # type: ignore[arg-type]  # by name


def joined(parts: Sequence[tuple[_Cell, ...]]) -> tuple[_Cell, ...]:
    """Columns of several artists, one behind the other."""
    return tuple(cell for part in parts for cell in part)
