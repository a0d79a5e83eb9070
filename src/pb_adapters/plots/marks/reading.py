"""From artists to columns of ``Items``: numbers as cells, bands as categories, looks as series."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from matplotlib import colors as mcolors
from matplotlib.artist import Artist
from matplotlib.collections import Collection, LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from pb_adapters.plots.context import AxesContext
from pb_adapters.plots.frames.model import Bools, Floats
from pb_adapters.plots.marks.painted import Painted
from pb_adapters.plots.marks.placing import POLAR
from pb_adapters.plots.palettes import DASHES
from pb_core.plot.items import Items
from pb_core.tables.table import Cell

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
    if not told(context):
        return ("",) * count
    found = context.series_of(hexed(color), marker=marker, dash=dash, hatch=hatch)
    return (UNREADABLE if found is None else found,) * count


def series_of_each(context: AxesContext, count: int, colors: Floats, *, marker: str = "") -> tuple[str, ...]:
    """The series of items by the colour of each (or the one colour of all)."""
    if not told(context) or len(colors) == 1:
        return series(context, count, colors[0] if len(colors) else "", marker=marker)
    different, places = np.unique(cycled(colors, count)[:, :3], axis=0, return_inverse=True)
    names = np.array([series(context, 1, color, marker=marker)[0] for color in different], dtype=object)
    return tuple(names[places.ravel()].tolist())


def told(context: AxesContext) -> bool:
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
