"""Checks of a drawn scene: does it show its whole spec, cleanly and legibly, its arrows joined to their boxes?"""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence

from pb_core.domain.diagrams.gatherings import DrawnConnections, gathering_faults
from pb_core.domain.diagrams.label_checks import is_labelled, letters, says
from pb_core.domain.diagrams.line_measures import apart
from pb_core.domain.diagrams.scene import (
    CONNECTOR,
    PRINT_WIDTH,
    Continuation,
    DrawnBox,
    DrawnLine,
    DrawnScene,
    DrawnText,
    Reference,
)
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group
from pb_core.domain.findings import Check, Finding
from pb_core.domain.plane import (
    Point,
    Rect,
    Segment,
    border_distance,
    contains,
    corners,
    cuts,
    deep_inside,
    inset,
    overlap,
    segments,
    shared_length,
    within,
)

_AFTER_ARROW = re.compile("[→↔–].*", re.DOTALL)  # what a box says of its arrows


def missing_findings(scene: DrawnScene, spec: DiagramSpec) -> Iterator[Finding]:
    """Yield what the spec lists and the scene does not show, and members outside their frames."""
    words: dict[str, str] = {}
    for text in scene.texts:
        words[text.owner] = words.get(text.owner, "") + text.text
    yield from _elements(scene, spec, words)
    yield from _groups(scene, spec, words)
    yield from _connections(scene, spec, words)
    yield from (_missing(name, why) for name, why in gathering_faults(scene, spec))
    yield from _membership(scene, spec)


def _missing(subject: str, detail: str) -> Finding:
    return Finding(check=Check.MISSING, subject=subject, detail=detail)


def _elements(scene: DrawnScene, spec: DiagramSpec, words: dict[str, str]) -> Iterator[Finding]:
    boxes = {box.id for box in scene.boxes}
    homes = {fold.element: fold.into for fold in scene.folds}
    for element in spec.elements:
        if homes.get(element.id, element.id) not in boxes:
            yield _missing(element.id, f"the element '{element.id}' is not drawn")
        else:
            yield from _words_of(element, "label", element.label, words)


def _groups(scene: DrawnScene, spec: DiagramSpec, words: dict[str, str]) -> Iterator[Finding]:
    drawn = {frame.id for frame in scene.frames} | {box.id for box in scene.boxes}
    filled = _inhabited(spec)
    folded = {fold.into for fold in scene.folds}
    inner = {g.id for g in spec.groups if folded & _ancestors(g.id, spec)}
    for group in spec.groups:
        if group.id not in filled or group.id in inner:
            continue
        if group.id not in drawn:
            yield _missing(group.id, f"the group '{group.id}' is not drawn")
        else:
            yield from _words_of(group, "title", group.title, words)


def _words_of(part: Element | Group, noun: str, text: str, words: dict[str, str]) -> Iterator[Finding]:
    """What is missing of a part's own text, which is its ``noun``, and of its repetition."""
    if not says(words, part.id, text):
        yield _missing(part.id, f"the {noun} of '{part.id}' is not drawn in full")
    elif part.repeat and str(part.repeat) not in words.get(part.id, ""):
        yield _missing(part.id, f"the repetition of '{part.id}' is not drawn")


def _connections(scene: DrawnScene, spec: DiagramSpec, words: dict[str, str]) -> Iterator[Finding]:
    homes = {fold.element: fold.into for fold in scene.folds}
    drawn = {(line.source, line.target, line.kind): line for line in scene.lines}
    told = {(r.source, r.target, r.kind): r for r in scene.references}
    continued = {(c.source, c.target, c.kind): c for c in scene.continuations}
    at_edges = DrawnConnections(scene.gatherings)
    for planned in spec.connections:
        ends = {homes.get(name, name) for name in (planned.source, planned.target)}
        if len(ends) == 1 and planned.source != planned.target:
            continue
        connection = at_edges.of(planned)
        key = (connection.source, connection.target, connection.kind.value)
        if key in told:
            yield from _told(connection, told[key], words)
        elif key in continued:
            yield from _continued(connection, continued[key], scene, words)
        elif key not in drawn:
            yield _missing(connection.name, f"the connection {connection.name} is not drawn")
        elif not is_labelled(connection, drawn[key], scene, words):
            yield _missing(connection.name, f"the label of {connection.name} is not drawn in full")


def _told(connection: Connection, reference: Reference, words: dict[str, str]) -> Iterator[Finding]:
    """What is missing of an arrow told by number: the number at both ends, and its label."""
    at_source = _AFTER_ARROW.search(words.get(reference.source, ""))
    named = re.findall(r"\d+", at_source.group()) if at_source else []
    number = str(reference.number)
    if number not in named or not re.match(rf"\W*{number}\b", words.get(reference.target, "")):
        yield _missing(connection.name, f"the number of the connection {connection.name} is not at both ends")
    elif not says(words, reference.source, connection.label):
        yield _missing(connection.name, f"the label of {connection.name} is not drawn in full")


def _continued(
    connection: Connection, continuation: Continuation, scene: DrawnScene, words: dict[str, str]
) -> Iterator[Finding]:
    """What is missing of an arrow told by letter: its tags at both boxes, with the letter, and its label."""
    homes = {fold.element: fold.into for fold in scene.folds}
    borders = {frame.id: corners(frame.rect) for frame in scene.frames} | {box.id: box.outline for box in scene.boxes}
    rects = {box.id: box.rect for box in scene.boxes}
    source, target = connection.ends
    for tag, group, end in (
        (continuation.leaves, source, connection.source),
        (continuation.arrives, target, connection.target),
    ):
        at, border = rects.get(tag), borders.get(group) or borders.get(homes.get(end, end))
        if not (
            at
            and border
            and _touches_border(at, border)
            and letters(words.get(tag, "")) == continuation.letter.casefold()
        ):
            yield _missing(connection.name, f"the letter of the connection {connection.name} is not at '{end}'")
    if not says(words, continuation.label_owner, connection.label):
        yield _missing(connection.name, f"the label of {connection.name} is not drawn in full")


def _touches_border(r: Rect, border: Sequence[Point]) -> bool:
    """Whether a tag stands at a border."""
    x, y = r.x + r.width / 2, r.y + r.height / 2
    sides = ((x, r.y), (x, r.bottom), (r.x, y), (r.right, y), *corners(r))
    return min(border_distance(border, side) for side in sides) <= _TOUCH


def _membership(scene: DrawnScene, spec: DiagramSpec) -> Iterator[Finding]:
    boxes = {box.id: box.rect for box in scene.boxes}
    groups = {e.id: _ancestors(e.group, spec) | {e.group} for e in spec.elements if e.group}
    for told in scene.continuations:  # tags stand where their boxes stand
        for tag, name, group in (
            (told.leaves, told.source, told.source_group),
            (told.arrives, told.target, told.target_group),
        ):
            groups[tag] = _ancestors(group, spec) if group else groups.get(name, set())
    for frame in scene.frames:
        for name, rect in boxes.items():
            member = frame.id in groups.get(name, ()) or frame.id in _ancestors(name, spec)
            if member and not within(rect, frame.rect):
                detail = f"the member '{name}' is not inside the frame '{frame.id}'"
                yield Finding(check=Check.FRAME, subject=frame.id, detail=detail)
            if not member and _touches(scene, frame.id, name):
                detail = f"the frame '{frame.id}' holds or cuts the stranger '{name}'"
                yield Finding(check=Check.FRAME, subject=frame.id, detail=detail)


def _touches(scene: DrawnScene, frame_id: str, box_id: str) -> bool:
    frame = next(f.rect for f in scene.frames if f.id == frame_id)
    box = next(b.rect for b in scene.boxes if b.id == box_id)
    wide = min(frame.right, box.right) - max(frame.x, box.x)
    high = min(frame.bottom, box.bottom) - max(frame.y, box.y)
    return wide > 0 and high > 0


def _ancestors(group: str | None, spec: DiagramSpec) -> set[str]:
    parents = {g.id: g.parent for g in spec.groups}
    found: set[str] = set()
    parent = parents.get(group) if group else None
    while parent is not None and parent not in found:
        found.add(parent)
        parent = parents.get(parent)
    return found


def _inhabited(spec: DiagramSpec) -> set[str]:
    direct = {e.group for e in spec.elements if e.group}
    return direct | {above for group in direct for above in _ancestors(group, spec)}


_TOUCH = 1.5  # points between an arrow's end and a border that still print as touching
_APART = 1.5  # points between parallel lines below which they print as one
_SHARED = 2.0  # points of common run that are an overlap


def arrow_findings(scene: DrawnScene) -> Iterator[Finding]:
    """Yield what is wrong with the arrows of a scene."""
    homes = {fold.element: fold.into for fold in scene.folds}
    boxes = {box.id: box for box in scene.boxes}
    borders = _borders(scene)
    for line in scene.lines:
        ends = (homes.get(line.source, line.source), homes.get(line.target, line.target))
        yield from _attached(line, ends, boxes, scene)
        yield from _through_boxes(line, ends, boxes)
        yield from _through_texts(line, scene)
        yield from _along_borders(line, borders)
    for a, b in itertools.combinations(scene.lines, 2):
        if _run_together(a, b):
            detail = f"the arrows {_name(a)} and {_name(b)} run on top of each other"
            yield Finding(check=Check.LINE_OVERLAP, subject=_name(a), detail=detail)


def _name(line: DrawnLine) -> str:
    return f"{line.source}->{line.target}"


def _attached(
    line: DrawnLine, ends: tuple[str, str], boxes: dict[str, DrawnBox], scene: DrawnScene
) -> Iterator[Finding]:
    frames = {frame.id: corners(frame.rect) for frame in scene.frames}
    framed = (frames.get(line.source_frame), frames.get(line.target_frame))
    for end, frame, point in zip(ends, framed, (line.points[0], line.points[-1]), strict=True):
        box = boxes.get(end)
        border = frame or (box.outline if box else None)
        if border is None or border_distance(border, point) > _TOUCH:
            detail = f"the arrow {_name(line)} does not touch the border of '{end}'"
            yield Finding(check=Check.LINE_DETACHED, subject=_name(line), detail=detail)


def _through_boxes(line: DrawnLine, ends: tuple[str, str], boxes: dict[str, DrawnBox]) -> Iterator[Finding]:
    for box in boxes.values():
        inside = [piece for piece in segments(line.points) if cuts(piece, box.rect)]
        crossed = bool(inside)
        if inside and box.id in ends:
            polygon = box.outline
            crossed = any(deep_inside(polygon, point, _TOUCH) for piece in inside for point in _sampled(piece))
        if crossed:
            detail = f"the arrow {_name(line)} passes through the box '{box.id}'"
            yield Finding(check=Check.LINE_THROUGH_BOX, subject=_name(line), detail=detail)


def _sampled(piece: Segment) -> Iterator[Point]:
    (ax, ay), (bx, by) = piece
    steps = max(2, int(max(abs(bx - ax), abs(by - ay)) / 2))
    for i in range(steps + 1):
        yield ax + (bx - ax) * i / steps, ay + (by - ay) * i / steps


def _through_texts(line: DrawnLine, scene: DrawnScene) -> Iterator[Finding]:
    boxes = {box.id for box in scene.boxes} | {fold.element for fold in scene.folds}
    for text in scene.texts:
        cut = [piece for piece in segments(line.points) if cuts(piece, inset(text.rect, 0.25))]
        if text.owner == _name(line):
            cut = [piece for piece in cut if not _is_interrupted(piece, text.rect)]
        if text.owner not in boxes and cut:
            detail = f"the arrow {_name(line)} passes through the text of '{text.owner}'"
            yield Finding(check=Check.LINE_THROUGH_TEXT, subject=_name(line), detail=detail)


def _is_interrupted(piece: Segment, words: Rect) -> bool:
    """Whether words stand on the middle of a piece of their own arrow, which goes on at both sides of them."""
    (ax, ay), (bx, by) = piece
    if ax == bx:
        off, low, high = words.x + words.width / 2 - ax, words.y - min(ay, by), max(ay, by) - words.bottom
    else:
        off, low, high = words.y + words.height / 2 - ay, words.x - min(ax, bx), max(ax, bx) - words.right
    return abs(off) < _SLACK and min(low, high) > 0


def _borders(scene: DrawnScene) -> list[tuple[str, Rect, tuple[Segment, ...]]]:
    """The name, the rectangle around and the sides of every frame and of every box with an outline."""
    rings = [(frame.id, frame.rect, corners(frame.rect)) for frame in scene.frames]
    rings += [(box.id, box.rect, box.outline) for box in scene.boxes if not box.parts]
    return [(name, inset(rect, -_APART), tuple(segments((*ring, ring[0])))) for name, rect, ring in rings]


def _along_borders(line: DrawnLine, borders: Sequence[tuple[str, Rect, tuple[Segment, ...]]]) -> Iterator[Finding]:
    """An arrow that runs on the outline of a frame or of a box, where it cannot be told from it."""
    for name, around, sides in borders:
        near = [piece for piece in segments(line.points) if cuts(piece, around)]
        if any(shared_length(piece, side, _APART) > _SHARED for piece in near for side in sides):
            detail = f"the arrow {_name(line)} runs along the border of '{name}'"
            yield Finding(check=Check.LINE_OVERLAP, subject=_name(line), detail=detail)


def _run_together(a: DrawnLine, b: DrawnLine) -> bool:
    """Whether two arrows share a piece beyond what arrows of one kind may share at an end that they have in common."""
    one, other = apart(a, b)
    return any(shared_length(p, q, _APART) > _SHARED for p, q in itertools.product(segments(one), segments(other)))


MIN_TEXT_SIZE = 7.0
MIN_CONTRAST = 4.5
RATIO_TOLERANCE = 0.01
_SLACK = 0.75  # points; too little to be seen in print


def check_scene(
    scene: DrawnScene, spec: DiagramSpec, aspect_ratio: str | None, *, width: float = PRINT_WIDTH
) -> tuple[Finding, ...]:
    """Return every broken geometry rule of a scene, by name; an empty tuple means a clean figure.

    ``aspect_ratio`` is ``W:H``; ``auto`` and ``None`` ask for no particular one. ``width`` is how wide the figure is
    printed, in points.
    """
    rules: tuple[Callable[[DrawnScene], Iterator[Finding]], ...] = (
        _canvas,
        _boxes,
        _text_in_owner,
        _text_apart,
        _pictograms,
        _frames,
        arrow_findings,
    )
    found = [finding for rule in rules for finding in rule(scene)]
    found.extend(_legible(scene, width))
    found.extend(_ratio(scene, aspect_ratio))
    found.extend(missing_findings(scene, spec))
    return tuple(dict.fromkeys(found))


def _finding(check: Check, subject: str, detail: str) -> Finding:
    return Finding(check=check, subject=subject, detail=detail)


def _canvas(scene: DrawnScene) -> Iterator[Finding]:
    page = Rect(0, 0, scene.width, scene.height)
    rects = [(b.id, b.rect) for b in scene.boxes] + [(f.id, f.rect) for f in scene.frames]
    rects += [(t.owner, t.rect) for t in scene.texts]
    for name, rect in rects:
        if not within(rect, page):
            yield _finding(Check.OUTSIDE_CANVAS, name, f"'{name}' reaches past the edge of the figure")
    for line in scene.lines:
        if not all(within(Rect(x, y, 0, 0), page) for x, y in line.points):
            name = f"{line.source}->{line.target}"
            yield _finding(Check.OUTSIDE_CANVAS, name, f"the arrow {name} leaves the figure")


def _boxes(scene: DrawnScene) -> Iterator[Finding]:
    for a, b in itertools.combinations(scene.boxes, 2):
        if overlap(a.rect, b.rect) and not (CONNECTOR in (a.shape, b.shape) and _lie_apart(a, b)):
            yield _finding(Check.OVERLAP, a.id, f"the boxes '{a.id}' and '{b.id}' overlap")


def _lie_apart(one: DrawnBox, other: DrawnBox) -> bool:
    """Whether no corner of either outline lies in the other: a tag may stand in a corner that a diamond leaves free."""
    pairs = ((one.outline, other.outline), (other.outline, one.outline))
    return not any(deep_inside(polygon, point, _SLACK) for polygon, points in pairs for point in points)


def _text_in_owner(scene: DrawnScene) -> Iterator[Finding]:
    shapes = {box.id: box.outline for box in scene.boxes}
    shapes |= {fold.element: shapes[fold.into] for fold in scene.folds if fold.into in shapes}
    frames = {frame.id: frame.rect for frame in scene.frames}
    for text in scene.texts:
        polygon = shapes.get(text.owner)
        if polygon and not all(contains(polygon, point, _SLACK) for point in corners(text.rect)):
            yield _finding(Check.TEXT_OUTSIDE, text.owner, f"the text of '{text.owner}' leaves its box")
        if text.owner in frames and not within(text.rect, frames[text.owner]):
            yield _finding(Check.TEXT_OUTSIDE, text.owner, f"the title of '{text.owner}' leaves its frame")


def _text_apart(scene: DrawnScene) -> Iterator[Finding]:
    for a, b in itertools.combinations(scene.texts, 2):
        if overlap(a.rect, b.rect, 0.5):
            yield _finding(Check.TEXT_OVERLAP, a.owner, f"the texts of '{a.owner}' and '{b.owner}' overlap")
    boxes = {box.id for box in scene.boxes} | {fold.element for fold in scene.folds}
    for text in (t for t in scene.texts if t.owner not in boxes):
        for box in scene.boxes:
            if overlap(text.rect, box.rect):
                yield _finding(Check.TEXT_OVERLAP, text.owner, f"the text of '{text.owner}' lies on the box '{box.id}'")
        for frame in scene.frames:
            if _on_border(text, frame.rect):
                yield _finding(
                    Check.TEXT_OVERLAP, text.owner, f"the text of '{text.owner}' lies on the border of '{frame.id}'"
                )


def _pictograms(scene: DrawnScene) -> Iterator[Finding]:
    for glyph, text in itertools.product(scene.glyphs, scene.texts):
        if overlap(glyph.rect, text.rect, 0.5):
            yield _finding(
                Check.TEXT_OVERLAP, text.owner, f"the text of '{text.owner}' lies on the pictogram of '{glyph.owner}'"
            )
    for glyph, line in itertools.product(scene.glyphs, scene.lines):
        if any(cuts(piece, inset(glyph.rect, 0.5)) for piece in segments(line.points)):
            detail = f"the arrow {_name(line)} passes through the pictogram of '{glyph.owner}'"
            yield _finding(Check.LINE_THROUGH_BOX, _name(line), detail)


def _on_border(text: DrawnText, frame: Rect) -> bool:
    return overlap(text.rect, frame) and not within(text.rect, frame)


def _frames(scene: DrawnScene) -> Iterator[Finding]:
    parents = {frame.id: frame.parent for frame in scene.frames}
    frames = {frame.id: frame.rect for frame in scene.frames}
    for frame in scene.frames:
        if frame.parent in frames and not within(frame.rect, inset(frames[frame.parent], _SLACK)):
            yield _finding(Check.FRAME, frame.id, f"the frame '{frame.id}' is not inside '{frame.parent}'")
    for a, b in itertools.combinations(scene.frames, 2):
        if a.id not in _above(b.id, parents) and b.id not in _above(a.id, parents) and overlap(a.rect, b.rect):
            yield _finding(Check.FRAME, a.id, f"the frames '{a.id}' and '{b.id}' overlap")


def _above(group: str, parents: dict[str, str | None]) -> set[str]:
    found: set[str] = set()
    parent = parents.get(group)
    while parent is not None and parent not in found:
        found.add(parent)
        parent = parents.get(parent)
    return found


def _legible(scene: DrawnScene, width: float) -> Iterator[Finding]:
    scale = width / scene.width
    for text in scene.texts:
        if text.size * scale < MIN_TEXT_SIZE - 1e-6:
            detail = f"the text of '{text.owner}' prints at {text.size * scale:.1f} pt, below {MIN_TEXT_SIZE:g} pt"
            yield _finding(Check.TEXT_SIZE, text.owner, detail)
        if text.contrast < MIN_CONTRAST:
            detail = f"the text of '{text.owner}' has a contrast of {text.contrast:.1f}, below {MIN_CONTRAST:g}"
            yield _finding(Check.CONTRAST, text.owner, detail)


def _ratio(scene: DrawnScene, aspect_ratio: str | None) -> Iterator[Finding]:
    if aspect_ratio is None or aspect_ratio == "auto":
        return
    wide, _, high = aspect_ratio.partition(":")
    asked, drawn = float(wide) / float(high), scene.width / scene.height
    if abs(drawn / asked - 1) > RATIO_TOLERANCE:
        yield _finding(Check.RATIO, "canvas", f"the figure is {drawn:.3f} wide for its height, not {aspect_ratio}")
