"""What stands beside panels grows into a hole of the page, unless a legend stands there; lettered tags go with it."""

import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams.composition import redrawing
from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.connectors import with_connectors
from pb_adapters.drawing.diagrams.composition.emptiness import marked_rows, quiet_share
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PITCH
from pb_adapters.drawing.diagrams.composition.page_holes import without_hole
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.search import sketched
from pb_adapters.drawing.diagrams.composition.sketcher import Sketch
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.placement import Area
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.scene import LabelKey
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from pb_core.domain.plane import Rect
from support.compositions import drawn_up

PLAN = DiagramSpec(
    elements=tuple(Element(id=name, label=f"Step {name}") for name in "abc"),
    connections=(Connection(source="a", target="b"), Connection(source="b", target="c")),
)
ROW = {"a": Area(0, 0, 20, 8), "b": Area(30, 0, 50, 8), "c": Area(30, 20, 50, 28)}
LEGEND = Rect(MARGIN, MARGIN, 50 * PITCH, 28 * PITCH)


@pytest.fixture(scope="module")
def composed() -> Composed:
    """A row of two blocks and one below the second: the page is empty below the first."""
    with settings():
        return _drawn(sketched(PLAN, Styling(), Page(), Detail())[0])


def _drawn(sketch: Sketch) -> Composed:
    return drawn_up(PLAN, sketch, Fitted(ROW, {}, 50, 28))


def _empty(one: Composed) -> float:
    assert one.tree is not None
    return quiet_share(marked_rows(one.fit, (), {leaf.name: leaf for leaf in one.tree.inside}), one.fit.width)


def test_blocks_grow_into_the_hole_of_a_page_that_stays_as_large(composed: Composed) -> None:
    with settings():
        found = without_hole(PLAN, composed, None, Effort())
    assert found is not None
    assert _empty(found) < _empty(composed)
    assert (found.fit.width, found.fit.height) == (composed.fit.width, composed.fit.height)
    areas = found.fit.leaves
    assert areas["a"].bottom > ROW["a"].bottom
    assert all(areas[n].right - areas[n].x <= 1.4 * (ROW[n].right - ROW[n].x) for n in ROW)


def test_where_a_legend_leaves_no_hole_nothing_grows_and_a_drawing_with_signs_for_labels_stays(
    composed: Composed,
) -> None:
    with settings():
        assert without_hole(PLAN, composed, LEGEND, Effort()) is None
        assert without_hole(PLAN, structs.replace(composed, keys=(LabelKey("(1)", "yes"),)), None, Effort()) is None


def test_the_tags_of_an_arrow_told_by_letter_stand_at_the_blocks_that_have_grown() -> None:
    with settings():
        sketch = sketched(PLAN, Styling(), Page(), Detail())[0]
        told = structs.replace(sketch, stock=sketch.stock.telling(PLAN.connections[:1]))
        tagged = with_connectors(_drawn(told))
        assert isinstance(tagged, Composed)
        found = without_hole(PLAN, tagged, None, Effort())
    assert found is not None
    assert _empty(found) < _empty(tagged)
    assert found.continuations == tagged.continuations != ()
    assert {box.id for box in found.boxes} == {box.id for box in tagged.boxes}


def test_nothing_grows_where_the_tags_of_an_arrow_find_no_place_then(monkeypatch: pytest.MonkeyPatch) -> None:
    with settings():
        sketch = sketched(PLAN, Styling(), Page(), Detail())[0]
        tagged = with_connectors(_drawn(structs.replace(sketch, stock=sketch.stock.telling(PLAN.connections[:1]))))
        assert isinstance(tagged, Composed)
        monkeypatch.setattr(redrawing, "with_connectors", lambda _: tagged.continuations)
        assert without_hole(PLAN, tagged, None, Effort()) is None
