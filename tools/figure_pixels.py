"""Measures of a finished figure from its pixels, scaled to 1200 px wide, and of its type from the text of its SVG."""

import io
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pyvips
from numpy.typing import NDArray
from PIL import Image

from pb_core.domain.diagrams.mark_grid import COLUMNS, largest_empty

WIDTH = 1200
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

_STEP = 0.06  # of luminance, between neighbours: an edge
_CELLS, _CELL_EDGES = 24, 0.004
_WIDENED, _COVERED = 2, 0.08
_TINT_CHROMA, _TINT_LIGHT = 0.02, 0.8
_HUE_CHROMA, _HUE_BINS, _HUE_SHARE = 0.06, 12, 0.02
_MATHEMATICS = "STIXGeneral"
_FONT_SIZE = re.compile(r"font(?:-size)?:[^;]*?([\d.]+)px")


def pixels_of(path: Path) -> Floats:
    """The picture in a PNG or SVG file on white, 1200 px wide: (height, width, 3) from 0 to 1."""
    return pixels(path.read_bytes(), is_svg=path.suffix == ".svg")


def pixels(data: bytes, *, is_svg: bool) -> Floats:
    """The picture that ``data`` holds on white, 1200 px wide."""
    if is_svg:
        drawn = pyvips.Image.thumbnail_buffer(data, WIDTH, height=100 * WIDTH)
        data = drawn.flatten(background=255).pngsave_buffer()
    image = Image.open(io.BytesIO(data)).convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image)
    high = max(1, round(image.height * WIDTH / image.width))
    return np.asarray(paper.convert("RGB").resize((WIDTH, high), Image.Resampling.LANCZOS), np.float32) / np.float32(
        255
    )


def measure_pixels(picture: Floats) -> dict[str, float]:
    """Every measure of a picture by the name of its counterpart in ``pb_core.domain.diagrams.scene_measures``."""
    edges = _edges(picture.mean(axis=2))
    squares = _squares(edges)
    high = len(squares)
    middle = squares[high // 3 : -(-2 * high // 3), _CELLS // 3 : 2 * _CELLS // 3]
    return {
        "aspect": picture.shape[1] / picture.shape[0],
        "quiet share": _quiet_share(edges),
        "marked cells": float(squares.mean()),
        "marked middle": float(middle.mean()) if middle.size else float(squares.mean()),
        **_margins(edges),
        **_colours(picture),
    }


def _edges(luminance: Floats) -> Mask:
    edges = np.zeros(luminance.shape, dtype=bool)
    edges[:, :-1] |= np.abs(np.diff(luminance, axis=1)) > _STEP
    edges[:-1] |= np.abs(np.diff(luminance, axis=0)) > _STEP
    return edges


def _squares(edges: Mask) -> Mask:
    """Which squares a 24th of the width wide have more than 0.4 % edge pixels; a remainder below is left out."""
    side = WIDTH // _CELLS
    high = max(1, len(edges) // side)
    whole = edges[: high * side]
    shares = np.add.reduceat(
        np.add.reduceat(whole, range(0, len(whole), side), axis=0, dtype=int), range(0, WIDTH, side), axis=1
    )
    return shares / side**2 > _CELL_EDGES


def _quiet_share(edges: Mask) -> float:
    wide = edges.copy()
    for axis in (0, 1):
        wide = np.logical_or.reduce([np.roll(wide, by, axis) for by in range(-_WIDENED, _WIDENED + 1)])
    side = WIDTH // COLUMNS
    high = max(1, len(wide) // side)
    cells = wide[: high * side].reshape(high, side, COLUMNS, side).mean(axis=(1, 3)) >= _COVERED
    rows = [int("".join("01"[cell] for cell in row), 2) for row in cells.astype(int)]
    return largest_empty(rows, COLUMNS) / (high * COLUMNS)


def _margins(edges: Mask) -> dict[str, float]:
    rows, columns = np.flatnonzero(edges.any(axis=1)), np.flatnonzero(edges.any(axis=0))
    if not len(rows):
        return {}
    sides = (columns[0], rows[0], edges.shape[1] - 1 - columns[-1], edges.shape[0] - 1 - rows[-1])
    return {"margin": float(np.mean(sides)) / WIDTH, "margin spread": float(max(sides) - min(sides)) / WIDTH}


def _colours(picture: Floats) -> dict[str, float]:
    """The share of light colour, and how many 30 degree bins of hue hold more than 2 % of the strong colour."""
    most, least = picture.max(axis=2), picture.min(axis=2)
    chroma = most - least
    tints = (chroma >= _TINT_CHROMA) & (picture.mean(axis=2) >= _TINT_LIGHT)
    strong = picture[chroma >= _HUE_CHROMA]
    if not len(strong):
        return {"tints": float(tints.mean()), "hues": 0.0}
    counts, _ = np.histogram(_hues(strong), bins=_HUE_BINS, range=(0, 360))
    return {"tints": float(tints.mean()), "hues": float((counts / len(strong) > _HUE_SHARE).sum())}


def _hues(colours: Floats) -> Floats:
    red, green, blue = colours.T
    angle = np.degrees(np.arctan2(np.sqrt(3) * (green - blue), 2 * red - green - blue))
    return np.asarray(angle % 360, np.float32)


def measure_type(svg: bytes) -> dict[str, float]:
    """Smallest, median and largest type over the width, largest over smallest, and the number of words of an SVG.

    Text that a font's outlines draw is none; nothing if there is no text, or no view box to tell the width.
    """
    root = ET.fromstring(svg)  # noqa: S314 - figures of our own
    box = (root.get("viewBox") or "").split()
    words: list[tuple[float, int]] = []
    for node in root.iter("{http://www.w3.org/2000/svg}text"):
        style = " ".join(part.get("style", "") for part in node.iter())
        sizes = [float(size) for size in _FONT_SIZE.findall(style)]
        if sizes and _MATHEMATICS not in style:  # whose scripts are smaller by right
            words.append((max(sizes), len("".join(node.itertext()).split())))
    if not words or len(box) != 4:  # noqa: PLR2004 - x, y, width, height
        return {}
    sizes = [size / float(box[2]) for size, _ in words]
    return {
        "small type": min(sizes),
        "label type": float(np.median(sizes)),
        "title type": max(sizes),
        "type ratio": max(sizes) / min(sizes),
        "words": float(sum(count for _, count in words)),
    }
