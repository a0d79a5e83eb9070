"""What is taken on the page: marks and texts on a grid of small cells, to find free room for a legend or a note."""

import itertools
from collections.abc import Iterable, Iterator

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import Collection, LineCollection, PathCollection, PolyCollection, QuadMesh
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text

from pb_adapters.drawing.plots.frames.model import Floats
from pb_adapters.drawing.plots.marks.item_readback import Painted
from pb_adapters.drawing.plots.page import rect_of, text_rect
from pb_adapters.drawing.shared.palettes import PAPER
from pb_core.domain.plane import Rect

CELL = 2.0  # points
_MOST_RECTS = 2_000
_SLICES, _CORNERS = 24, 6
_STEP = 1.5  # points between samples of a line
_BEYOND = 1e6  # cells: no page is so large, and places may be past any integer


class Grid:
    """The cells of a page; ``True`` where something is drawn."""

    def __init__(self, width: float, height: float) -> None:
        self._cells = np.zeros((int(height / CELL) + 2, int(width / CELL) + 2), dtype=np.bool_)

    def clear(self) -> None:
        """Take nothing."""
        self._cells[:] = False

    def add_rect(self, rect: Rect) -> None:
        """Take a rectangle."""
        rows, columns = self._window(rect)
        self._cells[rows, columns] = True

    def add_points(self, at: Floats, radius: float = 0.0) -> None:
        """Take points (n, 2), and the squares of this radius around them."""
        at = at[np.isfinite(at).all(axis=1)]
        reach = int(np.ceil(radius / CELL)) if radius > CELL / 2 else 0
        columns, rows = np.clip(np.floor(at / CELL), -_BEYOND, _BEYOND).astype(np.int64).T
        for down in range(-reach, reach + 1):
            for across in range(-reach, reach + 1):
                r, c = rows + down, columns + across
                kept = (r >= 0) & (c >= 0) & (r < self._cells.shape[0]) & (c < self._cells.shape[1])
                self._cells[r[kept], c[kept]] = True

    def add_polygon(self, at: Floats) -> None:
        """Take the inside of a polygon (n, 2)."""
        at = at[np.isfinite(at).all(axis=1)]
        if len(at) < 3:  # noqa: PLR2004 - a polygon has three corners
            return
        low, high = at.min(axis=0), at.max(axis=0)
        rows, columns = self._window(Rect(low[0], low[1], high[0] - low[0], high[1] - low[1]))
        rows, columns = (
            slice(*part.indices(count)) for part, count in zip((rows, columns), self._cells.shape, strict=True)
        )
        ys, xs = np.mgrid[rows, columns]
        inside = Path(at).contains_points(np.stack([xs.ravel(), ys.ravel()], axis=1) * CELL + CELL / 2)
        self._cells[rows, columns] |= inside.reshape(xs.shape)

    def taken(self, rect: Rect) -> int:
        """How many cells of a rectangle are taken."""
        rows, columns = self._window(rect)
        return int(self._cells[rows, columns].sum())

    def free_spot(self, area: Rect, width: float, height: float) -> tuple[float, float] | None:
        """The top left of a free spot of this size within an area: its corners first, then along its edges."""
        wide, high = int(np.ceil(width / CELL)), int(np.ceil(height / CELL))
        top, left = int(np.ceil(area.y / CELL)), int(np.ceil(area.x / CELL))
        down, across = int(area.bottom / CELL) - high - top, int(area.right / CELL) - wide - left
        if down < 0 or across < 0:
            return None
        sums = np.pad(
            self._cells[top : top + down + high, left : left + across + wide].cumsum(0).cumsum(1), ((1, 0), (1, 0))
        )
        counts = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
        free = np.argwhere(counts == 0)
        if not len(free):
            return None
        rows, columns = free.T
        off_edge = np.minimum(columns, across - columns) + np.minimum(rows, down - rows)
        liking = off_edge * 1000 + rows * 2 + np.minimum(columns, across - columns) + (columns < across / 2)
        row, column = free[np.argmin(liking)]
        return float((left + column) * CELL), float((top + row) * CELL)

    def _window(self, rect: Rect) -> tuple[slice, slice]:
        rows = slice(max(int(rect.y / CELL), 0), max(int(np.ceil(rect.bottom / CELL)), 1))
        return rows, slice(max(int(rect.x / CELL), 0), max(int(np.ceil(rect.right / CELL)), 1))


def take(grid: Grid, artists: Iterable[Artist], figure: Figure) -> None:  # noqa: C901 - one case for each kind of artist
    """Take everything that these artists draw."""
    for artist in artists:
        match artist:
            case Text() if artist.get_text():
                grid.add_rect(text_rect(artist, figure))
            case Line2D():
                _take_line(grid, artist, figure)
            case LineCollection():
                for segment in filter(len, artist.get_segments()):  # one with a missing end is empty
                    grid.add_points(_sampled(_points(artist.get_transform().transform(segment), figure)), 0.5)
            case PathCollection():
                grid.add_points(_offsets(artist, figure), _radius(artist))
            case QuadMesh():
                grid.add_rect(rect_of(artist.get_window_extent(), figure))
            case PolyCollection() if (cells := _cells(artist, figure)) is not None:
                for cell in cells.tolist():
                    grid.add_rect(Rect(*cell))
            case PolyCollection() | Patch():
                for polygon in _polygons(artist):
                    grid.add_polygon(_points(polygon, figure))
            case _:
                pass


def _take_line(grid: Grid, line: Line2D, figure: Figure) -> None:
    at = _points(line.get_transform().transform(line.get_xydata()), figure)
    if line.get_linestyle() not in {"none", "None", "", " "}:
        grid.add_points(_sampled(at), 0.8)
    if line.get_marker() not in {"", "None", None, " "}:
        grid.add_points(at, line.get_markersize() / 2)


def _sampled(at: Floats) -> Floats:
    """Points along a polyline, close together."""
    if len(at) < 2:  # noqa: PLR2004 - one point is no line
        return at
    lengths = np.hypot(*np.diff(at, axis=0).T)
    counts = np.clip(np.nan_to_num(lengths / _STEP), 0, 499).astype(np.int64) + 1  # lengths may be past any integer
    start = np.repeat(np.arange(len(counts)), counts)
    share = np.concatenate([np.arange(count) / count for count in counts])[:, None]
    return np.concatenate([at[start] * (1 - share) + at[start + 1] * share, at[-1:]])


def _polygons(artist: PolyCollection | Patch) -> Iterator[Floats]:
    paths = [artist.get_path()] if isinstance(artist, Patch) else artist.get_paths()
    for path in paths:
        for polygon in artist.get_transform().transform_path(path).to_polygons(closed_only=False):
            yield np.asarray(polygon, dtype=np.float64)


def _cells(artist: PolyCollection, figure: Figure) -> Floats | None:
    """The rectangles (n, 4) of a collection of cells; ``None`` for polygons with more corners."""
    shapes = [np.asarray(path.vertices, dtype=np.float64) for path in artist.get_paths()]
    if not shapes or any(len(shape) != len(shapes[0]) or len(shape) > _CORNERS for shape in shapes):
        return None
    at = _points(artist.get_transform().transform(np.concatenate(shapes)), figure).reshape(len(shapes), -1, 2)
    low, high = at.min(axis=1), at.max(axis=1)
    return np.concatenate([low, high - low], axis=1)


def _offsets(artist: Collection, figure: Figure) -> Floats:
    return _points(artist.get_offset_transform().transform(np.asarray(artist.get_offsets(), dtype=np.float64)), figure)


def _radius(artist: PathCollection) -> float:
    sizes = np.asarray(artist.get_sizes(), dtype=np.float64)
    return float(np.sqrt(np.max(sizes)) / 2) if len(sizes) else 1.0


def _points(pixels: Floats, figure: Figure) -> Floats:
    """Pixels from the bottom left as points from the top left."""
    scaled = np.asarray(pixels, dtype=np.float64) * (72 / figure.dpi)
    return np.stack([scaled[:, 0], figure.get_figheight() * 72 - scaled[:, 1]], axis=1)


def rects(artists: Iterable[Artist], figure: Figure, inside: Rect) -> list[Rect]:
    """Where marks are, as rectangles clipped to their panel: bars whole, vertices and points as small squares."""
    found: list[Rect] = []
    for artist in artists:
        match artist:
            case Line2D():
                at = _points(artist.get_transform().transform(artist.get_xydata()), figure)
                found.extend(_squares(at, 1.0))
            case PathCollection():
                found.extend(_squares(_offsets(artist, figure), _radius(artist)))
            case QuadMesh():
                found.append(rect_of(artist.get_window_extent(), figure))
            case PolyCollection() if (cells := _cells(artist, figure)) is not None:
                found.extend(Rect(*cell) for cell in cells.tolist())
            case PolyCollection() | Patch():
                for polygon in _polygons(artist):
                    found.extend(_slices(_points(polygon, figure)))
            case _:
                pass
    return [clipped for rect in found if (clipped := _clipped(rect, inside)) is not None]


def _slices(at: Floats) -> Iterator[Rect]:
    """A polygon as upright slices; a box is one."""
    low, high = at.min(axis=0), at.max(axis=0)
    count = 1 if len(at) <= _CORNERS else _SLICES
    along = _sampled(at)
    edges = np.linspace(low[0], high[0], count + 1)
    for left, right in itertools.pairwise(edges.tolist()):
        inside = along[(along[:, 0] >= left - _STEP) & (along[:, 0] <= right + _STEP), 1] if count > 1 else at[:, 1]
        if len(inside):
            yield Rect(left, float(inside.min()), right - left, float(np.ptp(inside)))


class Grounds:
    """The colours that texts stand on: those of bars, cells and slices, else the paper's."""

    def __init__(self, painted: Painted, figure: Figure) -> None:
        self._boxes: list[tuple[float, ...]] = []
        self._colors: list[str] = []
        self._shapes: list[tuple[Path, str]] = []
        for artist in painted.items:
            if isinstance(artist, PolyCollection) and (cells := _cells(artist, figure)) is not None:
                faces = np.asarray(artist.get_facecolor(), dtype=np.float64)
                self._boxes += [tuple(cell) for cell in cells.tolist()]
                self._colors += [str(to_hex(tuple(faces[index % len(faces)]))) for index in range(len(cells))]
            elif isinstance(artist, Patch):
                self._add_patch(artist, figure)

    def _add_patch(self, patch: Patch, figure: Figure) -> None:
        color = str(to_hex(patch.get_facecolor()))
        if isinstance(patch, Rectangle):
            rect = rect_of(patch.get_window_extent(), figure)
            self._boxes.append((rect.x, rect.y, rect.width, rect.height))
            self._colors.append(color)
        else:
            self._shapes += [(Path(_points(polygon, figure)), color) for polygon in _polygons(patch)]

    def under(self, rect: Rect) -> str:
        """The colour under the middle of a text; where items overlap, that of the last."""
        middle = np.array([rect.x + rect.width / 2, rect.y + rect.height / 2])
        if self._boxes:
            boxes = np.array(self._boxes)
            inside = ((boxes[:, :2] <= middle) & (middle <= boxes[:, :2] + boxes[:, 2:])).all(axis=1)
            if inside.any():
                return self._colors[int(np.flatnonzero(inside)[-1])]
        return next((color for shape, color in self._shapes if shape.contains_point(tuple(middle))), PAPER)


def _squares(at: Floats, radius: float) -> list[Rect]:
    at = at[np.isfinite(at).all(axis=1)]
    at = at[:: max(len(at) // _MOST_RECTS, 1)]
    return [Rect(x - radius, y - radius, 2 * radius, 2 * radius) for x, y in at.tolist()]


def _clipped(rect: Rect, inside: Rect) -> Rect | None:
    left, top = max(rect.x, inside.x), max(rect.y, inside.y)
    right, bottom = min(rect.right, inside.right), min(rect.bottom, inside.bottom)
    return Rect(left, top, right - left, bottom - top) if right >= left and bottom >= top else None
