"""Cutting a painted contact sheet apart: each cell's pictogram trimmed, on a transparent ground, or nothing."""

import io
from typing import TYPE_CHECKING

import numpy as np

from pb_core.domain.diagrams.contact_sheet import SheetGrid

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE = 256
"""The longer side of a pictogram in pixels: finer than any that is printed at a third of an inch."""
_INK = 28  # how far, of 255, a pixel is from the ground to be ink
_SEARCH = 0.16  # of a cell: how far from its place a boundary may be moved to where nothing is painted
_LEAST, _MOST = 0.006, 0.85  # of a cell's area: less is nothing, more is a background
_CROSSED = 0.02  # of a boundary's length: with more ink on it, a pictogram lies across
_SOFT = 2.0  # shades from ground to full ink, as a multiple of ``_INK``
_OUTSIDE = 128  # a shade of neither ground nor ink

_Colour = tuple[int, int, int]
_Pixels = np.ndarray[tuple[int, ...], np.dtype[np.int16]]
_Profile = np.ndarray[tuple[int], np.dtype[np.int64]]
_Mask = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def cut(sheet: bytes, grid: SheetGrid, count: int) -> tuple[bytes | None, ...]:
    """The first ``count`` pictograms of a sheet as PNG, row by row; ``None`` for a cell without one to cut out.

    The painter may have set cells a little beside their places: a boundary is moved to the emptiest line near it. A
    cell that is empty, filled to its edges, or whose pictogram lies across a boundary gives nothing.
    """
    from PIL import Image  # noqa: PLC0415 - Pillow is loaded where it works

    with Image.open(io.BytesIO(sheet)) as opened:
        picture = opened.convert("RGB")
    pixels = np.asarray(picture, dtype=np.int16)
    ground = _ground(pixels)
    ink = _distance(pixels, ground) > _INK
    columns, rows = _boundaries(ink.sum(axis=0), grid.columns), _boundaries(ink.sum(axis=1), grid.rows)
    cells = [
        (columns[column], rows[row], columns[column + 1], rows[row + 1])
        for row in range(grid.rows)
        for column in range(grid.columns)
    ]
    return tuple(_pictogram(picture, ground, ink, cell) for cell in cells[:count])


def _ground(pixels: _Pixels) -> _Colour:
    """What most of the border shows."""
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    red, green, blue = (int(value) for value in np.median(border, axis=0))
    return red, green, blue


def _distance(pixels: _Pixels, ground: _Colour) -> _Pixels:
    """How far each pixel is from the ground, 0 to 255."""
    distance: _Pixels = np.abs(pixels - np.array(ground, dtype=np.int16)).max(axis=2).astype(np.int16)
    return distance


def _boundaries(profile: _Profile, parts: int) -> list[int]:
    """Where to cut a line of this much ink at each place into so many parts."""
    step = len(profile) / parts
    reach = max(1, int(_SEARCH * step))
    found = [0]
    for number in range(1, parts):
        place = round(number * step)
        first = place - reach
        found.append(first + _emptiest(profile[first : place + reach + 1]))
    return [*found, len(profile)]


def _emptiest(profile: _Profile) -> int:
    """The middle of that stretch of the least ink that is nearest to the middle."""
    places = np.flatnonzero(profile == profile.min())
    stretches = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
    middle = len(profile) // 2
    nearest = min(stretches, key=lambda stretch: int(np.abs(stretch - middle).min()))
    return int(nearest[len(nearest) // 2])


def _pictogram(picture: "Image", ground: _Colour, ink: _Mask, cell: tuple[int, int, int, int]) -> bytes | None:
    left, top, right, bottom = cell
    inside = ink[top:bottom, left:right]
    share = float(inside.mean()) if inside.size else 0.0
    if not _LEAST <= share <= _MOST or _is_crossed(inside):
        return None
    down, across = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    frame = (left + int(across[0]), top + int(down[0]), left + int(across[-1]) + 1, top + int(down[-1]) + 1)
    return _png(picture.crop(frame), ground)


def _is_crossed(inside: _Mask) -> bool:
    edges = (inside[0], inside[-1], inside[:, 0], inside[:, -1])
    return any(float(edge.mean()) > _CROSSED for edge in edges)


def _png(picture: "Image", ground: _Colour) -> bytes:
    """The pictogram scaled down, with its ground made transparent as far as it reaches in from the edges."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - as above

    picture.thumbnail((SIDE, SIDE))
    framed = Image.new("RGB", (picture.width + 2, picture.height + 2), ground)
    framed.paste(picture, (1, 1))
    distance = _distance(np.asarray(framed, dtype=np.int16), ground)
    solid = Image.fromarray(np.where(distance > _INK, 255, 0).astype(np.uint8)).copy()  # the first is read-only
    ImageDraw.floodfill(solid, (0, 0), _OUTSIDE)  # what an outline encloses stays as it was painted
    outside = np.asarray(solid) == _OUTSIDE
    soft = np.clip(distance * 255.0 / (_SOFT * _INK), 0, 255)
    alpha = np.where(outside, soft, 255).astype(np.uint8)
    framed.putalpha(Image.fromarray(alpha))
    buffer = io.BytesIO()
    framed.save(buffer, "PNG")
    return buffer.getvalue()
