"""Checks of what a drawn scene shows of its spec: every part and its words, every arrow, members in their frames."""

import re
from collections.abc import Iterator, Sequence

from pb_core.domain.diagrams.arrow_checks import TOUCH
from pb_core.domain.diagrams.gatherings import DrawnConnections, gathering_faults
from pb_core.domain.diagrams.label_checks import is_labelled, letters, says
from pb_core.domain.diagrams.scene import Continuation, DrawnScene, Reference
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, above, parents_of
from pb_core.domain.diagrams.twins import arrow_name, twin_words
from pb_core.domain.findings import Check, Finding
from pb_core.domain.plane import Point, Rect, border_distance, corners, overlap, within

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
    inner = {g.id for g in spec.groups if not folded.isdisjoint(above(g.id, parents_of(spec)))}
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
    drawn = {(line.source, line.target, line.kind, line.twin): line for line in scene.lines}
    told = {(r.source, r.target, r.kind): r for r in scene.references}
    continued = {(c.source, c.target, c.kind, c.twin): c for c in scene.continuations}
    at_edges = DrawnConnections(scene.gatherings)
    for planned, twin in zip(spec.connections, twin_words(spec.connections), strict=True):
        boxes = {homes.get(end, end) for end in (planned.source, planned.target)}
        if len(boxes) == 1 and planned.source != planned.target:
            continue
        connection = at_edges.of(planned)
        ends = (connection.source, connection.target, connection.kind.value)
        key, name = (*ends, twin), arrow_name(connection.source, connection.target, twin)
        if ends in told:
            yield from _told(connection, told[ends], words)
        elif key in continued:
            yield from _continued(connection, continued[key], scene, words)
        elif key not in drawn:
            yield _missing(name, f"the connection {name} is not drawn")
        elif not is_labelled(connection, drawn[key], scene, words):
            yield _missing(name, f"the label of {name} is not drawn in full")


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
    return min(border_distance(border, side) for side in sides) <= TOUCH


def _membership(scene: DrawnScene, spec: DiagramSpec) -> Iterator[Finding]:
    boxes = {box.id: box.rect for box in scene.boxes}
    around = _groups_around(scene, spec)
    for frame in scene.frames:
        for name, rect in boxes.items():
            member = frame.id in around.get(name, ())
            if member and not within(rect, frame.rect):
                detail = f"the member '{name}' is not inside the frame '{frame.id}'"
                yield Finding(check=Check.FRAME, subject=frame.id, detail=detail)
            if not member and overlap(rect, frame.rect):
                detail = f"the frame '{frame.id}' holds or cuts the stranger '{name}'"
                yield Finding(check=Check.FRAME, subject=frame.id, detail=detail)


def _groups_around(scene: DrawnScene, spec: DiagramSpec) -> dict[str, tuple[str, ...]]:
    """The groups in whose frames each box stands: an element, a group that is drawn as one, or a tag."""
    parents = parents_of(spec)
    around = {name: above(name, parents) for name in parents}
    around |= {e.id: (e.group, *above(e.group, parents)) for e in spec.elements if e.group}
    for told in scene.continuations:  # tags stand where their boxes stand
        for tag, name, group in (
            (told.leaves, told.source, told.source_group),
            (told.arrives, told.target, told.target_group),
        ):
            around[tag] = around.get(group or name, ())
    return around


def _inhabited(spec: DiagramSpec) -> set[str]:
    direct = {e.group for e in spec.elements if e.group}
    return direct.union(*(above(group, parents_of(spec)) for group in direct))
