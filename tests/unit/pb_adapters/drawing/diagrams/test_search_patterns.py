"""Which pattern of layout each of two plans a pattern is drawn by, told by the geometry of the drawing alone."""

import itertools
from collections.abc import Callable, Iterable, Sequence

import pytest

from pb_adapters.drawing.diagrams import render
from pb_core.domain.diagrams.line_measures import crossings
from pb_core.domain.diagrams.reading_order import is_contrary
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.spec import DiagramSpec, Styling
from pb_core.domain.plane import Rect
from pb_core.ports.images import DrawRequest
from support.pattern_plans import pattern_plans

PLANS = pattern_plans()
LEVEL, CENTRED = 1.0, 5.0  # points: how exactly edges share a line, and middles, which stand on a grid
Places = dict[str, Rect]


def drawn(spec: DiagramSpec) -> DrawnScene:
    scene = render(DrawRequest(spec=spec, description="", styling=Styling(), aspect_ratio="auto")).scene
    assert scene is not None
    return scene


def areas(scene: DrawnScene) -> Places:
    return {box.id: box.rect for box in scene.boxes}


def is_row(rects: Iterable[Rect]) -> bool:
    """Whether each begins right of the one before it, and all share a height."""
    found = list(rects)
    onwards = all(one.right <= other.x for one, other in itertools.pairwise(found))
    return onwards and max(r.y for r in found) < min(r.bottom for r in found)


def is_column(rects: Iterable[Rect]) -> bool:
    return is_row(Rect(r.y, r.x, r.height, r.width) for r in rects)


def are_level(rects: Sequence[Rect]) -> bool:
    """Whether all begin and end at one height."""
    return all(abs(r.y - rects[0].y) < LEVEL and abs(r.bottom - rects[0].bottom) < LEVEL for r in rects)


def middle(rect: Rect) -> tuple[float, float]:
    return rect.x + rect.width / 2, rect.y + rect.height / 2


def contrary(scene: DrawnScene) -> int:
    places = areas(scene)
    return sum(is_contrary(places[line.source], places[line.target]) for line in scene.lines)


def panels_of(spec: DiagramSpec, scene: DrawnScene) -> list[Rect]:
    """The panels in the order of the plan."""
    found = {frame.id: frame.rect for frame in scene.frames}
    return [found[group.id] for group in spec.groups]


def held(spec: DiagramSpec, places: Places) -> list[list[Rect]]:
    """The blocks of each group."""
    return [[places[e.id] for e in spec.elements if e.group == group.id] for group in spec.groups]


def stage_panels(spec: DiagramSpec, scene: DrawnScene) -> bool:
    panels = panels_of(spec, scene)
    return is_row(panels) and are_level(panels) and not contrary(scene)


def overview_with_zoom(_: DiagramSpec, scene: DrawnScene) -> bool:
    return len({guide.block for guide in scene.guides}) == 1 and len(scene.guides) == 2


def lanes(spec: DiagramSpec, scene: DrawnScene) -> bool:
    """Panels of one size beside each other, what each holds in one row or column, on one grid."""
    panels, blocks = panels_of(spec, scene), held(spec, areas(scene))
    level = all(max(r.y for r in row) < min(r.bottom for r in row) for row in zip(*blocks, strict=True))
    return is_row(panels) and are_level(panels) and all(map(is_column, blocks)) and level


def loop(spec: DiagramSpec, scene: DrawnScene) -> bool:
    """One arrow leads back to where all begins, which is marked only where something leaves the loop."""
    is_left = {c.source for c in spec.connections} != {e.id for e in spec.elements}
    return contrary(scene) == 1 and any("start" in text.text for text in scene.texts) == is_left


def encoder_and_decoder(spec: DiagramSpec, scene: DrawnScene) -> bool:
    """What follows each other in one row, and skips that cross nothing."""
    places = areas(scene)
    return is_row(places[e.id] for e in spec.elements) and not scene.continuations and not crossings(scene.lines)


def two_branches(spec: DiagramSpec, scene: DrawnScene) -> bool:
    """What forks and what meets stand in one row, the branches as far above it as below."""
    places = areas(scene)
    ends = [(c.source, c.target) for c in spec.connections]
    forks = [e.id for e in spec.elements if sum(s == e.id for s, _ in ends) > 1]
    joins = [e.id for e in spec.elements if sum(t == e.id for _, t in ends) > 1]
    first = [places[t] for s, t in ends if s in forks]
    axes = [middle(places[name])[1] for name in (forks[0], joins[0])]
    axes.append(sum(middle(rect)[1] for rect in first) / len(first))
    return max(axes) - min(axes) < CENTRED


def stack(spec: DiagramSpec, scene: DrawnScene) -> bool:
    """A group that is repeated holds one path in one direction, with a badge."""
    (blocks,) = held(spec, areas(scene))
    badge = f"×{spec.groups[0].repeat}"
    return (is_row(blocks) or is_column(blocks)) and any(text.text == badge for text in scene.texts)


def hub_or_tree(spec: DiagramSpec, scene: DrawnScene) -> bool:
    """What most leads from stands above the middle of all else, what it leads to in one row."""
    places = areas(scene)
    root = spec.elements[0].id
    children = sorted({c.target for c in spec.connections if c.source == root}, key=lambda name: places[name].x)
    row = [places[name] for name in children]
    centre = (row[0].x + row[-1].right) / 2
    return is_row(row) and abs(middle(places[root])[0] - centre) < CENTRED and places[root].bottom < row[0].y


def strip(spec: DiagramSpec, scene: DrawnScene) -> bool:
    places = areas(scene)
    return is_row(places[e.id] for e in spec.elements) and all(len(line.points) == 2 for line in scene.lines)


def exchange(spec: DiagramSpec, scene: DrawnScene) -> bool:
    """Actors side by side, straight messages between them from the top down."""
    places, heights = areas(scene), [line.points[0][1] for line in scene.lines]
    flat = all(len(line.points) == 2 and line.points[0][1] == line.points[1][1] for line in scene.lines)
    return is_row(places[e.id] for e in spec.elements) and flat and heights == sorted(heights)


def matrix(spec: DiagramSpec, scene: DrawnScene) -> bool:
    """Blocks of one size in as many rows as columns."""
    rects = [rect for name, rect in areas(scene).items() if name in {e.id for e in spec.elements}]
    columns, rows = ({round(value) for value in found} for found in zip(*map(middle, rects), strict=True))
    return len(columns) * len(rows) == len(rects) and len(columns) == len(rows) and not scene.lines


def folded_rows(spec: DiagramSpec, scene: DrawnScene) -> bool:
    """Several rows or columns of at least three, each read in the same direction."""
    places = [areas(scene)[e.id] for e in spec.elements]
    for is_line in (is_row, is_column):
        lines = [[places[0]]]
        for rect in places[1:]:
            if is_line([lines[-1][-1], rect]):
                lines[-1].append(rect)
            else:
                lines.append([rect])
        if len(lines) > 1 and all(len(line) >= 3 for line in lines):
            return True
    return False


PATTERNS: dict[str, Callable[[DiagramSpec, DrawnScene], bool]] = {
    "stage panels": stage_panels,
    "overview with zoom": overview_with_zoom,
    "lanes": lanes,
    "loop": loop,
    "encoder and decoder": encoder_and_decoder,
    "two branches": two_branches,
    "stack": stack,
    "hub or tree": hub_or_tree,
    "strip": strip,
    "exchange": exchange,
    "matrix": matrix,
    "folded rows": folded_rows,
}


def test_each_pattern_has_two_plans() -> None:
    assert sorted(PLANS) == sorted((name, number) for name in PATTERNS for number in (0, 1))


@pytest.mark.parametrize("pattern", sorted(PLANS), ids=lambda pattern: f"{pattern[0]} {pattern[1]}")
def test_a_plan_is_drawn_by_its_pattern(pattern: tuple[str, int]) -> None:
    spec = PLANS[pattern]
    assert PATTERNS[pattern[0]](spec, drawn(spec))
