import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PITCH
from pb_adapters.drawing.diagrams.composition.lowering import lowered
from pb_adapters.drawing.diagrams.composition.pages import Density, Page
from pb_adapters.drawing.diagrams.composition.search import sketched
from pb_adapters.drawing.diagrams.composition.sketcher import Sketch
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import DiagramSpec, Styling
from support.compositions import plan

COLUMN = Page(width=252.0, density=Density.SMALL)


def _high(detail: str) -> DiagramSpec:
    """A chain of blocks with a detail each, too long for a page."""
    spec = plan(*(f"{a}>{b}" for a, b in zip("abcdefghijklmnopq", "bcdefghijklmnopqr", strict=True)))
    return structs.replace(spec, elements=tuple(structs.replace(e, detail=detail) for e in spec.elements))


def _highest(spec: DiagramSpec, page: Page) -> Sketch:
    return max(sketched(spec, Styling(), page, Detail()), key=lambda sketch: sketch.height)


@pytest.mark.parametrize("width", [COLUMN.width, 480.0])
def test_a_sketch_higher_than_a_page_is_lower_with_words_in_fewer_lines(width: float) -> None:
    spec, page = _high("five words stand in here"), structs.replace(COLUMN, width=width)
    with settings():
        before = _highest(spec, page)
        after = lowered(spec, before, page)
    assert after.height < before.height
    assert after.height == pytest.approx(after.fit.height * PITCH + 2 * MARGIN)
    for name, area in after.fit.leaves.items():
        leaf = after.leaves[name]
        assert leaf.plan is not None
        assert area.right - area.x >= leaf.wide.least
        assert area.bottom - area.y >= leaf.high.least
        assert len(leaf.plan.lines) <= len(before.stock.plans[name].lines)


def test_a_sketch_with_usual_labels_stays() -> None:
    spec, page = _high("five words stand in here"), structs.replace(COLUMN, density=Density.USUAL)
    with settings():
        sketch = _highest(spec, page)
        assert lowered(spec, sketch, page) is sketch


def test_a_sketch_that_fits_on_a_page_stays() -> None:
    spec = plan("a>b", "b>c")
    with settings():
        sketch = _highest(spec, COLUMN)
        assert lowered(spec, sketch, COLUMN) is sketch
