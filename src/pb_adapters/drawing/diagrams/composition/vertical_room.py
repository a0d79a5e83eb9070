"""How far heights on a page may come together: gaps between them shrink as far as what stands there allows."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

_SHARES = (0.3, 0.3, 0.4, 0.5, 0.5, 1.0)  # of what each gap can spare, in turns, so that all of a chain give alike


class Distance(Struct, frozen=True):
    """Two heights, by index, the upper first, and how many points apart they are at least."""

    upper: int
    lower: int
    least: float


def closest(heights: Sequence[float], distances: Sequence[Distance]) -> list[float]:
    """Heights in ascending order, about as close as their distances allow; no gap becomes wider."""
    places = np.array(heights)
    upper = np.array([distance.upper for distance in distances], dtype=int)
    lower = np.array([distance.lower for distance in distances], dtype=int)
    least = np.array([distance.least for distance in distances])
    for share in _SHARES:
        for index in range(len(places) - 1):
            spans = (upper <= index) & (lower > index)
            spare = places[lower[spans]] - places[upper[spans]] - least[spans]
            room = min(float(places[index + 1] - places[index]), float(spare.min(initial=np.inf)))
            places[index + 1 :] -= share * max(0.0, room)
    return [float(place) for place in places]
