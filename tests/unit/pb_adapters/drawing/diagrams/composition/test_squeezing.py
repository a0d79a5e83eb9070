"""A drawing that is squeezed is lower by what was asked, clean, and says the same in the same arrangement."""

import itertools

import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams.composed_scene import finish_composed
from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.batches import compositions
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.squeezing import squeezed
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind, Group, Styling
from pb_core.domain.plane import within

BY = 20.0
PLAN = DiagramSpec(
    elements=(
        Element(id="a", group="g", label="First step", repeat=3),
        Element(id="b", group="g", label="Second step", detail="with a line more"),
        Element(id="c", label="Kept results", kind=ElementKind.STORE),
        Element(id="d", group="h", label="Is it enough?", kind=ElementKind.DECISION),
        Element(id="e", group="h", label="Last step"),
    ),
    groups=(Group(id="g", title="A panel"), Group(id="h", title="Another")),
    connections=(
        Connection(source="a", target="b", label="rows"),
        Connection(source="b", target="c"),
        Connection(source="c", target="d"),
        Connection(source="d", target="e", label="yes"),
        Connection(source="d", target="a", label="no"),
    ),
)


@pytest.fixture(scope="module")
def composed() -> Composed:
    """A column of two panels, a cylinder between them, and an arrow back."""
    with settings():
        batch = next(compositions(PLAN, Styling(), (Page(width=200.0),), Detail(), Effort()))
        return next(batch.plain())


def _scene(one: Composed) -> DrawnScene:
    return finish_composed(PLAN, one, Detail()).scene


def test_a_squeezed_drawing_is_lower_by_what_was_asked_and_clean(composed: Composed) -> None:
    with settings():
        found = squeezed(composed, BY)
        assert found is not None
        before, after = _scene(composed), _scene(found)
        assert found.attempt.height == pytest.approx(composed.attempt.height - BY)
        assert not check_scene(before, PLAN, None, width=before.width)
        assert not check_scene(after, PLAN, None, width=after.width)
    texts = {(text.owner, text.text) for text in after.texts}
    assert texts == {(text.owner, text.text) for text in before.texts}
    boxes, frames = {box.id: box.rect for box in after.boxes}, {frame.id: frame.rect for frame in after.frames}
    for text in after.texts:
        if text.owner in boxes:
            assert within(text.rect, boxes[text.owner], 0.1)
        if text.owner in frames:
            assert within(text.rect, frames[text.owner], 0.1)


def test_what_stood_above_stands_above_and_what_was_in_line_stays_so(composed: Composed) -> None:
    with settings():
        found = squeezed(composed, BY)
    assert found is not None
    pairs = [
        (composed.attempt.boxes[n], found.attempt.boxes[n])
        for n in composed.attempt.boxes
        if not next(box.parts for box in composed.boxes if box.id == n)
    ]
    for (one, lower_one), (other, lower_other) in itertools.combinations(pairs, 2):
        if one.y == other.y:
            assert lower_one.y == lower_other.y
        if one.bottom < other.y:
            assert lower_one.bottom < lower_other.y
    for path, lower_path in zip(composed.attempt.paths, found.attempt.paths, strict=True):
        assert [x for x, _ in path] == pytest.approx([x for x, _ in lower_path], abs=0.1)
        for (_, y), (_, further) in itertools.pairwise(lower_path):
            assert abs(y - further) < 0.1 or abs(y - further) >= 3.0


def test_more_than_all_can_give_is_refused(composed: Composed) -> None:
    with settings():
        assert squeezed(composed, composed.attempt.height / 2) is None


def test_pictograms_and_their_words_move_as_one(composed: Composed) -> None:
    with settings():
        found = squeezed(composed, BY)
    assert found is not None
    assert composed.glyphs
    for glyph, lower in zip(composed.glyphs, found.glyphs, strict=True):
        assert structs.replace(lower.rect, y=glyph.rect.y) == glyph.rect
