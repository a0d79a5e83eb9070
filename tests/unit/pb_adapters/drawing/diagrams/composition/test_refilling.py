"""Panels that a drawing leaves hollow are filled, and the fuller drawing is taken where it has no more faults."""

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.extents import Sizes
from pb_adapters.drawing.diagrams.composition.fitting import Fitted, fitted
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.refilling import is_fuller, refilled
from pb_adapters.drawing.diagrams.composition.search import sketched
from pb_adapters.drawing.diagrams.composition.sketcher import Sketch
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, Styling
from support.compositions import drawn_up

PLAN = DiagramSpec(
    elements=tuple(Element(id=name, label=f"Step {name}", group=name[0]) for name in ("a1", "a2", "b1", "b2")),
    groups=tuple(Group(id=name, title=f"Stage {name}") for name in "ab"),
    connections=tuple(Connection(source=s, target=t) for s, t in (("a1", "a2"), ("a2", "b1"), ("b1", "b2"))),
)


def _drawn(sketch: Sketch, fit: Fitted) -> tuple[Fitted, Composed]:
    return fit, drawn_up(PLAN, sketch, fit)


def _on_a_page(sketch: Sketch, more: int) -> Fitted:
    links = sketch.facts.links
    fit = fitted(sketch.tree, Sizes(links), links, sketch.fit.width, sketch.fit.height + more)
    assert fit is not None
    return fit


def test_blocks_of_a_panel_that_is_hollow_as_drawn_grow_and_those_of_others_stay() -> None:
    with settings():
        sketch = sketched(PLAN, Styling(), Page(), Detail())[0]
        before = _drawn(sketch, _on_a_page(sketch, 12))
        found = refilled(sketch.tree, *before)
        assert found is not None
        assert found.frames == before[0].frames
        assert all(_area(found, name) >= _area(before[0], name) for name in found.leaves)
        after = _drawn(sketch, found)
        assert is_fuller(sketch.tree, after, before)
        assert not is_fuller(sketch.tree, before, after)
        assert refilled(sketch.tree, *_drawn(sketch, sketch.fit)) is None


def test_a_fuller_drawing_with_more_bends_is_no_better() -> None:
    with settings():
        sketch = sketched(PLAN, Styling(), Page(), Detail())[0]
        before = _drawn(sketch, _on_a_page(sketch, 12))
        found = refilled(sketch.tree, *before)
        assert found is not None
        fit, after = _drawn(sketch, found)
    path = after.attempt.paths[0]
    bent = structs.replace(after.attempt, paths=((*path[:1], *path), *after.attempt.paths[1:]))
    assert not is_fuller(sketch.tree, (fit, structs.replace(after, attempt=bent)), before)


def test_a_panel_that_stays_hollow_keeps_no_other_so() -> None:
    with settings():
        sketch = sketched(PLAN, Styling(), Page(), Detail())[0]
        before = _drawn(sketch, _on_a_page(sketch, 12))
        found = refilled(sketch.tree, *before)
        assert found is not None
        first = {name: found.leaves[name] if name[0] == "a" else area for name, area in before[0].leaves.items()}
        after = _drawn(sketch, structs.replace(before[0], leaves=first))
        assert is_fuller(sketch.tree, after, before)


def _area(fit: Fitted, name: str) -> int:
    area = fit.leaves[name]
    return (area.right - area.x) * (area.bottom - area.y)
