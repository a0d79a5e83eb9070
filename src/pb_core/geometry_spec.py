"""Geometry checks against the spec: everything it lists is drawn, with its words, in its frame."""

from collections.abc import Iterator

from pb_core.diagram import DiagramSpec
from pb_core.findings import Check, Finding
from pb_core.geometry_shapes import within
from pb_core.scene import DrawnScene


def missing_findings(scene: DrawnScene, spec: DiagramSpec) -> Iterator[Finding]:
    """Yield what the spec lists and the scene does not show, and members outside their frames."""
    words: dict[str, str] = {}
    for text in scene.texts:
        words[text.owner] = words.get(text.owner, "") + text.text
    yield from _elements(scene, spec, words)
    yield from _groups(scene, spec, words)
    yield from _connections(scene, spec, words)
    yield from _membership(scene, spec)


def _missing(subject: str, detail: str) -> Finding:
    return Finding(check=Check.MISSING, subject=subject, detail=detail)


def _says(words: dict[str, str], owner: str, wanted: str) -> bool:
    return _letters(wanted) in _letters(words.get(owner, ""))


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum()).casefold()


def _elements(scene: DrawnScene, spec: DiagramSpec, words: dict[str, str]) -> Iterator[Finding]:
    boxes = {box.id for box in scene.boxes}
    homes = {fold.element: fold.into for fold in scene.folds}
    for element in spec.elements:
        if homes.get(element.id, element.id) not in boxes:
            yield _missing(element.id, f"the element '{element.id}' is not drawn")
        elif not _says(words, element.id, element.label):
            yield _missing(element.id, f"the label of '{element.id}' is not drawn in full")
        elif element.repeat and str(element.repeat) not in words.get(element.id, ""):
            yield _missing(element.id, f"the repetition of '{element.id}' is not drawn")


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
        elif not _says(words, group.id, group.title):
            yield _missing(group.id, f"the title of '{group.id}' is not drawn in full")
        elif group.repeat and str(group.repeat) not in words.get(group.id, ""):
            yield _missing(group.id, f"the repetition of '{group.id}' is not drawn")


def _connections(scene: DrawnScene, spec: DiagramSpec, words: dict[str, str]) -> Iterator[Finding]:
    homes = {fold.element: fold.into for fold in scene.folds}
    drawn = {(line.source, line.target, line.kind) for line in scene.lines}
    for connection in spec.connections:
        ends = {homes.get(name, name) for name in (connection.source, connection.target)}
        if len(ends) == 1 and connection.source != connection.target:
            continue
        if (connection.source, connection.target, connection.kind.value) not in drawn:
            yield _missing(connection.name, f"the connection {connection.name} is not drawn")
        elif not _says(words, connection.name, connection.label):
            yield _missing(connection.name, f"the label of {connection.name} is not drawn in full")


def _membership(scene: DrawnScene, spec: DiagramSpec) -> Iterator[Finding]:
    boxes = {box.id: box.rect for box in scene.boxes}
    groups = {e.id: _ancestors(e.group, spec) | {e.group} for e in spec.elements if e.group}
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
