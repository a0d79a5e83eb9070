"""The search for the best clean drawing: many placements are sketched, the promising ones drawn up."""

import itertools
import math
from collections.abc import Callable, Iterator

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.attempt import MARGIN, Attempt, DiagramParts, compose, content
from pb_adapters.drawing.diagrams.box_sizes import MIN_SIZE, Typography
from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN as EDGE
from pb_adapters.drawing.diagrams.composition.leaf_sizes import page_width, typography
from pb_adapters.drawing.diagrams.composition.search import Page, compositions
from pb_adapters.drawing.diagrams.composition.tints import Tints, tints_of
from pb_adapters.drawing.diagrams.detail_levels import Detail, details, folds, notes, parts_of
from pb_adapters.drawing.diagrams.frame_ends import is_at
from pb_adapters.drawing.diagrams.legend import Entry, Legend, height_of, needed, placed
from pb_adapters.drawing.diagrams.placement import Placement, PlacementChoices, place
from pb_adapters.drawing.diagrams.references import numbered, reference_note, references
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.diagrams.state_marks import MARKS, state_marks
from pb_adapters.drawing.diagrams.text_runs import Lettering, letter
from pb_adapters.drawing.shared.palettes import colours
from pb_core.domain.diagrams.design_targets import score
from pb_core.domain.diagrams.line_measures import crossings
from pb_core.domain.diagrams.scene import PRINT_WIDTH, DrawnBox, DrawnFrame, DrawnLine, DrawnScene
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.scene_measures import measure_scene
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Direction, Styling
from pb_core.domain.diagrams.states import state_of
from pb_core.domain.findings import Finding
from pb_core.domain.plane import Point, Rect
from pb_core.errors import CannotDraw

_REFERENCE = 9.0  # the type size in points that sketches are measured at
_LARGEST = 12.0
_FREE_SIZE = 10.0  # the type size aimed at where the ratio is free
_AIRS = ((1.0, (4, 3)), (0.35, (3, 2)))  # padding of boxes and gaps in cells: comfortable, then close
_ROOMY = (2.2, (5, 4))
_FEW = 6
_DOWNS = {
    Direction.AUTO: (False, True),
    Direction.RIGHT: (False,),
    Direction.LEFT: (False,),
    Direction.DOWN: (True,),
    Direction.UP: (True,),
}
_BACKWARDS = frozenset({Direction.LEFT, Direction.UP})
_CUT_WORD = 0.1  # of the score, for a label with a word cut in two
_MEASURE = 10.0  # ems of the labels that a legend is sized with; it has none of them
_GOOD = 0.95  # a value that ends the search
_SKETCHED = 0.002  # of the score, for each point of badness of a sketch
_CROSSING = 0.015  # of the score, for two arrows that cross
_MUCH, _TANGLE = 1.5, 0.03  # widths of arrows that a drawing may have, and what each further one costs
_TANGLED = 40  # arrows
_TRIES = 8
_MORE_TRIES = 20


class Drawing(Struct, frozen=True, kw_only=True):
    """A clean drawing: the geometry for the checks and everything the painter needs."""

    attempt: Attempt
    lettering: Lettering
    scene: DrawnScene
    tints: Tints | None = None
    legend: Legend | None = None


class Sketch(Struct, frozen=True):
    """A placement not yet drawn up: how it is made, the type size it allows and how bad it looks."""

    recipe: PlacementChoices
    typography: Typography
    size: float
    badness: float


Found = tuple[Drawing | None, tuple[Finding, ...]]
"""The best clean drawing, or ``None`` and what was wrong with the last one."""


def best_drawing(spec: DiagramSpec, styling: Styling, ratio: str | None, height: float | None) -> Drawing:
    """Find the best drawing of a spec on a canvas 17 cm wide and ``height`` points high (``None``: free).

    Raises:
        CannotDraw: no attempt at any level of detail is free of findings.
    """

    def drawn(plan: DiagramSpec, detail: Detail, effort: Effort) -> Found:
        found, last = best_composition(plan, styling, ratio, height, detail, effort)
        if found is None and not _is_tangled(plan):
            found, faults = _best_at(plan, styling, ratio, height, detail, effort)
            last = faults or last
        return found, last

    found, last = _first_clean(spec, drawn)
    if found is None:
        why = last[0].detail if last else f"the text does not fit at {MIN_SIZE:g} pt"
        raise CannotDraw(f"the figure cannot be drawn cleanly: {why}")
    return found


def sized_drawing(spec: DiagramSpec, styling: Styling, width: float, height: float | None) -> Drawing:
    """Find the best drawing on a page of about this width, in points, in type of the sizes of compositions.

    The page is as wide as a whole number of cells; ``height`` is kept in proportion.

    Raises:
        CannotDraw: no composition at any level of detail is free of findings.
    """
    wide = page_width(width)
    high = None if height is None else height * wide / width

    def drawn(plan: DiagramSpec, detail: Detail, effort: Effort) -> Found:
        return best_composition(plan, styling, None, high, detail, effort, width=wide)

    found, last = _first_clean(spec, drawn)
    if found is None:
        why = last[0].detail if last else "its parts do not fit"
        raise CannotDraw(f"the figure cannot be drawn {width / 72 * 25.4:.0f} mm wide: {why}")
    return found


def _first_clean(spec: DiagramSpec, drawn: Callable[[DiagramSpec, Detail, Effort], Found]) -> Found:
    """What is found at the first level of detail that has a clean drawing."""
    effort, last = Effort(), tuple[Finding, ...]()
    for plan, detail in _levels(spec):
        found, faults = drawn(plan, detail, effort)
        last = faults or last
        if found is not None:
            return (found if plan is spec else _told(found, spec)), ()
    return None, last


def _levels(spec: DiagramSpec) -> Iterator[tuple[DiagramSpec, Detail]]:
    """The spec at every level of detail, and with its arrows as numbers: last, or before folding if they are many."""
    levels = [(spec, detail) for detail in details(spec)]
    seconds = (True, False) if any(element.detail for element in spec.elements) else (True,)
    by_number = [(numbered(spec, seconds=with_them), Detail()) for with_them in seconds] if spec.connections else []
    whole = sum(not folds(spec, detail) for _, detail in levels) if _is_tangled(spec) else len(levels)
    yield from (*levels[:whole], *by_number, *levels[whole:])


def _is_tangled(spec: DiagramSpec) -> bool:
    """Whether a plan has so many arrows that no reader follows them in a drawing that is not composed."""
    return len(spec.connections) >= _TANGLED


def _told(drawing: Drawing, spec: DiagramSpec) -> Drawing:
    """A drawing with its arrows as numbers, which the scene says."""
    scene = drawing.scene
    told = structs.replace(scene, references=references(spec), notes=(reference_note(spec), *scene.notes))
    return structs.replace(drawing, scene=told)


def best_composition(
    spec: DiagramSpec,
    styling: Styling,
    ratio: str | None,
    height: float | None,
    detail: Detail,
    effort: Effort,
    *,
    width: float | None = None,
) -> Found:
    """The best clean drawing that is composed by a pattern, else ``None`` and what was wrong with the last one."""
    last: tuple[Finding, ...] = ()
    best: tuple[float, Drawing] | None = None
    explained = legend_entries(spec, styling, detail)
    narrow = width is None and height is None
    width = width or PRINT_WIDTH
    below = height_of(explained, width - 2 * EDGE)
    page = Page(width=width, height=None if height is None else height - below, below=below, narrow=narrow)
    for corridors in (False, True) if spec.groups else (False,):
        for composed in compositions(spec, styling, page, detail, effort, corridors=corridors):
            drawing = finish_composed(spec, composed, detail, explained)
            findings = check_scene(drawing.scene, spec, ratio, width=min(width, drawing.scene.width))
            last = findings or last
            if not findings:
                value = (
                    worth(drawing, spec, styling, free=height is None) - _wiring(drawing) - _SKETCHED * composed.badness
                )
                best = (value, drawing) if best is None or value > best[0] else best
                if value >= _GOOD:
                    break
        if best:
            break
    return (best[1], ()) if best else (None, last)


def worth(drawing: Drawing, spec: DiagramSpec, styling: Styling, *, free: bool) -> float:
    """How near a drawing comes to the targets of a designed figure, up to 1."""
    return score(measure_scene(drawing.scene, spec, styling.emphasis), free_ratio=free)


def _wiring(drawing: Drawing) -> float:
    """What long arrows, crossings and labels with words cut in two cost between drawings of one plan.

    Arrows of more than one and a half widths in all are long, whichever may be.
    """
    cut = sum(tag.cut for tag in drawing.attempt.tags.values() if tag)
    crossed = _CROSSING * crossings(drawing.scene.lines)
    return _TANGLE * max(0.0, drawing.attempt.length / drawing.attempt.width - _MUCH) + _CUT_WORD * cut + crossed


def _best_at(
    spec: DiagramSpec, styling: Styling, ratio: str | None, height: float | None, detail: Detail, effort: Effort
) -> Found:
    last: tuple[Finding, ...] = ()
    for air, gaps in _airs(spec):
        best: tuple[float, Drawing] | None = None
        found = sorted(_sketched(spec, styling, height, detail, air, gaps), key=lambda s: s.badness)
        for count, sketch in enumerate(found):
            if effort.spent or count >= (_TRIES if best else _MORE_TRIES) or (best and sketch.badness >= best[0]):
                break  # arrows only add to what a sketch is worth
            attempt = _draw_up(spec, sketch, height, detail, effort)
            if attempt is None:
                continue
            drawing = finish(spec, styling, attempt, detail)
            findings = check_scene(drawing.scene, spec, ratio)
            last = findings or last
            worth = _badness(attempt, sketch)
            if not findings and (best is None or worth < best[0]):
                best = (worth, drawing)
        if best:
            return best[1], ()
    return None, last


def _airs(spec: DiagramSpec) -> tuple[tuple[float, tuple[int, int]], ...]:
    """How roomy boxes and gaps may be, the best first: few boxes get more of both."""
    return (_ROOMY, *_AIRS) if len(spec.elements) <= _FEW else _AIRS


def _sketched(
    spec: DiagramSpec, styling: Styling, height: float | None, detail: Detail, air: float, gaps: tuple[int, int]
) -> Iterator[Sketch]:
    seen: set[object] = set()
    for measure in (7.0, 10.0, 14.0):
        typography = Typography(_REFERENCE, measure, air=air, detail=detail.seconds)
        base = parts_of(spec, typography, detail)
        for recipe in _recipes(base, styling, gaps):
            placed = place(content(base, down=recipe.down), recipe)
            sketch = _sketch(base, placed, recipe, height)
            boxes = tuple(placed.boxes.items())
            if sketch is not None and boxes not in seen:
                seen.add(boxes)
                yield sketch


def _recipes(base: DiagramParts, styling: Styling, gaps: tuple[int, int]) -> Iterator[PlacementChoices]:
    downs = _DOWNS[styling.direction]
    inner = (False, True) if base.groups else (None,)
    fullest = max((list(base.homes.values()).count(g.id) for g in base.groups), default=0)
    inner_rows = range(1, 2 + (fullest > 2) + (fullest > 5))  # noqa: PLR2004 - members that fill two and three rows
    for down, turned, rows, inside in itertools.product(downs, inner, (1, 2, 3, 4, 5), inner_rows):
        flat = down if turned is None else turned
        yield PlacementChoices(
            down,
            flat,
            rows=rows,
            inner_rows=inside,
            layer_gap=gaps[0],
            node_gap=gaps[1],
            backwards=styling.direction in _BACKWARDS,
        )


def _sketch(base: DiagramParts, placed: Placement, recipe: PlacementChoices, height: float | None) -> Sketch | None:
    pitch = base.typography.pitch
    margin = 4 if len(base.connections) >= len(base.plans) else 2
    wide, high = (placed.width + margin) * pitch, (placed.height + margin) * pitch
    across = PRINT_WIDTH - 2 * MARGIN
    scale = across / wide
    if height is not None:
        scale = min(scale, (height - 2 * MARGIN) / high)
    largest = _largest(len(base.plans)) if height is not None else _FREE_SIZE
    size = min(_REFERENCE * scale, largest)
    if size < MIN_SIZE * 0.97:
        return None
    zoom = size / _REFERENCE
    canvas = height if height is not None else high * zoom + 2 * MARGIN
    empty = 1 - min(1.0, wide * zoom / across) * min(1.0, high * zoom / (canvas - 2 * MARGIN))
    badness = (
        1.2 * (largest - size) + 4 * empty + _travel(base, placed) + _preference(recipe, PRINT_WIDTH / canvas, height)
    )
    if height is None:
        badness += 5 * (1 - _inked(placed) * (pitch * zoom) ** 2 / (PRINT_WIDTH * canvas))
    return Sketch(recipe, base.typography, max(size, MIN_SIZE), badness)


def _largest(boxes: int) -> float:
    """The largest type that still looks like print: fewer boxes may speak louder."""
    return _LARGEST + 0.75 * max(0, 6 - boxes)


def _inked(placed: Placement) -> float:
    """The area of all boxes in square cells."""
    return sum((a.right - a.x) * (a.bottom - a.y) for a in placed.boxes.values())


def _preference(recipe: PlacementChoices, ratio: float, height: float | None) -> float:
    """Rows are read more easily than columns that go up and down; a free ratio is best between 1.5 and 3."""
    badness = 0.6 * (recipe.rows - 1) + (2.5 * (recipe.rows - 1) if recipe.down else 0.0)
    if height is None:
        return badness + (1.0 if recipe.down else 0.0) + 6 * max(0.0, math.log(1.5 / ratio), math.log(ratio / 6))
    against = math.log(ratio) if recipe.down else -math.log(ratio)
    return badness + 2.0 * max(0.0, against)


def _travel(base: DiagramParts, placed: Placement) -> float:
    """How far arrows must travel, relative to the drawing."""
    total = 0.0
    for source, target in base.ends:
        a, b = placed.boxes[source], placed.boxes[target]
        total += max(a.x - b.right, b.x - a.right, 0) + max(a.y - b.bottom, b.y - a.bottom, 0)
    return 6 * total / max(1, len(base.ends)) / (placed.width + placed.height)


def _draw_up(spec: DiagramSpec, sketch: Sketch, height: float | None, detail: Detail, effort: Effort) -> Attempt | None:
    """Set the sketch in the largest type that really fits."""
    size = math.floor(sketch.size * 4) / 4
    while size >= MIN_SIZE and not effort.spent:
        typography = structs.replace(sketch.typography, label=size)
        attempt = compose(parts_of(spec, typography, detail), sketch.recipe, PRINT_WIDTH, height, effort)
        if attempt is not None:
            return attempt
        size -= 0.25
        if size < sketch.size - 1.2:
            return None
    return None


def _badness(attempt: Attempt, sketch: Sketch) -> float:
    arrows = max(1, len(attempt.paths))
    return (
        sketch.badness
        + 4 * attempt.crossings
        + 1.0 * attempt.bends
        + 8 * sum(tag.cut for tag in attempt.tags.values() if tag)
        + 5 * attempt.length / arrows / (attempt.width + attempt.height)
    )


def legend_entries(spec: DiagramSpec, styling: Styling, detail: Detail) -> tuple[Entry, ...]:
    """What a composition has to explain in a legend."""
    stock = parts_of(spec, typography(_MEASURE, seconds=detail.seconds), detail)
    tints = tints_of(colours(styling.palette, styling.theme), styling.emphasis, stock)
    states = (state_of(element) for element in spec.elements if element.id in stock.plans)
    return needed(stock, tints, (MARKS[state] for state in states if state))


def finish_composed(
    spec: DiagramSpec, composed: Composed, detail: Detail, explained: tuple[Entry, ...] = ()
) -> Drawing:
    """Describe a composition as a scene, with its marks of state and its legend."""
    drawing = _drawing(spec, composed.attempt, composed.lettering, composed.boxes, detail)
    scene = structs.replace(drawing.scene, glyphs=composed.glyphs)
    marks = state_marks(scene, spec)
    scene = structs.replace(scene, glyphs=(*scene.glyphs, *marks))
    drawing = structs.replace(drawing, scene=scene, tints=composed.tints)
    drawn = {mark.name for mark in marks}
    return _with_legend(
        drawing, tuple(entry for entry in explained if not entry.mark or entry.mark in drawn), explained
    )


def _with_legend(drawing: Drawing, entries: tuple[Entry, ...], room: tuple[Entry, ...]) -> Drawing:
    """The drawing on a page that is higher by the legend's ``room``, with its entries."""
    width = drawing.scene.width - 2 * EDGE
    if not entries or drawing.tints is None:
        return drawing
    legend = placed(entries, EDGE, drawing.scene.height - EDGE, width, drawing.tints.colours)
    high = drawing.scene.height + height_of(room, width)
    runs = (*drawing.lettering.runs, *(run for _, _, run in legend.entries))
    lettering = structs.replace(drawing.lettering, runs=runs)
    scene = structs.replace(drawing.scene, height=high, legend=legend.rect, texts=lettering.drawn())
    return structs.replace(drawing, scene=scene, lettering=lettering, legend=legend)


def finish(spec: DiagramSpec, styling: Styling, attempt: Attempt, detail: Detail) -> Drawing:
    """Letter a attempt and describe it as a scene."""
    lettering = letter(attempt, colours(styling.palette, styling.theme), styling.emphasis)
    plans = attempt.stock.plans
    boxes = tuple(DrawnBox(id=n, rect=r, shape=plans[n].shape) for n, r in attempt.boxes.items())
    return _drawing(spec, attempt, lettering, boxes, detail)


def _line(connection: Connection, points: tuple[Point, ...], frames: dict[str, Rect]) -> DrawnLine:
    """An arrow of the scene, with the frames that it really begins and ends at."""
    source, target = frames.get(connection.source_group or ""), frames.get(connection.target_group or "")
    return DrawnLine(
        source=connection.source,
        target=connection.target,
        kind=connection.kind.value,
        points=points,
        heads=connection.heads.value,
        source_frame=(connection.source_group or "") if source and is_at(points, source, start=True) else "",
        target_frame=(connection.target_group or "") if target and is_at(points, target, start=False) else "",
    )


def _drawing(
    spec: DiagramSpec, attempt: Attempt, lettering: Lettering, boxes: tuple[DrawnBox, ...], detail: Detail
) -> Drawing:
    groups = {group.id: group for group in attempt.stock.groups}
    scene = DrawnScene(
        width=attempt.width,
        height=attempt.height,
        boxes=boxes,
        frames=tuple(
            DrawnFrame(id=n, rect=r, parent=groups[n].parent if n in groups else None) for n, r in _outer_first(attempt)
        ),
        lines=tuple(
            _line(c, points, attempt.frames) for c, points in zip(attempt.stock.connections, attempt.paths, strict=True)
        ),
        texts=lettering.drawn(),
        folds=folds(spec, detail),
        notes=notes(spec, detail),
    )
    return Drawing(attempt=attempt, lettering=lettering, scene=scene)


def _outer_first(attempt: Attempt) -> list[tuple[str, Rect]]:
    return sorted(attempt.frames.items(), key=lambda item: -item[1].width * item[1].height)
