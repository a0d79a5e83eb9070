"""Spreading a placement over its canvas: wider gaps first, then the centres move apart."""

import math

from msgspec import structs

from pb_adapters.images.vector.placing import Area, Content, Placement, Recipe, place

_WIDEST_GAP = 9  # cells; beyond it a figure falls apart
_WIDEST_FREE = (6, 4)  # layer and node gap where the height is not given
_FURTHEST = 1.5  # by how much centres may move apart


def spread(content: Content, recipe: Recipe, across: int, down: int | None) -> Placement | None:
    """Place boxes so that they fill a room of ``across`` by ``down`` cells; ``None`` if they do not fit.

    Without ``down`` the height is free: gaps stay moderate and nothing is stretched downwards.
    """
    high = down if down is not None else 1 << 30
    widest = (_WIDEST_GAP, _WIDEST_GAP) if down is not None else _WIDEST_FREE
    best = place(content, recipe)
    if best.width > across or best.height > high:
        return None
    while True:
        fitting = [
            (grown, placed)
            for grown in _grown(recipe, widest)
            if (placed := place(content, grown)).width <= across and placed.height <= high
        ]
        if not fitting:
            break
        recipe, best = min(fitting, key=lambda pair: max(pair[1].width / across, pair[1].height / high))
    best = _stretch(best, content, across, axis=0)
    return best if down is None else _stretch(best, content, down, axis=1)


def centred(placed: Placement, across: int, down: int) -> Placement:
    """The placement in the middle of a room."""
    return _moved(placed.boxes, placed.frames, (across - placed.width) // 2, (down - placed.height) // 2, across, down)


def _grown(recipe: Recipe, widest: tuple[int, int]) -> list[Recipe]:
    grown = []
    if recipe.layer_gap < widest[0]:
        grown.append(structs.replace(recipe, layer_gap=recipe.layer_gap + 1))
    if recipe.node_gap < widest[1]:
        grown.append(structs.replace(recipe, node_gap=recipe.node_gap + 1))
    return grown


def _stretch(placed: Placement, content: Content, room: int, axis: int) -> Placement:
    """Move the centres apart along one axis as far as the room and good taste allow."""
    low, high, best = 1.0, _FURTHEST, placed
    for _ in range(9):
        middle = (low + high) / 2
        trial = _scaled(placed, content, middle, axis)
        if (trial.width if axis == 0 else trial.height) <= room:
            low, best = middle, trial
        else:
            high = middle
    return best


def _scaled(placed: Placement, content: Content, factor: float, axis: int) -> Placement:
    boxes = {}
    for name, area in placed.boxes.items():
        if axis == 0:
            shift = _shift(area.x, area.right, factor)
            boxes[name] = Area(area.x + shift, area.y, area.right + shift, area.bottom)
        else:
            shift = _shift(area.y, area.bottom, factor)
            boxes[name] = Area(area.x, area.y + shift, area.right, area.bottom + shift)
    frames = _reframed(boxes, placed, content)
    areas = [*boxes.values(), *frames.values()]
    left, top = min(a.x for a in areas), min(a.y for a in areas)
    width, height = max(a.right for a in areas) - left, max(a.bottom for a in areas) - top
    return _moved(boxes, frames, -left, -top, width, height)


def _shift(start: int, end: int, factor: float) -> int:
    centre = (start + end) / 2
    return math.floor(centre * factor + 0.5) - math.floor(centre + 0.5)


def _reframed(boxes: dict[str, Area], placed: Placement, content: Content) -> dict[str, Area]:
    """The frames around moved members, with the same room on every side as before."""
    frames: dict[str, Area] = {}
    for name in _inner_first(placed.frames):
        old = placed.frames[name]
        members = [child for child, home in content.homes.items() if home == name]
        before = [placed.boxes[m] if m in placed.boxes else placed.frames[m] for m in members]
        after = [boxes[m] if m in boxes else frames[m] for m in members]
        frames[name] = Area(
            min(a.x for a in after) - (min(a.x for a in before) - old.x),
            min(a.y for a in after) - (min(a.y for a in before) - old.y),
            max(a.right for a in after) + old.right - max(a.right for a in before),
            max(a.bottom for a in after) + old.bottom - max(a.bottom for a in before),
        )
    return frames


def _inner_first(frames: dict[str, Area]) -> list[str]:
    return sorted(frames, key=lambda n: (frames[n].right - frames[n].x) * (frames[n].bottom - frames[n].y))


def _moved(boxes: dict[str, Area], frames: dict[str, Area], dx: int, dy: int, width: int, height: int) -> Placement:
    def move(area: Area) -> Area:
        return Area(area.x + dx, area.y + dy, area.right + dx, area.bottom + dy)

    return Placement({n: move(a) for n, a in boxes.items()}, {n: move(a) for n, a in frames.items()}, width, height)
