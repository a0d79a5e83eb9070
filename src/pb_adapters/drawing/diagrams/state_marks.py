"""Marks of state at the corner of a block: a snowflake for what is frozen, a flame for what is trained."""

from collections.abc import Iterable, Iterator

from pb_adapters.drawing.diagrams.box_sizes import STACK
from pb_core.domain.diagrams.scene import DrawnGlyph, DrawnScene
from pb_core.domain.diagrams.spec import DiagramSpec, State
from pb_core.domain.diagrams.states import state_of
from pb_core.domain.plane import Rect, cuts, inset, overlap, segments

MARKS = {State.FROZEN: "snowflake", State.TRAINED: "flame"}
STATES = frozenset(MARKS.values())
SIDE = 11.0  # points
_INSIDE = 2.0  # points from the corner of a block
_OUT = 0.45  # of the side, over the corner where the words leave no room inside


def state_marks(scene: DrawnScene, spec: DiagramSpec) -> tuple[DrawnGlyph, ...]:
    """The marks of a scene's elements: in the upper right corner, else over it, else at the left; else none.

    A mark covers no word, no pictogram and no arrow.
    """
    elements = {element.id: element for element in spec.elements}
    marks: list[DrawnGlyph] = []
    for box in scene.boxes:
        element = elements.get(box.id)
        state = state_of(element) if element else None
        if element is None or state is None:
            continue
        whole = box.parts[0] if box.parts else box.rect
        taken = [text.rect for text in scene.texts] + [glyph.rect for glyph in (*scene.glyphs, *marks)]
        taken += [other.rect for other in scene.boxes if other.id != box.id]
        places = _places(whole, STACK if element.repeat else 0.0)
        free = next((place for place in places if not _covers(place, taken, scene)), None)
        if free:
            marks.append(DrawnGlyph(owner=box.id, name=MARKS[state], rect=free))
    return tuple(marks)


def _places(rect: Rect, sheets: float) -> Iterator[Rect]:
    right, top = rect.right - sheets, rect.y + sheets
    over = SIDE * _OUT
    for x in (right - SIDE - _INSIDE, rect.x + _INSIDE):
        yield Rect(x, top + _INSIDE, SIDE, SIDE)
    for x in (right - SIDE + over, rect.x - over):
        yield Rect(x, top - over, SIDE, SIDE)


def _covers(place: Rect, taken: Iterable[Rect], scene: DrawnScene) -> bool:
    page = Rect(0, 0, scene.width, scene.height)
    if place.x < page.x or place.y < page.y or place.right > page.right:
        return True
    wide = inset(place, -1.0)
    return any(overlap(wide, rect) for rect in taken) or any(
        cuts(piece, wide) for line in scene.lines for piece in segments(line.points)
    )
