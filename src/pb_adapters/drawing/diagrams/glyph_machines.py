"""The pictograms of machines and of what software is made of, as vector paths on the grid of all pictograms."""

import math

from matplotlib.path import Path

from pb_adapters.drawing.diagrams.glyph_outlines import (
    FILL,
    Part,
    body,
    box,
    circle,
    curve,
    ellipse,
    line,
    polygon,
    rounded,
    solid,
    strokes,
)
from pb_core.domain.plane import Point


def _closed(start: Point, *points: Point) -> Path:
    """A chain of cubics whose end a line joins with its start."""
    return Path([start, *points, start], [Path.MOVETO, *[Path.CURVE4] * len(points), Path.CLOSEPOLY])


def _server() -> tuple[Part, ...]:
    units = [body(box(3, y, 21, y + 5.6, 1.2), FILL) for y in (3, 9.2, 15.4)]
    lights = [circle((6.4, y + 2.8), 0.9) for y in (3, 9.2, 15.4)]
    slots = strokes(*(line((13, y + 2.8), (18, y + 2.8)) for y in (3, 9.2, 15.4)))
    return (*units, solid(*lights), slots)


def _chip() -> tuple[Part, ...]:
    at = (8, 12, 16)
    down = [line((x, y), (x, y + 3)) for x in at for y in (2, 19)]
    across = [line((x, y), (x + 3, y)) for y in at for x in (2, 19)]
    return strokes(*down, *across), body(box(5, 5, 19, 19, 1.5), FILL), body(box(9, 9, 15, 15))


def _window() -> tuple[Part, ...]:
    buttons = [circle((x, 6.5), 0.8) for x in (5, 7.6, 10.2)]
    return body(box(2, 4, 22, 20, 1.6)), strokes(line((2, 9), (22, 9))), solid(*buttons)


def _terminal() -> tuple[Part, ...]:
    return body(box(2, 4, 22, 20, 1.6), FILL), strokes(line((6, 9), (9.5, 12), (6, 15)), line((11.5, 15.5), (17, 15.5)))


def _globe() -> tuple[Part, ...]:
    north, south = ((4.4, 6), (9, 8), (15, 8), (19.6, 6)), ((4.4, 18), (9, 16), (15, 16), (19.6, 18))
    across = [line((2, 12), (22, 12)), curve(*north), curve(*south)]
    return body(circle((12, 12), 10), FILL), Part(path=ellipse((12, 12), 4.4, 10)), strokes(*across)


def _cloud() -> tuple[Part, ...]:
    outline = _closed(
        (6.5, 19), (3.5, 19), (2, 17), (2, 15), (2, 12.6), (3.8, 11), (6, 11), (6.2, 7), (9, 5), (12, 5),
        (15.2, 5), (17.6, 7.2), (17.8, 10.2), (20.4, 10.4), (22, 12.4), (22, 14.7), (22, 17.2), (20.2, 19), (17.8, 19),
    )  # fmt: skip
    return (body(outline, FILL),)


def _phone() -> tuple[Part, ...]:
    return body(box(6, 2, 18, 22, 2.2), FILL), body(box(8, 5, 16, 17.6)), solid(circle((12, 19.8), 0.9))


def _camera() -> tuple[Part, ...]:
    corners = ((2, 7), (7, 7), (8.6, 4), (15.4, 4), (17, 7), (22, 7), (22, 20), (2, 20))
    case = rounded(corners, 1.6, 0.1, 0.8, 0.8, 0.1, 1.6, 1.6, 1.6)
    return body(case, FILL), body(circle((12, 13.4), 4.4)), body(circle((12, 13.4), 1.8), FILL)


def _sensor() -> tuple[Part, ...]:
    arcs = [_arc(radius, sign) for radius in (5.4, 9.4) for sign in (-1, 1)]
    return strokes(*arcs), body(circle((12, 12), 2.4), FILL)


def _arc(radius: float, sign: int) -> Path:
    angles = [math.radians(-48 + 12 * k) for k in range(9)]
    return line(*((12 + sign * radius * math.cos(angle), 12 + radius * math.sin(angle)) for angle in angles))


def _clock() -> tuple[Part, ...]:
    return body(circle((12, 12), 9.6), FILL), strokes(line((12, 6.2), (12, 12), (16.2, 14.4)))


def _envelope() -> tuple[Part, ...]:
    return body(box(2, 5, 22, 19, 1.4), FILL), strokes(line((2.6, 6), (12, 13.4), (21.4, 6)))


def _bell() -> tuple[Part, ...]:
    shell = _closed(
        (4, 18), (6.4, 15.6), (5.6, 12), (6.2, 9), (6.8, 5.8), (9, 4), (12, 4), (15, 4), (17.2, 5.8), (17.8, 9),
        (18.4, 12), (17.6, 15.6), (20, 18),
    )  # fmt: skip
    return body(circle((12, 19.4), 2.2)), body(shell, FILL), strokes(line((12, 2), (12, 4)))


def _key() -> tuple[Part, ...]:
    shaft = line((10.6, 13.4), (21, 3), (21, 3))
    return (
        strokes(shaft, line((17.2, 6.8), (20, 9.6)), line((14.4, 9.6), (16.4, 11.6)), weight=1.6),
        body(circle((7.2, 16.8), 4.8), FILL),
        body(circle((7.2, 16.8), 1.5)),
    )


def _shield() -> tuple[Part, ...]:
    outline = curve(
        (12, 2), (14.6, 4.2), (17.4, 5), (20.6, 5.2), (20.6, 13.4), (18.6, 19), (12, 22), (5.4, 19), (3.4, 13.4),
        (3.4, 5.2), (6.6, 5), (9.4, 4.2), (12, 2),
    )  # fmt: skip
    return body(outline, FILL), strokes(line((7.8, 12), (11, 15.2), (16.4, 8.6)), weight=1.3)


def _folder() -> tuple[Part, ...]:
    back = rounded(((2, 4), (9, 4), (11.4, 7), (22, 7), (22, 20), (2, 20)), 1.2, 0.4, 0.4, 1.2, 1.2, 1.2)
    return body(back, FILL), strokes(line((2, 10.4), (22, 10.4)))


def _package() -> tuple[Part, ...]:
    front = polygon((3, 7), (12, 11.4), (12, 22), (3, 17.4))
    side = polygon((12, 11.4), (21, 7), (21, 17.4), (12, 22))
    return (
        body(polygon((3, 7), (12, 2.4), (21, 7), (12, 11.4)), FILL),
        body(front),
        body(side, FILL),
        strokes(line((7.5, 4.7), (16.5, 9.2), (16.5, 13))),
    )


def _queue() -> tuple[Part, ...]:
    items = [body(box(x, 9, x + 4.4, 15, 0.8), FILL) for x in (4.2, 9.8, 15.4)]
    return strokes(line((2, 6), (22, 6)), line((2, 18), (22, 18))), *items


def _braces() -> tuple[Part, ...]:
    left = curve((8, 3), (5, 3), (6.6, 11), (3, 12), (6.6, 13), (5, 21), (8, 21))
    right = curve((16, 3), (19, 3), (17.4, 11), (21, 12), (17.4, 13), (19, 21), (16, 21))
    return strokes(left, right, weight=1.3), solid(*(circle((x, 12), 1.1) for x in (8.8, 12, 15.2)))


def _sliders() -> tuple[Part, ...]:
    rails = strokes(*(line((2, y), (22, y)) for y in (6, 12, 18)))
    return rails, *(body(circle((x, y), 2.3), FILL) for x, y in ((8, 6), (16, 12), (6.5, 18)))


MACHINES: dict[str, tuple[Part, ...]] = {
    "server": _server(),
    "chip": _chip(),
    "window": _window(),
    "terminal": _terminal(),
    "globe": _globe(),
    "cloud": _cloud(),
    "phone": _phone(),
    "camera": _camera(),
    "sensor": _sensor(),
    "clock": _clock(),
    "envelope": _envelope(),
    "bell": _bell(),
    "key": _key(),
    "shield": _shield(),
    "folder": _folder(),
    "package": _package(),
    "queue": _queue(),
    "braces": _braces(),
    "sliders": _sliders(),
}
"""The parts of these pictograms by their names, from back to front."""
