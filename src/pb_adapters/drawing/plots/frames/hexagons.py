"""Hexagons: rows counted in a honeycomb, as arrays."""

import numpy as np

from pb_adapters.drawing.plots.frames.columns import Data, group, numbers, pooled
from pb_adapters.drawing.plots.frames.model import Floats
from pb_core.domain.plots.estimators import Hexbin


def hexbin(data: Data, transform: Hexbin) -> Data:
    """The hexagons that hold rows, per group, with their counts."""
    data = data.where(transform.x, transform.y)
    groups = group(data, transform.groupby)
    over, upward = data.column(transform.x), data.column(transform.y)
    parts = [np.zeros((5, 0))]
    if data.rows:
        (u, across), (v, up) = _scaled(over.values, transform.columns), _scaled(upward.values, transform.down)
        for rows in groups.rows():
            middles, counts = np.unique(_middles(u[rows], v[rows], transform.columns - 1), axis=0, return_counts=True)
            ends = [across[0] + (middles[:, 1] + half) * across[1] for half in (-0.5, 0.5)]
            ends += [up[0] + (middles[:, 0] + half) * up[1] for half in (-2 / 3, 2 / 3)]
            parts.append(np.stack([*ends, counts]))
    keys = pooled(data, groups, range(len(parts) - 1), [part.shape[1] for part in parts[1:]], transform.groupby)
    joined = np.concatenate(parts, axis=1)
    likes = (over, over, upward, upward, None)
    return keys.add(*(numbers(*column) for column in zip(transform.as_, joined, likes, strict=True)))


def _scaled(values: Floats, count: int) -> tuple[Floats, tuple[float, float]]:
    """The values in units of the honeycomb, and its start and unit."""
    low = float(values.min())
    unit = (float(values.max()) - low) / count
    return (values - low) / unit, (low, unit)


def _middles(u: Floats, v: Floats, last: int) -> Floats:
    """The middle of each row's hexagon: down and across (n, 2)."""
    lattices = [
        np.stack((2 * np.floor(v / 2 + 0.5), np.floor(u + 0.5)), axis=1),
        np.stack((2 * np.floor(v / 2) + 1, np.minimum(np.floor(u), last) + 0.5), axis=1),
    ]
    apart = [(u - middle[:, 1]) ** 2 + 0.75 * (v - middle[:, 0]) ** 2 for middle in lattices]
    return np.where((apart[1] < apart[0])[:, None], lattices[1], lattices[0])
